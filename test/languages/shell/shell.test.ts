// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embed, joinPieces, UNKNOWN } from '../../../core/embedded.ts';
import type { ShellCommand } from '../../../core/script.ts';
import { parseArgumentList, parseShell } from '../../../languages/shell/shell.ts';

const parseText = (source: string): readonly ShellCommand[] =>
  parseShell(embed(source, { start: 0, end: source.length }), source);

/** The commands' words, unknown parts as `?`. */
const valuesOf = (commands: readonly ShellCommand[]): string[] =>
  commands.map(({ words }) => words.map(({ value }) => value.replaceAll(UNKNOWN, '?')).join(' | '));

describe('simple commands are found in textual order', () => {
  test.each([
    ['chain', 'a 1 && b || c; d & e', ['a | 1', 'b', 'c', 'd', 'e']],
    ['pipeline', 'a | b |& c', ['a', 'b', 'c']],
    ['negation and time', '! a; time b', ['a', 'b']],
    ['groups', '(a; { b; })', ['a', 'b']],
    ['conditions', 'if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['loops', 'for i in $(a); do b; done; while c; do d; done; until e; do f; done', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['case', 'case $(a) in x) b ;; *) c ;; esac', ['a', 'b', 'c']],
    ['functions', 'f() { a; }; function g { b; }; f', ['a', 'b', 'f']],
    ['tests', '[[ -f $(a) ]] && (( $(b) > 1 ))', ['a', 'b']],
    [
      'substitutions',
      'a "$(b $(c))" `d` <(e) "${X:-$(f)}" $(( $(g) ))',
      ['a | ? | ? | ? | ? | ?', 'b | ?', 'c', 'd', 'e', 'f', 'g'],
    ],
    ['back quotes in back quotes', 'a `b \\`c\\``', ['a | ?', 'b | ?', 'c']],
    ['assignments', 'X=$(a) b', ['b', 'a']],
    ['here-document', 'a <<E | b\n$(c)\nE\nd', ['a', 'b', 'c', 'd']],
    ['quoted here-document', "a <<'E'\n$(b)\nE\n", ['a']],
    ['redirection', 'a > $(b) 2>&1', ['a', 'b']],
    ['comments', 'a # b\n# c\nd', ['a', 'd']],
    ['line continuation', 'a \\\n  b\nc', ['a | b', 'c']],
    ['unclosed quote', 'a; b "c', ['a', 'b | c']],
    ['unclosed condition', 'if a; then b', ['a', 'b']],
    ['nothing', ' \n# a\n', []],
  ])('%s', (_, text, expected) => {
    expect(valuesOf(parseText(text))).toEqual(expected);
  });
});

describe('the value of a word', () => {
  test.each([
    ["'a b'", 'a b'],
    ['"a b"', 'a b'],
    ['a\\ b', 'a b'],
    ['"a\\"b\\n"', 'a"b\\n'],
    ['a\'b\'"c"', 'abc'],
    ["$'a\\tb'", 'a\tb'],
    ['a\\\nb', 'ab'],
    ['a*', 'a*'],
    ['$X', '?'],
    ['a-${X}-b', 'a-?-b'],
    ['${X:-c}', '?'],
    ['"a$(b)"', 'a?'],
    ['$((1 + 2))', '?'],
    ['"$@"', '?'],
    [`${UNKNOWN}/a`, '?/a'],
    [`"${UNKNOWN}"`, '?'],
    ['--opt={a,b}', '--opt={a,b}'],
  ])('of %s', (text, expected) => {
    const [command] = parseText(`echo ${text} end`);
    expect(valuesOf([command!])).toEqual([`echo | ${expected} | end`]);
    const { span } = command!.words[1]!;
    expect(`echo ${text} end`.slice(span.start, span.end)).toBe(text);
  });
});

