FROM alpine:3.20
ENV	A=1		B=2
ENV   C   d
ENV D=a"b c"d'e f'g
ENV E="a \" b" F='a \ b'
