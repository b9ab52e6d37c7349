import { describe, expect, it } from 'vitest';
import type { SwitchName, Workload } from '../../../core/facts.ts';
import { applyEdits } from '../../../core/text.ts';
import { cut, read } from './read.ts';

const switchNames: readonly SwitchName[] = ['readOnlyRootFilesystem', 'privileged', 'stdin', 'tty'];

const workloadIn = (text: string): Workload => read(text).workloads[0]!;

/** State and text of each switch of the first container. */
const switches = (text: string): readonly string[] =>
  switchNames.map((name) => {
    const { state, span } = workloadIn(text).containers[0]!.switchOf(name)!;
    return `${state}: ${cut(text, span)}`;
  });

const pod = (spec: string): string => `resource "kubernetes_pod" "x" {\n  spec {\n${spec}\n  }\n}\n`;
const task = (container: string, rest = ''): string =>
  `resource "aws_ecs_task_definition" "x" {\n${rest}  container_definitions = jsonencode([${container}])\n}\n`;
const manifest = (spec: string): string =>
  `resource "kubernetes_manifest" "x" {\n  manifest = { kind = "Pod", spec = ${spec} }\n}\n`;

describe('switches', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'a pod',
      pod(
        '    container {\n      name = "a"\n      stdin = true\n      security_context {\n        read_only_root_filesystem = false\n        privileged = var.x\n      }\n    }',
      ),
      ['off: read_only_root_filesystem = false', 'unknown: privileged = var.x', 'on: stdin = true', 'absent: "a"'],
    ],
    [
      'a security context that may not be there',
      pod(
        '    container {\n      name = "a"\n      dynamic "security_context" {\n        for_each = var.x\n        content {\n          privileged = true\n        }\n      }\n    }',
      ),
      ['unknown: "a"', 'unknown: "a"', 'absent: "a"', 'absent: "a"'],
    ],
    [
      'a task',
      task(
        '{ name = "a", readonlyRootFilesystem = true, privileged = false, interactive = null, "pseudoTerminal" : true }',
      ),
      ['on: readonlyRootFilesystem = true', 'off: privileged = false', 'absent: "a"', 'on: "pseudoTerminal" : true'],
    ],
    [
      'a task in JSON',
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = <<EOT\n[{ "name": "a", "privileged": true }]\nEOT\n}\n',
      ['absent: a', 'on: "privileged": true', 'absent: a', 'absent: a'],
    ],
    [
      'a task of which not all is known',
      task('merge(var.x, { name = "a", privileged = true })'),
      ['unknown: "a"', 'on: privileged = true', 'unknown: "a"', 'unknown: "a"'],
    ],
    [
      'a manifest',
      manifest('{ containers = [{ name = "a", tty = true, securityContext = { privileged = true } }] }'),
      ['absent: "a"', 'on: privileged = true', 'absent: "a"', 'on: tty = true'],
    ],
    [
      'a container of Docker',
      'resource "docker_container" "x" {\n  name = "a"\n  read_only = true\n  tty = "true"\n  stdin_open = false\n}\n',
      ['on: read_only = true', 'absent: "a"', 'off: stdin_open = false', 'on: tty = "true"'],
    ],
  ])('%s', (_, text, expected) => {
    expect(switches(text)).toEqual(expected);
  });

  it('a container in another file has no edits', () => {
    const text = 'resource "aws_ecs_task_definition" "x" {\n  container_definitions = file("c.json")\n}\n';
    const [workload] = read(text, { 'infra/c.json': '[{ "name": "a", "privileged": true }]' }).workloads;
    const { state, removal } = workload!.containers[0]!.switchOf('privileged')!;
    expect([state, removal]).toEqual(['on', undefined]);
    expect(workload!.containers[0]!.switchOf('readOnlyRootFilesystem')!.turnOn).toBeUndefined();
  });
});

