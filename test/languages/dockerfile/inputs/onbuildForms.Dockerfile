FROM alpine:3.20
ONBUILD ADD . /app
ONBUILD RUN ["a", "b"]
ONBUILD RUN --mount=type=cache,target=/c a
ONBUILD ENV A=1 B=2
ONBUILD HEALTHCHECK CMD a
ONBUILD EXPOSE 80 81
onbuild run a
ONBUILD ARG A=1 B
ONBUILD COPY --from=x a b