describe('a variable', () => {
  test.each([
    ['assigned once', 'V=1.2; c $V "${V}"', 'c | 1.2 | 1.2'],
    ['exported', 'export V=1 && c v$V', 'c | v1'],
    ['made of another', 'A=1; B="$A.2"; c $B', 'c | 1.2'],
    ['used in a function', 'V=1\nf() { c $V; }', 'c | 1'],
    ['assigned twice', 'V=1; V=2; c $V', 'c | ?'],
    ['added to', 'V=1; V+=2; c $V', 'c | ?'],
    ['assigned after', 'c $V; V=1', 'c | ?'],
    ['assigned in a branch', 'if a; then V=1; fi; c $V', 'c | ?'],
    ['assigned as an alternative', 'a || V=1; c $V', 'c | ?'],
    ['assigned for one command', 'V=1 a; c $V', 'c | ?'],
    ['assigned in a subshell', '(V=1); c $V', 'c | ?'],
    ['read', 'V=1; read V; c $V', 'c | ?'],
    ['of a loop', 'V=1; for V in a b; do c $V; done', 'c | ?'],
    ['with a default assigned', 'V=1; : ${V:=2}; c $V', 'c | ?'],
    ['perhaps set by a file', 'VERSION=1; . /etc/os-release; c $VERSION', 'c | ?'],
    ['of several words', 'V="a b"; c x$V', 'c | xa | b'],
    ['of several words, with blanks around', 'V=" a\tb "; c x${V}y"$V"', 'c | x | a | b | y a\tb '],
    ['of several words, assigned on', 'V="a b"; W=$V; c "$W"', 'c | a b'],
    ['of several words, with separators of the script’s own', 'IFS=,; V="a b"; c $V', 'c | ?'],
    ['of no word', 'V=; c $V "$V" x$V', 'c |  | x'],
    ['of options', 'V="--x 1"; c $V a', 'c | --x | 1 | a'],
    ['with the command in it', 'V="c -y"; $V a', 'c | -y | a'],
    ['that may be a pattern', 'V=https://a?b; c $V', 'c | https://a?b'],
    ['emptied in a function', 'V=1; f() { local V; c $V; }', 'c | ?'],
    ['used in an argument of eval', "V=1; trap 'c $V' EXIT", 'c | 1'],
    ['not handed to another shell', "V=1; sh -c 'c $V'", 'c | ?'],
    ['of several words in quotes', 'V="a b"; c "$V"', 'c | a b'],
    ['of unknown value', 'V=$(a); c $V', 'c | ?'],
    ['cut', 'V=1.2; c ${V%.*}', 'c | ?'],
  ])('%s', (_, text, expected) => {
    expect(valuesOf(parseText(text))).toContain(expected);
  });
});

describe('the environment', () => {
  const environment = new Map([
    ['V', '1.2'],
    ['P', 'a b'],
    ['UID', '1000'],
  ]);
  const parseWith = (source: string) =>
    parseShell(embed(source, { start: 0, end: source.length }), source, environment);

  test.each([
    ['is seen', 'c $V ${V} "x$V" $P', 'c | 1.2 | 1.2 | x1.2 | a | b'],
    ['is seen in functions and loops', 'for i in 1; do f() { c $V; }; done', 'c | 1.2'],
    ['is handed on', "sh -c 'c $V'", 'c | 1.2'],
    ['is handed to a shell’s standard input', "bash <<'E'\nc $V\nE", 'c | 1.2'],
    ['is handed to what find runs', "find . -exec sh -c 'c $V' \\;", 'c | 1.2'],
    ['makes other values', 'W=v$V; c $W', 'c | v1.2'],
    ['may be set anew', 'V=2; c $V', 'c | 2'],
    ['may be set in a branch', 'if a; then V=2; fi; c $V', 'c | ?'],
    ['may be read', 'read V; c $V', 'c | ?'],
    ['may be changed by a file', '. ./x; c $V', 'c | ?'],
    ['may be changed before it is handed on', "V=2; sh -c 'c $V'", 'c | ?'],
    ['may be changed for one command', "V=2 sh -c 'c $V'", 'c | ?'],
    ['may be changed by env', "env V=2 sh -c 'c $V'", 'c | ?'],
    ['may be emptied by sudo', "sudo sh -c 'c $V'", 'c | ?'],
    ['does not hold what the shell sets', 'c $UID', 'c | ?'],
  ])('%s', (_, text, expected) => {
    expect(valuesOf(parseWith(text))).toContain(expected);
  });

  test('is seen by a shell in an argument list only', () => {
    const words = (source: string) =>
      [...source.matchAll(/[^,]+/g)].map(({ index, 0: word }) =>
        embed(source, { start: index, end: index + word.length }),
      );
    const source = 'sh,-c,c $V,$V';
    expect(valuesOf(parseArgumentList(words(source), source, environment))).toEqual(['sh | -c | c $V | $V', 'c | 1.2']);
  });

  test('gives words that stand where the variable is used', () => {
    const source = 'c x-$P';
    expect(parseWith(source)[0]!.words.map(({ span }) => source.slice(span.start, span.end))).toEqual([
      'c',
      'x-$P',
      'x-$P',
    ]);
  });
});

