import { describe, expect, it } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { terraform } from '../../../languages/terraform/language.ts';
import { plain } from './plain.ts';
import { cut, read } from './read.ts';

const instance = (userData: string): string => `resource "aws_instance" "web" {\n  user_data = ${userData}\n}\n`;

function valueIn(expression: string, others: Readonly<Record<string, string>>): unknown {
  return plain(read(instance(expression), others).resources[0]!.value('user_data')!);
}

describe('files of the workspace', () => {
  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['file("x.sh")', { 'infra/x.sh': 'ls\n' }, 'ls\n'],
    ['file("${path.module}/x.sh")', { 'infra/x.sh': 'ls\n' }, 'ls\n'],
    ['file("./a/../x.sh")', { 'infra/x.sh': 'ls\n' }, 'ls\n'],
    ['file("../x.sh")', { 'x.sh': 'ls\n' }, 'ls\n'],
    ['file("${path.root}/x.sh")', { 'infra/x.sh': 'ls\n' }, 'ls\n'],
    ['filebase64("x.sh")', { 'infra/x.sh': 'ls\n' }, 'ls\n'],
    ['base64encode(file("x.sh"))', { 'infra/x.sh': 'ls\n' }, 'ls\n'],
    ['jsondecode(file("x.json")).a', { 'infra/x.json': '{"a": "b"}' }, 'b'],
    ['file("/infra/x.sh")', { 'infra/x.sh': 'ls\n' }, undefined],
    ['file("../../x.sh")', { 'x.sh': 'ls\n' }, undefined],
    ['file("y.sh")', { 'infra/x.sh': 'ls\n' }, undefined],
    ['file(x.y)', { 'infra/x.sh': 'ls\n' }, undefined],
    ['templatefile("t", { a = "b" })', { 'infra/t': 'x ${a} $${c} \\n' }, 'x b ${c} \\n'],
    ['templatefile("t", { a = x.y })', { 'infra/t': 'x ${a} ${b}' }, 'x _ _'],
    ['templatefile("t", { a = ["b"] })', { 'infra/t': '%{ for x in a ~}\nx ${x}\n%{ endfor ~}' }, 'x b\n'],
    ['templatefile("t", { a = "b" })', { 'infra/t': 'x ${join("-", [a, "c"])} ${var.v}' }, 'x b-c _'],
    ['templatefile("t", { a = 1 })', { 'infra/t': 'x ${templatefile("t", { a = 1 })}' }, 'x _'],
    ['templatefile("t", {})', { 'infra/t': 'x ${a\ny' }, 'x _\ny'],
    ['templatefile("t", x.y)', { 'infra/t': 'x' }, undefined],
    ['templatefile("t")', { 'infra/t': 'x' }, undefined],
  ])('%s in %j', (expression, others, expected) => {
    expect(valueIn(expression, others)).toEqual(expected);
  });

  it('are found from where Terraform is run', () => {
    const caller = { 'main.tf': 'module "m" {\n  source = "./infra"\n}\n' };
    const files = { 'infra/x.sh': 'module\n', 'x.sh': 'root\n' };
    expect(valueIn('file("x.sh")', { ...caller, ...files })).toBe('root\n');
    expect(valueIn('file("${path.module}/x.sh")', { ...caller, ...files })).toBe('module\n');
  });

  const template = '#!/bin/sh\necho ${name}\ncurl -s https://x.y/${name} | sudo sh -c "cat; ls"\n';
  const text = instance('templatefile("${path.module}/x.tftpl", { name = "web" })');

  it('hold commands that stand at the call, with their place in the file', () => {
    const [script] = read(text, { 'infra/x.tftpl': template }).scripts;
    const call = 'templatefile("${path.module}/x.tftpl", { name = "web" })';
    expect(cut(text, script!.span)).toBe(call);
    expect(
      script!.commands.map((command) => [
        command.words.map(({ value }) => value).join(' '),
        cut(text, command.span),
        ...command.origins!.map(({ file, name, span }) => `${file} ${name} ${cut(template, span)}`),
      ]),
    ).toEqual([
      ['echo web', call, 'infra/x.tftpl infra/x.tftpl echo ${name}'],
      ['curl -s https://x.y/web', call, 'infra/x.tftpl infra/x.tftpl curl -s https://x.y/${name}'],
      ['sh -c cat; ls', call, 'infra/x.tftpl infra/x.tftpl sudo sh -c "cat; ls"'],
      ['cat', call, 'infra/x.tftpl infra/x.tftpl cat'],
      ['ls', call, 'infra/x.tftpl infra/x.tftpl ls'],
    ]);
    const [, curl, shell] = script!.commands;
    expect(curl!.pipeline).toEqual([curl, shell]);
    expect(shell!.nested[0]!.commands).toEqual(script!.commands.slice(3));
    expect(script!.commands.every(({ removal }) => removal === undefined)).toBe(true);
  });

  it('hold packages of cloud-init', () => {
    const config = '#cloud-config\npackages: [nginx]\nruncmd:\n  - apt-get update\n';
    const source = instance('file("c.yaml")');
    const { scripts, packageLists } = read(source, { 'infra/c.yaml': config });
    expect(
      packageLists.map(({ span, packages, origins }) => [
        cut(source, span),
        packages[0]!.name,
        origins!.map((origin) => cut(config, origin.span)),
      ]),
    ).toEqual([['file("c.yaml")', 'nginx', ['packages']]]);
    const [command] = scripts[0]!.commands;
    expect([cut(source, command!.span), cut(config, command!.origins![0]!.span)]).toEqual([
      'file("c.yaml")',
      'apt-get update',
    ]);
  });

  it('are what the file refers to', () => {
    const source = `${instance('base64encode(templatefile("${path.module}/${local.name}.tftpl", { a = file("a.pem") }))')}locals {\n  name = "x"\n  y = [for f in z : file(f)]\n  w = file("/etc/passwd")\n}\n`;
    const references = terraform.references!(terraform.parse({ path: 'infra/main.tf', text: source }));
    expect(references.flatMap((reference) => (reference.kind === 'file' ? reference.path : []))).toEqual([
      'infra/.terraform.lock.hcl',
      'infra/terraform.tfstate',
      'infra/.gitignore',
      '.gitignore',
      ...['infra/terragrunt.hcl', 'infra/root.hcl', 'infra/atmos.yaml'],
      ...['terragrunt.hcl', 'root.hcl', 'atmos.yaml'],
      'infra/x.tftpl',
      'infra/a.pem',
    ]);
  });

  it('are found through locals and variables of other files, and through callers', () => {
    const files = [
      ['infra/web/main.tf', instance('templatefile("${local.scripts}/web.sh", { a = file(var.key) })')],
      ['infra/web/locals.tf', 'variable "key" {}\nlocals {\n  scripts = "${path.module}/scripts"\n}\n'],
      ['infra/main.tf', 'module "web" {\n  source = "./web"\n  key    = "keys/web.pem"\n}\n'],
    ].map(([path, text]) => terraform.parse({ path: path!, text: text! }));
    const named = terraform.referencesIn!(files[0]!, createProject(files));
    expect(named.map(({ path }) => path)).toEqual(['infra/web/scripts/web.sh', 'infra/keys/web.pem']);
    expect(terraform.referencesIn!(files[1]!, createProject(files))).toEqual([]);
  });
});
