FROM alpine:3.20
COPY a b
COPY a b c /dir/
COPY ["a b", "c d", "/dir/"]
COPY --from=0 --chown=1:1 --chmod=644 --link a /b
COPY --parents ./x/./y /z
COPY --exclude=*.md --exclude=x . /
COPY "a" b
COPY a\ b c
