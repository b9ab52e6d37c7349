FROM alpine:3.20
RUN --mount=type=cache,target=/c <<EOF
a
EOF
COPY --chmod=755 --link <<EOF /b
#!/bin/sh
EOF
ADD --chown=1 <<A <<B /c/
a
A
b
B
