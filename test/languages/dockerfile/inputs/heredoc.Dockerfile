FROM alpine:3.20
RUN <<EOF
set -e
# not a comment
FROM not an instruction
EOF
RUN <<-"END"
	echo $A
	END
COPY <<a.txt <<b.txt /dir/
one
a.txt
two
b.txt
RUN cat <<A && cat <<'B'
1
A
2
B
USER root
