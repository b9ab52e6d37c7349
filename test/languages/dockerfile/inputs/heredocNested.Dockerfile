FROM alpine:3.20
RUN <<EOF
cat <<INNER
x
INNER
EOF
RUN sh <<A
sh <<'B'
y
B
A
