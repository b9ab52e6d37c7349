const deployment = (name: string, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  template:
    spec:
      containers:
        - name: ${name}
          image: ${image}
`;

/** A project whose files change each other's meaning, in the real languages. */
export const realProject: Readonly<Record<string, string>> = {
  // The overlay sets a version for `web`, and none for `worker`.
  'kubernetes/base/kustomization.yaml': 'resources: [web.yaml, worker.yaml]\n',
  'kubernetes/base/web.yaml': deployment('web', 'acme/web'),
  'kubernetes/base/worker.yaml': deployment('worker', 'acme/worker'),
  'kubernetes/production/kustomization.yaml': 'resources: [../base]\nimages:\n  - name: acme/web\n    newTag: 1.2.3\n',
  // The caller gives the module an image that moves.
  'terraform/main.tf': 'module "app" {\n  source = "../modules/app"\n  image  = "nginx:latest"\n}\n',
  'modules/app/main.tf': 'variable "image" {}\n\nresource "docker_image" "app" {\n  name = var.image\n}\n',
  // The tag stands in the values.
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'image:\n  repository: acme/shop\n  tag: latest\n',
  'chart/templates/deployment.yaml': deployment('shop', '"{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
  // The variable stands in `.env`.
  'compose/compose.yaml': 'services:\n  web:\n    image: nginx:$TAG\n',
  'compose/.env': 'TAG=latest\n',
  // The image runs a script of its build context, and a pod one that a kustomization puts into a ConfigMap.
  'image/Dockerfile': 'FROM alpine:3.20.3\nCOPY image/start.sh /\nENTRYPOINT ["/start.sh"]\n',
  'image/start.sh': '#!/bin/sh\napk add curl\nexec serve\n',
  'jobs/kustomization.yaml':
    'resources: [pods]\nconfigMapGenerator: [{name: scripts, files: [run.sh]}]\nhelmCharts: [{name: shop, valuesFile: shop.yaml}]\n',
  'jobs/run.sh': '#!/bin/sh\napk add jq\n',
  'jobs/shop.yaml': 'image: {repository: acme/shop, tag: latest}\n',
  'jobs/pods/kustomization.yaml': 'resources: [pod.yaml]\n',
  'jobs/pods/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: job
spec:
  volumes: [{name: scripts, configMap: {name: scripts}}]
  containers:
    - name: job
      image: acme/job:1.2.3
      command: [/scripts/run.sh]
      volumeMounts: [{name: scripts, mountPath: /scripts}]
`,
  // The main file gives the template a tag, and takes another file in.
  '.gitlab-ci.yml':
    'include:\n  - local: .gitlab/ci/build.yml\n  - local: ci/tools.yml\nbuild:\n  extends: .build\n  variables: {TAG: latest}\n',
  '.gitlab/ci/build.yml': '.build:\n  image: acme/build:$TAG\n  script: [make]\n',
  'ci/tools.yml': 'tools:\n  image: acme/tools:latest\n  script:\n    - curl -fsS https://acme.dev/install.sh | sh\n',
};
