# syntax=docker/dockerfile:1
# escape=`
FROM alpine:3.20
RUN <<EOF
a `
EOF
RUN a `
  b <<EOF
c
EOF
