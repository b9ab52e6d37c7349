import { isKnown } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { type Fix, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { deployment, taskDefinition, workflow } from '../shared/examples.ts';
import { versionFixes } from '../shared/imageVersions.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'pinned/image-latest',
  title: 'Image at `latest`, or with no version at all',
  languages: ['dockerfile', 'compose', 'kubernetes', 'terraform', 'pipeline', 'kustomize', 'helm'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
\`latest\` is not a version. It is a name that the image's publisher moves to other bits whenever they like, and an image with
neither tag nor digest means \`latest\` too. The file stays the same, and what it builds or runs does not.

It bites when it can least be afforded: a node is replaced at night, pulls the image again, and one of three replicas now runs
a new major version. There is nothing to roll back to, because the old file says \`latest\` as well.

Name the version that was tested (\`nginx:1.27.3\`), and better its digest (\`nginx:1.27.3@sha256:...\`), which nobody can move.
Let a bot propose updates, so that each one is a reviewed change.

Ignore it for an image that is thrown away within minutes, such as a debugging pod that is never committed.

See [image tags in Docker's build best practices](https://docs.docker.com/build/building/best-practices/#pin-base-image-versions)
and [image names in Kubernetes](https://kubernetes.io/docs/concepts/containers/images/#image-names).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM nginx:latest\n' },
      {
        dockerfile: 'FROM golang:1.23.4 AS build\nRUN go build -o /app .\n\nFROM debian\nCOPY --from=build /app /app\n',
      },
      { dockerfile: 'ARG NODE=latest\nFROM node:${NODE}\n' },
      { compose: 'services:\n  web:\n    image: ghcr.io/acme/web:${TAG:-latest}\n  queue:\n    image: rabbitmq\n' },
      { kubernetes: deployment('ghcr.io/acme/web:latest') },
      { kubernetes: deployment('registry.acme.dev:5000/web') },
      {
        terraform: `resource "aws_lambda_function" "resize" {
  function_name = "resize"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/resize:latest"
}
`,
      },
      { terraform: taskDefinition('{ name = "web", image = "nginx" }') },
      { kustomize: 'resources:\n  - ../base\nimages:\n  - name: acme/web\n    newTag: latest\n' },
      { helm: deployment('"{{ .Values.registry }}/web:latest"') },
      { helm: deployment('ghcr.io/acme/web # {{ .Release.Name }}') },
      { pipeline: workflow('- run: npm test', 'container: acme/ci') },
      {
        file: '.gitlab-ci.yml',
        pipeline: 'test:\n  image: node:22.11.0\n  services:\n    - postgres:latest\n  script:\n    - npm test\n',
      },
    ],
    good: [
      { dockerfile: 'FROM nginx:1.27.3\n' },
      {
        dockerfile:
          'FROM golang:1.23.4 AS build\n\nFROM scratch\nCOPY --from=build /app /app\nCOPY --from=0 /etc/passwd /etc/\n',
      },
      { dockerfile: 'ARG IMAGE\nFROM ${IMAGE}\n' },
      { dockerfile: `FROM nginx@sha256:${'0123456789abcdef'.repeat(4)}\n` },
      { compose: 'services:\n  web:\n    build: .\n    image: acme/web\n  worker:\n    image: acme/web:latest\n' },
      { compose: 'services:\n  web:\n    image: ghcr.io/acme/web:${TAG}\n' },
      { kubernetes: deployment('registry.acme.dev:5000/web:2.4.1') },
      {
        terraform: `variable "image" {}

resource "aws_lambda_function" "resize" {
  function_name = "resize"
  package_type  = "Image"
  image_uri     = var.image
}
`,
      },
      { kustomize: 'resources:\n  - ../base\nimages:\n  - name: acme/web\n    newTag: 2.4.1\n' },
      { kustomize: 'images:\n  - name: acme/web\n    newName: registry.acme.dev/web\n' },
      { helm: deployment('"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"') },
      { pipeline: workflow('- run: npm test', 'container: acme/ci:${{ matrix.version }}') },
      { file: '.gitlab-ci.yml', pipeline: 'test:\n  image: $CI_REGISTRY_IMAGE/ci:2.4.1\n  script:\n    - npm test\n' },
    ],
  },

  *check(document) {
    for (const image of document.images) {
      const { version } = image;
      if (version.kind === 'none' || (version.kind === 'tag' && version.tag === 'latest')) {
        yield {
          at: image,
          message: messageFor(image),
          fixes: fixesOf(image),
          onlineFixes: versionFixes(image, document),
          related: relatedTo(image.origins),
        };
      }
    }
  },
});

function messageFor({ text, origins, version, name }: ImageReference): string {
  // The resolved name is told where it says more than the text.
  const isTold = origins.length > 0 && isKnown(name) && text !== name && text !== `${name}:latest`;
  if (version.kind === 'none') {
    const subject = isTold ? `${quote(text)} is \`${name}\`, which` : quote(text);
    return `${subject} has no tag and so means \`latest\`, other bits from one day to the next; name a version`;
  }
  const subject = isTold ? `${quote(text)} is \`${name}:latest\`,` : `${quote(text)} is`;
  return `${subject} other bits from one day to the next; name a version`;
}

const placeholder = 'VERSION';

function fixesOf({ version, text }: ImageReference): readonly Fix[] {
  const fix = { title: `Pin ${quote(text)} to a version`, safety: 'placeholder', placeholder } as const;
  if (version.kind === 'tag' && version.span)
    return [{ ...fix, edits: [{ span: version.span, newText: placeholder }] }];
  if (version.kind !== 'none' || version.insertAt === undefined) return [];
  const span = { start: version.insertAt, end: version.insertAt };
  return [{ ...fix, edits: [{ span, newText: `:${placeholder}` }] }];
}
