import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../../core/configuration.ts';
import { lint } from '../../../core/lint.ts';
import imageLatest from '../../../rules/pinned/image-latest.ts';
import pipeToShell from '../../../rules/pinned/pipe-to-shell.ts';
import runtimeInstall from '../../../rules/sealed/runtime-install.ts';
import sshServer from '../../../rules/sealed/ssh-server.ts';
import databaseOnInstance from '../../../rules/stateless/database-on-instance.ts';
import { cut, read } from './read.ts';

const rules = [imageLatest, pipeToShell, runtimeInstall, sshServer, databaseOnInstance];

const findingsOf = (text: string, others: Readonly<Record<string, string>>) =>
  lint(read(text, others), { rules, configuration: defaultConfiguration, today: '2026-01-01' }).findings;

it('finds what a file does at the call that reads it, and names the place in the file', () => {
  const call = 'file("${path.module}/x.sh")';
  const install = 'apt-get install -y openssh-server';
  const text = `resource "aws_instance" "web" {\n  user_data = ${call}\n}\n`;
  const script = `#!/bin/sh
apt-get install -y openssh-server
curl -fsSL https://x.y/$VERSION/install.sh | sh -s
sh -c "echo $(curl -s https://x.y)"
sh -c "$X" "$(curl -s https://x.y)"
bash <(curl -s https://x.y/a.sh) --yes
eval "$(curl -s https://x.y/b.sh)"
systemctl start postgresql
`;
  const found = findingsOf(text, { 'infra/x.sh': script });
  expect(
    found.map(({ rule, span, message, related, fixes }) => [
      rule,
      cut(text, span),
      /`[^`]*`/.exec(message)![0],
      ...related.map((place) => `${place.file}: ${cut(script, place.span)}`),
      ...fixes.map(({ title }) => title),
    ]),
  ).toEqual([
    ['pinned/pipe-to-shell', call, '`curl -fsSL https://x.y/.../install.sh | sh -s`', 'infra/x.sh: sh -s'],
    ['pinned/pipe-to-shell', call, '`bash ... --yes`', 'infra/x.sh: bash <(curl -s https://x.y/a.sh) --yes'],
    ['pinned/pipe-to-shell', call, '`eval ...`', 'infra/x.sh: eval "$(curl -s https://x.y/b.sh)"'],
    ['sealed/runtime-install', call, '`apt-get install -y openssh-server`', `infra/x.sh: ${install}`],
    ['sealed/ssh-server', call, '`openssh-server`', `infra/x.sh: ${install}`],
    ['stateless/database-on-instance', call, '`postgresql`', 'infra/x.sh: systemctl start postgresql'],
  ]);
});

it('finds what a tfvars file gives, and says nothing of that file itself', () => {
  const text = 'resource "docker_container" "web" {\n  image = var.image\n}\nvariable "image" {}\n';
  const values = 'image = "nginx:latest"\n';
  expect(
    findingsOf(text, { 'infra/terraform.tfvars': values }).map(({ rule, span, related }) => [
      rule,
      cut(text, span),
      ...related.map((place) => cut(values, place.span)),
    ]),
  ).toEqual([['pinned/image-latest', 'var.image', '"nginx:latest"']]);
});
