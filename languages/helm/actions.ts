import type { Span } from '../../core/text.ts';

/** One `{{ ... }}` of a Go template (https://pkg.go.dev/text/template). */
export interface Action {
  /** With its braces. */
  readonly span: Span;
  /**
   * What it does: writes a value; opens, divides or closes a block; or leaves nothing behind (a comment, an assignment).
   * What is not closed counts as a value up to its line's end.
   */
  readonly kind: 'value' | 'open' | 'else' | 'end' | 'silent';
  /** Without braces and trim marks. */
  readonly body: string;
  /** The innermost block that it stands in; of `else` and `end`, the one that they are part of. */
  readonly block: Block | undefined;
}

export interface Block {
  /** Where the action stands that opens it. */
  readonly start: number;
  readonly keyword: string;
  /** What follows the keyword. */
  readonly argument: string;
  readonly parent: Block | undefined;
  /** Whether this is the part behind an `else`, where `with` leaves the dot alone. */
  readonly isElse: boolean;
  /** Whether conditions before its own decide too: the part behind an `else if`, and the `else` behind that. */
  readonly isAlternative: boolean;
}

/** The body of a `define`, which is written wherever it is included and not where it stands. */
export interface Template {
  readonly name: string;
  readonly body: Span;
}

export interface Actions {
  readonly actions: readonly Action[];
  readonly templates: readonly Template[];
}

/** Finds all actions of a template, in order, and the blocks that they make. Takes time linear in the text. */
export function findActions(text: string): Actions {
  const actions: Action[] = [];
  const templates: Template[] = [];
  let block: Block | undefined;
  let templateStart: number | undefined;
  for (let start = text.indexOf('{{'); start !== -1; start = text.indexOf('{{', actions.at(-1)!.span.end)) {
    const { end, body, isClosed } = readAction(text, start);
    const [, keyword = ''] = /^(if|else|end|range|with|define|block|break|continue)\b/.exec(body) ?? [];
    const argument = body.slice(keyword.length).trim();
    const span = { start, end };
    if (!isClosed || keyword === '') {
      actions.push({ span, body, block, kind: isClosed && isSilent(body) ? 'silent' : 'value' });
    } else if (keyword === 'end') {
      actions.push({ span, body, block, kind: 'end' });
      if (block?.keyword === 'define' && templateStart !== undefined) {
        templates.push({
          name: /^"([^"]*)"/.exec(block.argument)?.[1] ?? '',
          body: { start: templateStart, end: start },
        });
        templateStart = undefined;
      }
      block = block?.parent;
    } else if (keyword === 'else') {
      actions.push({ span, body, block, kind: 'else' });
      // `else if` and `else with` are closed by the same `end`.
      if (block) block = { ...block, ...readElse(argument), parent: block.parent };
    } else if (keyword === 'break' || keyword === 'continue') {
      actions.push({ span, body, block, kind: 'silent' });
    } else {
      actions.push({ span, body, block, kind: 'open' });
      block = { start, keyword, argument, parent: block, isElse: false, isAlternative: false };
      if (keyword === 'define') templateStart = end;
    }
  }
  return { actions, templates };
}

function readElse(argument: string): Pick<Block, 'isElse'> & Partial<Block> {
  const [, keyword] = /^(if|with)\b/.exec(argument) ?? [];
  return keyword === undefined
    ? { isElse: true }
    : { keyword, argument: argument.slice(keyword.length).trim(), isElse: false, isAlternative: true };
}

/** Comments and assignments. */
const isSilent = (body: string): boolean => /^(?:\/\*|\$\w*(?:\s*,\s*\$\w+)?\s*:?=)/.test(body);

function readAction(
  text: string,
  start: number,
): { readonly end: number; readonly body: string; readonly isClosed: boolean } {
  const bodyStart = start + (/\s/.test(text[start + 3] ?? '') && text[start + 2] === '-' ? 3 : 2);
  const comment = /\s*\/\*/y;
  comment.lastIndex = bodyStart;
  if (comment.test(text)) {
    const commentEnd = text.indexOf('*/', comment.lastIndex);
    const end = commentEnd === -1 ? -1 : text.indexOf('}}', commentEnd);
    return end === -1
      ? { end: text.length, body: text.slice(bodyStart).trim(), isClosed: true }
      : { end: end + 2, body: text.slice(bodyStart, end).trim(), isClosed: true };
  }
  const token = /"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|'(?:[^'\\\n]|\\.){1,10}'|\}\}|\{\{/g;
  token.lastIndex = bodyStart;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '{{') break;
    if (match[0] !== '}}') continue;
    const body = text.slice(bodyStart, match.index).replace(/\s-$/, '').trim();
    return { end: match.index + 2, body, isClosed: true };
  }
  const newline = text.indexOf('\n', start);
  const end = newline === -1 ? text.length : newline;
  return { end, body: text.slice(bodyStart, end).trim(), isClosed: false };
}
