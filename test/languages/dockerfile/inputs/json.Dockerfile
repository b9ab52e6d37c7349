FROM alpine:3.20
RUN [ "sh" , "-c", "echo \"a\" \u0041 \t" ]
ENTRYPOINT ["nginx", "-g", "daemon off;"]
CMD []
VOLUME ["/a", "/b"]
COPY ["a b", "/c d/"]
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
