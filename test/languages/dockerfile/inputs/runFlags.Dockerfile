FROM alpine:3.20
RUN --mount=type=cache,target=/c --mount=type=secret,id=s,required echo a
RUN --network=none --security=insecure echo b
RUN --mount=type=bind,source=.,target=/s \
    --mount=type=tmpfs,target=/t \
    echo c
RUN -- --not-a-flag
RUN --device=x echo d
RUN echo --not-a-flag
