FROM alpine:3.20
RUN cat > /a <<EOF \
  && echo done
body \
EOF
RUN true
