FROM alpine:3.20
RUN <<EOF
echo a

COPY a b
USER root
