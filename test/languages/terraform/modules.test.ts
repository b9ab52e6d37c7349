import { describe, expect, it } from 'vitest';
import { terraform } from '../../../languages/terraform/language.ts';
import { plain } from './plain.ts';
import { cut, read } from './read.ts';

/** The value of `x` in the first resource of `infra/main.tf`. */
function firstValue(text: string, others: Readonly<Record<string, string>> = {}) {
  return read(text, others).resources[0]!.value('x')!;
}

const variable = (name: string, fallback = ''): string =>
  `variable "${name}" {\n${fallback && `  default = ${fallback}\n`}}\n`;
const resource = (value: string): string => `resource "a" "b" {\n  x = ${value}\n}\n`;

describe('values of variables', () => {
  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['the default', {}, 'default'],
    ['terraform.tfvars', { 'infra/terraform.tfvars': 'v = "given"\n' }, 'given'],
    [
      '*.auto.tfvars, the last one',
      {
        'infra/terraform.tfvars': 'v = "given"\n',
        'infra/b.auto.tfvars': 'v = "b"\n',
        'infra/a.auto.tfvars': 'v = "a"\n',
      },
      'b',
    ],
    ['a file that is named on a command line', { 'infra/production.tfvars': 'v = "given"\n' }, 'default'],
    [
      'a file of another folder',
      { 'terraform.tfvars': 'v = "given"\n', 'infra/x/a.auto.tfvars': 'v = 1\n' },
      'default',
    ],
    ['a file that refers to something', { 'infra/terraform.tfvars': 'v = aws.x\n' }, undefined],
    ['a file with a block', { 'infra/terraform.tfvars': 'variable "v" {\n  default = 1\n}\n' }, 'default'],
    ['an override', { 'infra/v_override.tf': variable('v', '"over"') }, 'over'],
    [
      'a later override',
      { 'infra/override.tf': variable('v', '"o"'), 'infra/v_override.tf': variable('v', '"v"') },
      'v',
    ],
  ])('%s', (_, files, expected) => {
    expect(plain(firstValue(resource('var.v') + variable('v', '"default"'), files))).toEqual(expected);
  });

  it('point into the file that gives them', () => {
    const values = '# ours\nimage = "nginx:latest"\n';
    const text = 'resource "docker_container" "web" {\n  image = var.image\n}\nvariable "image" {}\n';
    const [image] = read(text, { 'infra/terraform.tfvars': values }).images;
    expect(image).toMatchObject({ name: 'nginx', version: { kind: 'tag', tag: 'latest' } });
    expect(image!.origins.map(({ file, name, span }) => [file, name, cut(values, span)])).toEqual([
      ['infra/terraform.tfvars', 'var.image', '"nginx:latest"'],
    ]);
  });

  it.each<[string, string, unknown]>([
    ['string', '1', '1'],
    ['number', '"1"', 1],
    ['bool', '"true"', true],
    ['list(string)', '["a"]', ['a']],
    ['any', '1', 1],
  ])('are of their type %s', (type, value, expected) => {
    const text = `${resource('var.v')}variable "v" {\n  type = ${type}\n  default = ${value}\n}\n`;
    expect(plain(firstValue(text))).toEqual(expected);
  });

  it('may have attributes that are not written where the type has optional ones', () => {
    const type = 'object({ image = optional(string, "nginx") })';
    const text = `${resource('lookup(var.v, "image", "other")')}variable "v" {\n  type = ${type}\n  default = {}\n}\n`;
    expect(plain(firstValue(text))).toBe(undefined);
    expect(plain(firstValue(text.replace('optional(string, "nginx")', 'string')))).toBe('other');
  });
});

