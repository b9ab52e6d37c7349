FROM alpine:3.20
RUN a <<1 <<2 \
  b <<3
one
1
two
2
three
3
USER a
