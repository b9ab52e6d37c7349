import { expect, it } from 'vitest';
import { applyEdits } from '../../../core/text.ts';
import { cut, read } from './read.ts';

const podSpec = `spec {
      init_container {
        name  = "first"
        image = "busybox:1.37"
      }
      container {
        name  = "db"
        image = "postgres:17"
        volume_mount {
          name       = "data"
          mount_path = "/var/lib/postgresql/data"
        }
      }
      volume {
        name = "data"
        empty_dir {}
      }
    }`;

it.each<[string, string]>([
  ['kubernetes_deployment', 'Deployment'],
  ['kubernetes_deployment_v1', 'Deployment'],
  ['kubernetes_stateful_set_v1', 'StatefulSet'],
  ['kubernetes_daemonset', 'DaemonSet'],
  ['kubernetes_daemon_set_v1', 'DaemonSet'],
  ['kubernetes_replication_controller', 'ReplicationController'],
  ['kubernetes_job', 'Job'],
])('%s is the workload %s', (type, kind) => {
  const text = `resource "${type}" "x" {\n  metadata {\n    name = "db"\n    namespace = "shop"\n  }\n  spec {\n    template {\n    ${podSpec}\n    }\n  }\n}\n`;
  const [workload] = read(text).workloads;
  expect(workload).toMatchObject({ kind, name: 'db', namespace: 'shop', path: `${type}.x` });
  expect(cut(text, workload!.span)).toBe('"db"');
  expect(
    workload!.containers.map(({ role, name, path, image, mounts }) => [
      role,
      name,
      path,
      image?.text,
      mounts.map(({ source, target }) => [source.kind, target]),
    ]),
  ).toEqual([
    ['init', 'first', `${type}.x/spec[0]/template[0]/spec[0]/init_container[first]`, 'busybox:1.37', []],
    [
      'main',
      'db',
      `${type}.x/spec[0]/template[0]/spec[0]/container[db]`,
      'postgres:17',
      [['empty-dir', '/var/lib/postgresql/data']],
    ],
  ]);
});

it('a manifest has the facts of the object that it is', () => {
  const text = `resource "kubernetes_manifest" "x" {
  manifest = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = { name = "web", namespace = local.namespace }
    spec = { template = { spec = {
      initContainers = [{ image = "busybox:1.37" }]
      containers = [
        { name = "web", image = "nginx:latest", command = ["sh", "-c", "ls"], ports = [{ containerPort = 22 }] },
      ]
    } } }
  }
}
`;
  const { workloads, images, scripts, ports } = read(text, { 'infra/l.tf': 'locals {\n  namespace = "shop"\n}\n' });
  expect(workloads).toMatchObject([
    {
      kind: 'Deployment',
      name: 'web',
      namespace: 'shop',
      path: 'kubernetes_manifest.x',
      containers: [{ role: 'init' }, { role: 'main', name: 'web' }],
    },
  ]);
  expect(images.map(({ usage, text: name, path }) => [usage, name, path])).toEqual([
    ['init-container', 'busybox:1.37', 'kubernetes_manifest.x/manifest/initContainers[0]/image'],
    ['container', 'nginx:latest', 'kubernetes_manifest.x/manifest/containers[web]/image'],
  ]);
  expect(scripts.map(({ commands }) => commands.map(({ name }) => name))).toEqual([['sh', 'ls']]);
  expect(ports.map(({ port }) => port)).toEqual([22]);
});

it('a manifest may stand in a file', () => {
  const text = 'resource "kubernetes_manifest" "x" {\n  manifest = yamldecode(file("pod.yaml"))\n}\n';
  const pod = 'kind: Pod\nspec:\n  containers:\n    - image: nginx:latest\n';
  const { images, workloads } = read(text, { 'infra/pod.yaml': pod });
  expect(workloads.map(({ kind }) => kind)).toEqual(['Pod']);
  expect(images.map((image) => [image.name, cut(text, image.span), image.origins.map(({ file }) => file)])).toEqual([
    ['nginx', 'yamldecode(file("pod.yaml"))', ['infra/pod.yaml']],
  ]);
});

it.each([
  'resource "kubernetes_manifest" "x" {\n  manifest = var.unknown\n}\n',
  'resource "kubernetes_service" "x" {}\n',
  'resource "aws_instance" "x" {}\n',
])('%j is no workload', (text) => {
  expect(read(text).workloads).toEqual([]);
});

const mountsIn = (text: string) =>
  read(text).workloads[0]!.containers.map(({ mounts }) =>
    mounts.map(({ source, target, isReadOnly, span }) => [
      source.kind === 'claim' ? source.claim : source.kind,
      target,
      isReadOnly,
      cut(text, span),
    ]),
  );

it('the claims of a StatefulSet are mounts', () => {
  const text = `resource "kubernetes_stateful_set" "x" {
  spec {
    volume_claim_template {
      metadata {
        name = "data"
      }
    }
    template {
      spec {
        container {
          volume_mount {
            name       = "data"
            mount_path = "/data"
          }
        }
      }
    }
  }
}
`;
  expect(mountsIn(text)).toEqual([[['data', '/data', false, '"data"']]]);
});

const mounting = (volumes: string, mounts: string): string => `resource "kubernetes_manifest" "x" {
  manifest = {
    kind = "StatefulSet"
    spec = {
      volumeClaimTemplates = [{ metadata = { name = "claimed" } }]
      template = { spec = {
        volumes = [${volumes}]
        containers = [{ volumeMounts = [${mounts}] }, {}]
      } }
    }
  }
}
`;

it('the volumes of a manifest are mounts', () => {
  const text = mounting(
    '{ name = "a", hostPath = { path = "/etc" } }, { name = "b", emptyDir = {} }, { name = "c", persistentVolumeClaim = { claimName = "x", readOnly = true } }',
    '{ name = "a", mountPath = "/a", readOnly = true }, { name = "b", mountPath = "/b" }, { name = "c" }, { name = "claimed" }',
  );
  expect(mountsIn(text)).toEqual([
    [
      ['host-path', '/a', true, '"/etc"'],
      ['empty-dir', '/b', false, '"b"'],
      ['x', undefined, true, '"x"'],
      ['claimed', undefined, false, '"claimed"'],
    ],
    [],
  ]);
});

it.each<[string, string, string, string]>([
  ['{ name = "a" }', '{ name = "a" }', '', ''],
  ['{ name = "a" }, { name = "b" }', '{ name = "a" }, { name = "a", x = 1 }', '{ name = "b" }', ''],
  [
    '\n{ name = "b" },\n{ name = "a" }\n',
    '{ name = "b" },\n{ name = "a" },\n{ name = "a" }\n',
    '\n{ name = "b" }\n',
    '{ name = "b" },\n',
  ],
])('a volume of a manifest is taken out with its mounts: %j, %j', (volumes, mounts, volumesLeft, mountsLeft) => {
  const text = mounting(volumes, mounts);
  const mount = read(text).mounts.find(({ path }) => path.endsWith('volumes[a]'))!;
  expect(applyEdits(text, mount.removal!)).toBe(mounting(volumesLeft, mountsLeft));
});

it('a volume of a manifest whose mounts are not all known is left', () => {
  const text = mounting('{ name = "a" }', '{ name = "a" }, { name = var.x }');
  expect(read(text).mounts.map(({ removal }) => removal)).toEqual([undefined]);
});
