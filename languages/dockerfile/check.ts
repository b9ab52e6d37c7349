import { type InstructionHeader, keywords } from './instruction.ts';
import { blankSeparatedWords } from './words.ts';

/** What is wrong with an instruction by itself, as far as BuildKit refuses it; undefined when nothing is. */
export function argumentProblem({ keyword, arguments: { text }, exec, inner }: InstructionHeader): string | undefined {
  if (!keywords.has(keyword)) return `\`${shorten(keyword)}\` is not an instruction`;
  if (text === '') return mayStandAlone.has(keyword) ? undefined : `\`${keyword}\` needs an argument`;
  switch (keyword) {
    case 'FROM': {
      const words = blankSeparatedWords(text);
      const isNamed = words.length === 3 && text.slice(words[1]!.start, words[1]!.end).toUpperCase() === 'AS';
      return words.length === 1 || isNamed ? undefined : '`FROM` takes an image, or an image, `AS` and a name';
    }
    case 'COPY':
    case 'ADD':
      return (exec ?? blankSeparatedWords(text)).length < 2
        ? `\`${keyword}\` needs a source and a destination`
        : undefined;
    case 'SHELL':
      return exec === undefined || exec.length === 0 ? '`SHELL` needs its arguments as a JSON array' : undefined;
    case 'ONBUILD':
      return inner && argumentProblem(inner);
    default:
      return undefined;
  }
}

// BuildKit takes an empty CMD and ENTRYPOINT as a reset, and leaves RUN to the build.
const mayStandAlone: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT']);

const shorten = (word: string): string => (word.length > 30 ? `${word.slice(0, 30)}...` : word);
