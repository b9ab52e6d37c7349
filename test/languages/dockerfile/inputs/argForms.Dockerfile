ARG A
ARG B=1 C="two words" D='$x'
ARG E=
ARG F=a\ b
FROM alpine:${B}
ARG A B=2
ARG "G=h i"