describe('wrappers are taken off', () => {
  test.each([
    ['sudo a b', ['sudo'], 'a | b'],
    ['sudo -E -u root X=1 a -u', ['sudo'], 'a | -u'],
    ['sudo -nu root -- a', ['sudo'], 'a'],
    ['/usr/bin/env -i -u Y X=1 a', ['env'], 'a'],
    ['exec sudo -E nice -n 5 a', ['exec', 'sudo', 'nice'], 'a'],
    ['nohup a &', ['nohup'], 'a'],
    ['timeout -k 5 10s a', ['timeout'], 'a'],
    ['timeout --signal=KILL 10s a', ['timeout'], 'a'],
    ['stdbuf -oL a', ['stdbuf'], 'a'],
    ['setsid -f a', ['setsid'], 'a'],
    ['doas -u root a', ['doas'], 'a'],
    ['command a', ['command'], 'a'],
    ['command -v a', [], 'command | -v | a'],
    ['builtin a', ['builtin'], 'a'],
    ['gosu user a', ['gosu'], 'a'],
    ['su-exec user:group a', ['su-exec'], 'a'],
    ['tini -g -- a b', ['tini'], 'a | b'],
    ['dumb-init a', ['dumb-init'], 'a'],
    ['xargs -r -n 1 a b', ['xargs'], 'a | b | ?'],
    ['runuser -u user -- a', ['runuser'], 'a'],
    ['sudo -i', [], 'sudo | -i'],
    ['env', [], 'env'],
    ['chroot /mnt a', [], 'chroot | /mnt | a'],
    ['xargs -I {} a x/{} b', ['xargs'], 'a | x/? | b'],
    ['xargs -I% -n1 a %', ['xargs'], 'a | ?'],
    ['xargs --replace a {}', ['xargs'], 'a | ?'],
    ['$SUDO a', ['sudo'], 'a'],
    ['${SUDO:-} -Eu root X=1 a', ['sudo'], 'a'],
    ['$SUDO -i', [], '? | -i'],
    ['$AS_ROOT sudo a', ['sudo', 'sudo'], 'a'],
    ['$X a', [], '? | a'],
    ['"$SUDO" a', [], '? | a'],
  ])('%s', (text, wrappers, expected) => {
    const [command] = parseText(text);
    expect(command!.wrappers).toEqual(wrappers);
    expect(valuesOf([command!])).toEqual([expected]);
  });

  test('their assignments are the command’s', () => {
    const [command] = parseText('A=1 env B=2 a');
    expect(command!.assignments.map(({ name, value }) => [name, value?.value])).toEqual([
      ['A', '1'],
      ['B', '2'],
    ]);
  });
});

test.each([
  ['/usr/sbin/sshd -D', 'sshd'],
  ['${DIR}/a', 'a'],
  ['$X a', ''],
  ['X=1', ''],
])('the name of `%s`', (text, name) => {
  expect(parseText(text)[0]!.name).toBe(name);
});

