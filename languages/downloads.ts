import type { ShellCommand, ShellWord } from '../core/script.ts';

export { interpreterOf } from './shell/interpreters.ts';

/** What a command downloads, and where to. */
export interface Download {
  /** The first address; undefined when it comes from a file or is not given. */
  readonly url: ShellWord | undefined;
  readonly output: 'stdout' | 'file';
  /** The file's name where it is given; undefined when the program makes it of the address. */
  readonly file: ShellWord | undefined;
}

/** The download that a `curl`, `wget` or FreeBSD `fetch` command makes; undefined for any other command. */
export function downloadOf({ name, words, redirects }: ShellCommand): Download | undefined {
  const program = programs.get(name);
  if (!program) return undefined;
  const operands: ShellWord[] = [];
  let file: ShellWord | undefined;
  let output = program.output;
  let url: ShellWord | undefined;
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (!word.value.startsWith('-') || word.value === '-') {
      operands.push(word);
      continue;
    }
    const { names, value } = readOption(word, program);
    const last = names.at(-1)!;
    const argument = value ?? (program.values.has(last) ? words[++index] : undefined);
    if (names.some((option) => program.toOwnFile.includes(option))) output = 'file';
    if (program.toFile.includes(last)) {
      file = argument;
      output = argument && isStandardOutput(argument.value) ? 'stdout' : 'file';
    }
    if (last === '--url') url = argument;
  }
  const redirect = redirects.find(({ operator, target }) => intoFile.has(operator) && target);
  if (output === 'stdout' && redirect?.target && !isStandardOutput(redirect.target.value)) {
    file = redirect.target;
    output = 'file';
  }
  url ??= operands.find(({ value }) => value.includes('://')) ?? operands[0];
  return { url, output, file: output === 'file' ? file : undefined };
}

/** Whether a program downloads what it is given the address of. */
export const isDownloader = (program: string): boolean => programs.has(program);

interface Program {
  /** Where the download goes unless options say otherwise. */
  readonly output: Download['output'];
  readonly values: ReadonlySet<string>;
  /** Options whose value is the file to write, and options that write a file named as the address says. */
  readonly toFile: readonly string[];
  readonly toOwnFile: readonly string[];
}

const set = (options: string): ReadonlySet<string> => new Set(options.split(' '));

/** From the manuals of curl 8, wget 1.24 and FreeBSD 14. */
const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  [
    'curl',
    {
      output: 'stdout',
      values: set(
        '-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output --url --header --data ' +
          '--data-raw --data-binary --data-urlencode --json --form --user --user-agent --request --max-time ' +
          '--connect-timeout --retry --retry-delay --retry-max-time --cacert --capath --cert --key --proxy --resolve ' +
          '--referer --cookie --cookie-jar --range --write-out --config --output-dir --ciphers --interface --limit-rate ' +
          '--tls-max --upload-file --dump-header --oauth2-bearer --noproxy --proto --proto-redir --unix-socket --max-redirs',
      ),
      toFile: ['-o', '--output'],
      toOwnFile: ['-O', '--remote-name', '--remote-name-all'],
    },
  ],
  [
    'wget',
    {
      output: 'file',
      values: set(
        '-a -A -B -D -e -i -I -l -o -O -P -Q -R -t -T -U -w -X --output-document --output-file --append-output --header ' +
          '--user-agent --tries --timeout --wait --directory-prefix --post-data --post-file --user --password --input-file ' +
          '--ca-certificate --certificate --private-key --execute --progress --waitretry --read-timeout --connect-timeout ' +
          '--http-user --http-password --method --body-data --body-file --referer --limit-rate --base',
      ),
      toFile: ['-O', '--output-document'],
      toOwnFile: [],
    },
  ],
  [
    'fetch',
    {
      output: 'file',
      values: set('-B -N -S -T -i -o -w --output --timeout --ca-cert --ca-path --user-agent --referer'),
      toFile: ['-o', '--output'],
      toOwnFile: [],
    },
  ],
]);

/** The options that a word such as `-fsSLo` or `--output=x` gives, and the value that stands in it. */
function readOption(
  { value, span }: ShellWord,
  { values }: Program,
): { readonly names: readonly string[]; readonly value: ShellWord | undefined } {
  if (value.startsWith('--')) {
    const equals = value.indexOf('=');
    if (equals === -1) return { names: [value], value: undefined };
    return { names: [value.slice(0, equals)], value: { span, value: value.slice(equals + 1) } };
  }
  const names: string[] = [];
  for (let at = 1; at < value.length; at++) {
    const name = `-${value[at]}`;
    names.push(name);
    if (!values.has(name)) continue;
    return { names, value: at + 1 < value.length ? { span, value: value.slice(at + 1) } : undefined };
  }
  return { names, value: undefined };
}

const isStandardOutput = (file: string): boolean =>
  file === '-' || file === '/dev/stdout' || file === '/dev/fd/1' || file === '/proc/self/fd/1';

const intoFile: ReadonlySet<string> = new Set(['>', '1>', '>>', '1>>', '>|', '&>', '&>>']);
