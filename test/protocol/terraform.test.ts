import { afterEach, expect, test } from 'vitest';
import { runCli } from '../../cli/run.ts';
import { createMemoryHost } from '../../host/memory.ts';
import imageLatest from '../../rules/pinned/image-latest.ts';
import terraformLockfile from '../../rules/pinned/terraform-lockfile.ts';
import terraformBackend from '../../rules/stateless/terraform-backend.ts';
import { pullShown, startClient, type TestClient, toUri } from './harness.ts';

let client: TestClient;
afterEach(() => client.stop());

const changed = (path: string): void => {
  const changes = [{ uri: toUri(path), type: 2 }];
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
};

test('a lock file is seen as it comes and goes, and so is what ignores it', async () => {
  const text = 'terraform {\n  backend "s3" {}\n}\nprovider "aws" {}\n';
  client = await startClient({ files: { '/project/.git/HEAD': '' }, rules: [terraformLockfile] });
  const shown = () => pullShown(client, '/project/live/main.tf');
  const missing = expect.stringContaining('providers have no `.terraform.lock.hcl`');
  client.open('/project/live/main.tf', text, 'terraform');
  expect(await shown()).toEqual([missing]);
  client.files.set('/project/live/.terraform.lock.hcl', '');
  changed('/project/live/.terraform.lock.hcl');
  expect(await shown()).toEqual([]);
  client.files.set('/project/.gitignore', '.terraform.lock.hcl\n');
  changed('/project/.gitignore');
  expect(await shown()).toEqual([expect.stringContaining('.gitignore` keeps')]);
  client.files.delete('/project/.gitignore');
  changed('/project/.gitignore');
  expect(await shown()).toEqual([]);
  client.files.delete('/project/live/.terraform.lock.hcl');
  changed('/project/live/.terraform.lock.hcl');
  expect(await shown()).toEqual([missing]);
});

test('a state file, what ignores it, and what runs a module are seen as they come', async () => {
  const text = 'terraform {}\nprovider "aws" {}\nresource "aws_sns_topic" "a" {}\n';
  client = await startClient({ files: { '/project/.git/HEAD': '' }, rules: [terraformBackend] });
  const shown = () => pullShown(client, '/project/live/main.tf');
  const give = (path: string, content: string): void => {
    client.files.set(path, content);
    changed(path);
  };
  client.open('/project/live/main.tf', text, 'terraform');
  expect(await shown()).toEqual([expect.stringContaining('without a backend')]);
  give('/project/live/terraform.tfstate', '{}');
  expect(await shown()).toEqual([expect.stringContaining('`terraform.tfstate` with all its secrets')]);
  give('/project/.gitignore', '*.tfstate\n');
  expect(await shown()).toEqual([expect.stringContaining('without a backend')]);
  give('/project/terragrunt.hcl', 'remote_state {}\n');
  expect(await shown()).toEqual([]);
});

test.each<[number, string]>([
  [1, 'live'],
  [0, 'examples/live'],
])('a folder that the workspace is in makes no example of it: %i in %s', async (count, folder) => {
  const path = `/home/examples/project/${folder}/main.tf`;
  const text = 'provider "aws" {}\n';
  const files = { '/home/examples/project/.git/HEAD': '', [path]: text };
  client = await startClient({ files, rules: [terraformLockfile] });
  client.open(path, text, 'terraform');
  expect(await pullShown(client, path)).toHaveLength(count);
  let output = '';
  await runCli(['check', '.', '--only', terraformLockfile.id, '--format', 'concise'], {
    host: createMemoryHost(new Map(Object.entries(files)), '2026-01-31'),
    cwd: `/home/examples/project/${folder}`,
    env: {},
    isTerminal: false,
    version: '0.0.0',
    stdin: async () => new Uint8Array(),
    stdout: (content) => {
      output += content;
    },
    stderr: () => {},
  });
  expect(output.split('\n').filter((line) => line !== '')).toHaveLength(count);
});

const moduleFile = (tag: string): string =>
  `variable "tag" {\n  default = "${tag}"\n}\nresource "docker_container" "a" {\n  image = "a:\${var.tag}"\n}\n`;
const caller = (tag: string): string => `module "web" {\n  source = "../web"\n  tag    = "${tag}"\n}\n`;

test.each<[number, string, string]>([
  [0, moduleFile('latest'), caller('1.4.2')],
  [1, moduleFile('1.4.2'), caller('latest')],
  [1, moduleFile('latest'), ''],
])(
  'a lone module has %i findings in the editor and on the command line, called elsewhere',
  async (count, text, live) => {
    const files = { '/project/.git/HEAD': '', '/project/web/main.tf': text, '/project/live/main.tf': live };
    let output = '';
    await runCli(['check', 'web', '--only', imageLatest.id, '--format', 'concise'], {
      host: createMemoryHost(new Map(Object.entries(files)), '2026-01-31'),
      cwd: '/project',
      env: {},
      isTerminal: false,
      version: '0.0.0',
      stdin: async () => new Uint8Array(),
      stdout: (content) => {
        output += content;
      },
      stderr: () => {},
    });
    expect(output.split('\n').filter((line) => line !== '')).toHaveLength(count);

    client = await startClient({ files, rules: [imageLatest] });
    client.open('/project/web/main.tf', text, 'terraform');
    // Before the workspace was searched for callers, it may be something else.
    await expect.poll(async () => (await pullShown(client, '/project/web/main.tf')).length).toBe(count);
  },
);
