import type { ImageReference } from '../../core/facts.ts';
import { relatedTo } from '../../core/finding.ts';
import { choice, stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { isAllowed } from '../shared/allow.ts';
import { deployment, workflow } from '../shared/examples.ts';
import { digestFixes, precisionOf } from '../shared/imageVersions.ts';
import { quote } from '../shared/message.ts';

const precisions = ['major', 'minor', 'patch'] as const;

export default defineRule({
  id: 'pinned/image-floating-tag',
  title: 'Image at a tag that moves on purpose',
  languages: ['dockerfile', 'compose', 'kubernetes', 'terraform', 'pipeline', 'kustomize', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    precision: choice(precisions, 'major', 'How exact a version must be: `22`, `22.11` or `22.11.0`.'),
    allow: stringList([], 'Images that may be at such a tag: names, with `*` for any text.'),
  },
  presetOptions: { strict: { precision: 'patch' } },
  why: `
Some tags are made to move: \`stable\`, \`lts\`, \`edge\`, \`alpine\` and \`bookworm\` are the newest image of their kind, and
\`node:22\` is whichever 22 came out last. The line in the file stays as it is, and what it brings changes under it.

It bites when a build from an unchanged commit fails, or worse, succeeds and behaves otherwise: \`lts\` went from one major version
to the next on a Tuesday, and the rollback builds the new one too.

Name a version (\`node:22.11.0-alpine\`), and let a bot propose the next one. How exact it must be is up to you: the option
\`precision\` asks for a major version, or with \`patch\` for a whole one. A digest is exact whatever the tag says.

Ignore it where being current matters more than being the same, such as a nightly job that tests against \`edge\` on purpose.

See [image tags in Docker's build best practices](https://docs.docker.com/build/building/best-practices/#pin-base-image-versions)
and [image names in Kubernetes](https://kubernetes.io/docs/concepts/containers/images/#image-names).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM node:lts-alpine\n' },
      { dockerfile: 'FROM node:22\n', options: { precision: 'minor' } },
      { compose: 'services:\n  web:\n    image: nginx:stable\n' },
      { kubernetes: deployment('grafana/grafana:main') },
      {
        terraform: `resource "google_cloud_run_v2_service" "web" {
  name     = "web"
  location = "europe-west1"

  template {
    containers {
      image = "europe-docker.pkg.dev/acme/web/web:stable"
    }
  }
}
`,
      },
      { pipeline: workflow('- run: npm test', 'container: python:slim') },
      { kustomize: 'resources:\n  - ../base\nimages:\n  - name: acme/web\n    newTag: edge\n' },
      { helm: deployment('"{{ .Values.registry }}/web:nightly"') },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0-alpine3.20\n' },
      { dockerfile: 'FROM acme/tools:stable\n', options: { allow: ['acme/*'] } },
      { compose: 'services:\n  web:\n    image: nginx:1.27\n' },
      { kubernetes: deployment(`grafana/grafana:main@sha256:${'0123456789abcdef'.repeat(4)}`) },
      {
        terraform: `resource "docker_image" "web" {
  name = "acme/web:main-3f2c1ab"
}
`,
      },
      { pipeline: workflow('- run: npm test', 'container: python:3.13-slim') },
      { kustomize: 'images:\n  - name: acme/web\n    newTag: 2026-01-31\n' },
      { helm: deployment('"acme/web:{{ .Values.channel }}"') },
    ],
  },
  yieldsTo: ['pinned/image-latest'],

  *check(document, { options }) {
    for (const image of document.images) {
      if (image.version.kind !== 'tag' || image.version.tag === 'latest' || isAllowed(options.allow, image.name))
        continue;
      const precision = precisionOf(image.name, image.version.tag);
      const isFloating =
        precision === 'channel' ||
        (precision !== 'unknown' && precisions.indexOf(precision) < precisions.indexOf(options.precision));
      if (!isFloating) continue;
      const advice = precision === 'channel' ? 'name a version' : `name the ${options.precision} version`;
      yield {
        at: image,
        message: `${subjectOf(image)} is a tag that moves from version to version; ${advice}`,
        onlineFixes: digestFixes(image, document),
        related: relatedTo(image.origins),
      };
    }
  },
});

function subjectOf({ text, version, origins }: ImageReference): string {
  if (version.kind !== 'tag' || origins.length === 0) return quote(text);
  return `${quote(text)} ends in \`${version.tag}\`, which`;
}
