import { afterEach, describe, expect, test } from 'vitest';
import type { Rule } from '../../core/rule.ts';
import type { MemoryFile } from '../../host/memory.ts';
import { startClient, type TestClient, toUri, until } from '../protocol/harness.ts';
import { loadSeeing, referredRule, tellingRule } from './seeing.ts';

let client: TestClient;
/** The files that were linted, in order. */
let linted: string[] = [];
afterEach(() => client.stop());

async function start(files: Record<string, MemoryFile>, rules: readonly Rule[] = []): Promise<void> {
  linted = [];
  const telling = tellingRule((path) => linted.push(path));
  client = await startClient({ capabilities: {}, files, loadLanguage: loadSeeing, rules: [telling, ...rules] });
}

/** What is shown last of a document. */
const shown = (path: string): readonly string[] | undefined =>
  client.published.findLast(({ uri }) => uri === toUri(path))?.diagnostics.map(({ message }) => String(message));

/** Opens documents, and waits until each is shown; forgets that they were linted. */
async function open(documents: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(documents)) client.open(path, text);
  await until(() => Object.keys(documents).every((path) => shown(path) !== undefined));
  linted = [];
}

const write = (path: string, text: MemoryFile | undefined): void => {
  const type = client.files.has(path) ? (text === undefined ? 3 : 2) : 1;
  if (text === undefined) client.files.delete(path);
  else client.files.set(path, text);
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: toUri(path), type }] });
};

/** Opens one more document, which is linted after all that a change before has brought about. */
async function settle(): Promise<void> {
  client.open('/elsewhere/Dockerfile', '# last');
  await until(() => shown('/elsewhere/Dockerfile') !== undefined);
}

/** The files that were linted, each as often as it was, without the one that was only waited for. */
const lintedByChange = (): readonly string[] => linted.filter((path) => path !== '/elsewhere/Dockerfile').sort();

const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => `/project/${name}/Dockerfile`) as [
  string,
  string,
  string,
  string,
  string,
];
const documents = {
  [a]: '# a\nsee ../b/Dockerfile',
  [b]: '# b\nsee ../c/Dockerfile\nsee run.sh',
  [c]: '# c',
  [d]: '# d\nall terraform in ../modules\nall dockerfile in ../c',
  [e]: '# e\nsee ../b/missing.sh',
};
const files = { '/project/b/run.sh': 'echo', '/project/modules/main.tf': '# main' };

describe('lints again, after a change, what it reaches and nothing else', () => {
  test.each<[name: string, change: () => void, linted: readonly string[], shown: Readonly<Record<string, string>>]>([
    [
      'an edit that others see, directly, through another, and in a folder',
      () => client.change(c, 2, [{ text: '# new' }]),
      [a, b, c, d],
      { [a]: '# a sees # b, echo, # new', [b]: '# b sees echo, # new', [d]: '# d sees # new, # main' },
    ],
    ['an edit that nothing sees', () => client.change(e, 2, [{ text: '# new' }]), [e], { [e]: '# new sees nothing' }],
    [
      'an edit that refers to something else',
      () => client.change(b, 2, [{ text: '# b\nsee ../d/Dockerfile' }]),
      [a, b],
      { [a]: '# a sees # b, # c, # d, # main', [b]: '# b sees # c, # d, # main' },
    ],
    ['a text on disk', () => write('/project/b/run.sh', 'sleep'), [a, b], { [a]: '# a sees # b, sleep, # c' }],
    ['a text that goes', () => write('/project/b/run.sh', undefined), [a, b], { [b]: '# b sees # c' }],
    ['a file on disk', () => write('/project/modules/main.tf', '# new'), [d], { [d]: '# d sees # c, # new' }],
    [
      'a new file in a folder',
      () => write('/project/modules/new.tf', '# new'),
      [d],
      { [d]: '# d sees # c, # main, # new' },
    ],
    ['a new file of another language', () => write('/project/modules/Dockerfile', '# new'), [], {}],
    ['a new text that was missing', () => write('/project/b/missing.sh', 'find'), [e], { [e]: '# e sees find' }],
    ['a new text that nothing missed', () => write('/project/b/other.sh', 'find'), [], {}],
    ['a file on disk that is open', () => write(c, '# disk'), [a, b, d], { [a]: '# a sees # b, echo, # c' }],
    ['a document that is closed, and gone', () => client.close(c), [a, b, d], { [a]: '# a sees # b, echo' }],
    [
      'a document that is opened',
      () => client.open('/project/modules/main.tf', '# open', 'terraform'),
      ['/project/modules/main.tf', d].sort(),
      { [d]: '# d sees # c, # open' },
    ],
  ])('%s', async (_, change, expected, messages) => {
    await start(files);
    await open(documents);
    change();
    for (const [path, message] of Object.entries(messages)) await until(() => shown(path)?.[0] === message);
    await settle();
    expect(lintedByChange()).toEqual([...expected].sort());
  });

  test('a key press in a file does not read again what it refers to', async () => {
    await start(files);
    await open(documents);
    // Behind the editor's back.
    client.files.set('/project/b/run.sh', 'sleep');
    client.change(b, 2, [{ text: '# new\nsee ../c/Dockerfile\nsee run.sh' }]);
    await until(() => shown(b)?.[0]?.startsWith('# new') ?? false);
    expect(shown(b)).toEqual(['# new sees echo, # c']);
  });
});

