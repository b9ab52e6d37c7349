import { expect, test } from 'vitest';
import type { LanguageId } from '../../core/document.ts';
import { createProject } from '../../core/project.ts';
import { loadLanguage } from '../../languages/load.ts';
import { lintWithAll, readEverything } from './everything.ts';

const many = 10_000;
const megabyte = 1_000_000;
/** A thousand of these are a megabyte. */
const longWord = `${'a'.repeat(999)} `;

const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

/** Nine levels of nine aliases each: nine to the ninth values. */
const aliasBomb = `a0: &a0 [${'1, '.repeat(9)}]\n${repeat(9, (level) => `a${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(9)}]\n`)}`;
const mergeBomb = `m0: &m0 {a: 1}\n${repeat(100, (level) => `m${level + 1}: &m${level + 1} {<<: [${`*m${level}, `.repeat(9)}], b${level}: 1}\n`)}`;

const pod = (field: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      image: b\n      ${field}\n`;
const stack = (field: string): string => `services:\n  a:\n    image: b\n    ${field}\n`;
const workflow = (field: string): string => `on: push\njobs:\n  a:\n    container: b\n    ${field}\n`;
const instance = (field: string): string => `resource "aws_instance" "a" {\n  ${field}\n}\n`;

/** A field whose value is one of YAML's extremes. */
const yamlValues: Readonly<Record<string, string>> = {
  'open brackets': `x: ${'['.repeat(many)}`,
  'nested brackets': `x: ${'['.repeat(many)}${']'.repeat(many)}`,
  'nested braces': `x: ${'{a: '.repeat(many)}`,
  dashes: `x: ${'- '.repeat(many)}`,
  'question marks': `x: ${'? '.repeat(many)}`,
  anchors: `x: [${repeat(many, (index) => `&a${index} b, `)}]`,
  'a long line': `x: ${'a'.repeat(megabyte)}`,
  'a long quoted line': `x: "${'a \\n '.repeat(megabyte / 5)}"`,
  'a long list': `x: [${'a, '.repeat(many)}]`,
};

/** A field of a script, by how the language's scripts begin. */
const scripts = (key: string, indentation: string): Readonly<Record<string, string>> => ({
  'a long script': `${key} |\n${`${indentation}apk add curl\n`.repeat(many)}`,
  'a long command': `${key} apk add ${longWord.repeat(many / 10)}`,
  'nested substitutions': `${key} '${'$('.repeat(many)}'`,
  'nested quotes': `${key} |\n${indentation}${'"$('.repeat(many)}\n`,
});

const yamlFiles = (
  language: LanguageId,
  path: string,
  around: (field: string) => string,
  fields: Readonly<Record<string, string>>,
): readonly Extreme[] => [
  ...Object.entries({ ...yamlValues, ...fields }).map(([what, field]) => ({
    language,
    path,
    what,
    text: around(field),
  })),
  { language, path, what: 'aliases of aliases', text: `${aliasBomb}${around('x: *a9')}` },
  { language, path, what: 'merges of merges', text: `${mergeBomb}${around('<<: *m100')}` },
  { language, path, what: 'documents', text: '---\n'.repeat(many) + around('x: a') },
];

interface Extreme {
  readonly language: LanguageId;
  readonly path: string;
  readonly what: string;
  readonly text: string;
}

const dockerfiles = Object.entries({
  'a long heredoc': `RUN <<EOF\n${'apk add curl\n'.repeat(many)}EOF`,
  'an open heredoc': `RUN <<EOF\n${'apk add curl\n'.repeat(many)}`,
  'a long copied heredoc': `COPY <<EOF /a\n${'a\n'.repeat(many)}EOF`,
  'a long line': `RUN apk add ${longWord.repeat(many / 10)}`,
  'a long word': `RUN ${'a'.repeat(megabyte)}`,
  'a long list': `CMD [${'"a", '.repeat(many)}"a"]`,
  continuations: `RUN apk add ${'\\\n curl'.repeat(many)}`,
  'nested brackets': `CMD ${'['.repeat(many)}${']'.repeat(many)}`,
  'nested substitutions': `RUN ${'$('.repeat(many)}${')'.repeat(many)}`,
  'nested subshells': `RUN ${'('.repeat(many)}${')'.repeat(many)}`,
  'nested braces': `RUN ${'{ '.repeat(many)}${'} '.repeat(many)}`,
  'nested variables': `ENV A=${'${A:-'.repeat(many)}${'}'.repeat(many)}`,
  'variables that double': `${repeat(40, (index) => `ARG A${index + 1}=$A${index}$A${index}\n`)}RUN $A40`,
  'ONBUILD of ONBUILD': `${'ONBUILD '.repeat(many)}RUN a`,
}).map(([what, line]): Extreme => ({ language: 'dockerfile', path: 'Dockerfile', what, text: `FROM a\n${line}\n` }));

const terraforms = Object.entries({
  'a long heredoc': instance(`user_data = <<EOT\n#!/bin/sh\n${'apk add curl\n'.repeat(many)}EOT`),
  'an open heredoc': instance(`user_data = <<EOT\n#!/bin/sh\n${'apk add curl\n'.repeat(many)}`),
  'a long line': instance(`user_data = "#!/bin/sh\\napk add ${longWord.repeat(many / 10)}"`),
  'a long list': instance(`a = [${'"a", '.repeat(many)}]`),
  'nested lists': instance(`a = ${'['.repeat(many)}${']'.repeat(many)}`),
  'open lists': instance(`a = ${'['.repeat(many)}`),
  'nested objects': instance(`a = ${'{ a = '.repeat(many)}`),
  'nested parentheses': instance(`a = ${'('.repeat(many)}1${')'.repeat(many)}`),
  'nested templates': instance(`user_data = ${'"${'.repeat(many)}`),
  'nested calls': instance(`a = ${'f('.repeat(many)}${')'.repeat(many)}`),
  'nested blocks': instance('a {\n'.repeat(many)),
  'nested conditions': instance(`a = ${'b ? c : '.repeat(many)}d`),
  operators: instance(`a = 1${' + 1'.repeat(many)}`),
  'operators before one': instance(`a = ${'!'.repeat(many)}b`),
  indexes: instance(`a = b${'[0]'.repeat(many)}`),
  directives: instance(`user_data = "${'%{ if a }'.repeat(many)}"`),
  'locals that double': `locals {\n  a0 = "a"\n${repeat(40, (index) => `  a${index + 1} = "\${local.a${index}}\${local.a${index}}"\n`)}}\n${instance('user_data = local.a40')}`,
  'locals of themselves': `locals {\n  a = local.b\n  b = [local.a]\n}\n${instance('user_data = local.a')}`,
  'lists that double': `locals {\n  a0 = ["a"]\n${repeat(40, (index) => `  a${index + 1} = concat(local.a${index}, local.a${index})\n`)}}\n${instance('a = local.a40')}`,
  'YAML with aliases of aliases': instance(`user_data = <<EOT\n#cloud-config\n${aliasBomb}packages: *a9\nEOT`),
}).map(([what, text]): Extreme => ({ language: 'terraform', path: 'main.tf', what, text }));

