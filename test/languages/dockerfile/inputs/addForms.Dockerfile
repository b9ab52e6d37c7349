FROM alpine:3.20
ADD https://example.com/a.tgz /
ADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://example.com/b /b
ADD --keep-git-dir=true https://github.com/a/b.git#v1 /b
ADD --unpack=false a.tar /
ADD ["a", "b"]
ADD git@github.com:a/b.git /c
