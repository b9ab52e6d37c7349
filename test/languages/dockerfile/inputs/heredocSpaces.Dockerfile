FROM alpine:3.20
RUN << EOF
a
EOF
RUN <<- "EOF"
	a
	EOF
RUN 3<<EOF cat /dev/fd/3
a
EOF
RUN cat <<EOF >/x
EOF
