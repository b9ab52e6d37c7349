import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import type { Rule } from '../../core/rule.ts';
import {
  fakeRules,
  pullShown,
  pulls,
  show,
  startClient,
  type TestClient,
  type TestSetup,
  toUri,
  until,
} from './harness.ts';

let client: TestClient;
const start = async (setup?: TestSetup): Promise<void> => {
  client = await startClient(setup);
};
afterEach(() => client.stop());

const path = '/project/Dockerfile';
const bad = (place: string): string => `1 pinned/bad \`BAD\` is bad; write something else @${place}`;

describe('documents', () => {
  test.each([
    ['Dockerfile', '/project/Dockerfile', 'dockerfile', 'FROM scratch\nLABEL a=BAD\n', [bad('1:8-1:11')]],
    ['CRLF', '/project/Dockerfile', 'dockerfile', 'FROM scratch\r\nLABEL a=BAD\r\n', [bad('1:8-1:11')]],
    ['beyond the BMP', '/project/Dockerfile', 'dockerfile', 'FROM scratch\nLABEL a="😀" b=BAD\n', [bad('1:15-1:18')]],
    [
      'name known to the editor alone',
      '/project/recipe',
      'dockerfile',
      'FROM scratch\nLABEL a=BAD\n',
      [bad('1:8-1:11')],
    ],
    ['manifest', '/project/a.yaml', 'yaml', 'apiVersion: v1\nkind: Pod\n# BAD\n', [bad('2:2-2:5')]],
    ['other YAML', '/project/a.yaml', 'yaml', 'a: BAD\n', []],
    ['Terraform', '/project/main.tf', 'terraform', '# BAD\n', [bad('0:2-0:5')]],
    ['language not ours', '/project/a.txt', 'plaintext', 'BAD\n', []],
    ['escapes in the URI', '/project/a%20b/Dockerfile%2Edev', 'dockerfile', '# BAD\n', [bad('0:2-0:5')]],
    [
      'suppressed',
      '/project/Dockerfile',
      'dockerfile',
      'FROM scratch\n# fixity: ignore[pinned/bad]\nLABEL a=BAD\n',
      [],
    ],
    ['broken syntax', '/project/main.tf', 'terraform', 'a = {\n', [expect.stringMatching(/^2 syntax /)]],
    [
      'broken configuration',
      '/project/fixity.yaml',
      'yaml',
      'rules:\n  pinned/bed: off\n',
      [expect.stringMatching(/^1 configuration .*pinned\/bed.* @1:2-1:12$/)],
    ],
    ['correct configuration', '/project/fixity.yaml', 'yaml', 'rules:\n  pinned/bad: off\n', []],
  ])('%s', async (_, file, languageId, text, expected) => {
    await start();
    client.open(file, text, languageId);
    expect(await pullShown(client, file)).toEqual(expected);
  });

  test('a document that is not open has none', async () => {
    await start();
    expect(await pullShown(client, path)).toEqual([]);
  });

  test('a diagnostic links to its rule and to where a value comes from', async () => {
    await start();
    client.open(path, 'ARG TAG=latest\nFROM node:$TAG\n');
    expect(await client.pull(path)).toMatchObject({
      items: [
        {
          source: 'fixity',
          code: 'replaceable/latest',
          codeDescription: { href: expect.stringMatching(/\/replaceable\/latest\.md$/) },
          relatedInformation: [{ location: { uri: toUri(path), range: { start: { line: 0 } } }, message: 'ARG TAG' }],
        },
      ],
    });
  });

  test('a rule that throws costs nothing but its own findings', async () => {
    const broken: Rule = {
      ...fakeRules[0]!,
      id: 'pinned/broken',
      check() {
        throw new Error('broken');
      },
    };
    await start({ rules: [broken, ...fakeRules] });
    client.open(path, 'FROM scratch\nLABEL a=BAD\n');
    expect(await pullShown(client, path)).toEqual([
      expect.stringMatching(/^2 internal-error pinned\/broken failed/),
      bad('1:8-1:11'),
    ]);
  });
});

