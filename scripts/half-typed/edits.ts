import type { LanguageId } from '../../core/document.ts';
import { lineSpanAt, lineStartsOf, type Span, type TextEdit } from '../../core/text.ts';

export const editKinds = [
  'open quote',
  'open brace',
  'no value',
  'half a header',
  'line cut',
  'file cut',
  'bad indent',
] as const;
type EditKind = (typeof editKinds)[number];

export interface HalfTyped {
  readonly edit: TextEdit;
  /** What stands here is being typed, so nobody can ask for its facts. */
  readonly touched: Span;
  /** For a person to read. */
  readonly what: string;
}

type Lines = Readonly<Record<'open quote' | 'open brace' | 'no value' | 'half a header', string>>;

const yamlLines: Lines = {
  'open quote': 'foo: "bar',
  'open brace': 'foo: {',
  'no value': 'foo',
  'half a header': '- na',
};

/** The line that somebody is typing, by kind. */
const typedLines: Readonly<Record<LanguageId, Lines>> = {
  dockerfile: {
    'open quote': 'RUN echo "bar',
    'open brace': 'CMD ["bar",',
    'no value': 'ENV FOO=',
    'half a header': 'COPY --fr',
  },
  terraform: {
    'open quote': 'foo = "bar',
    'open brace': 'foo = {',
    'no value': 'foo =',
    'half a header': 'resource "aws_inst',
  },
  kubernetes: yamlLines,
  pipeline: yamlLines,
  compose: yamlLines,
  kustomize: yamlLines,
  helm: yamlLines,
};

/** One edit of a kind, at a random place of a text. */
export function halfTyped(
  kind: EditKind,
  language: LanguageId,
  text: string,
  random: (limit: number) => number,
): HalfTyped {
  const lines = lineStartsOf(text)
    .map((start) => lineSpanAt(text, start))
    .filter(({ start, end }) => text.slice(start, end).trim() !== '');
  const line = lines[random(lines.length)]!;
  const content = text.slice(line.start, line.end);
  const indentation = /^[ \t]*/.exec(content)![0];
  switch (kind) {
    case 'line cut': {
      const start = line.start + indentation.length + random(content.length - indentation.length);
      return {
        edit: { span: { start, end: line.end }, newText: '' },
        touched: line,
        what: text.slice(line.start, start),
      };
    }
    case 'file cut': {
      const start = random(text.length);
      const span = { start, end: text.length };
      return { edit: { span, newText: '' }, touched: span, what: `cut at ${start}` };
    }
    case 'bad indent': {
      const width = indentation.length + [-3, -2, -1, 1, 2, 3][random(6)]!;
      const span = { start: line.start, end: line.start + indentation.length };
      return {
        edit: { span, newText: ' '.repeat(Math.max(0, width)) },
        touched: line,
        what: `${width - indentation.length} before ${content}`,
      };
    }
    default: {
      const typed = `${indentation}${typedLines[language][kind]}`;
      const span = { start: line.start, end: line.start };
      return { edit: { span, newText: `${typed}\n` }, touched: span, what: `above ${content}` };
    }
  }
}
