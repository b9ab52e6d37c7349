import { describe, expect, it, test } from 'vitest';
import { applyEdits } from '../../../core/text.ts';
import { at, podWith, read } from './read.ts';

const containerIn = (text: string) => read(text).workloads[0]!.containers[0]!;

describe('switches', () => {
  test.each([
    ['securityContext: {readOnlyRootFilesystem: true}', 'readOnlyRootFilesystem', 'on', 'readOnlyRootFilesystem: true'],
    ['securityContext: {readOnlyRootFilesystem: no}', 'readOnlyRootFilesystem', 'off', 'readOnlyRootFilesystem: no'],
    ['securityContext: {}\n      image: a', 'readOnlyRootFilesystem', 'absent', 'app'],
    ['securityContext:\n      image: a', 'readOnlyRootFilesystem', 'absent', 'app'],
    ['securityContext: {readOnlyRootFilesystem: "true"}', 'readOnlyRootFilesystem', 'unknown', undefined],
    ['securityContext: none', 'privileged', 'unknown', 'app'],
    ['securityContext:\n        privileged: true # x', 'privileged', 'on', 'privileged: true'],
    ['stdin: true', 'stdin', 'on', 'stdin: true'],
    ['image: a', 'tty', 'absent', 'app'],
  ] as const)('%j: %s is %s', (line, name, state, place) => {
    const text = podWith(line);
    const found = containerIn(text).switchOf(name);
    expect(found?.state).toBe(state);
    if (place !== undefined) expect(at(text, found!.span)).toBe(place);
  });

  it('have a place with a name', () => {
    expect(containerIn(podWith('tty: true')).switchOf('tty')?.path).toBe('Pod/web/containers[app]/tty');
    expect(containerIn(podWith('image: a')).switchOf('privileged')?.path).toBe(
      'Pod/web/containers[app]/securityContext/privileged',
    );
  });

  it('come through merge keys, where nothing can be taken out', () => {
    const text = `x: &c\n  privileged: true\n${podWith('securityContext:', '  <<: *c')}`;
    const found = containerIn(text).switchOf('privileged')!;
    expect([found.state, at(text, found.span), found.removal, found.turnOn]).toEqual([
      'on',
      'privileged: true',
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['image: a # x\nports: []', 'image: a # x\nsecurityContext:\n  readOnlyRootFilesystem: true\nports: []'],
    ['image: |\n  a', 'securityContext:\n  readOnlyRootFilesystem: true\nimage: |\n  a'],
    [
      'securityContext:\n  # x\n  runAsUser: 1\nimage: a',
      'securityContext:\n  # x\n  readOnlyRootFilesystem: true\n  runAsUser: 1\nimage: a',
    ],
    [
      'image: a\nsecurityContext: {runAsUser: 1}',
      'image: a\nsecurityContext: {readOnlyRootFilesystem: true, runAsUser: 1}',
    ],
    ['image: a\nsecurityContext: {}', 'image: a\nsecurityContext: { readOnlyRootFilesystem: true }'],
    ['securityContext: {readOnlyRootFilesystem: false}', 'securityContext: {readOnlyRootFilesystem: true}'],
    ['securityContext:\nimage: a', undefined],
    ['image: a\nsecurityContext: &c {runAsUser: 1}', undefined],
    ['securityContext:\n  readOnlyRootFilesystem:\n    a: b', undefined],
  ])('%j is turned on', (lines, expected) => {
    const pod = (part: string) => podWith(...part.split('\n'));
    for (const lineEnd of ['\n', '\r\n']) {
      const text = pod(lines).replaceAll('\n', lineEnd);
      const edits = containerIn(text).switchOf('readOnlyRootFilesystem')!.turnOn;
      const changed = edits && applyEdits(text, edits);
      expect(changed).toBe(expected && pod(expected).replaceAll('\n', lineEnd));
      if (changed !== undefined) expect(containerIn(changed).switchOf('readOnlyRootFilesystem')?.state).toBe('on');
    }
  });

  it('are turned on in JSON', () => {
    const pod = (rest: string) =>
      `{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{\n  "name": "app",\n  "image": "a"${rest}\n}]}}`;
    const turnedOn = (text: string) => applyEdits(text, containerIn(text).switchOf('readOnlyRootFilesystem')!.turnOn!);
    const plain = turnedOn(pod(''));
    expect(plain).toContain('{\n  "securityContext": { "readOnlyRootFilesystem": true },\n  "name"');
    const empty = turnedOn(pod(', "securityContext": {}'));
    expect(empty).toContain('"securityContext": { "readOnlyRootFilesystem": true }\n');
    expect([plain, empty].map((text) => typeof JSON.parse(text))).toEqual(['object', 'object']);
  });

  it('leave alone what an alias uses', () => {
    const text = `x: &c {name: app, image: a}\n${podWith().replace(/ {4}- name: app\n/, '    - *c\n')}`;
    expect(containerIn(text).switchOf('readOnlyRootFilesystem')!.turnOn).toBeUndefined();
  });

  it('are taken out together with what would be empty', () => {
    const text = podWith('image: a', 'securityContext:', '  privileged: true');
    expect(applyEdits(text, containerIn(text).switchOf('privileged')!.removal!)).toBe(podWith('image: a'));
    expect(containerIn(text).switchOf('tty')!.removal).toBeUndefined();
  });
});

it('names capabilities as the kernel does', () => {
  const text = podWith('securityContext: {capabilities: {add: [NET_ADMIN, cap_sys_admin], drop: [ALL]}}');
  const { addedCapabilities } = containerIn(text);
  expect(addedCapabilities.map(({ name, span }) => [name, at(text, span)])).toEqual([
    ['NET_ADMIN', 'NET_ADMIN'],
    ['SYS_ADMIN', 'cap_sys_admin'],
  ]);
  expect(applyEdits(text, addedCapabilities[0]!.removal!)).toContain('{add: [cap_sys_admin], drop: [ALL]}');
});

it('knows what a pod shares with its machine', () => {
  const text = `${podWith('image: a')}  hostPID: true\n  hostNetwork: false\n  hostIPC: yes\n`;
  const [workload] = read(text).workloads;
  expect(workload!.hostNamespaces.map(({ kind, span }) => [kind, at(text, span)])).toEqual([
    ['pid', 'hostPID: true'],
    ['ipc', 'hostIPC: yes'],
  ]);
  expect(applyEdits(text, workload!.hostNamespaces[0]!.removal!)).not.toContain('hostPID');
});

test.each([
  ['', 'linux'],
  ['  os: {name: windows}\n', 'windows'],
  ['  os: {name: linux}\n', 'linux'],
  ['  nodeSelector: {kubernetes.io/os: windows}\n', 'windows'],
  ['  securityContext: {windowsOptions: {hostProcess: true}}\n', 'windows'],
])('a pod with %j is one for %s', (lines, expected) => {
  expect(read(podWith('image: a') + lines).workloads[0]!.operatingSystem).toBe(expected);
});