describe('pull', () => {
  test('says unchanged while nothing has changed', async () => {
    await start();
    client.open(path, '# BAD\n');
    const first = await client.pull(path);
    expect(first.resultId).toBeDefined();
    expect(await client.pull(path, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    client.change(path, 2, [{ text: '# GOOD\n' }]);
    expect(await client.pull(path, first.resultId)).toMatchObject({ kind: 'full', items: [] });
  });

  test('follows incremental changes', async () => {
    await start();
    client.open(path, 'FROM scratch\r\nLABEL a=BAD\r\n');
    const insert = (line: number, character: number, text: string) => ({
      range: { start: { line, character }, end: { line, character } },
      text,
    });
    client.change(path, 2, [insert(0, 0, '# BAD\r\n'), insert(2, 6, 'b=1 ')]);
    expect(await pullShown(client, path)).toEqual([bad('0:2-0:5'), bad('2:12-2:15')]);
  });

  test('never pushes', async () => {
    await start();
    client.open(path, '# BAD\n');
    client.change(path, 2, [{ text: '# BAD BAD\n' }]);
    await client.pull(path);
    client.close(path);
    await client.pull(path);
    expect(client.published).toEqual([]);
  });

  test('answers a cancelled request with nothing but that', async () => {
    await start();
    client.open(path, '# BAD\n');
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: toUri(path) } },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(await pullShown(client, path)).toEqual([bad('0:2-0:5')]);
  });
});

describe('push', () => {
  const cannotRefresh = { textDocument: { diagnostic: {} } };

  test.each([
    ['a client that cannot pull', {}],
    ['a client that cannot be told to pull again', cannotRefresh],
  ])('to %s', async (_, capabilities) => {
    await start({ capabilities });
    client.open(path, '# BAD\n');
    await until(() => client.published.length > 0);
    expect(client.published).toMatchObject([{ uri: toUri(path), version: 1 }]);
    expect(client.published[0]!.diagnostics.map(show)).toEqual([bad('0:2-0:5')]);
  });

  test('once for changes that follow each other, of the last version', async () => {
    await start({ capabilities: {} });
    client.open(path, '# BAD\n');
    client.change(path, 2, [{ text: '# BAD BAD\n' }]);
    client.change(path, 3, [{ text: 'BAD\n' }]);
    await until(() => client.published.length > 0);
    expect(client.published.map(({ version }) => version)).toEqual([3]);
  });

  test('clears what it has shown when a document is closed, and lints it no more', async () => {
    await start({ capabilities: {} });
    client.open(path, '# BAD\n');
    await until(() => client.published.length > 0);
    client.change(path, 2, [{ text: '# BAD BAD\n' }]);
    client.close(path);
    client.open('/project/other/Dockerfile', '# BAD\n');
    await until(() => client.published.some(({ uri }) => uri === toUri('/project/other/Dockerfile')));
    const ofPath = client.published.filter(({ uri }) => uri === toUri(path));
    expect(ofPath.map(({ diagnostics }) => diagnostics.length)).toEqual([1, 0]);
  });
});

