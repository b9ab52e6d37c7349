import { afterEach, describe, expect, test } from 'vitest';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionTriggerKind,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { FileChange, Fix } from '../../core/finding.ts';
import type { Rule } from '../../core/rule.ts';
import buildContext from '../../rules/pinned/build-context.ts';
import { applied, at, pullShown, pulls, startClient, type TestClient, type TestSetup, toUri } from './harness.ts';

let client: TestClient;
const start = async (setup?: TestSetup): Promise<void> => {
  client = await startClient(setup);
};
afterEach(() => client.stop());

const path = '/project/Dockerfile';
const text = 'FROM scratch\nLABEL a=BAD b=POOR\nLABEL c=BAD\n';
const onBad = at(1, 9);
const titles = (actions: readonly CodeAction[]): readonly string[] => actions.map(({ title }) => title);
const versioned = { ...pulls, workspace: { ...pulls.workspace, workspaceEdit: { documentChanges: true } } };

async function actionsOn(source: string, range = onBad, context: Partial<CodeActionContext> = {}) {
  client.open(path, source);
  return client.actions(path, range, context);
}

const find = (actions: readonly CodeAction[], title: string): CodeAction => actions.find((one) => one.title === title)!;

describe('fixes that need a look-up', () => {
  const image = 'FROM scratch\nFROM node:latest\n';

  test('are shown, and say why they cannot be chosen', async () => {
    const codeAction = { disabledSupport: true };
    await start({ capabilities: { ...pulls, textDocument: { ...pulls.textDocument, codeAction } } });
    const action = find(await actionsOn(image), 'Fixity: Pin to the digest');
    expect(action.disabled?.reason).toContain('look-up');
    expect(action.edit).toBeUndefined();
  });

  test('are not shown in an editor that would let them be chosen', async () => {
    await start();
    expect(titles(await actionsOn(image))).not.toContain('Fixity: Pin to the digest');
  });
});

describe('which are offered', () => {
  const fixes = ['Fixity: Write `FINE`', 'Fixity: Write `GOOD`'];
  const fixRule = 'Fixity: Fix all `pinned/bad` in this file';
  const disable = 'Fixity: Disable `pinned/bad` for this line';
  const fixAll = 'Fixity: Apply all safe fixes';
  const fixAllSuggested = 'Fixity: Apply all safe and suggested fixes';
  const automatic = { triggerKind: CodeActionTriggerKind.Automatic };

  test.each<[string, Partial<CodeActionContext>, readonly string[]]>([
    ['everything', {}, [...fixes, fixRule, disable, fixAll, fixAllSuggested]],
    ['what concerns this place, asked for by the editor itself', automatic, [...fixes, fixRule, disable]],
    ['an empty kind', { only: [''] }, [...fixes, fixRule, disable, fixAll, fixAllSuggested]],
    ['quickfix', { only: ['quickfix'] }, [...fixes, fixRule, disable]],
    ['a sub-kind', { only: ['quickfix.fixity.suppress'] }, [disable]],
    ['source', { only: ['source'] }, [fixAll, fixAllSuggested]],
    ['source.fixAll', { only: ['source.fixAll'] }, [fixAll]],
    ['source.fixAll on save', { only: ['source.fixAll'], ...automatic }, [fixAll]],
    ['source.fixAll.fixity', { only: ['source.fixAll.fixity'] }, [fixAll]],
    ['source.fixAllSuggested.fixity', { only: ['source.fixAllSuggested.fixity'] }, [fixAllSuggested]],
    ['several, in any order', { only: ['source.fixAll', 'quickfix.fixity'] }, [fixRule, disable, fixAll]],
    ['another tool', { only: ['source.fixAll.eslint'] }, []],
    ['a prefix that is no parent', { only: ['quick'] }, []],
  ])('%s', async (_, context, expected) => {
    await start();
    expect(titles(await actionsOn(text, onBad, context))).toEqual(expected);
  });

  test.each([
    ['the cursor before a finding', at(1, 7), []],
    ['the cursor at its start', at(1, 8), fixes],
    ['the cursor at its end', at(1, 11), fixes],
    ['a place without findings', at(0, 0), []],
  ])('at %s', async (_, range, expected) => {
    await start();
    const found = titles(await actionsOn(text, range, { only: ['quickfix'] }));
    expect(found.filter((title) => fixes.includes(title))).toEqual(expected);
  });

  test('none in a document that is not open', async () => {
    await start();
    expect(await client.actions(path, onBad)).toEqual([]);
  });

  test('none for a finding that is suppressed', async () => {
    await start();
    const source = 'FROM scratch\n# fixity: ignore[pinned/bad]\nLABEL a=BAD\n';
    expect(await actionsOn(source, at(2, 9))).toEqual([]);
  });

  test('the documentation, to clients that can show it', async () => {
    await start({ capabilities: { ...pulls, window: { showDocument: { support: true } } } });
    const shown: unknown[] = [];
    client.connection.onRequest('window/showDocument', (params) => {
      shown.push(params);
      return { success: true };
    });
    const actions = await actionsOn(text, onBad, { only: ['quickfix.fixity.documentation'] });
    expect(titles(actions)).toEqual(['Fixity: Show documentation of `pinned/bad`']);
    expect(await client.connection.sendRequest('codeAction/resolve', actions[0]!)).toEqual(actions[0]);
    await client.connection.sendRequest('workspace/executeCommand', actions[0]!.command!);
    expect(shown).toMatchObject([{ uri: expect.stringMatching(/\/pinned\/bad\.md$/), external: true }]);
  });
});