describe('the script in an argument is read', () => {
  test.each([
    ["sh -c 'a b; c'", ['a | b', 'c']],
    ['bash -lc "a b"', ['a | b']],
    ['bash -euxo pipefail -c "a b"', ['a | b']],
    ['sudo -u x /bin/bash -c "a b"', ['a | b']],
    ['bash -c "a $X \\$Y"', ['a | ? | ?']],
    ['bash -c a\\ b', ['a | b']],
    ["eval 'a b'", ['a | b']],
    ['eval "a b" c\\;d', ['a | b | c', 'd']],
    ['eval -- a b', ['a | b']],
    ['eval "$X" b', ['? | b']],
    ["trap 'a b' EXIT", ['a | b']],
    ['trap a EXIT INT', ['a']],
    ['trap - EXIT', []],
    ['trap EXIT', []],
    ["find . -name x -exec a {} -y \\; -execdir b '{}/c' +", ['a | ? | -y', 'b | ?/c | +']],
    ['find . -exec a {} + -print', ['a | ?']],
    ["find . -type f -exec sh -c 'a $0' {} ';'", ['sh | -c | a $0 | ?', 'a | ?']],
    ['find . -exec', []],
    ["ssh host 'a b'", []],
    ['ssh host a b <<E\nc\nE', []],
    ["ssh host bash -s <<'E'\nc\nE", []],
    ['docker exec x sh -c a', []],
    ["su - user -c 'a b'", ['a | b']],
    ["su user --command 'a b'", ['a | b']],
    [`sh -c "bash -c 'a \\"b c\\"'"`, ['bash | -c | a "b c"', 'a | b c']],
    ['bash <<E\na $X\nE', ['a | ?']],
    ["bash -s -- x <<'E'\na b\nE", ['a | b']],
    ["sh <<< 'a b'", ['a | b']],
    ['sh -c "$(a)"', ['a']],
    ['sh -c "$X"', []],
    ['bash a.sh -c "b"', []],
    ['cat <<E\na\nE', []],
  ])('%s', (text, expected) => {
    const [first, ...rest] = parseText(text);
    expect(valuesOf(rest)).toEqual(expected);
    expect(new Set(first!.nested.flatMap(({ commands }) => commands))).toEqual(new Set(rest));
  });

  test('and its words are found in the document', () => {
    const text = `RUN sudo sh -c "a 'b c' && bash -c 'd \\"e\\"'"`;
    const words = parseText(text.slice(4)).flatMap((command) => command.words);
    const found = new Map(words.map(({ value, span }) => [value, text.slice(4).slice(span.start, span.end)]));
    expect(found.get('b c')).toBe("'b c'");
    expect(found.get('d')).toBe('d');
    expect(found.get('e')).toBe('\\"e\\"');
  });

  test('to a depth that no person writes', () => {
    const nest = (depth: number): string => (depth === 0 ? 'x' : `eval ${JSON.stringify(nest(depth - 1))}`);
    expect(parseText(nest(8)).at(-1)!.name).toBe('x');
  });
});

test('kinds and places of what stands inside a command', () => {
  const text = 'bash <(a) "$(b)"';
  const [bash] = parseText(text);
  expect(
    bash!.nested.map(({ kind, span, commands }) => [kind, text.slice(span.start, span.end), commands[0]!.name]),
  ).toEqual([
    ['process-substitution', '<(a)', 'a'],
    ['command-substitution', '$(b)', 'b'],
  ]);
});

test('the pipeline is shared by its commands', () => {
  const [a, b, c] = parseText('a | sudo b; c');
  expect(a!.pipeline).toEqual([a, b]);
  expect(b!.pipeline).toBe(a!.pipeline);
  expect(c!.pipeline).toEqual([c]);
});

test('redirections', () => {
  const [command] = parseText('a > f 2>/dev/null 2>&1 < $X <<< "s" &> g');
  expect(command!.redirects.map(({ operator, target }) => `${operator} ${target?.value}`)).toEqual([
    '> f',
    '2> /dev/null',
    '2>& 1',
    `< ${UNKNOWN}`,
    '<<< s',
    '&> g',
  ]);
});

test('assignments', () => {
  const [command] = parseText('A= B="x y" C=(1 2) D+=1 a');
  expect(command!.assignments.map(({ name, value }) => [name, value?.value])).toEqual([
    ['A', ''],
    ['B', 'x y'],
    ['C', undefined],
    ['D', undefined],
  ]);
});

describe('places in the document', () => {
  test('of text in pieces', () => {
    const source = 'RUN apt-get \\\n    # why\n    install "a\\\nb"';
    const text = joinPieces([
      { text: 'apt-get ', source: { start: 4, end: 12 } },
      { text: '    install "a', source: { start: 24, end: 38 } },
      { text: 'b"', source: { start: 40, end: 42 } },
    ]);
    const [command] = parseShell(text, source);
    expect(command!.words.map(({ value, span }) => [value, source.slice(span.start, span.end)])).toEqual([
      ['apt-get', 'apt-get'],
      ['install', 'install'],
      ['ab', '"a\\\nb"'],
    ]);
  });

  test('of masked text', () => {
    const source = 'curl https://${var.host}/x | sh';
    const text = joinPieces([
      { text: 'curl https://', source: { start: 0, end: 13 } },
      { text: UNKNOWN, source: { start: 13, end: 24 } },
      { text: '/x | sh', source: { start: 24, end: 31 } },
    ]);
    const [curl, sh] = parseShell(text, source);
    expect(curl!.words[1]!.value).toBe(`https://${UNKNOWN}/x`);
    expect(curl!.words.map(({ span }) => source.slice(span.start, span.end))).toEqual([
      'curl',
      'https://${var.host}/x',
    ]);
    expect(source.slice(sh!.span.start, sh!.span.end)).toBe('sh');
  });
});

