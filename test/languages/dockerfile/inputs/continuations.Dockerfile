FROM alpine:3.20
RUN apk add \
    curl \
    # why git
    git \

    make
RUN a && \
  b   \  
  && c
ENV A=1 \
    B=2
