FROM alpine:3.20
CMD [ 'a', 'b' ]
RUN [ -f a ] && echo b
ENTRYPOINT ["a", "b"
RUN ["a"] && b
