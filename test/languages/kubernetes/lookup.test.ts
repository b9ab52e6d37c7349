import { expect, test } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { type KubernetesDocument, kubernetes } from '../../../languages/kubernetes/language.ts';
import { kustomize } from '../../../languages/kustomize/language.ts';

const claim = (mark: string, namespace = ''): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, ${namespace && `namespace: ${namespace}, `}annotations: {mark: ${mark}}}\n`;

const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n';

/** The mark of the claim `data` that `app/web.yaml` means. */
function found(files: Readonly<Record<string, string>>, namespace?: string): string | undefined {
  const parsed = Object.entries({ 'app/web.yaml': web, ...files }).map(([path, text]) =>
    (path.endsWith('kustomization.yaml') ? kustomize : kubernetes).parse({ path, text }),
  );
  const file = parsed.find(({ path }) => path === 'app/web.yaml')!;
  const document = kubernetes.toDocument(file, createProject(parsed)) as KubernetesDocument;
  const mark = document.lookUp('PersistentVolumeClaim', namespace, 'data')?.get('metadata', 'annotations', 'mark');
  return mark?.kind === 'scalar' ? mark.value : undefined;
}

test.each<[string, string | undefined, Record<string, string>, string?]>([
  ['none', undefined, {}],
  ['the one in the file', 'own', { 'app/web.yaml': `${web}---\n${claim('own')}`, 'app/a.yaml': claim('a') }],
  ['the one in the folder', 'near', { 'app/a.yaml': claim('near'), 'b/a.yaml': claim('far') }],
  ['none elsewhere, though it is the only one', undefined, { 'b/a.yaml': claim('far') }],
  ['none of two in the folder', undefined, { 'app/a.yaml': claim('a'), 'app/b.yaml': claim('b') }],
  ['none of two elsewhere', undefined, { 'a/a.yaml': claim('a'), 'b/b.yaml': claim('b') }],
  [
    'the one that is used together with the file',
    'a',
    {
      'a/a.yaml': claim('a'),
      'b/b.yaml': claim('b'),
      'kustomization.yaml': 'resources: [app/web.yaml, a/a.yaml]',
    },
  ],
  ['none in another namespace', undefined, { 'b/a.yaml': claim('far', 'shop') }],
  ['the one in the namespace', 'shop', { 'app/a.yaml': claim('near'), 'app/b.yaml': claim('shop', 'shop') }, 'shop'],
])('%s', (_, expected, files, namespace) => {
  expect(found(files, namespace)).toBe(expected);
});

/** The document of `app/base/web.yaml` in a project. */
function documentIn(files: Readonly<Record<string, string>>): KubernetesDocument {
  const parsed = Object.entries({ 'app/base/web.yaml': web, ...files }).map(([path, text]) =>
    (path.endsWith('kustomization.yaml') ? kustomize : kubernetes).parse({ path, text }),
  );
  const file = parsed.find(({ path }) => path === 'app/base/web.yaml')!;
  return kubernetes.toDocument(file, createProject(parsed)) as KubernetesDocument;
}

const overlays = {
  'app/base/kustomization.yaml': 'resources: [web.yaml]',
  'app/base/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
  'app/prod/kustomization.yaml': 'resources: [../base, claim.yaml]\nreplicas: [{name: web, count: 3}]',
  'app/prod/claim.yaml': claim('prod'),
  'other/claim.yaml': claim('other'),
};

test('what is deployed together: the folder, and what kustomizations use on the way up', () => {
  const together = documentIn(overlays).together();
  expect(together.map(({ file }) => file.path)).toEqual([
    'app/base/service.yaml',
    'app/base/web.yaml',
    'app/prod/claim.yaml',
  ]);
});

test.each<[string, string, boolean, Record<string, string>]>([
  ['nothing uses it', 'replicas', false, {}],
  ['an entry of a kustomization above', 'replicas', true, overlays],
  ['another key', 'strategy', false, overlays],
  [
    'a patch in a file',
    'strategy',
    true,
    {
      'app/base/kustomization.yaml': 'resources: [web.yaml]\npatches: [{path: strategy-patch.yaml}]',
      'app/base/strategy-patch.yaml': `${web}spec: {strategy: {type: Recreate}}\n`,
    },
  ],
  [
    'a component',
    'replicas',
    true,
    {
      'app/base/kustomization.yaml': 'resources: [web.yaml]\ncomponents: [../big]',
      'app/big/kustomization.yaml': 'kind: Component\nreplicas: [{name: web, count: 3}]',
    },
  ],
  ['the file is a patch', 'anything', true, { 'app/prod/kustomization.yaml': 'patches: [{path: ../base/web.yaml}]' }],
])('may be set elsewhere: %s', (_, key, expected, files) => {
  const document = documentIn(files);
  expect(document.mayBeSetElsewhere(document.file, key)).toBe(expected);
});

test('a manifest refers to what may change what it says', () => {
  const references = (text: string) =>
    kubernetes.references!(kubernetes.parse({ path: 'shop/web/web.yaml', text })).map(
      ({ kind, path }) => `${kind} ${path}`,
    );
  const always = [
    'folder shop/web',
    ...['shop/web/', 'shop/', ''].flatMap((folder) => [`file ${folder}skaffold.yaml`, `file ${folder}skaffold.yml`]),
  ];
  expect(references('apiVersion: batch/v1\nkind: Job\nmetadata: {name: web}\n')).toEqual(always);
  expect(references(web), 'a Deployment is judged by the services before it').toEqual([...always, 'folder shop/web']);
  const claiming = `${web}spec: {strategy: {type: Recreate}, template: {spec: {volumes: [{persistentVolumeClaim: {claimName: a}}]}}}\n`;
  expect(references(claiming)).toEqual([...always, 'folder shop/web']);
});
