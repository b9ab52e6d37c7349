import { expect, it, test } from 'vitest';
import { detectLanguage } from '../../../languages/detect.ts';
import { kustomize } from '../../../languages/kustomize/language.ts';

test.each([
  ['kustomization.yaml', 'resources: []', 'kustomize'],
  ['web/kustomization.yml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', 'kustomize'],
  ['web/Kustomization', '', 'kustomize'],
  ['web/kustomization.json', '{}', undefined],
  ['web/my-kustomization.yaml', 'resources: []', undefined],
  ['kustomization.yaml/notes.yaml', 'resources: []', undefined],
  ['web/kustomization.yaml', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n', 'kubernetes'],
  ['web/kustomization.yaml', 'resources:\n{{- if .Values.a }}\n- a.yaml\n{{- end }}\n', undefined],
])('%s with %j is %s', (path, text, language) => {
  expect(detectLanguage(path, text)).toBe(language);
});

it('refers to what is local', () => {
  const text = `resources: [web.yaml, ../base, https://acme.dev/a.yaml, github.com/acme/base?ref=v1, "git@acme.dev:a/b", ../../../out]
bases: [./old/]
components: [../tags]
patches:
  - path: patches/a.yaml
  - patch: "[]"
patchesStrategicMerge: [b.yaml, "kind: Pod\\nmetadata: {}"]
replacements: [{path: r.yaml}, {source: {}}]
`;
  const file = kustomize.parse({ path: 'shop/web/kustomization.yaml', text });
  const references = kustomize.references!(file);
  const folders = references.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
  expect(folders).toEqual(['shop/web/web.yaml', 'shop/base', 'shop/web/old', 'shop/tags']);
  expect(references.filter(({ kind }) => kind === 'file').map(({ path }) => path)).toEqual([
    ...folders,
    'shop/web/b.yaml',
    'shop/web/patches/a.yaml',
    'shop/web/r.yaml',
  ]);
});

it('tells what is no YAML', () => {
  const text = 'images:\n  - name: "a\n    newTag: v1\nresources: []\n';
  const { problems } = kustomize.parse({ path: 'kustomization.yaml', text });
  expect(problems.map(({ span, message }) => [text.slice(span.start, span.end), message])).toEqual([
    ['"a', 'the quote is not closed'],
  ]);
});
