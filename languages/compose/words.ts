import { type EmbeddedText, joinPieces, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';

/**
 * The words of a command that is written as one string, as Compose splits it: by quotes and blanks, with no shell behind
 * it. So `a && b` runs `a` alone: what follows an operator is dropped, and no bracket may open but that of `$(`
 * (github.com/mattn/go-shellwords, which Compose uses). Undefined when Compose would refuse it.
 */
export function splitWords(command: EmbeddedText): readonly EmbeddedText[] | undefined {
  const { text } = command;
  const words: EmbeddedText[] = [];
  let parts: { readonly text: string; readonly source: Span }[] | undefined;
  let quotation: Quotation = 'none';
  const keep = (start: number, end: number) => {
    const kept = sliceEmbedded(command, start, end);
    for (const { offset, length, source } of kept.pieces) {
      parts!.push({ text: kept.text.slice(offset, offset + length), source });
    }
  };
  const close = () => {
    if (parts) words.push(joinPieces(parts));
    parts = undefined;
  };

  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    if (quotation === 'none') {
      if (/[;&|<>]/.test(character)) break;
      if (/[()]/.test(character) && text[at - 1] !== '$') return undefined;
      if (/[ \t\r\n]/.test(character)) {
        close();
        at++;
        continue;
      }
    }
    parts ??= [];
    const isClosing = quotation !== 'none' && character === closings[quotation];
    const isOpening: boolean = quotation === 'none' && character in openings;
    if (character === '\\' && quotation !== 'single') {
      const escaped = text[at + 1];
      if (escaped === undefined) return undefined;
      if (quotation === 'substitution' || quotation === 'backquotes') keep(at, at + 2);
      else parts.push({ text: escapes[escaped] ?? escaped, source: toSource(command, at, at + 2) });
      at += 2;
    } else if (isClosing || isOpening) {
      const next: Quotation = isOpening ? openings[character]! : 'none';
      // Quotes are taken off, substitutions are left to whoever runs the word.
      if (/[`()]/.test(character)) keep(at, at + 1);
      quotation = next;
      at++;
    } else {
      const run = new RegExp(runs[quotation]);
      run.lastIndex = at + 1;
      run.test(text);
      const end = Math.max(at + 1, run.lastIndex);
      keep(at, end);
      at = end;
    }
  }
  close();
  return quotation === 'none' ? words : undefined;
}

type Quotation = 'none' | 'single' | 'double' | 'backquotes' | 'substitution';

const openings: Readonly<Record<string, Quotation>> = {
  "'": 'single',
  '"': 'double',
  '`': 'backquotes',
  '(': 'substitution',
};

const closings = { single: "'", double: '"', backquotes: '`', substitution: ')' } as const;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

/** What goes on as it is. */
const runs: Readonly<Record<Quotation, RegExp>> = {
  none: /[^\\\s"'`;&|<>()]+/y,
  single: /[^']+/y,
  double: /[^"\\]+/y,
  backquotes: /[^`\\]+/y,
  substitution: /[^)\\]+/y,
};
