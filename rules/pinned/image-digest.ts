import { relatedTo } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { isAllowed } from '../shared/allow.ts';
import { deployment, workflow } from '../shared/examples.ts';
import { digestFixes } from '../shared/imageVersions.ts';
import { quote } from '../shared/message.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

export default defineRule({
  id: 'pinned/image-digest',
  title: 'Image without a digest',
  languages: ['dockerfile', 'compose', 'kubernetes', 'terraform', 'pipeline', 'kustomize', 'helm'],
  level: { recommended: 'off', strict: 'info' },
  since: '0.1.0',
  options: { allow: stringList([], 'Images that may be without a digest: names, with `*` for any text.') },
  why: `
A tag is a label that its publisher can stick on other bits at any time, and many do: \`node:22.11.0\` is built anew when its base
image gets a security update. A digest is the checksum of the image itself. What it names cannot change.

It bites rarely and badly: a taken-over account pushes a changed image under an old version, and everybody who trusted the tag
runs it at the next pull.

Write the digest behind the tag: \`node:22.11.0@sha256:...\`. The tag is then for people, the digest for machines. Use the digest of
the index, so that every platform finds its image, and let a bot move both together.

Ignore it, or leave the rule off, as long as nothing moves the digests on: a digest that nobody updates gets no security updates.

See [pinning base images in Docker's documentation](https://docs.docker.com/build/building/best-practices/#pin-base-image-versions)
and [image digests in Kubernetes](https://kubernetes.io/docs/concepts/containers/images/#image-names).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\n' },
      { compose: 'services:\n  web:\n    image: nginx:1.27.3\n' },
      { kubernetes: deployment('ghcr.io/acme/web:2.4.1') },
      { terraform: 'resource "docker_image" "web" {\n  name = "nginx:1.27.3"\n}\n' },
      { pipeline: workflow('- run: npm test', 'container: node:22.11.0') },
      { kustomize: 'resources:\n  - ../base\nimages:\n  - name: acme/web\n    newTag: 2.4.1\n' },
      { helm: deployment('"{{ .Values.registry }}/web:2.4.1"') },
    ],
    good: [
      { dockerfile: `FROM node:22.11.0@${digest} AS build\n\nFROM scratch\nCOPY --from=build /app /app\n` },
      { dockerfile: 'FROM acme/base:1.4.2\n', options: { allow: ['acme/*'] } },
      { compose: `services:\n  web:\n    image: nginx:1.27.3@${digest}\n` },
      { kubernetes: deployment(`ghcr.io/acme/web@${digest}`) },
      { terraform: 'variable "image" {}\n\nresource "docker_image" "web" {\n  name = var.image\n}\n' },
      { pipeline: workflow('- run: npm test', `container: node@${digest}`) },
      { kustomize: `images:\n  - name: acme/web\n    digest: ${digest}\n` },
      { helm: deployment('"acme/web{{ .Values.version }}"') },
    ],
  },
  yieldsTo: ['pinned/image-latest', 'pinned/image-floating-tag'],

  *check(document, { options }) {
    for (const image of document.images) {
      const { version, text, name, origins } = image;
      if ((version.kind !== 'tag' && version.kind !== 'none') || isAllowed(options.allow, name)) continue;
      yield {
        at: image,
        message: `${quote(text)} can be moved to other bits; pin its digest`,
        onlineFixes: digestFixes(image, document),
        related: relatedTo(origins),
      };
    }
  },
});
