import { afterEach, describe, expect, test } from 'vitest';
import { pullShown, startClient, type TestClient, type TestSetup, toUri } from './harness.ts';

let client: TestClient;
afterEach(() => client.stop());

const path = '/project/Dockerfile';

test('a server in a worker reads configurations and files of the folder by way of the client', async () => {
  client = await startClient({
    isInWorker: true,
    files: {
      '/project/fixity.yaml': 'rules:\n  replaceable/latest: warning\n',
      '/project/variables.tf': 'variable "tag" { default = "latest" }\n',
    },
  });
  client.open('/project/main.tf', `resource "docker_image" "a" {\n  name = "node:\${var.tag}"\n}\n`, 'terraform');
  expect(await pullShown(client, '/project/main.tf')).toEqual([expect.stringMatching(/^2 replaceable\/latest /)]);
});

describe('it is told what was done with a document', () => {
  const configuration = toUri('/project/fixity.yaml');
  const defaults = { uri: toUri(path), configuration: null, ruleCount: 0, message: null };

  test.each<[string, TestSetup, string, object]>([
    ['linted', {}, path, { ...defaults, state: 'ok', ruleCount: 4 }],
    [
      'linted with a configuration',
      { files: { '/project/fixity.yaml': 'rules:\n  pinned/*: off\n' } },
      path,
      { ...defaults, state: 'ok', ruleCount: 3, configuration },
    ],
    [
      'linted although the configuration is wrong',
      { files: { '/project/fixity.yaml': 'rules: 1\n' } },
      path,
      { ...defaults, state: 'error', ruleCount: 4, message: expect.stringMatching(/^fixity\.yaml:1:8 /) },
    ],
    [
      'excluded',
      { files: { '/project/fixity.yaml': 'files: { ignore: [Dockerfile] }\n' } },
      path,
      { ...defaults, state: 'excluded', configuration },
    ],
    [
      'too large',
      { files: { '/project/fixity.yaml': 'files: { maxSize: 2 }\n' } },
      path,
      { ...defaults, state: 'excluded', configuration, message: expect.stringMatching(/larger/) },
    ],
    ['disabled', { settings: { enable: false } }, path, { ...defaults, state: 'disabled' }],
    ['not ours', {}, '/project/notes.yaml', { ...defaults, uri: toUri('/project/notes.yaml'), state: 'none' }],
  ])('%s', async (_, setup, file, expected) => {
    client = await startClient({ ...setup, isInWorker: true });
    client.open(file, '# BAD\n', 'yaml');
    await client.pull(file);
    expect(client.statuses).toEqual([expected]);
  });
});