describe('a resource that is made several times', () => {
  it.each<[string, string, unknown]>([
    ['each.value.image', 'for_each = { web = { image = "nginx" } }', 'nginx'],
    ['"${each.key}-${each.value}"', 'for_each = toset(["web"])', 'web-web'],
    ['each.value', 'for_each = { a = 1, b = 2 }', undefined],
    ['each.value', 'for_each = var.unknown', undefined],
    ['count.index', 'count = 1', 0],
    ['count.index', 'count = 2', undefined],
    ['each.value', '', undefined],
  ])('%s of %s', (value, repetition, expected) => {
    expect(plain(firstValue(`resource "a" "b" {\n  ${repetition}\n  x = ${value}\n}\n`))).toEqual(expected);
  });

  it.each<[string, string, unknown]>([
    ['c.value', 'for_each = ["a"]', 'a'],
    ['c.value', 'for_each = ["a", "b"]', undefined],
    ['it.key', 'for_each = { a = 1 }\n    iterator = it', 'a'],
    ['c.value', 'for_each = { a = 1 }\n    iterator = it', undefined],
    ['c.value', 'for_each = var.unknown', undefined],
  ])('%s in a dynamic block of %s', (value, repetition, expected) => {
    const text = `resource "a" "b" {\n  dynamic "c" {\n    ${repetition}\n    content {\n      x = ${value}\n    }\n  }\n}\n`;
    const [block] = read(text).resources[0]!.blocks('c');
    expect(plain(block!.value('x')!)).toEqual(expected);
  });

  it('ends, however many loops are in each other', () => {
    const loops = ['a', 'b', 'c', 'd'].map((name) => `[for ${name} in range(1000) : `).join('');
    expect(plain(firstValue(resource(`${loops}1${']'.repeat(4)}`)))).toBe(undefined);
    expect(plain(firstValue(resource('[for a in range(1000) : a][999]')))).toBe(999);
  });
});

describe('local modules', () => {
  const child = (more = ''): string => `${resource('var.v')}variable "v" {\n  default = "default"\n}\n${more}`;
  const call = (source: string, given: string): string => `module "m" {\n  source = "${source}"\n${given}}\n`;

  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['one caller', { 'main.tf': call('./infra', '  v = "given"\n') }, 'given'],
    ['a caller that gives nothing', { 'main.tf': call('./infra', '') }, 'default'],
    ['a caller’s own values', { 'main.tf': `${call('./infra', '  v = var.w\n')}${variable('w', '"w"')}` }, 'w'],
    ['a caller’s each', { 'main.tf': call('./infra', '  for_each = { a = "x" }\n  v = each.value\n') }, 'x'],
    [
      'callers that agree',
      { 'a/a.tf': call('../infra', '  v = "x"\n'), 'b/b.tf': call('../infra/', '  v = "x"\n') },
      'x',
    ],
    ['callers that differ', { 'a/a.tf': call('../infra', '  v = "x"\n'), 'b/b.tf': call('../infra', '') }, undefined],
    ['an unknown value', { 'main.tf': call('./infra', '  v = aws.x\n') }, undefined],
    ['a caller in spite of tfvars', { 'main.tf': call('./infra', ''), 'infra/terraform.tfvars': 'v = 1\n' }, 'default'],
    ['a remote module of that name', { 'main.tf': call('infra/x/aws', '  v = 1\n') }, 'default'],
    ['a module outside', { 'main.tf': call('../infra', '  v = 1\n') }, 'default'],
    ['itself', { 'infra/self.tf': call('./.', '  v = var.v\n') }, undefined],
  ])('take the values of %s', (_, files, expected) => {
    expect(plain(firstValue(child(), files))).toEqual(expected);
  });

  it('name the place in the caller', () => {
    const caller = call('./infra', '  v = "given"\n');
    const value = firstValue(child(), { 'main.tf': caller });
    expect(value.origins.map(({ file, name, span }) => [file, name, cut(caller, span)])).toEqual([
      ['main.tf', 'module.m.v', '"given"'],
    ]);
  });

  it.each<[string, string, unknown]>([
    ['module.m.y', 'output "y" {\n  value = "out"\n}\n', 'out'],
    ['module.m[0].y.z', 'output "y" {\n  value = { z = "out" }\n}\n', 'out'],
    ['module.m.y', 'output "y" {\n  value = var.v\n}\nvariable "v" {}\n', 'given'],
    ['module.m.y', 'output "z" {\n  value = 1\n}\n', undefined],
    ['module.n.y', 'output "y" {\n  value = 1\n}\n', undefined],
    ['module.m', 'output "y" {\n  value = 1\n}\n', undefined],
    ['module.m[*].y', 'output "y" {\n  value = 1\n}\n', undefined],
  ])('give %s', (expression, module, expected) => {
    const text = resource(expression) + call('./m', '  v = "given"\n');
    expect(plain(firstValue(text, { 'infra/m/main.tf': module }))).toEqual(expected);
  });

  it('are unknown where a value goes round through several', () => {
    const text = `${resource('module.m.y')}${call('./m', '  v = module.m.y\n')}`;
    const module = 'output "y" {\n  value = "${var.v}x"\n}\nvariable "v" {}\n';
    expect(plain(firstValue(text, { 'infra/m/main.tf': module }))).toBe(undefined);
  });

  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['path.module', {}, '.'],
    ['path.module', { 'env/main.tf': call('../infra', '') }, '../infra'],
    ['path.module', { 'main.tf': call('./infra', '') }, 'infra'],
    ['path.module', { 'a/main.tf': call('../infra', ''), 'b/main.tf': call('../infra', '') }, '.'],
    ['path.root', { 'main.tf': call('./infra', '') }, '.'],
    ['path.unknown', {}, undefined],
  ])('know %s', (expression, files, expected) => {
    expect(plain(firstValue(resource(expression), files))).toEqual(expected);
  });
});

