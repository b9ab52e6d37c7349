ARG TAG=3.20
ARG IMAGE=alpine:${TAG}
ARG NONE
FROM ${IMAGE} AS a
ARG TAG
ENV A=1 B="x y" C='$A'
ENV D some value
EXPOSE ${PORT:-80} $A
FROM alpine:${NONE:-3.19}
LABEL a=b "c d"="e f"