describe('what they do', () => {
  test.each<[string, string, string]>([
    ['a fix', 'Fixity: Write `GOOD`', 'FROM scratch\nLABEL a=GOOD b=POOR\nLABEL c=BAD\n'],
    ['all of a rule', 'Fixity: Fix all `pinned/bad` in this file', 'FROM scratch\nLABEL a=FINE b=POOR\nLABEL c=FINE\n'],
    ['all safe ones', 'Fixity: Apply all safe fixes', 'FROM scratch\nLABEL a=GOOD b=POOR\nLABEL c=GOOD\n'],
    [
      'all, in as many rounds as it takes',
      'Fixity: Apply all safe and suggested fixes',
      'FROM scratch\nLABEL a=FINE b=FINE\nLABEL c=FINE\n',
    ],
    [
      'a suppression',
      'Fixity: Disable `pinned/bad` for this line',
      'FROM scratch\n# fixity: ignore[pinned/bad]\nLABEL a=BAD b=POOR\nLABEL c=BAD\n',
    ],
  ])('%s', async (_, title, expected) => {
    await start();
    expect(applied(text, find(await actionsOn(text), title))).toBe(expected);
    client.close(path);
    const withCrLf = text.replaceAll('\n', '\r\n');
    expect(applied(withCrLf, find(await actionsOn(withCrLf), title))).toBe(expected.replaceAll('\n', '\r\n'));
  });

  test('a suppression joins one that is there', async () => {
    await start();
    const source = 'FROM scratch\n# fixity: ignore[sealed/poor] why\nLABEL a=BAD b=POOR\n';
    const action = find(await actionsOn(source, at(2, 9)), 'Fixity: Disable `pinned/bad` for this line');
    expect(applied(source, action)).toBe(source.replace('sealed/poor', 'sealed/poor, pinned/bad'));
  });

  test('findings of one rule in one line share one suppression', async () => {
    await start();
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 20 } };
    const actions = await actionsOn('FROM scratch\nLABEL a=BAD b=BAD\n', range, { only: ['quickfix.fixity.suppress'] });
    expect(titles(actions)).toEqual(['Fixity: Disable `pinned/bad` for this line']);
  });

  test('the safe fix is preferred, and a placeholder never', async () => {
    await start();
    const actions = await actionsOn('FROM scratch\nLABEL a=BAD\nLABEL b=OPEN\n', {
      start: { line: 1, character: 0 },
      end: { line: 2, character: 12 },
    });
    expect(titles(actions.filter(({ isPreferred }) => isPreferred))).toEqual(['Fixity: Write `GOOD`']);
    expect(titles(actions)).toContain('Fixity: Write a version');
  });

  test("a fix names the client's own diagnostic", async () => {
    await start();
    client.open(path, text);
    const report = await client.pull(path);
    const diagnostics = report.kind === 'full' ? report.items : [];
    const actions = await client.actions(path, onBad, { diagnostics });
    expect(find(actions, 'Fixity: Write `GOOD`').diagnostics).toEqual([diagnostics[0]]);
  });
});

