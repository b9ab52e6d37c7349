import { afterEach, expect, test } from 'vitest';
import { rules } from '../config/rules.ts';
import { pullShown, startClient, type TestClient, toUri } from './harness.ts';

let client: TestClient;
afterEach(() => client.stop());

const dockerfile = '/project/Dockerfile';

function change(path: string, text: string): void {
  client.files.set(path, text);
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: toUri(path), type: 2 }],
  });
}

test.each([
  ['a file', 'extends: ./shared/base.yaml', '/project/shared/base.yaml'],
  ['a package', 'extends: npm:@acme/fixity-config', '/project/node_modules/@acme/fixity-config/fixity.yaml'],
])('what a configuration extends is watched: %s', async (_, text, extended) => {
  client = await startClient({
    files: { '/project/fixity.yaml': text, [extended]: 'rules: { pinned/*: off, sealed/*: off }' },
    rules,
  });
  client.open(dockerfile, 'FROM a');
  expect(await pullShown(client, dockerfile)).toEqual([]);
  change(extended, 'rules: { pinned/*: off, sealed/*: info }');
  expect(await pullShown(client, dockerfile)).toEqual([expect.stringMatching(/^3 sealed\/ssh-server /)]);
});

test('what a configuration extends is looked for again when it comes into being', async () => {
  client = await startClient({ files: { '/project/fixity.yaml': 'extends: npm:acme/strict.yaml' }, rules });
  client.open(dockerfile, 'FROM a');
  expect(await pullShown(client, dockerfile)).toHaveLength(2);
  change('/project/node_modules/acme/strict.yaml', 'rules: { "*": off }');
  expect(await pullShown(client, dockerfile)).toEqual([]);
});

test('a server in a worker follows extensions by way of the client', async () => {
  client = await startClient({
    isInWorker: true,
    files: {
      '/project/fixity.yaml': 'extends: [./base.yaml, npm:acme]\n',
      '/project/base.yaml': 'rules: { pinned/*: off }\n',
      '/project/node_modules/acme/fixity.yaml': 'rules: { sealed/*: info }\n',
    },
    rules,
  });
  client.open(dockerfile, 'FROM a');
  expect(await pullShown(client, dockerfile)).toEqual([expect.stringMatching(/^3 sealed\/ssh-server /)]);
  client.open('/project/fixity.yaml', 'extends: ./bas.yaml\n', 'yaml');
  expect(await pullShown(client, '/project/fixity.yaml')).toEqual([
    '1 configuration `./bas.yaml` does not exist; did you mean `./base.yaml`? @0:9-0:19',
  ]);
});

test('errors stand where they are, in the file that is open and as it is there', async () => {
  const files = {
    '/project/fixity.yaml': 'extends: [./base.yaml, ./elsewhere.yaml]\n',
    '/project/base.yaml': 'rules: { sealed/*: loud }\n',
  };
  client = await startClient({ files, rules });
  client.open('/project/fixity.yaml', files['/project/fixity.yaml'], 'yaml');
  client.open('/project/base.yaml', files['/project/base.yaml'], 'yaml');
  const level =
    '1 configuration `rules.sealed/*` must be one of `off`, `info`, `warning`, `error`, not `loud` @0:19-0:23';
  expect(await pullShown(client, '/project/fixity.yaml')).toEqual([
    '1 configuration `./elsewhere.yaml` does not exist @0:23-0:39',
  ]);
  expect(await pullShown(client, '/project/base.yaml')).toEqual([level]);
  client.change('/project/base.yaml', 2, [{ text: 'rules: { sealed/*: info }\n' }]);
  expect(await pullShown(client, '/project/base.yaml')).toEqual([]);
});