describe('Terraform', () => {
  const files = { '/project/variables.tf': 'variable "tag" { default = "latest" }\n' };
  const main = '/project/main.tf';
  const variables = '/project/variables.tf';
  const text = 'resource "docker_image" "a" {\n  name = "node:${var.tag}"\n}\n';
  const latest = expect.stringMatching(/^1 replaceable\/latest /);

  test('reads the files of the same folder, and links to them', async () => {
    await start({ files });
    client.open(main, text, 'terraform');
    expect(await client.pull(main)).toMatchObject({
      items: [{ relatedInformation: [{ location: { uri: toUri(variables) }, message: 'var.tag' }] }],
    });
  });

  test('takes what is open in the editor before what is on disk, and asks for new pulls', async () => {
    await start({ files });
    client.open(main, text, 'terraform');
    expect(await pullShown(client, main)).toEqual([latest]);
    client.open(variables, 'variable "tag" { default = "1.2.3" }\n', 'terraform');
    await until(() => client.refreshCount() > 0);
    expect(await pullShown(client, main)).toEqual([]);
    client.close(variables);
    await until(() => client.refreshCount() > 1);
    expect(await pullShown(client, main)).toEqual([latest]);
  });

  test('a change lints the open files of its folder anew, and no others', async () => {
    await start({ capabilities: {}, files });
    const elsewhere = '/project/elsewhere/main.tf';
    client.open(main, text, 'terraform');
    client.open(elsewhere, text, 'terraform');
    client.open(path, '# BAD\n');
    client.open(variables, files[variables], 'terraform');
    await until(() => new Set(client.published.map(({ uri }) => uri)).size === 4);
    const seen = client.published.length;
    client.change(variables, 2, [{ text: 'variable "tag" { default = "1.2.3" }\n' }]);
    await until(() => client.published.slice(seen).length === 2);
    expect(client.published.slice(seen)).toEqual([
      expect.objectContaining({ uri: toUri(variables), diagnostics: [] }),
      expect.objectContaining({ uri: toUri(main), diagnostics: [] }),
    ]);
  });

  test('a change on disk lints the open files of its folder anew', async () => {
    await start({ files });
    client.open(main, text, 'terraform');
    expect(await pullShown(client, main)).toEqual([latest]);
    client.files.set(variables, 'variable "tag" { default = "1.2.3" }\n');
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: toUri(variables), type: 2 }],
    });
    expect(await pullShown(client, main)).toEqual([]);
  });
});

describe('configuration', () => {
  test('is that of the nearest file, and is read anew when one changes', async () => {
    await start({ files: { '/project/fixity.yaml': 'rules:\n  pinned/bad: info\n' } });
    client.open('/project/a/Dockerfile', '# BAD\n');
    expect(await pullShown(client, '/project/a/Dockerfile')).toEqual([expect.stringMatching(/^3 pinned\/bad /)]);
    client.files.set('/project/a/fixity.yaml', 'rules:\n  pinned/bad: off\n');
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: toUri('/project/a/fixity.yaml'), type: 1 }],
    });
    expect(await pullShown(client, '/project/a/Dockerfile')).toEqual([]);
    await until(() => client.refreshCount() > 0);
  });

  test('excludes files', async () => {
    await start({ files: { '/project/fixity.yaml': 'files:\n  ignore: ["a/**"]\n' } });
    client.open('/project/a/Dockerfile', '# BAD\n');
    client.open(path, '# BAD\n');
    expect(await pullShown(client, '/project/a/Dockerfile')).toEqual([]);
    expect(await pullShown(client, path)).toEqual([bad('0:2-0:5')]);
  });

  test('is the default one while the file is wrong', async () => {
    await start({ files: { '/project/fixity.yaml': 'rules: 1\n' } });
    client.open(path, '# BAD\n');
    expect(await pullShown(client, path)).toEqual([bad('0:2-0:5')]);
  });
});

describe('settings', () => {
  test('enable: false shows nothing', async () => {
    await start({ settings: { enable: false } });
    client.open(path, '# BAD\n');
    expect(await pullShown(client, path)).toEqual([]);
  });

  test('run: onSave keeps what was shown until the document is saved', async () => {
    await start({ settings: { run: 'onSave' }, capabilities: pulls });
    client.open(path, '# BAD\n');
    expect(await pullShown(client, path)).toHaveLength(1);
    client.change(path, 2, [{ text: '# BAD BAD\n' }]);
    expect(await pullShown(client, path)).toHaveLength(1);
    void client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: toUri(path) } });
    await until(() => client.refreshCount() > 0);
    expect(await pullShown(client, path)).toHaveLength(2);
  });
});
