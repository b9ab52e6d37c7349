import { expect, test } from 'vitest';
import { isKubernetes } from '../../../languages/kubernetes/detect.ts';

test.each<[string, string, boolean]>([
  ['a manifest', 'apiVersion: v1\nkind: Pod\n', true],
  ['the keys the other way round', '# x\nkind: Pod\nmetadata: {}\napiVersion: v1\n', true],
  ['quoted', '"apiVersion": "v1"\n\'kind\': \'Pod\'\n', true],
  ['a BOM and line ends of Windows', '\uFEFFapiVersion: v1\r\nkind: Pod\r\n', true],
  ['a later document', 'a: 1\n---\napiVersion: v1\nkind: Pod\n', true],
  ['keys spread over two documents', 'apiVersion: v1\n---\nkind: Pod\n', false],
  ['JSON', '{\n  "kind": "Pod",\n  "apiVersion": "v1"\n}\n', true],
  ['JSON in one line', '{"metadata":{"name":"a"},"apiVersion":"v1","kind":"Pod"}', true],
  ['braces', '{apiVersion: v1, kind: Pod}\n', true],
  ['JSON with the keys further in', '{"items": [{"apiVersion": "v1", "kind": "Pod"}]}', false],
  ['JSON with the keys as text', '{"a": "apiVersion", "b": "\\"kind\\": ", "apiVersion": "1"}', false],
  ['keys further in', 'object:\n  apiVersion: v1\n  kind: Pod\n', false],
  ['a chart', 'apiVersion: v2\nname: web\nkeywords: [kind]\n', false],
  ['Kustomize', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n', false],
  [
    'Flux, which has a kind of the same name',
    'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n',
    true,
  ],
  ['Compose', 'services:\n  web:\n    image: nginx\n', false],
  ['a workflow', 'on: push\njobs: {}\n', false],
  ['OpenAPI', '{"openapi": "3.0.0", "components": {"x": {"apiVersion": 1, "kind": 2}}}', false],
  ['a package', '{"name": "a", "version": "1.0.0"}', false],
  ['no value yet', 'apiVersion:\nkind:\n', false],
  ['a Helm template', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n', false],
  ['a Helm template in quotes', 'apiVersion: v1\nkind: Pod\nspec: "{{ .Values.spec }}"\n', false],
  [
    'a Helm template in a block scalar',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{- .Values.a }}\n',
    false,
  ],
  ['another template', 'apiVersion: v1\nkind: Pod\nspec: {{ spec }}\n', false],
  ['a control line', 'apiVersion: v1\nkind: Pod\n{{- if x }}\nspec: {}\n{{- end }}\n', false],
  ['an action in a comment', 'apiVersion: v1\nkind: Pod\n# {{ .Values.x }}\nspec: {} # {{ x }}\n', true],
  ['an Argo workflow', 'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\na: "{{inputs.parameters.x}}"\n', true],
  [
    'alerts',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{ $labels.instance }}\n\n    {{ end }}\nb: 1\n',
    true,
  ],
])('%s', (_, text, expected) => {
  expect(isKubernetes(text)).toBe(expected);
});
