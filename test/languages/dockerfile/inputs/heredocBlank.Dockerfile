FROM alpine:3.20
RUN <<EOF

# c
  

EOF

RUN <<EOF
EOF
COPY <<EOF /a
 EOF
EOF 
EOF
