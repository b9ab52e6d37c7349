FROM golang:1.23 AS build
RUN go build
FROM alpine:3.20
COPY --from=build /a /a
COPY --from=0 /b /b
COPY --from=nginx:1.27 /c /c
RUN --mount=type=bind,from=build,target=/x ls
FROM build AS test
RUN go test
