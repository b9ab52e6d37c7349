FROM alpine:3.20
ONBUILD RUN echo a
ONBUILD COPY --chown=1 . /src
ONBUILD RUN <<EOF
echo b
EOF
ONBUILD CMD ["a"]
USER root
