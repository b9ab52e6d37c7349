FROM alpine:3.20
ENTRYPOINT ["a", "b"]
ENTRYPOINT a b
ENTRYPOINT []
ENTRYPOINT [ ]
CMD ["a",]
CMD ['a']
CMD ["a"] b
CMD	["tab"]
CMD ["\u00e9", "\n"]
SHELL ["/bin/bash", "-c"]
