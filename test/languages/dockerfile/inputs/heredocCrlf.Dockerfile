FROM alpine:3.20
RUN <<EOF
a
EOF
COPY <<-A /a
	b
	A
USER a
