FROM alpine:3.20
HEALTHCHECK NONE
HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]
HEALTHCHECK --retries=3 \
  CMD wget -q -O- localhost
