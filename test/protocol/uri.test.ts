import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../core/text.ts';
import { isFilePath, toPath, toUri } from '../../server/uri.ts';
import { replacementEdit } from '../../server/workspaceEdit.ts';

describe('a path for each URI', () => {
  test.each([
    ['file:///project/Dockerfile', '/project/Dockerfile', 'file:///project/Dockerfile', true],
    ['file:///a%20b/%23c%3F/100%25', '/a b/#c?/100%', 'file:///a%20b/%23c%3F/100%25', true],
    ['file:///c%3A/repo/main.tf', 'C:/repo/main.tf', 'file:///C:/repo/main.tf', true],
    ['file://server/share/main.tf', '//server/share/main.tf', 'file://server/share/main.tf', true],
    ['file:///bad%escape', '/bad%escape', 'file:///bad%25escape', true],
    [
      'vscode-vfs://github/owner/name/a%20b',
      '/vscode-vfs:~github/owner/name/a b',
      'vscode-vfs://github/owner/name/a%20b',
      false,
    ],
    ['untitled:Untitled-1', '/untitled:~/Untitled-1', 'untitled:///Untitled-1', false],
  ])('%s', (uri, path, back, isFile) => {
    expect(toPath(uri)).toBe(path);
    expect(toUri(path)).toBe(back);
    expect(isFilePath(path)).toBe(isFile);
  });
});

describe('one edit between two texts', () => {
  test.each([
    ['same', 'a\nb', 'a\nb', ''],
    ['middle', 'a\nbad\nc', 'a\ngood\nc', 'goo'],
    ['insertion of what is there already', 'aa', 'aaa', 'a'],
    ['removal', 'a\nb\nc', 'a\nc', ''],
    ['not between the halves of a line end', 'a\r\nb', 'a\r\r\nb', '\r\r\n'],
    ['not between surrogates', '😀', '😁', '😁'],
  ])('%s', (_, before, after, newText) => {
    const edit = replacementEdit(before, after);
    expect(applyEdits(before, [edit])).toBe(after);
    expect(edit.newText).toBe(newText);
  });
});
