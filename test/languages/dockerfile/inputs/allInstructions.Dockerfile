ARG A
FROM alpine:3.20
MAINTAINER a@example.com
LABEL a=b
ENV a=b
ADD a b
COPY a b
WORKDIR /a b
USER a:b
VOLUME /a /b
EXPOSE 22/tcp 8000-8002 53/udp
STOPSIGNAL SIGTERM
SHELL ["/bin/sh", "-c"]
ENTRYPOINT a b
CMD c  d
