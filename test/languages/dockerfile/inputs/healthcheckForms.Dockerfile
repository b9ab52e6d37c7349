FROM alpine:3.20
HEALTHCHECK NONE
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
HEALTHCHECK --interval=5m --timeout=3s --retries=2 --start-period=1s --start-interval=1s CMD ["a", "b"]
HEALTHCHECK   \
  --interval=1s \
  CMD  a  b
healthcheck none
