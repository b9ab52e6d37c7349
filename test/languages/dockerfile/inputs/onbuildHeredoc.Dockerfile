FROM alpine:3.20
ONBUILD COPY <<EOF /a
one
EOF
ONBUILD RUN <<-A && cat <<B
	x
	A
y
B
USER a
