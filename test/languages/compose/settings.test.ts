import { describe, expect, it, test } from 'vitest';
import type { SourceFile } from '../../../core/document.ts';
import type { Container, SwitchName } from '../../../core/facts.ts';
import { applyEdits } from '../../../core/text.ts';
import { at, read, serviceWith } from './read.ts';

function containerIn(text: string, others?: readonly SourceFile[], texts?: readonly SourceFile[]): Container {
  return read(text, others, texts).workloads.find(({ name }) => name === 'web')!.containers[0]!;
}

describe('switches', () => {
  test.each<[SwitchName, string, string]>([
    ['readOnlyRootFilesystem', 'read_only', 'on'],
    ['privileged', 'privileged', 'on'],
    ['stdin', 'stdin_open', 'on'],
    ['tty', 'tty', 'on'],
  ])('%s is %s', (name, key, state) => {
    const text = serviceWith('image: a', `${key}: true # x`);
    const found = containerIn(text).switchOf(name);
    expect(found).toMatchObject({ state, path: `services/web/${key}` });
    expect(at(text, found!.span)).toBe(`${key}: true`);
  });

  test.each([
    ['true', 'on'],
    ['"true"', 'on'],
    ['yes', 'on'],
    ['${R:-true}', 'on'],
    ['$R', 'unknown'],
    ['maybe', 'unknown'],
    ['', 'unknown'],
    ['false', 'off'],
    ['"no"', 'off'],
    ['${R:-false}', 'off'],
    ['$S', 'on'],
  ])('%j is %s', (value, state) => {
    const text = serviceWith('image: a', `read_only: ${value}`);
    const container = containerIn(text, [], [{ path: 'shop/.env', text: 'S=true\n' }]);
    expect(container.switchOf('readOnlyRootFilesystem')!.state).toBe(state);
  });

  test.each<[string, string, string | undefined, string | undefined]>([
    ['is absent', serviceWith('image: a:1 # x'), serviceWith('image: a:1 # x', 'read_only: true'), undefined],
    [
      'is off',
      serviceWith('image: a', 'read_only: false'),
      serviceWith('image: a', 'read_only: true'),
      serviceWith('image: a'),
    ],
    [
      'is off in quotes',
      serviceWith('image: a', 'read_only: "false"'),
      serviceWith('image: a', 'read_only: "true"'),
      serviceWith('image: a'),
    ],
    ['hangs on a variable', serviceWith('image: a', 'read_only: ${R:-false}'), undefined, serviceWith('image: a')],
    [
      'is absent between braces',
      'services:\n  web: {image: a}\n',
      'services:\n  web: {image: a, read_only: true}\n',
      undefined,
    ],
    [
      'is absent in JSON',
      '{"services": {"web": {"image": "a"}}}',
      '{"services": {"web": {"image": "a", "read_only": true}}}',
      undefined,
    ],
    [
      'is absent where longer values come first',
      serviceWith('ports:', '  - "80:80"', 'image: a', 'tty: true'),
      serviceWith('ports:', '  - "80:80"', 'image: a', 'read_only: true', 'tty: true'),
      undefined,
    ],
    ['is absent where all values are long', serviceWith('build:', '  context: .'), undefined, undefined],
    ['is absent from what others take over', 'services:\n  web: &w\n    image: a\n  b: *w\n', undefined, undefined],
    [
      'is taken over from an anchor',
      'x: &x\n  read_only: false\nservices:\n  web:\n    <<: *x\n    image: a\n',
      'x: &x\n  read_only: false\nservices:\n  web:\n    <<: *x\n    read_only: true\n    image: a\n',
      undefined,
    ],
    [
      'is taken over from another service',
      'services:\n  base:\n    image: a\n    read_only: false\n  web:\n    extends: base\n',
      'services:\n  base:\n    image: a\n    read_only: false\n  web:\n    extends: base\n    read_only: true\n',
      'services:\n  base:\n    image: a\n  web:\n    extends: base\n',
    ],
  ])('can be turned on or taken out when it %s', (_, text, on, out) => {
    for (const [source, end] of [
      [text, '\n'],
      [text.replaceAll('\n', '\r\n'), '\r\n'],
    ] as const) {
      const { turnOn, removal } = containerIn(source).switchOf('readOnlyRootFilesystem')!;
      expect(turnOn && applyEdits(source, turnOn)).toBe(on?.replaceAll('\n', end));
      expect(removal && applyEdits(source, removal)).toBe(out?.replaceAll('\n', end));
    }
  });

  const common = (line: string) => [{ path: 'shop/common.yml', text: serviceWith('image: a', line) }];
  const extending = 'services:\n  web:\n    extends: {file: common.yml, service: web}\n';
  test.each<[string, string, readonly SourceFile[], readonly SourceFile[], string | undefined]>([
    ['it extends a service of another file', extending, [], common('read_only: true'), 'on'],
    ['the extended service says nothing', extending, [], common('tty: true'), 'absent'],
    ['the extended file is not here', extending, [], [], 'unknown'],
    [
      'the override says it',
      serviceWith('image: a'),
      [{ path: 'shop/compose.override.yaml', text: serviceWith('read_only: true') }],
      [],
      'unknown',
    ],
    [
      'another file of the folder says it of this service',
      serviceWith('image: a'),
      [{ path: 'shop/compose.prod.yaml', text: serviceWith('read_only: true') }],
      [],
      'unknown',
    ],
    ['the service only adds to one of another file', serviceWith('ports: [80]'), [], [], undefined],
    ['the service adds this to one of another file', serviceWith('read_only: false'), [], [], 'off'],
    ['services extend each other', 'services:\n  web: {extends: b}\n  b: {extends: web}\n', [], [], 'unknown'],
  ])('read when %s', (_, text, others, texts, state) => {
    expect(containerIn(text, others, texts).switchOf('readOnlyRootFilesystem')?.state).toBe(state);
  });

  it('of another file have the place of the service, and are not taken out here', () => {
    const found = containerIn(extending, [], common('privileged: true')).switchOf('privileged')!;
    expect(at(extending, found.span)).toBe('web');
    expect(found).toMatchObject({ state: 'on', removal: undefined });
  });
});

