FROM alpine:3.20
ENV A="open
RUN echo "open
LABEL b='open
USER c
