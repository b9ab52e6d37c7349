FROM alpine:3.20
CMD {"a": "b"}
CMD "a"
ENTRYPOINT ["a"   ,"b"   ]
CMD [a]
CMD ["a"
CMD "a"]
CMD [["a"]
VOLUME [/a]
COPY ["a b" c]
ADD [a b
