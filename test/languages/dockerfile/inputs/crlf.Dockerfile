# syntax=docker/dockerfile:1
FROM node:22 AS build
RUN npm ci && \
    npm run build

# the rest
FROM nginx:1.27
EXPOSE 80 \
  443
COPY --from=build /a /b
