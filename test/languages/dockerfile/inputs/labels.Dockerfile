FROM alpine:3.20
LABEL a=1 "b c"="d e" org.acme.x='y z'
LABEL old style value
LABEL multi="line one \
line two" \
      other=2