describe('turning a switch on', () => {
  it.each<[string, string]>([
    [
      pod('    container {\n      name = "a"\n    }'),
      pod(
        '    container {\n      name = "a"\n\n      security_context {\n        read_only_root_filesystem = true\n      }\n    }',
      ),
    ],
    [
      pod(
        '    dynamic "container" {\n      for_each = var.x\n      content {\n        image = "a"\n        security_context {}\n      }\n    }',
      ),
      pod(
        '    dynamic "container" {\n      for_each = var.x\n      content {\n        image = "a"\n        security_context {\n          read_only_root_filesystem = true\n        }\n      }\n    }',
      ),
    ],
    [task('{ readonlyRootFilesystem = false }'), task('{ readonlyRootFilesystem = true }')],
    [task('{ readonlyRootFilesystem = null }'), task('{ readonlyRootFilesystem = true }')],
    [task('{}'), task('{ readonlyRootFilesystem = true }')],
    [task('{ name = "a" }'), task('{ name = "a", readonlyRootFilesystem = true }')],
    [
      task('{\n    name = "a" # this\n  }'),
      task('{\n    name                   = "a" # this\n    readonlyRootFilesystem = true\n  }'),
    ],
    [
      task('{\n    "name" : "a",\n  }').replaceAll('\n', '\r\n'),
      task('{\n    "name" : "a",\n    "readonlyRootFilesystem": true,\n  }').replaceAll('\n', '\r\n'),
    ],
    [
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = <<EOT\n[{\n  "name": "a"\n}]\nEOT\n}\n',
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = <<EOT\n[{\n  "readonlyRootFilesystem": true,\n  "name": "a"\n}]\nEOT\n}\n',
    ],
    [
      manifest('{ containers = [{ name = "a" }] }'),
      manifest('{ containers = [{ name = "a", securityContext = { readOnlyRootFilesystem = true } }] }'),
    ],
  ])('%j', (text, expected) => {
    const { turnOn } = workloadIn(text).containers[0]!.switchOf('readOnlyRootFilesystem')!;
    expect(applyEdits(text, turnOn!)).toBe(expected);
    expect(workloadIn(expected).containers[0]!.switchOf('readOnlyRootFilesystem')!.state).toBe('on');
  });

  it.each([
    task('{ readonlyRootFilesystem = var.x }'),
    task('merge({ name = "a" }, {})'),
    'locals {\n  x = false\n}\nresource "docker_container" "x" {\n  read_only = local.x\n}\n',
  ])('%j is left alone', (text) => {
    expect(workloadIn(text).containers[0]!.switchOf('readOnlyRootFilesystem')!.turnOn).toBeUndefined();
  });
});

describe('taking a switch out', () => {
  it.each<[string, string]>([
    [task('{ privileged = true }'), task('{ }')],
    [task('{ privileged = true, name = "a" }'), task('{ name = "a" }')],
    [task('{ name = "a", privileged = true }'), task('{ name = "a" }')],
    [task('{\n    name = "a"\n    privileged = true\n  }'), task('{\n    name = "a"\n  }')],
    [task('{\n    name = "a",\n    "privileged" : true,\n  }'), task('{\n    name = "a",\n  }')],
    [
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = <<EOT\n[{\n  "name": "a",\n  "privileged": true\n}]\nEOT\n}\n',
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = <<EOT\n[{\n  "name": "a"\n}]\nEOT\n}\n',
    ],
    [
      'resource "docker_container" "x" {\n  image = "a"\n  privileged = true\n}\n',
      'resource "docker_container" "x" {\n  image = "a"\n}\n',
    ],
  ])('%j', (text, expected) => {
    const { removal } = workloadIn(text).containers[0]!.switchOf('privileged')!;
    expect(applyEdits(text, removal!)).toBe(expected);
    expect(workloadIn(expected).containers[0]!.switchOf('privileged')!.state).toBe('absent');
  });

  it.each([task('{ privileged = (true) }'), task('{ privileged = true ? true : false }')])(
    '%j is left alone',
    (text) => {
      expect(workloadIn(text).containers[0]!.switchOf('privileged')).toMatchObject({ state: 'on', removal: undefined });
    },
  );
});

