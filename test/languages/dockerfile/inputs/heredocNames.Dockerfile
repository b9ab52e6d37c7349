FROM alpine:3.20
RUN <<"A B"
one
A B
RUN <<'C'
two
C
RUN <<D1_2
three
D1_2
RUN <<\E
four
E
RUN <<F"G"
five
FG
COPY <<-H.txt /x
	six
	H.txt
