import { afterEach, expect, test } from 'vitest';
import { type CodeAction, type CodeActionContext, CodeActionTriggerKind } from 'vscode-languageserver/node';
import type { Refactoring } from '../../core/refactoring.ts';
import { applied, at, pulls, startClient, type TestClient, type TestSetup, toUri } from './harness.ts';

let client: TestClient;
afterEach(() => client.stop());

const path = '/project/Dockerfile';
const text = 'FROM scratch\nLABEL a=BAD\nLABEL b=WORD\n';
const onWord = at(2, 10);

/** Looks for a word, so that tests say nothing of real refactorings. */
const double: Refactoring = {
  id: 'double-word',
  kind: 'rewrite',
  languages: ['dockerfile'],
  *offers({ file }, { start, end }) {
    const index = file.text.indexOf('WORD');
    const span = { start: index, end: index + 4 };
    if (index === -1 || start > span.end || end < span.start) return;
    yield { title: 'Double the word', edits: [{ span, newText: 'WORD-TWICE' }], placeholder: 'TWICE' };
  },
};
const extract: Refactoring = { ...double, id: 'extract-word', kind: 'extract' };
const elsewhere: Refactoring = { ...double, id: 'double-yaml', languages: ['kubernetes'] };
const failing: Refactoring = {
  ...double,
  id: 'failing',
  offers: () => {
    throw new Error('it is broken');
  },
};

async function actionsAt(range = onWord, context: Partial<CodeActionContext> = {}, setup: TestSetup = {}) {
  client = await startClient({ refactorings: [double, extract, elsewhere], ...setup });
  client.open(path, text);
  return client.actions(path, range, context);
}

const kindsOf = (actions: readonly CodeAction[]) =>
  actions.map(({ kind }) => kind).filter((kind) => kind?.startsWith('refactor'));

const rewriteKind = 'refactor.rewrite.fixity.double-word';
const extractKind = 'refactor.extract.fixity.extract-word';

test.each<[string, Partial<CodeActionContext>, readonly string[]]>([
  ['everything', {}, [rewriteKind, extractKind]],
  ['what the editor asks by itself', { triggerKind: CodeActionTriggerKind.Automatic }, [rewriteKind, extractKind]],
  ['refactor', { only: ['refactor'] }, [rewriteKind, extractKind]],
  ['refactor.extract', { only: ['refactor.extract'] }, [extractKind]],
  ['one by its kind', { only: [rewriteKind] }, [rewriteKind]],
  ['quick fixes', { only: ['quickfix'] }, []],
  ['another tool', { only: ['refactor.rewrite.eslint'] }, []],
])('%s', async (_, context, expected) => {
  expect(kindsOf(await actionsAt(onWord, context))).toEqual(expected);
});

test('only where it applies, after what is found there', async () => {
  expect(kindsOf(await actionsAt(at(1, 9)))).toEqual([]);
  const range = { start: { line: 1, character: 9 }, end: { line: 2, character: 10 } };
  const [first, ...others] = await client.actions(path, range);
  expect(first).toMatchObject({ kind: 'quickfix' });
  expect(kindsOf(others)).toEqual([rewriteKind, extractKind]);
});

test('their kinds are announced', async () => {
  client = await startClient({ refactorings: [double, extract] });
  expect(client.capabilities.codeActionProvider).toMatchObject({
    codeActionKinds: expect.arrayContaining([rewriteKind, extractKind]),
  });
});

test('the edit comes with the action, or where the client can wait, when it is chosen', async () => {
  const [whole] = await actionsAt(onWord, { only: ['refactor'] });
  expect(whole).toMatchObject({ title: 'Fixity: Double the word' });
  expect(applied(text, whole!)).toBe(text.replace('WORD', 'WORD-TWICE'));
  await client.stop();

  const codeAction = { dataSupport: true, resolveSupport: { properties: ['edit'] } };
  const capabilities = { ...pulls, textDocument: { ...pulls.textDocument, codeAction } };
  const [action] = await actionsAt(onWord, { only: ['refactor'] }, { capabilities });
  expect(action!.edit).toBeUndefined();
  const resolve = () => client.connection.sendRequest<CodeAction>('codeAction/resolve', action);
  expect(applied(text, await resolve())).toBe(text.replace('WORD', 'WORD-TWICE'));
  client.change(path, 2, [{ text: text.replace('WORD', 'NONE') }]);
  expect((await resolve()).edit).toBeUndefined();
});

test('the cursor goes to the first thing to decide', async () => {
  const workspaceEdit = { documentChanges: true, snippetEditSupport: true };
  const capabilities = { ...pulls, workspace: { ...pulls.workspace, workspaceEdit } };
  const [action] = await actionsAt(onWord, { only: ['refactor'] }, { capabilities });
  const snippet = { kind: 'snippet', value: 'WORD-${1:TWICE}' };
  const range = { start: { line: 2, character: 8 }, end: { line: 2, character: 12 } };
  expect(action!.edit).toEqual({
    documentChanges: [{ textDocument: { uri: toUri(path), version: 1 }, edits: [{ range, snippet }] }],
  });
});

test('a snippet of several lines begins where a line does, and takes in what else changes there', async () => {
  const source = 'FROM scratch\nRUN a=$X && \\\n  b WORD c\n';
  const lines: Refactoring = {
    ...double,
    *offers({ file }) {
      const [start, end] = [file.text.indexOf('WORD'), file.text.indexOf(' c')];
      const insert = (offset: number, newText: string) => ({ span: { start: offset, end: offset }, newText });
      yield {
        title: 'Add lines',
        edits: [insert(end + 2, ' && \\\n  NEW'), insert(start, '2'), insert(file.text.indexOf('scratch'), 'x')],
        placeholder: 'NEW',
      };
    },
  };
  const workspaceEdit = { documentChanges: true, snippetEditSupport: true };
  const capabilities = { ...pulls, workspace: { ...pulls.workspace, workspaceEdit } };
  client = await startClient({ refactorings: [lines], capabilities });
  client.open(path, source);
  const [action] = await client.actions(path, at(0, 0), { only: ['refactor'] });
  const value = '  b 2WORD c && \\\\\n  ${1:NEW}';
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 10 } };
  const [change] = action!.edit!.documentChanges!;
  expect(change).toMatchObject({
    edits: [
      { range: at(0, 5), newText: 'x' },
      { range, snippet: { value } },
    ],
  });
});

test('one that throws leaves the others, and is logged', async () => {
  const actions = await actionsAt(onWord, {}, { refactorings: [failing, double] });
  expect(kindsOf(actions)).toEqual([rewriteKind]);
  expect(client.log.join('\n')).toContain('it is broken');
});
