import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { fixTexts } from '../../core/fix.ts';
import { offersAt } from '../../core/refactoring.ts';
import { applyEdits } from '../../core/text.ts';
import { rules } from '../../rules/index.ts';
import { refactorings } from '../../rules/refactorings/index.ts';
import { parseFixture } from '../rules/fixture.ts';
import { findingsOf, toDocuments } from '../rules/project.ts';
import { type Case, nothing, toCase } from './cases.ts';

/** The examples of the fixtures, whose results are compared there as text, compared here as objects. */
const expectations: Readonly<Record<string, (objects: readonly Manifest[], result: readonly Manifest[]) => void>> = {
  'pod-to-deployment': (objects, result) => {
    const index = changedIndex(objects, result);
    const { status, ...before } = objects[index]!;
    const after = result[index]!;
    const isPod = before.kind === 'Pod';
    const labels = isPod ? before.metadata.labels : before.spec['template'].metadata.labels;
    const { matchLabels } = after.spec['selector'];
    const annotations = after.spec['template'].metadata.annotations;
    expect(Object.keys(matchLabels)).not.toEqual([]);
    expect(labels ? { ...labels, ...matchLabels } : matchLabels).toEqual(after.spec['template'].metadata.labels);
    expect(before.metadata.annotations ?? {}).toMatchObject(annotations ?? {});
    expect(after).toEqual({
      ...before,
      ...(status && { status }),
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: isPod
        ? {
            replicas: 1,
            selector: { matchLabels },
            template: {
              metadata: { labels: after.spec['template'].metadata.labels, ...(annotations && { annotations }) },
              spec: before.spec,
            },
          }
        : { ...before.spec, selector: { matchLabels } },
    });
  },

  'deployment-to-stateful-set': (objects, result) => {
    const index = objects.findIndex(({ kind }) => kind === 'Deployment');
    const before = objects[index]!;
    const after = result.find(({ kind }) => kind === 'StatefulSet')!;
    const templates: readonly Manifest[] = after.spec['volumeClaimTemplates'];
    const names = templates.map(({ metadata }) => metadata.name);
    const isMoved = (volume: Volume): boolean => names.includes(volume.name);
    const pod = before.spec['template'].spec;
    const moved: readonly Volume[] = pod.volumes.filter(isMoved);
    expect(moved.map(({ name }) => name)).toEqual(names);
    const claims = moved.map(({ persistentVolumeClaim }) => persistentVolumeClaim!.claimName);
    // A claim in another file is not among the objects, and stays there.
    const own = objects.filter(
      ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && claims.includes(metadata.name),
    );
    for (const { metadata, spec } of own) {
      expect(templates[claims.indexOf(metadata.name)]).toEqual({
        metadata: { ...metadata, name: names[claims.indexOf(metadata.name)] },
        spec,
      });
    }
    const { strategy, progressDeadlineSeconds, ...kept } = before.spec;
    const volumes = pod.volumes.filter((volume: Volume) => !isMoved(volume));
    const { volumes: _, ...podWithout } = pod;
    expect(after).toEqual({
      ...before,
      kind: 'StatefulSet',
      spec: {
        ...kept,
        ...(after.spec['updateStrategy'] && { updateStrategy: { type: 'RollingUpdate' } }),
        serviceName: expect.any(String),
        volumeClaimTemplates: expect.any(Array),
        template: {
          ...before.spec['template'],
          spec: volumes.length === 0 ? podWithout : { ...podWithout, volumes },
        },
      },
    });
    const others = (all: readonly Manifest[]) =>
      all.filter((one) => one !== before && one !== after && !own.includes(one));
    expect(others(result)).toEqual(others(objects));
  },

  'empty-dir-to-claim': (objects, result) => {
    const index = changedIndex(objects, result);
    const before = objects[index]!;
    const after = result[index]!;
    const volumesOf = ({ kind, spec }: Manifest): readonly Volume[] =>
      (kind === 'Pod' ? spec : spec['template'].spec)['volumes'] ?? [];
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: expect.any(String) } } };
    if (before.kind === 'StatefulSet') {
      const [added, ...others] = after.spec['volumeClaimTemplates'] as readonly Manifest[];
      expect(added!.spec).toEqual(claim);
      expect(others).toEqual(before.spec['volumeClaimTemplates'] ?? []);
      expect(volumesOf(after)).toEqual(volumesOf(before).filter(({ name }) => name !== added!.metadata.name));
      return;
    }
    const at = volumesOf(before).findIndex(
      (volume, one) => 'persistentVolumeClaim' in volumesOf(after)[one]! && 'emptyDir' in volume,
    );
    const { name } = volumesOf(before)[at]!;
    const claimName = `${before.metadata.name}-${name}`;
    expect(volumesOf(after)).toEqual(volumesOf(before).with(at, { name, persistentVolumeClaim: { claimName } }));
    const { namespace } = before.metadata;
    expect(result[index + 1]).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: claimName, ...(namespace && { namespace }) },
      spec: claim,
    });
    expect(result.toSpliced(index, 2)).toEqual(objects.toSpliced(index, 1));
  },

  'readiness-probe-from-port': (objects, result) => {
    const index = changedIndex(objects, result);
    const containersOf = ({ kind, spec }: Manifest): readonly Container[] =>
      (kind === 'Pod' ? spec : spec['template'].spec)['containers'];
    const probed = containersOf(result[index]!).findIndex(({ readinessProbe }) => readinessProbe);
    const { readinessProbe, ...container } = containersOf(result[index]!)[probed]!;
    expect(container).toEqual(containersOf(objects[index]!)[probed]);
    const port = readinessProbe!.httpGet?.port ?? readinessProbe!.tcpSocket?.port;
    expect(container.ports.flatMap(({ name, containerPort }) => [name, containerPort])).toContain(port);
    expect(readinessProbe).toEqual(
      readinessProbe!.httpGet ? { httpGet: { path: '/', port } } : { tcpSocket: { port } },
    );
  },
};

