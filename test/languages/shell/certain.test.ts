import { expect, test } from 'vitest';
import { readCertainCommands } from '../../../languages/shell/scriptFile.ts';

test.each<[what: string, script: string, expected: readonly string[]]>([
  ['commands', 'a\nb && c; d | e', ['a', 'b', 'c', 'd', 'e']],
  ['what is asked, and no branch', 'if a; then b; elif c; then d; else e; fi\nf', ['a', 'c', 'f']],
  [
    'what is not there yet',
    'if [ ! -f x ]; then a; else b; fi; [ ! -d y ] || c; [[ ! -e z ]] && d',
    ['[', 'a', '[', 'd'],
  ],
  ['none of the cases', 'case $1 in\n x) a;;\n *) b;;\nesac\nc', ['c']],
  ['nothing behind a test', '[ -n "$X" ] && a && b\ncommand -v c && d\ne', ['[', 'command', 'e']],
  ['nothing that is for a failure', 'a || b\nc', ['a', 'c']],
  ['loops', 'for i in 1 2; do a; done; while b; do c; done', ['a', 'b', 'c']],
  ['functions that are called', 'f() { a; g; }\nfunction g { b; }\nh() { c; }\nf', ['a', 'g', 'b', 'f']],
  ['no functions that are called on a condition', 'f() { a; }\nif [ "$1" ]; then f; fi', ['[']],
  ['no branches in a function', 'f() { a; if b; then c; fi; }\nf', ['a', 'b', 'f']],
  ['functions for the end', 'f() { a; }\ntrap f EXIT', ['a', 'trap', 'f']],
  ['subshells and groups', '(a; b) && { c; }', ['a', 'b', 'c']],
  ['lines that end in CR and LF', 'if a; then\r\n  b\r\nfi\r\nc\r\n', ['a', 'c']],
  ['an open branch', 'a\nif b; then\n c', ['a', 'b']],
])('of %s', (_, script, expected) => {
  expect(readCertainCommands(script).map(({ name }) => name)).toEqual(expected);
});
