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
};
