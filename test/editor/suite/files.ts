/** Where the suite writes its results, in the folder that the window has open. */
export const reportFile = 'test-report.json';

/** The files of the suite's workspace, and what they are there to show. */
export const workspaceFiles = {
  /** One finding with a fix of each safety, besides one without a fix. */
  Dockerfile: `FROM node:22.11.0
RUN apt-get update && apt-get upgrade -y && apt-get install -y openssh-server
RUN curl -fsSL https://example.com/install.sh | sh
`,
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: registry.example.com/web:latest
          readinessProbe:
            httpGet: { path: /, port: 8080 }
`,
  'main.tf': `resource "aws_ecr_repository" "web" {
  name = "web"
}
`,
  /** Immutable as it should be: nothing to report. */
  'clean/Dockerfile': `FROM node:22.11.0@sha256:5c76d05034644fa8ecc9c2aa84e0a83cd981d0ef13af5455b87b9adf5b216561
COPY . /app
CMD ["node", "/app/main.js"]
`,
  /** YAML, but no manifest. */
  'notes.yaml': `image: registry.example.com/web:latest
`,
} as const;
