import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KustomizeFile } from '../../../languages/kustomize/kustomization.ts';
import { kustomize } from '../../../languages/kustomize/language.ts';
import { testRobustness, yamlFragments } from '../robustness.ts';
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

testRobustness({
  what: 'kustomization',
  texts: [kustomization],
  fragments: [...yamlFragments, '../'],
  read: (text) => readProject({ ...others, 'top/kustomization.yaml': text }).values(),
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

test('what is taken from an earlier text is what reading again gives', () => {
  const parse = (text: string, previous?: KustomizeFile) =>
    kustomize.parse({ path: 'kustomization.yaml', text }, previous) as KustomizeFile;
  const edit = fc.record({
    start: fc.nat(kustomization.length),
    length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    text: fc.oneof(
      fc.constantFrom(
        '',
        'x',
        ' # x',
        '"',
        '\n',
        '\n  ',
        '\n    ',
        '\n  - ',
        '---\n',
        ': ',
        '- ',
        '&a ',
        '*a',
        '|',
        '  ',
      ),
      fc.string({ maxLength: 3 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, isWindows) => {
      let file = parse(isWindows ? kustomization.replaceAll('\n', '\r\n') : kustomization);
      for (const { start, length, text } of edits) {
        const edited = file.text.slice(0, start) + text + file.text.slice(start + length);
        file = parse(edited, file);
        expect(file.documents).toEqual(parse(edited).documents);
      }
    }),
    { numRuns: 500 },
  );
});