/** Its fixes change `.dockerignore` too, which Dockerfiles refer to; one of them makes a file. */
const pairRule: Rule = {
  id: 'pinned/pair',
  title: 'The word PAIR',
  languages: ['dockerfile'],
  level: { recommended: 'error' },
  since: '0.0.0',
  why: 'Because it is a pair.',
  examples: { bad: [], good: [] },
  *check({ file }) {
    const start = file.text.indexOf('PAIR');
    const span = { start, end: start + 4 };
    const edits = [{ span, newText: 'GOOD' }];
    const other: FileChange = {
      kind: 'edit',
      file: '/project/.dockerignore',
      edits: [{ span: { start: 3, end: 4 }, newText: 'c' }],
    };
    const made: FileChange = { kind: 'create', file: '/project/new file', text: 'made\n' };
    const fixes: readonly Fix[] = [
      { title: 'Write and create', safety: 'safe', edits, elsewhere: [other, made] },
      { title: 'Write in two', safety: 'safe', edits, elsewhere: [other] },
    ];
    yield { at: { span, path: 'word' }, message: '`PAIR` is here', fixes };
  },
};
const ownEdit = {
  textDocument: { uri: toUri(path), version: 1 },
  edits: [{ range: { start: { line: 1, character: 7 }, end: { line: 1, character: 11 } }, newText: 'GOOD' }],
};
const otherEdit = {
  textDocument: { uri: toUri('/project/.dockerignore'), version: null },
  edits: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } }, newText: 'c' }],
};
const newUri = toUri('/project/new%20file');
const creation: WorkspaceEdit['documentChanges'] & object = [
  { kind: 'create', uri: newUri, options: { overwrite: false, ignoreIfExists: false } },
  { textDocument: { uri: newUri, version: null }, edits: [{ range: at(0, 0), newText: 'made\n' }] },
];
const creating: ClientCapabilities = {
  ...pulls,
  workspace: { ...pulls.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};

describe('how their edits are sent', () => {
  const bare = {};
  const snippets = {
    ...pulls,
    workspace: { workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
  };
  const range = { start: { line: 1, character: 8 }, end: { line: 1, character: 12 } };

  test.each([
    ['a plain edit', bare, { changes: { [toUri(path)]: [{ range, newText: '${x}:VERSION' }] } }],
    [
      'with the version of the document',
      versioned,
      {
        documentChanges: [
          { textDocument: { uri: toUri(path), version: 1 }, edits: [{ range, newText: '${x}:VERSION' }] },
        ],
      },
    ],
    [
      'with the placeholder selected',
      snippets,
      {
        documentChanges: [
          {
            textDocument: { uri: toUri(path), version: 1 },
            edits: [{ range, snippet: { kind: 'snippet', value: '\\${x\\}:${1:VERSION}' } }],
          },
        ],
      },
    ],
  ])('%s', async (_, capabilities, expected) => {
    await start({ capabilities });
    const actions = await actionsOn('FROM scratch\nLABEL a=OPEN\n', at(1, 9));
    expect(find(actions, 'Fixity: Write a version').edit).toEqual(expected);
  });

  test.each<[string, ClientCapabilities, WorkspaceEdit | undefined]>([
    ['none to a client without versions', bare, undefined],
    ['none to a client that makes no files', versioned, undefined],
    ['with the file that is made', creating, { documentChanges: [ownEdit, otherEdit, ...creation] }],
  ])('of several files: %s', async (_, capabilities, expected) => {
    await start({ capabilities, rules: [pairRule], files: { '/project/.dockerignore': 'a\r\nb\r\n' } });
    const actions = await actionsOn('FROM scratch\nCOPY . PAIR\n', at(1, 8));
    expect(find(actions, 'Fixity: Write and create')?.edit).toEqual(expected);
    expect(find(actions, 'Fixity: Write in two').edit).toEqual(
      capabilities === bare
        ? { changes: { [toUri(path)]: ownEdit.edits, [toUri('/project/.dockerignore')]: otherEdit.edits } }
        : { documentChanges: [ownEdit, otherEdit] },
    );
    expect(titles(actions.filter(({ isPreferred }) => isPreferred))).toEqual([
      expected ? 'Fixity: Write and create' : 'Fixity: Write in two',
    ]);
    expect(titles(actions)).not.toContain('Fixity: Apply all safe fixes');
  });

  test('a real rule has its ignore file made, and is silent when it is there', async () => {
    const files = { '/project/.git/HEAD': 'ref: refs/heads/main\n', '/project/.gitignore': '.env\n' };
    await start({ capabilities: creating, rules: [buildContext], files });
    const [create] = await actionsOn('FROM node:22.11.0\nCOPY . .\n', at(1, 6), { only: ['quickfix'] });
    const uri = toUri('/project/.dockerignore');
    const newText = '**/.git\n**/.env\n';
    expect(create?.edit?.documentChanges).toEqual([
      expect.objectContaining({ kind: 'create', uri }),
      { textDocument: { uri, version: null }, edits: [{ range: at(0, 0), newText }] },
    ]);
    client.files.set('/project/.dockerignore', newText);
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 1 }] });
    expect(await pullShown(client, path)).toEqual([]);
  });

  test('edits of the whole file wait until they are chosen, and are of the document as it is then', async () => {
    const codeAction = { dataSupport: true, resolveSupport: { properties: ['edit'] } };
    await start({ capabilities: { ...pulls, textDocument: { ...pulls.textDocument, codeAction } } });
    const action = find(await actionsOn(text), 'Fixity: Apply all safe fixes');
    expect(action.edit).toBeUndefined();
    client.change(path, 2, [{ text: 'FROM scratch\nLABEL new=BAD\n' }]);
    const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    expect(applied('FROM scratch\nLABEL new=BAD\n', resolved)).toBe('FROM scratch\nLABEL new=GOOD\n');
  });
});
