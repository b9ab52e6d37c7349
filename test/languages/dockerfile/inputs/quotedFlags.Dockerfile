FROM alpine:3.20
RUN --mount=type=bind,from="busybox:1.36",target=/b true
COPY --from='golang:1.23' /a /b
