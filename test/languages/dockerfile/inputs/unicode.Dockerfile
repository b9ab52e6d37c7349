FROM alpine:3.20
ENV GRÜSSE="grüß dich 🎉" B=é
RUN echo "日本語" \
  && echo 🎉
LABEL ключ=значение
RUN <<🎉
a
🎉
RUN a b
