import { describe, expect, it } from 'vitest';
import { cut, read } from './read.ts';

const instance = (config: string): string =>
  `resource "aws_instance" "x" {\n  user_data = <<-EOT\n    #cloud-config\n${config.replace(/^(?=.)/gm, '    ')}\n  EOT\n}\n`;

/** The scripts of `write_files`: each with its commands as they stand in the text. */
const written = (text: string, others: Readonly<Record<string, string>> = {}) =>
  read(text, others)
    .scripts.filter(({ path }) => path.includes('/write_files'))
    .map(({ path, phase, commands }) => [
      `${phase} ${path.replace('aws_instance.x/user_data/', '')}`,
      ...commands.map(({ span }) => cut(text, span)),
    ]);

const file = (path: string, content: string, rest = ''): string =>
  `write_files:\n  - path: ${path}\n${rest}    content: |\n      ${content}\n`;

describe('a file that cloud-init writes is a script', () => {
  it.each<[string, string]>([
    ['by its path', 'runcmd:\n  - /opt/x.sh --now\n'],
    ['by a list', 'runcmd:\n  - [/opt/x.sh]\n'],
    ['by a shell', 'bootcmd:\n  - chmod +x /opt/x.sh && sudo bash -e /opt/x.sh\n'],
    ['by the shell itself', 'runcmd:\n  - . /opt/x.sh\n'],
  ])('when it is run %s', (_, runner) => {
    const text = instance(`${file('/opt/x.sh', 'apt-get install -y nginx')}${runner}`);
    expect(written(text)).toEqual([['boot write_files[0]/content', 'apt-get install -y nginx']]);
  });

  it('when another one runs it', () => {
    const text = instance(
      'write_files:\n  - path: /b.sh\n    content: ls b\n  - path: /a.sh\n    content: "/b.sh"\n  - path: /c.sh\n    content: ls c\nruncmd: [sh /a.sh]\n',
    );
    expect(written(text)).toEqual([
      ['boot write_files[1]/content', '/b.sh'],
      ['boot write_files[0]/content', 'ls b'],
    ]);
  });

  it('in a folder whose scripts cloud-init runs', () => {
    const text = instance(file('/var/lib/cloud/scripts/per-boot/x.sh', 'ls'));
    expect(written(text)).toEqual([['boot write_files[0]/content', 'ls']]);
  });

  it('through a template in another file', () => {
    const text = 'resource "aws_instance" "x" {\n  user_data = templatefile("c.yaml", { a = "b" })\n}\n';
    const config = '#cloud-config\nwrite_files:\n  - path: /x.sh\n    content: |\n      echo ${a}\nruncmd: [/x.sh]\n';
    const call = 'templatefile("c.yaml", { a = "b" })';
    expect(written(text, { 'infra/c.yaml': config })).toEqual([['boot write_files[0]/content', call]]);
    const { origins } = read(text, { 'infra/c.yaml': config }).scripts[1]!.commands[0]!;
    expect(origins!.map(({ span }) => cut(config, span))).toEqual(['echo ${a}']);
  });
});

it.each([
  file('/opt/x.sh', 'ls'),
  `${file('/opt/x.sh', 'ls')}runcmd: [ls /opt/x.sh]\n`,
  `${file('/opt/x.py', '#!/usr/bin/env python3')}runcmd: [/opt/x.py]\n`,
  `${file('/opt/x.sh', 'bHM=', '    encoding: b64\n')}runcmd: [/opt/x.sh]\n`,
])('%j writes no script', (config) => {
  expect(written(instance(config))).toEqual([]);
});

it('what is encoded is one word of the configuration', () => {
  const text = instance(
    'write_files:\n  - path: /x.sh\n    encoding: b64\n    content: ${base64encode("a\\nb: [")}\nruncmd: [ls]\n',
  );
  expect(read(text).scripts.map(({ commands }) => commands.map(({ name }) => name))).toEqual([['ls']]);
});
