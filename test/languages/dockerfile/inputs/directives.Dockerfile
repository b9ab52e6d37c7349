# syntax = docker/dockerfile:1.7
# check=skip=all
# escape=\
# a comment
# escape=`
FROM alpine:3.20
RUN a \
  b
