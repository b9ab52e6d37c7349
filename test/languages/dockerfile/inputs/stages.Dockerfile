FROM golang:1.23 AS Build
RUN go build
FROM build AS test
RUN go test
FROM scratch
COPY --from=Build /a /a
COPY --from=0 /a /b
COPY --from=busybox:1.36 /c /c
RUN --mount=type=bind,from=test,target=/t --mount=from=alpine:3.20,target=/u true