describe('added capabilities', () => {
  it.each<[string, readonly string[], string]>([
    [
      pod(
        '    container {\n      security_context {\n        capabilities {\n          add = ["SYS_ADMIN", "net_raw"]\n        }\n      }\n    }',
      ),
      ['SYS_ADMIN: "SYS_ADMIN"', 'NET_RAW: "net_raw"'],
      'add = ["net_raw"]',
    ],
    [task('{ linuxParameters = { capabilities = { add = ["ALL"] } } }'), ['ALL: "ALL"'], 'add = []'],
    [
      'resource "aws_ecs_task_definition" "x" {\n  container_definitions = <<EOT\n[{"linuxParameters":{"capabilities":{"add":["SYS_PTRACE", "${var.x}"]}}}]\nEOT\n}\n',
      ['SYS_PTRACE: SYS_PTRACE'],
      '"add":["${var.x}"]',
    ],
    [
      manifest('{ containers = [{ securityContext = { capabilities = { add = ["A", "B"] } } }] }'),
      ['A: "A"', 'B: "B"'],
      'add = ["B"]',
    ],
    [
      'resource "docker_container" "x" {\n  capabilities {\n    add = ["CAP_NET_ADMIN"]\n  }\n}\n',
      ['NET_ADMIN: "CAP_NET_ADMIN"'],
      'add = []',
    ],
  ])('%j', (text, expected, withoutFirst) => {
    const { addedCapabilities } = workloadIn(text).containers[0]!;
    expect(addedCapabilities.map(({ name, span }) => `${name}: ${cut(text, span)}`)).toEqual(expected);
    expect(applyEdits(text, addedCapabilities[0]!.removal!)).toContain(withoutFirst);
  });
});

describe('what is shared with the machine', () => {
  it.each<[string, readonly string[]]>([
    [pod('    host_pid = true\n    host_network = false\n    host_ipc = var.x'), ['pid: host_pid = true']],
    [
      task('{}', '  network_mode = "host"\n  pid_mode = "task"\n  ipc_mode = "host"\n'),
      ['network: network_mode = "host"', 'ipc: ipc_mode = "host"'],
    ],
    [manifest('{ hostNetwork = true, containers = [] }'), ['network: hostNetwork = true']],
    ['resource "docker_container" "x" {\n  pid_mode = "host"\n}\n', ['pid: pid_mode = "host"']],
  ])('%j', (text, expected) => {
    const { hostNamespaces } = workloadIn(text);
    expect(hostNamespaces.map(({ kind, span }) => `${kind}: ${cut(text, span)}`)).toEqual(expected);
    const rest = applyEdits(text, hostNamespaces[0]!.removal!);
    expect(workloadIn(rest).hostNamespaces.map(({ kind }) => kind)).toEqual(
      hostNamespaces.slice(1).map(({ kind }) => kind),
    );
  });
});

it.each<[string, string]>([
  [task('{}'), 'linux'],
  [task('{}', '  runtime_platform {\n    operating_system_family = "WINDOWS_SERVER_2022_CORE"\n  }\n'), 'windows'],
  [pod('    os {\n      name = "windows"\n    }'), 'windows'],
  [pod('    node_selector = { "kubernetes.io/os" = "windows" }'), 'windows'],
  [manifest('{ os = { name = "windows" } }'), 'windows'],
])('the operating system of %j is %s', (text, expected) => {
  expect(workloadIn(text).operatingSystem).toBe(expected);
});

it('the mounts of a task and of a container of Docker are theirs', () => {
  const volume = '  volume {\n    name = "v"\n    host_path = "/etc"\n  }\n';
  const tasks = task(
    '{ name = "a", mountPoints = [{ sourceVolume = "v", containerPath = "/x" }] }, { name = "b" }',
    volume,
  );
  expect(workloadIn(tasks).containers.map(({ mounts }) => mounts.map(({ target }) => target))).toEqual([['/x'], []]);
  const docker = 'resource "docker_container" "x" {\n  volumes {\n    container_path = "/y"\n  }\n}\n';
  expect(workloadIn(docker).containers.map(({ mounts }) => mounts.map(({ target }) => target))).toEqual([['/y']]);
});
