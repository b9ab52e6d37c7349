import { describe, expect, it } from 'vitest';
import type { Span } from '../../../core/text.ts';
import { testRobustness } from '../robustness.ts';
import { cut, read } from './read.ts';

const shop = `# the shop
terraform {
  required_version = "~> 1.9"
}

provider "aws" {}

module "network" {
  source = "./network"
}

data "aws_ami" "base" {
  owners = ["self"]
}

variable "image" {
  default = "nginx:latest"
}

resource "aws_instance" "web" {
  ami       = data.aws_ami.base.id
  user_data = <<-EOT
    #cloud-config
    packages: [nginx]
    runcmd:
      - "apt-get update && apt-get install -y \${var.image}"
  EOT

  provisioner "remote-exec" {
    inline = ["curl https://x.y | sh", "ls"]
  }
}

resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{
    name         = "web", image = var.image, command = ["sh", "-c", "ls"]
    portMappings = [{ containerPort = 22 }]
    mountPoints  = [{ sourceVolume = "socket", containerPath = "/s" }]
  }])
  volume {
    name      = "socket"
    host_path = "/var/run/docker.sock"
  }
}

resource "kubernetes_pod" "web" {
  spec {
    dynamic "container" {
      for_each = var.containers
      content {
        name  = "a"
        image = format("%s:%s", local.name, "1")
        volume_mount {
          name = "v"
        }
      }
    }
    volume {
      name = "v"
      host_path {
        path = "/"
      }
    }
  }
}

resource "aws_ecs_task_definition" "jobs" {
  container_definitions = jsonencode([
    for name, tag in { a = "1", b = "latest" } : { name = name, image = "\${split("/", local.images[0])[1]}:\${tag}" }
  ])
}

resource "kubernetes_manifest" "web" {
  manifest = { kind = "Pod", spec = { containers = [{ image = try(local.images[0], "x"), command = local.images[*] }] } }
}

locals {
  name   = "nginx"
  images = [for name in ["web", "db"] : upper("acme/\${name}") if length(name) > 2]
}
`;

testRobustness({
  what: 'Terraform file',
  texts: [shop],
  fragments: [
    ...['"', '${', '%{', '}', '{', '[', ']', '(', '<<EOT\n', '\nEOT\n', '\\', '=', '\n', '\r\n', '#', '/*', '?', ':'],
    ...['#cloud-config\n', 'é', '\u{1f600}', '\0', '\uE000', '\uD800'],
  ],
  read: (text) => [read(text)],
});

