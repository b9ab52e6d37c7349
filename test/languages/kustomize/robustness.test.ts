import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../../core/text.ts';
import { readProject } from './read.ts';

const kustomization = `# Production
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namePrefix: shop-
resources: [manifest.yaml, ../base]
components:
  - ../base
images:
  - name: acme/web # the shop
    newName: "ghcr.io/acme/web"
    newTag: 'latest'
  - {name: acme/log, digest: "sha256:00aa"}
patches:
  - target: {kind: Deployment, name: web}
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/image
        value: "acme/job:latest"
  - path: patch.yaml
  - patch: >
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: web},

      spec: {template: {spec: {containers: [{name: log, image: acme/log}]}}}}
replacements:
  - targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=log].image"]}]
`;

const others = {
  'top/manifest.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: acme/web}]}\n',
  'top/patch.yaml': '[{op: remove, path: /spec/containers/0}]',
  'base/kustomization.yaml': 'resources: [../top]\nimages: [{name: acme/web, newTag: v1}]\n',
};

/** Reads everything there is, and looks whether it is inside the text. */
function readAll(text: string): void {
  for (const { images, file, suppressionLineAt } of readProject({
    ...others,
    'top/kustomization.yaml': text,
  }).values()) {
    const check = ({ start, end }: Span) => {
      if (!(start >= 0 && start <= end && end <= file.text.length))
        expect.fail(`${start}..${end} of ${file.text.length}`);
    };
    for (const { span, version } of images) {
      check(span);
      if (version.kind === 'tag' && version.span) check(version.span);
      expect(suppressionLineAt(span.start)).toBeLessThanOrEqual(span.start);
    }
    for (const { span } of [...file.problems, ...file.comments]) check(span);
  }
}

test('any half-typed kustomization is read', () => {
  for (const text of [kustomization, kustomization.replaceAll('\n', '\r\n')]) {
    for (let end = 0; end <= text.length; end += 7) readAll(text.slice(0, end));
  }
});

test('any broken kustomization is read', () => {
  const junk = fc.oneof(
    fc.constantFrom(
      '"',
      "'",
      '{',
      ']',
      '\n',
      '\r',
      '\t',
      ': ',
      '- ',
      '|',
      '&a ',
      '*a',
      '#',
      '---\n',
      '\uFEFF',
      '\0',
      '../',
    ),
    fc.string({ maxLength: 4, unit: 'binary' }),
  );
  const place = fc.nat(kustomization.length);
  fc.assert(
    fc.property(place, fc.nat(30), junk, place, junk, (start, length, text, second, other) => {
      const once = kustomization.slice(0, start) + text + kustomization.slice(start + length);
      readAll(once.slice(0, second) + other + once.slice(second));
    }),
    { numRuns: 200 },
  );
});

test('what is fine in a broken kustomization is still found', () => {
  for (const line of ['namePrefix: "shop', 'namePrefix: [', 'namePrefix', '  - x', '\tnamePrefix: a']) {
    const text = kustomization.replace(/^namePrefix: .*$/m, line);
    const images = readProject({ 'kustomization.yaml': text }).get('kustomization.yaml')!.images;
    expect([line, images.map(({ text: image }) => image)]).toEqual([
      line,
      ['ghcr.io/acme/web:latest', 'acme/log@sha256:00aa', 'acme/job:latest'],
    ]);
  }
});