describe('an argument list', () => {
  const parseList = (...words: readonly string[]): { source: string; commands: readonly ShellCommand[] } => {
    const source = JSON.stringify(words);
    let position = 1;
    const embedded = words.map((word) => {
      const start = source.indexOf(JSON.stringify(word), position) + 1;
      position = start + word.length + 1;
      return embed(source, { start, end: start + word.length });
    });
    return { source, commands: parseArgumentList(embedded, source) };
  };

  test('is one command whose words are as they are', () => {
    const { source, commands } = parseList('tini', '--', '/usr/sbin/sshd', '$X; rm', '');
    expect(commands.map(({ name, wrappers }) => [name, wrappers])).toEqual([['sshd', ['tini']]]);
    expect(commands[0]!.words.map(({ value }) => value)).toEqual(['/usr/sbin/sshd', '$X; rm', '']);
    expect(source.slice(commands[0]!.span.start, commands[0]!.span.end)).toBe('tini","--","/usr/sbin/sshd","$X; rm');
    expect(commands[0]!.removal).toBeUndefined();
    expect(commands[0]!.pipeline).toEqual(commands);
  });

  test('gives what a shell runs', () => {
    const { source, commands } = parseList('sh', '-c', 'a && b c');
    expect(valuesOf(commands)).toEqual(['sh | -c | a && b c', 'a', 'b | c']);
    const { span } = commands[2]!.words[1]!;
    expect(source.slice(span.start, span.end)).toBe('c');
    expect(commands[0]!.nested[0]!.commands).toEqual(commands.slice(1));
    expect(commands[1]!.removal).toBeDefined();
  });

  test('that is empty gives no command', () => {
    expect(parseArgumentList([], '')).toEqual([]);
  });
});

describe('any text', () => {
  const fragments = fc.constantFrom(
    ...[
      'a',
      ' ',
      '\n',
      '\\',
      '"',
      "'",
      '`',
      '$',
      '$(',
      '(',
      ')',
      '{',
      '}',
      '${',
      '|',
      '&&',
      '||',
      ';',
      '&',
      '<<E\n',
      'E\n',
    ],
    ...[
      '<(',
      '>',
      '#',
      'if ',
      'then ',
      'fi',
      'sh -c ',
      'sudo ',
      '=',
      'X=1',
      '$X',
      '[[ ',
      ' ]]',
      '((',
      '))',
      UNKNOWN,
      '\r\n',
    ],
  );
  const texts = fc.oneof(
    fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('is read without an exception, and every place is inside it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const source = `RUN ${text}\n`;
        const commands = parseShell(embed(source, { start: 4, end: 4 + text.length }), source);
        let position = 0;
        for (const command of commands) {
          expect(command.span.start).toBeGreaterThanOrEqual(Math.max(4, position));
          position = command.span.start;
          const values = command.assignments.flatMap(({ value }) => (value ? [value] : []));
          const targets = command.redirects.flatMap(({ target }) => (target ? [target] : []));
          for (const { span } of [command, ...command.words, ...values, ...targets, ...command.nested]) {
            expect(span.start).toBeGreaterThanOrEqual(4);
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(4 + text.length);
          }
          expect(command.pipeline).toContain(command);
          for (const { span } of command.removal ?? []) expect(span.start).toBeLessThan(span.end);
        }
      }),
      { numRuns: 1000, examples: [['${ ]]\\']] },
    );
  });

  test.each([
    '(',
    '$(',
    '`',
    '{ ',
    '${x:-',
    '((',
    '$((',
    'if ',
    '! ',
    'a|',
    'a&&',
    'a;',
    '<(',
    '"$(',
    'f() {',
    '<<a\n',
    'X=(',
    "eval '",
    "eval 'a' ",
    'find -exec ',
    '-exec a {} + ',
    'sudo ',
    '$SUDO ',
    'xargs -I {} ',
    "trap '",
  ])('%s a great many times', (part) => {
    expect(() => parseText(part.repeat(20_000))).not.toThrow();
  });
});
