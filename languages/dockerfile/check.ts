import { type InstructionHeader, jsonKeywords, keywords } from './instruction.ts';
import { blankSeparatedWords, quotedWords } from './words.ts';

/** What is wrong with an instruction by itself, as far as BuildKit refuses it; undefined when nothing is. */
export function argumentProblem(header: InstructionHeader, escapeCharacter: string): string | undefined {
  const { keyword, exec, inner } = header;
  const { text } = header.arguments;
  if (!keywords.has(keyword)) return `\`${shorten(keyword)}\` is not an instruction`;
  if (text === '') return mayStandAlone.has(keyword) ? undefined : `\`${keyword}\` needs an argument`;
  if (exec === undefined && jsonKeywords.has(keyword) && isArray(text)) {
    return `the JSON array of \`${keyword}\` takes strings alone`;
  }
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
      return inner && argumentProblem(inner, escapeCharacter);
    case 'ENV':
    case 'LABEL': {
      const words = quotedWords(text, escapeCharacter).map(({ start, end }) => text.slice(start, end));
      // The old form, `ENV name value`, has no `=` in its first word.
      const isPaired = words[0]?.includes('=') ? words.every((word) => word.includes('=')) : words.length > 1;
      return isPaired ? undefined : `\`${keyword}\` takes pairs such as \`name=value\``;
    }
    default:
      return undefined;
  }
}

/** Whether the text is an array in JSON. What is almost one is a shell's text to BuildKit. */
function isArray(text: string): boolean {
  if (!text.startsWith('[')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// BuildKit takes an empty CMD and ENTRYPOINT as a reset, and leaves RUN to the build.
const mayStandAlone: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT']);

const shorten = (word: string): string => (word.length > 30 ? `${word.slice(0, 30)}...` : word);