const templates = Object.entries({
  'open actions': pod(`x: ${'{{'.repeat(many)}`),
  'nested ifs': `${'{{ if .a }}\n'.repeat(many)}${pod('x: a')}${'{{ end }}\n'.repeat(many)}`,
  'nested parentheses': pod(`x: {{ ${'('.repeat(many)}.a${')'.repeat(many)} }}`),
  'a long action': pod(`x: {{ "${'a'.repeat(megabyte)}" }}`),
  'a long pipeline': pod(`x: {{ .a ${'| quote '.repeat(many)} }}`),
  'templates of themselves': `{{ define "a" }}{{ include "a" . }}{{ end }}\n${pod('x: {{ include "a" . }}')}`,
}).map(([what, text]): Extreme => ({ language: 'helm', path: 'a/templates/a.yaml', what, text }));

const extremes: readonly Extreme[] = [
  ...dockerfiles,
  ...terraforms,
  ...templates,
  ...yamlFiles('kubernetes', 'a.yaml', pod, scripts('command: [sh, -c]\n      args:\n       -', '          ')),
  ...yamlFiles('helm', 'a/templates/b.yaml', pod, scripts('command: [sh, -c]\n      args:\n       -', '          ')),
  ...yamlFiles('helm', 'a/values.yaml', (field) => `image: {repository: a, tag: latest}\n${field}\n`, {}),
  ...yamlFiles('compose', 'compose.yaml', stack, scripts('command:', '      ')),
  ...yamlFiles('kustomize', 'kustomization.yaml', (field) => `images: [{name: a, newTag: latest}]\n${field}\n`, {}),
  ...yamlFiles('pipeline', '.github/workflows/a.yml', workflow, scripts('steps:\n      - run:', '          ')),
  ...yamlFiles('pipeline', '.gitlab-ci.yml', (field) => `a:\n  image: b\n  ${field}\n`, scripts('script:', '    ')),
];

test.each(extremes)('$what in $path', async ({ language: id, path, text }) => {
  const language = await loadLanguage(id);
  const file = language.parse({ path, text });
  const document = language.toDocument(file, createProject([file]));
  readEverything(document);
  const { problems } = lintWithAll(document);
  expect(problems.filter(({ kind }) => kind === 'internal-error')).toEqual([]);
});
