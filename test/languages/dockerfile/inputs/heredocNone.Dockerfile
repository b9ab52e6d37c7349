FROM alpine:3.20
ENV A=<<EOF
USER <<EOF
LABEL a="<<EOF"
RUN echo '<<EOF' "<<EOF"
RUN echo "${A <<EOF"
RUN a <<<b
RUN a << 
ENTRYPOINT a <<EOF