describe('a Terraform document', () => {
  it('has its blocks by what they are', () => {
    const document = read(shop);
    const paths = (blocks: readonly { readonly path: string }[]) => blocks.map(({ path }) => path);
    expect(paths(document.resources)).toEqual([
      'aws_instance.web',
      'aws_ecs_task_definition.web',
      'kubernetes_pod.web',
      'aws_ecs_task_definition.jobs',
      'kubernetes_manifest.web',
    ]);
    expect(document.resources[0]).toMatchObject({ type: 'aws_instance', name: 'web', address: 'aws_instance.web' });
    expect(cut(shop, document.resources[0]!.span)).toBe('resource "aws_instance" "web"');
    expect(paths(document.dataSources)).toEqual(['data.aws_ami.base']);
    expect(paths(document.modules)).toEqual(['module.network']);
    expect(paths(document.providers)).toEqual(['provider.aws']);
    expect(paths(document.settings)).toEqual(['terraform']);
    expect(paths(document.blocks)).toHaveLength(11);
    expect(document.file.comments.map(({ span }) => cut(shop, span))).toEqual(['# the shop']);
  });

  it('names nested blocks by their name or their number', () => {
    const [resource] = read('resource "a" "b" {\n  c {\n  }\n  c {\n    name = "x"\n    d {}\n  }\n}\n').resources;
    expect(resource!.blocks('c').map(({ path }) => path)).toEqual(['a.b/c[0]', 'a.b/c[x]']);
    expect(
      resource!
        .blocks('c')[1]!
        .blocks('d')
        .map(({ path }) => path),
    ).toEqual(['a.b/c[x]/d[0]']);
  });

  it('sees the resources of its module, and of no other', () => {
    const other = 'resource "c" "d" {}\n';
    const { resources, siblings } = read('resource "a" "b" {}\n', { 'infra/x.tf': other, 'x.tf': other });
    expect(resources.map(({ path }) => path)).toEqual(['a.b']);
    expect(siblings.map(({ path }) => path)).toEqual(['a.b', 'c.d']);
  });

  it.each<[string, string]>([
    ['a = 1\nb = |2\n', 'b = 2'],
    ['a = <<EOT\nx\n|y\nEOT\n', 'a = <<EOT'],
    ['a = <<EOT\nx\n|EOT\nb = 1\n', 'a = <<EOT'],
    ['b {\n  a = foo(<<EOT\n|x\nEOT\n  )\n}\n', '  a = foo(<<EOT'],
    ['a = <<EOT\nx\nEOT\n|b = 1\n', 'b = 1'],
    ['a = [\n  "|x",\n]\n', '  "x",'],
    ['a = "${[\n|1\n]}"\n', 'a = "${['],
    ['a = <<EOT\n${foo(<<X\n|x\nX\n)}\nEOT\n', 'a = <<EOT'],
    ['|', ''],
  ])('has its suppression comments above %j', (marked, expected) => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const at = read(text).suppressionLineAt(offset)!;
    expect(text.slice(at).split('\n')[0]).toBe(expected);
    expect(at === 0 || text[at - 1] === '\n').toBe(true);
  });

  it.each([
    'resource "docker_container" "x" {\n  command = concat(local.late, local.early)\n}\nlocals {\n  early = ["b"]\n  late = ["sh"]\n}\n',
    'locals {\n  early = "b"\n  late = "sh"\n}\nresource "a" "b" {\n  user_data = join(" ", [local.late, local.early])\n}\n',
    'locals {\n  early = ["b"]\n  late = ["sh"]\n}\nresource "a" "b" {\n  user_data = join(" ", concat(local.late, local.early))\n}\n',
    'resource "a" "b" {\n  user_data = <<EOT\n#cloud-config\nx: &x b\nruncmd:\n- [sh, *x]\nEOT\n}\n',
    'resource "a" "b" {\n  user_data = format("%s b", "sh")\n}\n',
  ])('has no place that ends before it starts: %j', (text) => {
    const { scripts } = read(text);
    expect(scripts[0]!.commands[0]!.words.map(({ value }) => value)).toEqual(['sh', 'b']);
    for (const { start, end } of placesOf(text)) expect(start).toBeLessThan(end);
  });

  it('gives the same facts whatever the line ends are', () => {
    const crlf = shop.replaceAll('\n', '\r\n');
    const texts = (text: string) => placesOf(text).map((span) => cut(text, span).replaceAll('\r\n', '\n'));
    expect(texts(crlf)).toEqual(texts(shop));
    expect(texts(shop).length).toBeGreaterThan(20);
  });
});

/** Every place that a document's facts name, and the edits that they hold. */
function placesOf(text: string): readonly Span[] {
  const document = read(text);
  const { images, scripts, ports, mounts, packageLists, workloads } = document;
  const containers = workloads.flatMap((workload) => [workload, ...workload.containers]);
  const edits = [...scripts, ...ports, ...mounts].flatMap(({ removal }) => removal ?? []);
  return [
    ...[...document.blocks, ...images, ...scripts, ...ports, ...mounts, ...packageLists, ...containers].map(
      ({ span }) => span,
    ),
    ...images.flatMap(({ version }) => (version.kind === 'tag' && version.span ? [version.span] : [])),
    ...scripts.flatMap(({ commands }) =>
      commands.flatMap(({ span, words }) => [span, ...words.map((word) => word.span)]),
    ),
    ...packageLists.flatMap(({ packages }) => packages.map(({ span }) => span)),
    ...edits.map(({ span }) => span),
  ];
}
