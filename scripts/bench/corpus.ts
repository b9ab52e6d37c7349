import type { LanguageId, SourceFile } from '../../core/document.ts';

/** Ordinary files of one language, of so many parts each, different from each other, the same in every run. */
export function corpusOf(language: LanguageId, fileCount: number, partCount = 1): readonly SourceFile[] {
  const { path, text } = generators[language];
  return Array.from({ length: fileCount }, (_, index) => ({ path: path(index), text: text(index, partCount) }));
}

/** One file of about that many lines. */
export function longFile(language: LanguageId, lineCount: number): SourceFile {
  const { path, text } = generators[language];
  const linesOfOne = text(0, 1).split('\n').length;
  return { path: path(0), text: text(0, Math.ceil(lineCount / linesOfOne)) };
}

interface Generator {
  path(index: number): string;
  text(index: number, repeat: number): string;
}

const generators: Readonly<Record<LanguageId, Generator>> = {
  dockerfile: { path: (index) => `service-${index}/Dockerfile`, text: dockerfile },
  kubernetes: { path: (index) => `service-${index}/manifest.yaml`, text: manifest },
  compose: { path: (index) => `service-${index}/compose.yaml`, text: services },
  terraform: { path: (index) => `service-${index}/main.tf`, text: terraform },
  kustomize: { path: (index) => `service-${index}/kustomization.yaml`, text: kustomization },
  helm: { path: (index) => `service-${index}/templates/deployment.yaml`, text: template },
  pipeline: { path: (index) => `service-${index}/.github/workflows/build.yml`, text: workflow },
};

const repeated = (repeat: number, part: (index: number) => string): string =>
  Array.from({ length: repeat }, (_, index) => part(index)).join('');

function dockerfile(index: number, repeat: number): string {
  return repeated(
    repeat,
    (stage) => `# Service ${index}, stage ${stage}
ARG NODE_VERSION=22.${index % 20}.0
FROM node:\${NODE_VERSION}-bookworm AS build-${stage}
WORKDIR /app
ENV NODE_ENV=production \\
    PORT=80${index % 100}
RUN apt-get update && \\
    apt-get install -y --no-install-recommends \\
      ca-certificates \\
      curl && \\
    rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci && npm run build
COPY . .
RUN if [ "$NODE_ENV" = production ]; then npm prune --omit=dev; else echo "keeping $(ls node_modules | wc -l)"; fi

FROM gcr.io/distroless/nodejs22-debian12:nonroot-${index}
COPY --from=build-${stage} /app /app
EXPOSE 80${index % 100}
HEALTHCHECK --interval=30s CMD ["/nodejs/bin/node", "health.js"]
CMD ["server.js"]
`,
  );
}

function manifest(index: number, repeat: number): string {
  return repeated(
    repeat,
    (part) => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-${index}-${part}
  namespace: shop
  labels:
    app: service-${index}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: service-${index}
  template:
    metadata:
      labels:
        app: service-${index}
    spec:
      containers:
        - name: web
          image: registry.acme.dev/shop/service-${index}:1.${part}.3
          command: ["/bin/sh", "-c"]
          args:
            - |
              set -e
              ./migrate --timeout 30s
              exec ./serve --port 8080
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: QUEUE
              value: amqp://queue:5672
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
---
apiVersion: v1
kind: Service
metadata:
  name: service-${index}-${part}
spec:
  selector:
    app: service-${index}
  ports:
    - port: 80
      targetPort: http
`,
  );
}

function kustomization(index: number, repeat: number): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namePrefix: shop-
resources:
  - manifest.yaml
images:
${repeated(
  repeat,
  (part) => `  - name: registry.acme.dev/shop/service-${index}-${part}
    newName: mirror.acme.dev/shop/service-${index}-${part}
    newTag: 1.${part}.3
`,
)}patches:
${repeated(
  repeat,
  (part) => `  - target: { kind: Deployment, name: service-${index}-${part} }
    patch: |
      - op: replace
        path: /spec/replicas
        value: 3
`,
)}`;
}

function services(index: number, repeat: number): string {
  return `name: shop-${index}\nservices:\n${repeated(
    repeat,
    (part) => `  web-${part}:
    image: registry.acme.dev/shop/service-${index}:\${TAG:-1.${part}.3}
    command: ["./serve", "--port", "8080"]
    restart: unless-stopped
    environment:
      QUEUE: amqp://queue:5672
      DATABASE_URL: postgres://\${DB_USER:-shop}:\${DB_PASSWORD}@db/shop
    ports:
      - "\${PORT:-80${index % 100}}:8080"
    volumes:
      - ./config:/etc/service:ro
      - data-${part}:/var/lib/service
    healthcheck:
      test: ["CMD-SHELL", "curl -fsS http://localhost:8080/ready || exit 1"]
      interval: 30s
    depends_on: [queue-${part}]
  queue-${part}:
    image: rabbitmq:4.0.${index % 5}
    volumes: [{ type: volume, source: queue-${part}, target: /var/lib/rabbitmq }]
`,
  )}`;
}

function terraform(index: number, repeat: number): string {
  return repeated(
    repeat,
    (part) => `variable "image_${part}" {
  type    = string
  default = "registry.acme.dev/shop/service-${index}:1.${part}.3"
}

locals {
  name_${part} = "service-${index}-\${var.environment}"
}

resource "aws_ecs_task_definition" "service_${part}" {
  family                   = local.name_${part}
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([
    {
      name      = "web"
      image     = var.image_${part}
      essential = true
      environment = [for key, value in var.environment_variables : { name = key, value = value }]
    },
  ])
}

resource "aws_launch_template" "service_${part}" {
  name_prefix   = "\${local.name_${part}}-"
  image_id      = var.ami
  instance_type = var.size == "large" ? "m7g.large" : "t4g.small"

  user_data = base64encode(<<-EOT
    #!/bin/bash
    set -e
    echo "ENVIRONMENT=\${var.environment}" > /etc/service.env
    systemctl restart service
  EOT
  )

  lifecycle {
    create_before_destroy = true
  }
}
`,
  );
}

function workflow(index: number, repeat: number): string {
  return `name: service-${index}
on:
  push:
    branches: [main]
permissions: {}
jobs:
${repeated(
  repeat,
  (job) => `  # Job ${job}
  build-${job}:
    runs-on: ubuntu-24.04
    container:
      image: registry.acme.dev/ci/node:22.${index % 20}.0
    services:
      database:
        image: postgres:17.${job % 9}
    steps:
      - uses: actions/checkout@v4
      - name: Install
        run: |
          set -euo pipefail
          npm ci
          npm run build -- --version "\${{ github.sha }}"
      - run: npm test
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: registry.acme.dev/shop/service-${index}:\${{ github.sha }}
`,
)}`;
}

function template(index: number, repeat: number): string {
  return repeated(
    repeat,
    (part) => `{{- if .Values.part${part}.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "service.fullname" . }}-${part}
  labels:
    {{- include "service.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  template:
    metadata:
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      containers:
        - name: service-${index}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          args: [serve, --port, {{ .Values.service.port | quote }}]
          ports:
            - name: http
              containerPort: 8080
          env:
            {{- range $name, $value := .Values.environment }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
        - name: proxy
          image: registry.acme.dev/proxy:1.${part % 9}.0
          command:
            - sh
            - -c
            - |
              set -e
              exec proxy --to {{ include "service.fullname" . }}
      volumes:
        - name: cache
          emptyDir: {}
{{- end }}
---
`,
  );
}