describe('finds, in the whole workspace, the files that refer to a document', () => {
  const module = '/project/modules/app/main.tf';
  const caller = '/project/prod/main.tf';
  const text = '# module';
  const calls = '# prod\nall terraform in ../modules/app';
  const isShown = (path: string, message: string) => until(() => shown(path)?.includes(message) ?? false);

  test.each<[name: string, files: Record<string, MemoryFile>, expected: string]>([
    ['a caller', { [caller]: calls }, 'used by # prod'],
    [
      'the caller of a caller',
      {
        [caller]: '# prod\nall terraform in ../stack',
        '/project/stack/main.tf': '# stack\nall terraform in ../modules/app',
      },
      'used by # stack',
    ],
    [
      'a caller that git does not ignore',
      {
        '/project/.gitignore': 'old',
        '/project/old/main.tf': '# old\nall terraform in ../modules/app',
        [caller]: calls,
      },
      'used by # prod',
    ],
    [
      'a caller that no configuration ignores',
      {
        '/project/fixity.yaml': 'files: { ignore: [old] }',
        '/project/old/main.tf': '# old\nall terraform in ../modules/app',
        [caller]: calls,
      },
      'used by # prod',
    ],
    [
      'a circle of callers',
      { [caller]: `${calls}\nsee main.tf`, '/project/b.tf': '# b\nsee prod/main.tf' },
      'used by # prod',
    ],
  ])('%s', async (_, callers, expected) => {
    await start(callers, [referredRule]);
    client.open(module, text, 'terraform');
    await isShown(module, expected);
  });

  test('what callers see is seen', async () => {
    const seen = { '/project/prod/Dockerfile': '# other\nsee ../modules/app/main.tf' };
    await start({ [caller]: `${calls}\nsee Dockerfile`, ...seen }, [referredRule]);
    client.open(module, text, 'terraform');
    await isShown(module, 'used by # other, # prod');
  });

  test('and follows them', async () => {
    await start({ [caller]: calls }, [referredRule]);
    client.open(module, text, 'terraform');
    await isShown(module, 'used by # prod');
    write(caller, '# prod');
    await isShown(module, 'used by nothing');
    write('/project/stage/main.tf', '# stage\nall terraform in ../modules/app');
    await isShown(module, 'used by # stage');
    client.open('/project/stage/main.tf', '# edited\nall terraform in ../modules/app', 'terraform');
    await isShown(module, 'used by # edited');
    client.change('/project/stage/main.tf', 2, [{ text: '# edited' }]);
    await isShown(module, 'used by nothing');
    client.change('/project/stage/main.tf', 3, [{ text: '# again\nall terraform in ../modules/app' }]);
    await isShown(module, 'used by # again');
    write('/project/fixity.yaml', 'files: { ignore: [stage] }');
    await isShown(module, 'used by nothing');
  });

  test('without looking at documents that they do not refer to', async () => {
    await start({ [caller]: calls }, [referredRule]);
    await open({ '/project/other/Dockerfile': '# other' });
    client.open(module, text, 'terraform');
    await isShown(module, 'used by # prod');
    await settle();
    // The module is shown at once, and again when its caller was found.
    expect(lintedByChange()).toEqual([module, module]);
  });

  test('not for a language that has none', async () => {
    await start({ '/project/prod/Dockerfile': '# prod\nsee ../a/Dockerfile' }, [referredRule]);
    await open({ [a]: '# a' });
    await settle();
    expect(shown(a)).toEqual(['used by nothing', '# a sees nothing']);
  });
});
