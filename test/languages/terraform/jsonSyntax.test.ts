import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../../core/configuration.ts';
import { lint } from '../../../core/lint.ts';
import { createProject } from '../../../core/project.ts';
import type { TerraformDocument } from '../../../languages/terraform/document.ts';
import { terraform } from '../../../languages/terraform/language.ts';
import imageLatest from '../../../rules/pinned/image-latest.ts';
import pipeToShell from '../../../rules/pinned/pipe-to-shell.ts';
import registryTagMutability from '../../../rules/pinned/registry-tag-mutability.ts';
import dockerSocket from '../../../rules/sealed/docker-socket.ts';
import provisioner from '../../../rules/sealed/provisioner.ts';
import sshServer from '../../../rules/sealed/ssh-server.ts';
import { testRobustness } from '../robustness.ts';
import { plain } from './plain.ts';
import { cut } from './read.ts';

function readJsonSyntax(text: string, others: Readonly<Record<string, string>> = {}): TerraformDocument {
  const parsed = Object.entries({ 'infra/main.tf.json': text, ...others }).map(([path, one]) =>
    terraform.parse({ path, text: one }),
  );
  return terraform.toDocument(parsed[0]!, createProject(parsed)) as TerraformDocument;
}

const shop = `{
  "//": "the shop",
  "terraform": {"backend": {"s3": {"bucket": "b"}}},
  "provider": {"aws": [{"region": "a"}, {"alias": "x"}]},
  "variable": {"tag": {"type": "string", "default": "latest"}},
  "locals": {"image": "nginx:\${var.tag}"},
  "module": {"m": {"source": "./m"}},
  "data": {"aws_ami": {"base": {"owners": ["self"]}}},
  "resource": {
    "docker_container": {
      "web": {"image": "redis:latest", "ports": [{"internal": 22}], "volumes": {"host_path": "/var/run/docker.sock"}},
      "local": {"image": "\${local.image}"}
    },
    "aws_ecr_repository": {"web": {"name": "web", "image_tag_mutability": "MUTABLE"}},
    "aws_instance": {
      "web": {
        "user_data": "#!/bin/sh\\ncurl -s https://x.y | sh\\n",
        "provisioner": [{"local-exec": {"command": "ssh x"}}],
        "dynamic": {"disk": {"for_each": ["a"], "content": {"size": "\${disk.value}"}}}
      }
    }
  }
}
`;

testRobustness({
  what: 'Terraform file of JSON',
  texts: [shop],
  fragments: ['"', '{', '}', '[', ']', ',', ':', '\\', '${', '\n', 'é', '\u{1f600}', '\0', '\uD800'],
  read: (text) => [readJsonSyntax(text)],
});

describe('JSON syntax', () => {
  it('has its blocks by what they are', () => {
    const document = readJsonSyntax(shop);
    const { problems } = document.file;
    const paths = (blocks: readonly { readonly path: string }[]) => blocks.map(({ path }) => path);
    expect(problems).toEqual([]);
    expect(paths(document.blocks)).toEqual([
      'terraform',
      'provider.aws',
      'provider.aws',
      'variable.tag',
      'locals',
      'module.m',
      'data.aws_ami.base',
      'resource.docker_container.web',
      'resource.docker_container.local',
      'resource.aws_ecr_repository.web',
      'resource.aws_instance.web',
    ]);
    const [web, , , instance] = document.resources;
    expect(cut(shop, web!.span)).toBe('"web"');
    expect(paths(instance!.blocks('provisioner'))).toEqual(['aws_instance.web/provisioner[0]']);
    expect(instance!.blocks('provisioner')[0]!.labels).toEqual(['local-exec']);
    expect(plain(instance!.blocks('disk')[0]!.value('size')!)).toBe('a');
    expect(document.settings[0]!.blocks('backend')[0]!.labels).toEqual(['s3']);
    expect(document.isRootModule).toBe(true);
  });

  it('has findings whose fixes leave JSON', () => {
    const document = readJsonSyntax(shop);
    const rules = [imageLatest, pipeToShell, registryTagMutability, dockerSocket, provisioner, sshServer];
    const found = lint(document, { rules, configuration: defaultConfiguration, today: '2026-01-01' }).findings;
    expect(found.map(({ rule, span, fixes }) => [rule, cut(shop, span), ...fixes.map(({ title }) => title)])).toEqual([
      ['pinned/image-latest', 'redis:latest', 'Pin `redis:latest` to a version'],
      ['sealed/ssh-server', '22'],
      ['sealed/docker-socket', '"/var/run/docker.sock"'],
      ['pinned/image-latest', '${local.image}'],
      [
        'pinned/registry-tag-mutability',
        '"image_tag_mutability": "MUTABLE"',
        'Set `image_tag_mutability = "IMMUTABLE"`',
      ],
      ['pinned/pipe-to-shell', 'curl -s https://x.y | sh'],
      ['sealed/provisioner', '"local-exec"'],
    ]);
    expect(document.suppressionLineAt(0)).toBe(undefined);
  });

  it.each<[string, unknown]>([
    ['"a\\n\\u0041\\"b"', 'a\nA"b'],
    ['"a${1}b"', 'a1b'],
    ['"$${x}"', '${x}'],
    ['"${lookup({ a = 1 }, \\"a\\", 2)}"', undefined],
    ['"a\\/b"', undefined],
    ['[1, true, -2.5e1]', [1, true, -25]],
    ['{"a": {"b": 1}}', { a: { b: 1 } }],
    ['null', undefined],
  ])('%s', (value, expected) => {
    const [resource] = readJsonSyntax(`{"resource": {"a": {"b": {"x": ${value}}}}}`).resources;
    const read = resource!.value('x');
    expect(read && plain(read)).toEqual(expected);
  });

  it('gives variables their values', () => {
    const text = '{"variable": {"v": {}}, "resource": {"a": {"b": {"x": "${var.v}"}}}}';
    const values = '{"v": "given"}';
    const value = readJsonSyntax(text, { 'infra/terraform.tfvars.json': values }).resources[0]!.value('x')!;
    expect(plain(value)).toBe('given');
    expect(cut(values, value.origins[0]!.span)).toBe('"given"');
  });

  it.each<[string, string]>([
    ['{"a": 1,}', '}'],
    ['{"a" 1}', '1'],
    ['{"a": b}', 'b'],
    ['{"a": "b', ''],
    ['{"a": [1 2]}', '2'],
    ['{} x', 'x'],
    [`${'['.repeat(300)}`, '['],
    ['', ''],
  ])('says where %j is wrong', (text, at) => {
    const { problems } = readJsonSyntax(text).file;
    expect(problems.map(({ span }) => cut(text, span))).toEqual([at]);
  });
});