describe('capabilities', () => {
  it('are those of all layers, by their plain names', () => {
    const text = `services:
  base:
    image: a
    cap_add: [ALL]
  web:
    extends: base
    cap_add:
      - CAP_SYS_ADMIN
      - net_admin # x
      - \${C:-CHOWN}
      - $D
`;
    const { addedCapabilities } = containerIn(text);
    expect(addedCapabilities.map(({ name, path, span }) => [name, path, at(text, span)])).toEqual([
      ['SYS_ADMIN', 'services/web/cap_add[SYS_ADMIN]', 'CAP_SYS_ADMIN'],
      ['NET_ADMIN', 'services/web/cap_add[NET_ADMIN]', 'net_admin'],
      ['CHOWN', 'services/web/cap_add[CHOWN]', '${C:-CHOWN}'],
      ['ALL', 'services/web/cap_add[ALL]', 'ALL'],
    ]);
    const results = addedCapabilities.map(({ removal }) => removal && applyEdits(text, removal));
    expect(results[1]).toBe(text.replace('      - net_admin # x\n', ''));
    expect(results[3]).toBe(text.replace('    cap_add: [ALL]\n', ''));
  });
});

describe('namespaces of the machine', () => {
  test.each([
    ['pid: host', 'pid'],
    ['ipc: "host"', 'ipc'],
    ['network_mode: host', 'network'],
    ['network_mode: ${N:-host}', 'network'],
  ])('%s', (line, kind) => {
    const text = serviceWith('image: a', line);
    const [namespace, ...others] = read(text).workloads[0]!.hostNamespaces;
    expect(others).toEqual([]);
    expect(namespace).toMatchObject({ kind, path: `services/web/${line.slice(0, line.indexOf(':'))}` });
    expect(at(text, namespace!.span)).toBe(line);
    expect(applyEdits(text, namespace!.removal!)).toBe(serviceWith('image: a'));
  });

  test.each(['pid: "service:db"', 'network_mode: bridge', 'ipc: shareable', 'userns_mode: host', 'pid: $P'])(
    '%s is none',
    (line) => {
      expect(read(serviceWith('image: a', line)).workloads[0]!.hostNamespaces).toEqual([]);
    },
  );
});
