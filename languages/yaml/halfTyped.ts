import { type Document, isCollection, isScalar, type Scalar } from 'yaml';
import { isOpen, isPairLike } from './convert.ts';

/** Text that swallows what stands around it, or moves it elsewhere: from `start` to the end of its line. */
export interface HalfTyped {
  readonly start: number;
  readonly message: string;
}

/**
 * What somebody is about to type in a document that has errors: a key without its colon, a list item among keys or a key
 * among list items, a quote that nothing closes up to the document's end.
 */
export function findHalfTyped(document: Document.Parsed, source: string): HalfTyped | undefined {
  for (const { code, pos } of document.errors) {
    const [at] = pos;
    const halfTyped =
      code === 'MULTILINE_IMPLICIT_KEY' && /[\w.]/.test(source[at]!)
        ? { start: at, message: messages.word }
        : code === 'BLOCK_AS_IMPLICIT_KEY'
          ? oddItem(source, at)
          : code === 'BAD_INDENT' || code === 'UNEXPECTED_TOKEN'
            ? oddLineAbove(source, at)
            : undefined;
    if (halfTyped) return halfTyped;
  }
  return openQuote(document, source);
}

type LineKind = 'item' | 'key' | 'word';

const messages: Readonly<Record<LineKind, string>> = {
  word: 'a key needs a `:` behind it',
  item: 'a list item cannot stand among keys',
  key: 'a key cannot stand among list items',
};

/** An item that is taken for a key: it stands among keys, or the one above it is a first item that is indented too far. */
function oddItem(source: string, at: number): HalfTyped | undefined {
  const line = lineAt(source, at);
  if (line.kind !== 'item') return undefined;
  const above = lineAbove(source, line);
  const isAboveOdd = above?.kind === 'item' && above.indentation > line.indentation;
  return { start: isAboveOdd ? above.start : at, message: messages.item };
}

/** The line above, when it is the first of its block and of another kind than the lines that follow it there. */
function oddLineAbove(source: string, at: number): HalfTyped | undefined {
  const line = lineAt(source, at);
  const odd = lineAbove(source, line);
  if (!odd?.kind || odd.indentation !== line.indentation) return undefined;
  if (odd.kind === line.kind || (line.kind !== 'key' && line.kind !== 'item')) return undefined;
  const above = lineAbove(source, odd);
  const isFirst = !above || above.indentation < odd.indentation || above.isMarker;
  return isFirst ? { start: odd.start, message: messages[odd.kind] } : undefined;
}

interface Line {
  /** Where its text starts, behind the indentation. */
  readonly start: number;
  readonly indentation: number;
  /** Undefined for what is none of these, such as the middle of a string. */
  readonly kind: LineKind | undefined;
  readonly isMarker: boolean;
}

function lineAt(source: string, offset: number): Line {
  const lineStart = offset === 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1;
  const newline = source.indexOf('\n', offset);
  const line = source.slice(lineStart, newline === -1 ? source.length : newline);
  const indentation = /^[\uFEFF ]*/.exec(line)![0].length;
  const text = line.slice(indentation);
  return { start: lineStart + indentation, indentation, kind: kindOf(text), isMarker: text.startsWith('---') };
}

function kindOf(text: string): LineKind | undefined {
  if (/^-(?=\s|$)/.test(text)) return 'item';
  if (/^(?:"[^"]*"|'[^']*'|[^\s#'"[\]{}][^#'"]*?)[ \t]*:(?=\s|$)/.test(text)) return 'key';
  return /^[\w./$-]+\s*(?:#.*)?$/.test(text) ? 'word' : undefined;
}

/** The nearest line above that is neither blank nor a comment. */
function lineAbove(source: string, { start, indentation }: Line): Line | undefined {
  for (let end = start - indentation - 1; end >= 0; end = source.lastIndexOf('\n', end - 1)) {
    const lineStart = end === 0 ? 0 : source.lastIndexOf('\n', end - 1) + 1;
    if (!/^\s*(?:#.*)?$/.test(source.slice(lineStart, end))) return lineAt(source, lineStart);
    if (lineStart === 0) return undefined;
  }
  return undefined;
}

/** Only the last scalar of a document can run to its end. */
function openQuote(document: Document.Parsed, source: string): HalfTyped | undefined {
  let last: unknown = document.contents;
  while (isCollection(last)) {
    const item: unknown = last.items.at(-1);
    last = isPairLike(item) ? (item.value ?? item.key) : item;
  }
  if (!isScalar(last) || !last.range || !isOpen(last as Scalar, source)) return undefined;
  return last.range[1] === source.length ? { start: last.range[0], message: 'the quote is not closed' } : undefined;
}
