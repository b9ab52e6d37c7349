# unknown=x
# escape=`
FROM alpine:3.20
RUN a \
  b
