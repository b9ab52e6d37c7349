import { describe, expect, it, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import { applyEdits } from '../../../core/text.ts';
import { at, podWith, read } from './read.ts';

describe('images', () => {
  test.each([
    ['image: nginx:1.27 # x', 'nginx:1.27', { name: 'nginx', version: { kind: 'tag', tag: '1.27' } }],
    ['image: "ghcr.io/a/b"', 'ghcr.io/a/b', { name: 'ghcr.io/a/b', version: { kind: 'none' } }],
    ["image: 'a:latest'", 'a:latest', { name: 'a', version: { kind: 'tag', tag: 'latest' } }],
    ['image: a@sha256:0000', 'a@sha256:0000', { name: 'a', version: { kind: 'digest', digest: 'sha256:0000' } }],
    ['image: >-\n        a:1', 'a:1', { name: 'a', version: { kind: 'tag', tag: '1' } }],
  ])('%j', (line, place, expected) => {
    const text = podWith(line);
    const [image] = read(text).images;
    expect(image).toMatchObject({ ...expected, usage: 'container', path: 'Pod/web/containers[app]/image' });
    expect(at(text, image!.span)).toBe(place);
    const version = image!.version;
    if (version.kind === 'tag') expect(at(text, version.span!)).toBe(version.tag);
    if (version.kind === 'none') expect(version.insertAt).toBe(image!.span.end);
  });

  test.each(['image:', 'image: $(IMAGE)', 'image: <image>', 'image: ""', 'image: {a: b}', 'image: IMAGE_NAME'])(
    '%j is none',
    (line) => {
      expect(read(podWith(line)).images).toEqual([]);
    },
  );

  it('are in all lists of containers and in volumes', () => {
    const text = `${podWith('image: a')}  initContainers: [{name: i, image: b}]
  ephemeralContainers: [{image: c}]
  volumes: [{name: v, image: {reference: d}}]
`;
    expect(read(text).images.map(({ path, usage, name }) => [path, usage, name])).toEqual([
      ['Pod/web/initContainers[i]/image', 'init-container', 'b'],
      ['Pod/web/containers[app]/image', 'container', 'a'],
      ['Pod/web/ephemeralContainers[0]/image', 'ephemeral-container', 'c'],
      ['Pod/web/volumes[v]/image', 'volume', 'd'],
    ]);
  });

  it('stand where their anchor stands', () => {
    const text = `x: &i nginx:1.27\n${podWith('image: *i')}`;
    expect(read(text).images.map(({ span }) => at(text, span))).toEqual(['nginx:1.27']);
  });

  it('come through merge keys', () => {
    const text = `x: &c\n  image: nginx:1.27\n${podWith('<<: *c')}`;
    expect(read(text).images.map(({ span }) => at(text, span))).toEqual(['nginx:1.27']);
  });
});

describe('scripts', () => {
  const commandsIn = (text: string) =>
    read(text).scripts.flatMap(({ commands }) =>
      commands.map(({ name, words, span }) => [name, words.map(({ value }) => value), at(text, span)]),
    );

  test.each<[string, readonly string[], readonly unknown[]]>([
    ['a program', ['command: [apt-get, install, "a b"]'], [['apt-get', ['apt-get', 'install', 'a b']]]],
    ['command and args', ['command: [git]', 'args: [clone, x]'], [['git', ['git', 'clone', 'x']]]],
    ['args alone', ['args: [apt-get, install]'], []],
    [
      'args that are a shell',
      ['args: [sh, -c, apk add curl]'],
      [
        ['sh', ['sh', '-c', 'apk add curl']],
        ['apk', ['apk', 'add', 'curl']],
      ],
    ],
    [
      'a shell in two parts',
      ['command: [sh, -c]', 'args: ["a; b"]'],
      [
        ['sh', ['sh', '-c', 'a; b']],
        ['a', ['a']],
        ['b', ['b']],
      ],
    ],
    ['a variable', ['env: [{name: P, value: curl}]', 'command: [apk, add, $(P)]'], [['apk', ['apk', 'add', 'curl']]]],
    [
      'a variable from elsewhere',
      ['env: [{name: P, valueFrom: {}}]', 'command: [apk, $(P)]'],
      [['apk', ['apk', UNKNOWN]]],
    ],
    ['a variable of the cluster', ['command: [nc, $(REDIS_SERVICE_HOST)]'], [['nc', ['nc', UNKNOWN]]]],
    ['an escaped variable', ['command: [echo, $$(HOME)]'], [['echo', ['echo', '$(HOME)']]]],
    ['words that are maps', ['command: [sh, {a: b}]'], []],
    ['no words', ['command: []', 'args: []'], []],
  ])('%s', (_, lines, expected) => {
    expect(commandsIn(podWith(...lines)).map(([name, words]) => [name, words])).toEqual(expected);
  });

  test.each([
    [
      'a block scalar',
      ['command:', '  - sh', '  - -c', '  - |', '    set -e', '    apt-get install curl'],
      'apt-get install curl',
    ],
    [
      'a folded scalar',
      ['command:', '  - sh', '  - -c', '  - >-', '    true &&', '    apt-get install curl'],
      'apt-get install curl',
    ],
    ['double quotes', ['command: ["sh", "-c", "echo \\"a\\" && apt-get install curl"]'], 'apt-get install curl'],
    ['single quotes', ["command: ['sh', '-c', 'echo ''a'' && apt-get install curl']"], 'apt-get install curl'],
    [
      'behind a variable',
      ['env: [{name: A, value: long value}]', 'command: [sh, -c, "echo $(A); apt-get install curl"]'],
      'apt-get install curl',
    ],
  ])('point at their words in %s', (_, lines, place) => {
    const text = podWith(...lines);
    const found = commandsIn(text).find(([name]) => name === 'apt-get');
    expect(found?.[2]).toBe(place);
    const windows = text.replaceAll('\n', '\r\n');
    expect(commandsIn(windows).find(([name]) => name === 'apt-get')?.[2]).toBe(place);
  });

  it('leaves command substitutions to the shell', () => {
    expect(commandsIn(podWith('command: [sh, -c, "echo $(date)"]')).map(([name]) => name)).toContain('date');
  });

  it('are run at boot or as probes', () => {
    const exec = (program: string) => `{exec: {command: [${program}]}}`;
    const text = podWith(
      'image: a',
      'command: [main]',
      `lifecycle: {postStart: ${exec('start')}, preStop: ${exec('stop')}}`,
      `startupProbe: ${exec('first')}`,
      `readinessProbe: ${exec('ready')}`,
      `livenessProbe: ${exec('live')}`,
    );
    const { scripts } = read(text);
    expect(
      scripts.map(({ phase, path, span }) => [phase, path.slice('Pod/web/containers[app]/'.length), at(text, span)]),
    ).toEqual([
      ['boot', 'command', '[main]'],
      ['boot', 'lifecycle/postStart', '[start]'],
      ['boot', 'lifecycle/preStop', '[stop]'],
      ['probe', 'startupProbe', '[first]'],
      ['probe', 'readinessProbe', '[ready]'],
      ['probe', 'livenessProbe', '[live]'],
    ]);
    expect(scripts[0]!.removal).toBeUndefined();
    expect(applyEdits(text, scripts[1]!.removal!)).toContain('lifecycle: {preStop: ');
    expect(applyEdits(text, scripts[3]!.removal!)).not.toContain('startupProbe');
  });

  it('take an only hook with its lifecycle', () => {
    const text = podWith('image: a', 'lifecycle:', '  postStart:', '    exec:', '      command: [x]');
    expect(applyEdits(text, read(text).scripts[0]!.removal!)).toBe(podWith('image: a'));
  });

  it('belong to init containers too', () => {
    const text = `${podWith('image: a')}  initContainers: [{name: i, command: [apk, add, curl]}]\n`;
    expect(read(text).scripts.map(({ path, phase }) => [path, phase])).toEqual([
      ['Pod/web/initContainers[i]/command', 'boot'],
    ]);
  });
});

describe('ports', () => {
  const service = (ports: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n${ports}`;

  test.each<[string, string, readonly unknown[]]>([
    [
      'a container',
      podWith('ports: [{containerPort: 22}]'),
      [[22, 'container', 'Pod/web/containers[app]/ports[22]', '22']],
    ],
    [
      'a host port',
      podWith('ports: [{name: ssh, containerPort: 22, hostPort: 2222}]'),
      [
        [22, 'container', 'Pod/web/containers[app]/ports[ssh]', '22'],
        [2222, 'published', 'Pod/web/containers[app]/ports[ssh]', '2222'],
      ],
    ],
    [
      'the same host port',
      podWith('ports: [{containerPort: 22, hostPort: 22}]'),
      [[22, 'container', 'Pod/web/containers[app]/ports[22]', '22']],
    ],
    ['a quoted number', podWith('ports: [{containerPort: "22"}]'), []],
    [
      'a Service',
      service(
        '    - {port: 80, targetPort: 8080}\n    - {name: ssh, port: 22, targetPort: 22}\n    - {port: 443, targetPort: https}\n',
      ),
      [
        [80, 'service', 'Service/web/ports[80]', '80'],
        [8080, 'service', 'Service/web/ports[8080]', '8080'],
        [22, 'service', 'Service/web/ports[ssh]', '22'],
        [443, 'service', 'Service/web/ports[443]', '443'],
      ],
    ],
  ])('of %s', (_, text, expected) => {
    expect(read(text).ports.map(({ port, usage, path, span }) => [port, usage, path, at(text, span)])).toEqual(
      expected,
    );
  });

  test.each<[string, string, string | undefined]>([
    [
      'one of two',
      podWith('ports:', '  - containerPort: 22 # ssh', '  - containerPort: 80'),
      podWith('ports:', '  - containerPort: 80'),
    ],
    ['the only one', podWith('image: a', 'ports:', '  - containerPort: 22'), podWith('image: a')],
    [
      'one that a probe names',
      podWith(
        'ports: [{name: ssh, containerPort: 22}, {containerPort: 80}]',
        'livenessProbe: {tcpSocket: {port: ssh}}',
      ),
      undefined,
    ],
    ["one of a Service's", service('    - port: 22\n    - port: 80\n'), service('    - port: 80\n')],
    ["a Service's only one", service('    - port: 22\n'), undefined],
  ])('are taken out: %s', (_, text, expected) => {
    const { removal } = read(text).ports.find(({ port }) => port === 22)!;
    expect(removal && applyEdits(text, removal)).toBe(expected);
  });
});

describe('mounts', () => {
  const pod = (volumes: string, ...mounts: readonly string[]) =>
    `${podWith('image: a', `volumeMounts: [${mounts.join(', ')}]`)}  volumes:\n${volumes}`;

  test.each<[string, string, string, object]>([
    [
      'a host path',
      '    - {name: v, hostPath: {path: "/var/run/docker.sock"}}\n',
      '/var/run/docker.sock',
      { kind: 'host-path', path: '/var/run/docker.sock' },
    ],
    [
      'a claim',
      '    - {name: v, persistentVolumeClaim: {claimName: data}}\n',
      'data',
      { kind: 'claim', claim: 'data' },
    ],
    ['an empty folder', '    - {name: v, emptyDir: {}}\n', 'v', { kind: 'empty-dir' }],
    ['a ConfigMap', '    - {name: v, configMap: {name: c}}\n', 'v', { kind: 'other' }],
  ])('of %s', (_, volumes, place, source) => {
    const text = pod(volumes, '{name: v, mountPath: /data}');
    const { mounts, workloads } = read(text);
    expect(mounts).toMatchObject([{ source, target: '/data', isReadOnly: false, path: 'Pod/web/volumes[v]' }]);
    expect(at(text, mounts[0]!.span)).toBe(place);
    expect(workloads[0]!.containers[0]!.mounts[0]).toBe(mounts[0]);
  });

  it('of a volume that stands elsewhere are of no known source', () => {
    const text = podWith('volumeMounts: [{name: v, mountPath: /data, readOnly: true}]');
    expect(read(text).mounts).toMatchObject([{ source: { kind: 'other' }, target: '/data', isReadOnly: true }]);
  });

  it('of nothing tell of host paths alone', () => {
    const text = pod('    - {name: v, hostPath: {path: /a}}\n    - {name: w, emptyDir: {}}\n');
    expect(read(text).mounts).toMatchObject([{ source: { kind: 'host-path', path: '/a' }, target: undefined }]);
  });

  it('are of a claim in a StatefulSet', () => {
    const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      containers: [{name: db, volumeMounts: [{name: data, mountPath: /var/lib/db}]}]
  volumeClaimTemplates: [{metadata: {name: data}}]
`;
    const [mount] = read(text).mounts;
    expect(mount).toMatchObject({
      source: { kind: 'claim', claim: 'data' },
      target: '/var/lib/db',
      path: 'StatefulSet/db/volumeClaimTemplates[data]',
      removal: undefined,
    });
    expect(mount!.span.start).toBe(text.lastIndexOf('data}'));
  });

  const podFrom = (socket: readonly string[], mount: readonly string[], other: readonly string[]) =>
    `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  initContainers:
    - name: init
      image: a
${mount.length > 0 ? `      volumeMounts:\n${mount.join('')}` : ''}  containers:
    - name: app
      volumeMounts:
        # what it works on
        - name: work
          mountPath: /work
${mount.join('')}  volumes:
${socket.join('')}${other.join('')}`;
  const socket = ['    - name: docker\n      hostPath:\n        path: /var/run/docker.sock # the engine\n'];
  const mount = ['        - mountPath: /var/run/docker.sock\n          name: docker\n'];
  const work = ['    - name: work\n      emptyDir: {}\n'];

  test.each(['\n', '\r\n'])('are taken out of all containers, with line ends %j', (lineEnd) => {
    const text = podFrom(socket, mount, work).replaceAll('\n', lineEnd);
    const { removal } = read(text).mounts.find(({ source }) => source.kind === 'host-path')!;
    expect(applyEdits(text, removal!)).toBe(podFrom([], [], work).replaceAll('\n', lineEnd));
  });

  it('leave no empty key behind', () => {
    const text = `${podWith('image: a', 'volumeMounts:', '  - {name: v, mountPath: /v}')}  volumes:\n    - {name: v, hostPath: {path: /v}}\n`;
    expect(applyEdits(text, read(text).mounts[0]!.removal!)).toBe(podWith('image: a'));
  });

  it('are taken out of JSON', () => {
    const spec = {
      containers: [{ image: 'a', volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
      volumes: [{ name: 'v', hostPath: { path: '/v' } }],
    };
    for (const indentation of [undefined, 2]) {
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec }, undefined, indentation);
      const result = applyEdits(text, read(text).mounts[0]!.removal!);
      expect(JSON.parse(result)).toEqual({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ image: 'a' }] } });
    }
  });

  it('are left where others share them', () => {
    const text = `x: &v\n  - {name: v, hostPath: {path: /v}}\n${podWith('volumeMounts: [{name: v, mountPath: /v}]')}  volumes: *v\n`;
    const [mount] = read(text).mounts;
    expect([at(text, mount!.span), mount!.removal]).toEqual(['/v', undefined]);
  });
});
