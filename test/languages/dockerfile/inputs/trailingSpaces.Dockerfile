FROM alpine:3.20   
RUN a \   
  b   
RUN c \	
  d
ENV A=1   
USER a	
