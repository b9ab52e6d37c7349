# first
FROM alpine:3.20 # no comment
RUN a \
# one
   # two

  b \
  # three
  c # shell's
# last
RUN d \
# end
