import { afterEach, describe, expect, it, test, vi } from 'vitest';
import * as yaml from 'yaml';
import { asString } from '../../../languages/yaml/node.ts';
import { at, podWith, read } from './read.ts';

vi.mock('yaml', async (importOriginal) => {
  const original = await importOriginal<typeof yaml>();
  return { ...original, parseDocument: vi.fn(original.parseDocument) };
});

afterEach(() => vi.clearAllMocks());

const container = 'containers: [{name: app, image: nginx}]';

describe('objects', () => {
  test.each([
    ['v1', 'Pod', `spec: {${container}}`],
    ['apps/v1', 'Deployment', `spec: {template: {spec: {${container}}}}`],
    ['apps/v1', 'StatefulSet', `spec: {template: {spec: {${container}}}}`],
    ['apps/v1', 'DaemonSet', `spec: {template: {spec: {${container}}}}`],
    ['apps/v1', 'ReplicaSet', `spec: {template: {spec: {${container}}}}`],
    ['v1', 'ReplicationController', `spec: {template: {spec: {${container}}}}`],
    ['batch/v1', 'Job', `spec: {template: {spec: {${container}}}}`],
    ['batch/v1', 'CronJob', `spec: {jobTemplate: {spec: {template: {spec: {${container}}}}}}`],
    ['v1', 'PodTemplate', `template: {spec: {${container}}}`],
    ['argoproj.io/v1alpha1', 'Rollout', `spec: {template: {spec: {${container}}}}`],
    ['serving.knative.dev/v1', 'Service', `spec: {template: {spec: {${container}}}}`],
    ['acme.dev/v1', 'Nightly', `spec: {jobTemplate: {spec: {template: {spec: {${container}}}}}}`],
  ])('finds the pod of %s %s', (apiVersion, kind, body) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: shop}\n${body}\n`;
    const { workloads, images, objects } = read(text);
    expect(objects).toHaveLength(1);
    expect(workloads).toMatchObject([
      { kind, name: 'web', namespace: 'shop', path: `${kind}/web`, containers: [{ role: 'main', name: 'app' }] },
    ]);
    expect(at(text, workloads[0]!.span)).toBe('web');
    expect(at(text, workloads[0]!.containers[0]!.span)).toBe('app');
    expect(images.map(({ path, name }) => [path, name])).toEqual([[`${kind}/web/containers[app]/image`, 'nginx']]);
  });

  test.each([
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', `spec: {template: {spec: {${container}}}}`],
    ['v1', 'ConfigMap', `data: {${container}}`],
    ['v1', 'Service', 'spec: {ports: [{port: 80}]}'],
  ])('finds no pod in %s %s', (apiVersion, kind, body) => {
    expect(read(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\n${body}\n`).workloads).toEqual([]);
  });

  it('reads every document and every item of a List', () => {
    const pod = (name: string) => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {${container}}}`;
    const text = `--- ${pod('a')}\n---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n  - ${pod('b')}\n  - 1\n  - ${pod('c')}\n`;
    expect(read(text).workloads.map(({ path }) => path)).toEqual(['Pod/a', 'Pod/b', 'Pod/c']);
  });

  it('reads JSON, which has no comments', () => {
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'PodList',
      items: [
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ image: 'nginx:1.27' }] } },
      ],
    });
    const document = read(text);
    expect(document.images.map((image) => at(text, image.span))).toEqual(['nginx:1.27']);
    expect(document.images[0]!.path).toBe('Pod/a/containers[0]/image');
    expect(document.file.commentStyle).toBeUndefined();
    expect(document.suppressionLineAt(3)).toBeUndefined();
  });

  it('points at the kind of an object without a name', () => {
    const text = `apiVersion: v1\nkind: "Pod"\nmetadata: {generateName: web-}\nspec: {${container}}\n`;
    const [workload] = read(text).workloads;
    expect([at(text, workload!.span), workload!.path, workload!.name]).toEqual(['Pod', 'Pod', undefined]);
  });

  it('gives access to everything else by path', () => {
    const text = 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  strategy:\n    type: Recreate\n';
    const [object] = read(text).objects;
    expect(asString(object!.get('spec', 'strategy', 'type'))).toBe('Recreate');
    expect(object!.get('spec', 'replicas')).toBeUndefined();
  });

  it('keeps the neighbours of an open quote', () => {
    const text = `${podWith('image: "nginx', 'command: [sshd]')}---\n${podWith('image: redis:7')}`;
    const { images, scripts, file } = read(text);
    expect(images.map(({ name }) => name)).toEqual(['redis']);
    expect(scripts.flatMap(({ commands }) => commands.map(({ name }) => name))).toEqual(['sshd']);
    expect(file.problems.map(({ span }) => at(text, span))).toEqual(['"nginx']);
  });

  it('reads the comments of documents that are skipped too', () => {
    const text = '# one\napiVersion: v1\nkind: ConfigMap\ndata: {} # two\n';
    expect(read(text).file.comments.map(({ span }) => at(text, span))).toEqual(['# one', '# two']);
  });
});

describe('what is not parsed', () => {
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: webs.acme.dev
spec:
  names:
    kind: Deployment
  versions:
    - schema:
        containers:
${'          - {description: "one of many lines of a schema", type: object}\n'.repeat(800)}---
`;

  it('is a bundle of definitions, however large', () => {
    const text = definition.repeat(Math.ceil((5 * 1024 * 1024) / definition.length));
    const { workloads, ports, file } = read(text);
    expect([workloads, ports, file.problems]).toEqual([[], [], []]);
    expect(yaml.parseDocument).not.toHaveBeenCalled();
  });

  test.each([
    ['a document that no rule asks about', 'apiVersion: v1\nkind: ConfigMap\ndata: {kind: x}\n', 0],
    ['a pod', podWith('image: nginx'), 1],
    ['a pod beside definitions', `${definition}${podWith('image: nginx')}`, 1],
    ['a custom kind with containers', 'apiVersion: a/v1\nkind: Web\nspec:\n  containers: []\n', 1],
    ['a custom kind without', 'apiVersion: a/v1\nkind: Web\nspec: {}\n', 0],
    ['JSON', '{"kind": "ConfigMap", "apiVersion": "v1"}', 0],
    ['JSON with a pod in it', '{"kind": "List", "apiVersion": "v1", "items": [{"kind": "Pod"}]}', 1],
  ])('%s', (_, text, calls) => {
    const { file, images, mounts, scripts } = read(text);
    expect([file.problems, images.length, mounts.length, scripts.length]).toHaveLength(4);
    expect(yaml.parseDocument).toHaveBeenCalledTimes(calls);
  });
});