describe('a root module', () => {
  it.each<[boolean, string, Readonly<Record<string, string>>]>([
    [true, 'provider "aws" {}\n', {}],
    [true, 'terraform {\n  backend "s3" {}\n}\n', {}],
    [true, 'terraform {\n  cloud {}\n}\n', {}],
    [true, '', { 'infra/dev.tfvars': '' }],
    [true, '', { 'infra/provider.tf': 'provider "aws" {}\n' }],
    [true, '', { 'infra/.terraform.lock.hcl': '' }],
    [false, 'terraform {\n  required_version = "1.9"\n}\n', {}],
    [false, '', { 'provider.tf': 'provider "aws" {}\n', 'x/.terraform.lock.hcl': '' }],
    [false, 'provider "aws" {}\n', { 'main.tf': 'module "m" {\n  source = "./infra"\n}\n' }],
    [true, 'provider "aws" {}\n', { 'main.tf': 'module "m" {\n  source = "./infrastructure"\n}\n' }],
  ])('%s: %j with %j', (expected, text, others) => {
    expect(read(text, others).isRootModule).toBe(expected);
  });
});

it('refers to its module, the modules that it calls, its lock file and state, and what may run it', () => {
  const text = `module "a" {\n  source = "./a"\n}\nmodule "b" {\n  source = "../b"\n}\nmodule "c" {\n  source = "x/y/z"\n}\n`;
  const file = terraform.parse({ path: 'infra/main.tf', text });
  expect(terraform.references!(file)).toEqual([
    { kind: 'folder', path: 'infra', language: 'terraform' },
    { kind: 'folder', path: 'infra/a', language: 'terraform' },
    { kind: 'folder', path: 'b', language: 'terraform' },
    { kind: 'file', path: 'infra/.terraform.lock.hcl' },
    { kind: 'file', path: 'infra/terraform.tfstate' },
    { kind: 'file', path: 'infra/.gitignore' },
    { kind: 'file', path: '.gitignore' },
    { kind: 'file', path: 'infra/terragrunt.hcl' },
    { kind: 'file', path: 'infra/root.hcl' },
    { kind: 'file', path: 'infra/atmos.yaml' },
    { kind: 'file', path: 'terragrunt.hcl' },
    { kind: 'file', path: 'root.hcl' },
    { kind: 'file', path: 'atmos.yaml' },
  ]);
});
