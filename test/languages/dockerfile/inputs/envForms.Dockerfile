FROM alpine:3.20
ENV A=1 B="two words" C='$x' D=a\ b E=
ENV LEGACY the rest  of the line
ENV LEGACY2   "quoted" = text
ENV F=$A G=${B:-x} H="${C:+"y"}"
ENV I=1 \
    # between
    J=2 \

    K=3
ENV L="a\
b"
