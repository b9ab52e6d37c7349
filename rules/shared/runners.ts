import type { ShellCommand, ShellWord } from '../../core/script.ts';
import { takesNextWord } from '../../languages/shell/wrappers.ts';

/** A command that fetches a package and runs it at once, such as `npx` and `uvx`. */
export interface Runner {
  /** What it fetches: name and version as one word each. */
  readonly packages: readonly ShellWord[];
  /** What stands between a name and its version. */
  readonly separator: '@' | '==';
  /** Whether a package that the project has installed is taken where no version is named. */
  readonly mayBeLocal: boolean;
}

/** Whether commands of a program may fetch and run a package. */
export const isRunner = (program: string): boolean => runners.has(program);

const runners: ReadonlySet<string> = new Set(['npx', 'npm', 'pnpx', 'pnpm', 'yarn', 'uvx', 'uv', 'pipx']);

/** What a command such as `npx` fetches and runs; undefined for any other command. */
export function runnerOf({ name, words }: ShellCommand): Runner | undefined {
  const second = words[1]?.value;
  const third = words[2]?.value;
  switch (name) {
    case 'npx':
      return npmRunner(words.slice(1));
    case 'npm':
      return second === 'exec' || second === 'x' ? npmRunner(words.slice(2)) : undefined;
    case 'pnpx':
      return { ...npmRunner(words.slice(1)), mayBeLocal: false };
    case 'pnpm':
    case 'yarn':
      return second === 'dlx' ? { ...npmRunner(words.slice(2)), mayBeLocal: false } : undefined;
    case 'uvx':
      return pythonRunner(words.slice(1));
    case 'uv':
      return second === 'tool' && third === 'run' ? pythonRunner(words.slice(3)) : undefined;
    case 'pipx':
      return second === 'run' ? pythonRunner(words.slice(2)) : undefined;
    default:
      return undefined;
  }
}

/** Without `--yes` npm asks before it fetches, and nobody who knows that it will is without the option. */
function npmRunner(words: readonly ShellWord[]): Runner {
  const { packages, flags } = firstOperand(words, ['-p', '--package']);
  const isSure = flags.some((flag) => flag === '-y' || flag === '--yes');
  return { packages, separator: '@', mayBeLocal: !isSure };
}

function pythonRunner(words: readonly ShellWord[]): Runner {
  return { packages: firstOperand(words, ['--from', '--spec']).packages, separator: '==', mayBeLocal: false };
}

/** The package that options name, else the first word that is none. */
function firstOperand(
  words: readonly ShellWord[],
  packageOptions: readonly string[],
): { readonly packages: readonly ShellWord[]; readonly flags: readonly string[] } {
  const flags: string[] = [];
  const named: ShellWord[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (!word.value.startsWith('-')) return { packages: named.length > 0 ? named : [word], flags };
    flags.push(word.value);
    const option = packageOptions.find((one) => word.value.startsWith(`${one}=`));
    if (option) named.push({ span: word.span, value: word.value.slice(option.length + 1) });
    else if (packageOptions.includes(word.value)) named.push(...words.slice(++index, index + 1));
    else if (takesNextWord(word.value, valueOptions)) index++;
  }
  return { packages: named, flags };
}

/** Of npm 10, uv 0.5 and pipx 1.7. */
const valueOptions = [
  ...['-w', '--workspace', '--registry', '--prefix', '--cache', '-c', '--call', '--userconfig'],
  ...['--with', '--with-editable', '--with-requirements', '-p', '--python', '--index-url', '-i', '--index'],
  ...['--default-index', '--extra-index-url', '--cache-dir', '--directory', '--project', '--pip-args'],
];
