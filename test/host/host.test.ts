import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../host/memory.ts';
import { nodeHost } from '../../host/node.ts';
import { foldersUpTo, parentOf, relativePath, resolvePath } from '../../host/path.ts';
import { readText } from '../../host/readText.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('replacing a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'fixity-host-')));
    writeFileSync(join(folder, 'file'), 'old');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps the permissions and leaves nothing else behind', async () => {
    chmodSync(join(folder, 'file'), 0o777);
    expect(await nodeHost.replaceFile(join(folder, 'file'), bytes('old'), bytes('new'))).toBe('replaced');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
    expect(statSync(join(folder, 'file')).mode & 0o777).toBe(0o777);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('writes through a link', async () => {
    symlinkSync('file', join(folder, 'link'));
    expect(await nodeHost.replaceFile(join(folder, 'link'), bytes('old'), bytes('new'))).toBe('replaced');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
    expect(realpathSync(join(folder, 'link'))).toBe(join(folder, 'file'));
  });

  it.each([
    { name: 'changed meanwhile', content: 'other', mode: 0o644, result: 'changed' },
    { name: 'read-only, also for root', content: 'old', mode: 0o444, result: 'read-only' },
  ])('leaves a file as it is that is $name', async ({ content, mode, result }) => {
    writeFileSync(join(folder, 'file'), content);
    chmodSync(join(folder, 'file'), mode);
    expect(await nodeHost.replaceFile(join(folder, 'file'), bytes('old'), bytes('new'))).toBe(result);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe(content);
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('making a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'fixity-host-')));
  });
  afterEach(() => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true });
  });

  it('writes it', async () => {
    expect(await nodeHost.createFile(join(folder, 'file'), bytes('new'))).toBe('created');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
  });

  it.each([
    ['a file', () => writeFileSync(join(folder, 'file'), 'old')],
    ['a link to nothing', () => symlinkSync('nothing', join(folder, 'file'))],
  ])('leaves %s as it is', async (_name, make) => {
    make();
    const before = readdirSync(folder);
    expect(await nodeHost.createFile(join(folder, 'file'), bytes('new'))).toBe('exists');
    expect(readdirSync(folder)).toEqual(before);
  });

  it.each([
    { name: 'a file', content: 'old', mode: 0o644, folderMode: 0o755, result: true },
    { name: 'a read-only file', content: 'old', mode: 0o444, folderMode: 0o755, result: false },
    { name: 'a file in a read-only folder', content: 'old', mode: 0o644, folderMode: 0o555, result: false },
    { name: 'no file', content: undefined, mode: 0, folderMode: 0o755, result: true },
    { name: 'no file in a read-only folder', content: undefined, mode: 0, folderMode: 0o555, result: false },
  ])('knows beforehand of $name', async ({ content, mode, folderMode, result }) => {
    const path = join(folder, 'file');
    if (content !== undefined) {
      writeFileSync(path, content);
      chmodSync(path, mode);
    }
    chmodSync(folder, folderMode);
    expect(await nodeHost.isWritable(path)).toBe(result);
  });
});

describe('readText', () => {
  it.each([
    { name: 'text', file: 'FROM a\r\n', text: 'FROM a\r\n' },
    { name: 'a byte order mark, which stays', file: '\ufeffFROM a\n', text: '\ufeffFROM a\n' },
    { name: 'an empty file', file: '', text: '' },
    { name: 'exactly the largest size', file: 'x'.repeat(10), text: 'x'.repeat(10) },
  ])('reads $name', async ({ file, text }) => {
    const host = createMemoryHost(new Map([['/f', file]]), '2026-01-01');
    expect(await readText(host, '/f', 'f', 10)).toEqual({ kind: 'text', text });
  });

  it.each([
    {
      name: 'binary',
      file: new Uint8Array([1, 0, 2]),
      kind: 'skipped',
      message: '`f` is binary; list it in `files.ignore` of fixity.yaml',
    },
    {
      name: 'UTF-16',
      file: new Uint8Array([0xff, 0xfe, 0x46, 0]),
      kind: 'skipped',
      message: '`f` is UTF-16; save it as UTF-8',
    },
    {
      name: 'Latin-1',
      file: new Uint8Array([0x63, 0x61, 0x66, 0xe9]),
      kind: 'skipped',
      message: '`f` is not valid UTF-8; save it as UTF-8',
    },
    {
      name: 'too large',
      file: 'x'.repeat(11),
      kind: 'skipped',
      message:
        '`f` is larger than 10 bytes (11 bytes); raise `files.maxSize` or list it in `files.ignore` of fixity.yaml',
    },
    {
      name: 'not readable',
      file: { error: 'EACCES' },
      kind: 'unreadable',
      message: '`f` cannot be read: permission denied; allow it, or list it in `files.ignore` of fixity.yaml',
    },
    {
      name: 'failing in another way',
      file: { error: 'EIO' },
      kind: 'unreadable',
      message: '`f` cannot be read: EIO: /f',
    },
  ])('says why not when it is $name', async ({ file, kind, message }) => {
    const host = createMemoryHost(new Map([['/f', file]]), '2026-01-01');
    expect(await readText(host, '/f', 'f', 10)).toEqual({
      kind: 'problem',
      problem: { kind, file: 'f', span: undefined, message },
    });
  });

  it('refuses what is no file', async () => {
    expect(await readText(nodeHost, '/dev/null', 'null', 10)).toMatchObject({ problem: { kind: 'unreadable' } });
  });
});

describe('paths', () => {
  it.each([
    ['/a/b', 'c', '/a/b/c'],
    ['/a/b', './c/../d/', '/a/b/d'],
    ['/a', '../../..', '/'],
    ['/a', '/x', '/x'],
    ['/a', '.', '/a'],
    ['/a', 'b\\c', '/a/b\\c'],
    ['C:/a', 'b\\c', 'C:/a/b/c'],
    ['C:/a', 'D:\\b', 'D:/b'],
    ['C:/a', '..', 'C:/'],
  ])('resolvePath(%j, %j) is %j', (base, path, expected) => expect(resolvePath(base, path)).toBe(expected));

  it.each([
    ['/a/b', '/a/b/c', 'c'],
    ['/a/b', '/a/bc', '../bc'],
    ['/a/b', '/x', '../../x'],
    ['/', '/x', 'x'],
    ['/a', '/a', ''],
    ['C:/a', 'C:/b', '../b'],
    ['C:/a', 'D:/b', 'D:/b'],
  ])('relativePath(%j, %j) is %j', (folder, path, expected) => expect(relativePath(folder, path)).toBe(expected));

  it.each([
    ['/a/b', '/a'],
    ['/a', '/'],
    ['/', '/'],
    ['C:/a', 'C:/'],
    ['C:/', 'C:/'],
  ])('parentOf(%j) is %j', (path, expected) => expect(parentOf(path)).toBe(expected));

  it.each([
    ['/a', '/a/b/c', ['/a/b/c', '/a/b', '/a']],
    ['/a', '/a', ['/a']],
    ['/', '/a', ['/a', '/']],
    ['/x', '/a/b', ['/a/b']],
  ])('foldersUpTo(%j, %j) are %j', (root, folder, expected) => expect(foldersUpTo(root, folder)).toEqual(expected));
});
