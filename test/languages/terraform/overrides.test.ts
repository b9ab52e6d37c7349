import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../../core/configuration.ts';
import { lint } from '../../../core/lint.ts';
import { createProject } from '../../../core/project.ts';
import type { TerraformDocument } from '../../../languages/terraform/document.ts';
import { terraform } from '../../../languages/terraform/language.ts';
import imageLatest from '../../../rules/pinned/image-latest.ts';
import registryTagMutability from '../../../rules/pinned/registry-tag-mutability.ts';
import { plain } from './plain.ts';
import { cut } from './read.ts';

/** The documents of `main.tf` and of one override file or more. */
function documentsOf(main: string, ...overrides: readonly string[]): readonly TerraformDocument[] {
  const named = overrides.map((text, index) => ({ path: `${index}_override.tf`, text }));
  const files = [{ path: 'main.tf', text: main }, ...named].map((source) => terraform.parse(source));
  const project = createProject(files);
  return files.map((file) => terraform.toDocument(file, project) as TerraformDocument);
}

const container = (body: string): string => `resource "docker_container" "x" {\n${body}\n}\n`;

const imagesOf = (documents: readonly TerraformDocument[]) =>
  documents.map(({ images, file }) => images.map(({ span }) => cut(file.text, span)));

describe('an override', () => {
  it('replaces attributes', () => {
    expect(imagesOf(documentsOf(container('  image = "a:1"'), container('  image = "a:2"')))).toEqual([[], ['a:2']]);
    expect(imagesOf(documentsOf(container('  image = "a:1"'), container('  tty = true')))).toEqual([['a:1'], []]);
    const [main] = documentsOf(
      container('  image = "a:1"'),
      container('  image = "a:2"'),
      container('  image = "a:3"'),
    );
    expect(plain(main!.resources[0]!.value('image')!)).toBe('a:3');
  });

  it('replaces all blocks of a type', () => {
    const ports = (...numbers: readonly number[]): string =>
      container(numbers.map((port) => `  ports {\n    internal = ${port}\n  }`).join('\n'));
    expect(documentsOf(ports(1, 2), ports(3)).map((document) => document.ports.map(({ port }) => port))).toEqual([
      [],
      [3],
    ]);
    const [main] = documentsOf(ports(1, 2), ports(3));
    expect(main!.resources[0]!.blocks('ports').map((block) => plain(block.value('internal')!))).toEqual([3]);
  });

  it('is merged into lifecycle', () => {
    const lifecycle = (body: string): string => container(`  lifecycle {\n    ${body}\n  }`);
    const [main] = documentsOf(
      lifecycle('create_before_destroy = true'),
      lifecycle('prevent_destroy = true'),
      lifecycle('prevent_destroy = false'),
    );
    const [block, ...others] = main!.resources[0]!.blocks('lifecycle');
    expect(others).toEqual([]);
    expect(plain(block!.value('create_before_destroy')!)).toBe(true);
    expect(plain(block!.value('prevent_destroy')!)).toBe(false);
  });

  it('changes data sources and calls of modules', () => {
    const main = 'data "d" "e" {\n  x = 1\n}\nmodule "m" {\n  source = "./a"\n}\n';
    const [document] = documentsOf(main, 'data "d" "e" {\n  x = 2\n}\nmodule "m" {\n  source = "./b"\n}\n');
    expect(plain(document!.dataSources[0]!.value('x')!)).toBe(2);
    expect(plain(document!.modules[0]!.value('source')!)).toBe('./b');
  });

  it('has no resources of its own, and is nothing where nothing is overridden', () => {
    const [, override] = documentsOf(container(''), container(''));
    expect(override!.resources).toEqual([]);
    expect(imagesOf(documentsOf('', container('  image = "a:1"')))).toEqual([[], []]);
  });

  it('sees what it is merged into', () => {
    const image = (body: string): string => `resource "docker_image" "x" {\n${body}\n}\n`;
    expect(imagesOf(documentsOf(image('  build {}'), image('  name = "a:latest"')))).toEqual([[], []]);
  });
});

describe('findings', () => {
  const findingsOf = (...texts: readonly [string, ...string[]]) =>
    documentsOf(...texts).map((document) =>
      lint(document, {
        rules: [imageLatest, registryTagMutability],
        configuration: defaultConfiguration,
        today: '2026-01-01',
      }).findings.map(({ rule, span, related, fixes }) => [
        rule,
        cut(document.file.text, span),
        related.map(({ file }) => file),
        fixes.length,
      ]),
    );
  const repository = (body: string): string => `resource "aws_ecr_repository" "x" {\n${body}\n}\n`;

  it('are where the deciding text stands', () => {
    expect(findingsOf(container('  image = "a:1"'), container('  image = "a:latest"'))).toEqual([
      [],
      [['pinned/image-latest', 'a:latest', [], 1]],
    ]);
  });

  it('are gone when an override mends it', () => {
    expect(findingsOf(container('  image = "a"'), container('  image = "a:1"'))).toEqual([[], []]);
    const immutable = repository('  image_tag_mutability = "IMMUTABLE"');
    expect(findingsOf(repository('  name = "x"'), immutable)).toEqual([[], []]);
    expect(findingsOf(repository('  image_tag_mutability = "MUTABLE"'), immutable)).toEqual([[], []]);
  });

  it('of a resource are at its header when an override decides', () => {
    expect(findingsOf(repository('  name = "x"'), repository('  image_tag_mutability = "MUTABLE"'))).toEqual([
      [['pinned/registry-tag-mutability', 'resource "aws_ecr_repository" "x"', ['0_override.tf'], 0]],
      [],
    ]);
  });
});
