/** Where the suite writes its results, in the folder that the window has open. */
export const reportFile = 'test-report.json';

/** The files of the suite's workspace. */
export const workspaceFiles = {
  /** The rules that the suite speaks of, so that it says nothing of others. */
  'fixity.yaml': `rules:
  '*': off
  pinned/image-latest: error
  pinned/registry-tag-mutability: error
  pinned/system-upgrade: warning
  sealed/ssh-server: error
`,
  Dockerfile: `FROM node:22.11.0
RUN apt-get update && apt-get upgrade -y && apt-get install -y git
EXPOSE 22
`,
  'deployment.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:latest
`,
  'main.tf': `resource "aws_ecr_repository" "web" {
  name = "web"
}

resource "aws_ecr_repository" "api" {
  name = "api"
}
`,
  /** As it should be. */
  'clean/Dockerfile': `FROM node:22.11.0
COPY . /app
CMD ["node", "/app/main.js"]
`,
  /** As it may be. */
  'healthy/Dockerfile': `FROM nginx:1.27.3
HEALTHCHECK CMD curl -f http://localhost/
`,
  /** YAML, but no manifest. */
  'notes.yaml': `image: registry.example.com/web:latest
`,
} as const;

export type WorkspaceFile = keyof typeof workspaceFiles;
