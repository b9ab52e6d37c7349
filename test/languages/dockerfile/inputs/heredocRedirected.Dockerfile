FROM alpine:3.20
RUN cat <<EOF>/x
a
EOF
