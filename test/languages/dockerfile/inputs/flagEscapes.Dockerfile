FROM alpine:3.20
RUN --mount=type=cache,target=/a\ b echo
RUN --mount="type=cache,target=/a b" echo
COPY --chown="a b" x y
COPY --from=\"x\" a b
COPY --link=false	a b
