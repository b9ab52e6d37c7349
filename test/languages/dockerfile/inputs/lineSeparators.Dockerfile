FROM alpine:3.20
RUN a b
RUN c
ENV A=1 B=2
RUN de