// biome-ignore lint/suspicious/noExplicitAny: what is in an object is what the tests are about.
type Fields = Readonly<Record<string, any>>;

interface Manifest {
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string };
  readonly spec: Fields;
  readonly status?: Fields;
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

interface Container {
  readonly ports: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly readinessProbe?: {
    readonly httpGet?: { readonly path: string; readonly port: number | string };
    readonly tcpSocket?: { readonly port: number | string };
  };
}

/** Of the first object that is not as it was. */
function changedIndex(objects: readonly Manifest[], result: readonly Manifest[]): number {
  const index = objects.findIndex((object, one) => JSON.stringify(object) !== JSON.stringify(result[one]));
  expect(index).toBeGreaterThanOrEqual(0);
  return index;
}

const variants: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF line ends': (text) => text.replaceAll('\n', '\r\n'),
  'without a line end at its end': (text) => text.trimEnd(),
  'with a byte order mark': (text) => `\uFEFF${text}`,
};

describe.each(Object.entries(expectations))('%s', (id, check) => {
  const refactoring = refactorings.find((one) => one.id === id)!;
  const fixture = parseFixture(readFileSync(join(import.meta.dirname, `${id}.md`), 'utf8'), 'result')
    .filter(({ expected }) => expected !== nothing)
    .map(({ line, files }): [number, Case] => [line, toCase(files)])
    .filter(([, { text }]) => !text.includes('{{'));

  test.each(
    Object.entries(variants).flatMap(([name, vary]) => fixture.map(([line, one]) => [line, name, vary, one] as const)),
  )('fixture, line %i, %s', (_line, _name, vary, { files, path, text, at }) => {
    const varied = vary(text);
    const start = varied.length - vary(text.slice(at.start)).replace('\uFEFF', '').length;
    const document = toDocuments(files.map((file) => (file.path === path ? { ...file, text: varied } : file)));
    const offers = offersAt(refactoring, document.find(({ file }) => file.path === path)!, { start, end: start });
    expect(offers).toHaveLength(1);
    const result = applyEdits(varied, offers[0]!.edits);
    expect(result.startsWith('\uFEFF')).toBe(varied.startsWith('\uFEFF'));
    expect(result.replaceAll('\r\n', '').includes('\n')).toBe(!varied.includes('\r\n') && varied.includes('\n'));
    check(objectsIn(varied), objectsIn(result));
  });
});

/** Other fixes write into the lines that this one moves. */
test.each(['\n', '', '\n  # end\n'])('a pod is converted and what is in it mended, when it ends with %j', (end) => {
  const text = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: acme/web:1.4.2
      tty: true
    - name: proxy
      image: acme/proxy:1.4.2${end}`;
  const { texts } = fixTexts(
    new Map([['pod.yaml', text]]),
    ['safe', 'suggested'],
    () => true,
    (now) => findingsOf([{ path: 'pod.yaml', language: 'kubernetes', text: now.get('pod.yaml')! }], rules),
  );
  const [pod] = objectsIn(texts.get('pod.yaml')!);
  const securityContext = { readOnlyRootFilesystem: true };
  expect(pod!.spec['template'].spec).toMatchObject({
    containers: [
      { name: 'web', image: 'acme/web:1.4.2', securityContext },
      { name: 'proxy', image: 'acme/proxy:1.4.2', securityContext },
    ],
  });
  expect(texts.get('pod.yaml')).toContain(end.replace('  #', '      #'));
});

function objectsIn(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    const object = document.toJS({ mapAsMap: false });
    return object.kind === 'List' ? object.items : [object];
  });
}
