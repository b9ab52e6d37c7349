FROM alpine:3.20
RUN cat <<<EOF
RUN echo "<<EOF"
RUN echo a<<EOF
CMD cat <<EOF
RUN ["cat", "<<EOF"]
RUN echo ${#a} <<EOF
