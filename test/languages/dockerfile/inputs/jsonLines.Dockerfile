FROM alpine:3.20
CMD [ \
  "a", \
  # between
  "b" \
]
RUN ["sh", \
 "-c", "echo a; \
 echo b"]
VOLUME ["/a", "/b"]
VOLUME /a /b
