import { type EmbeddedText, isKnown, sliceEmbedded, toSource } from '../../../core/embedded.ts';
import type { Span } from '../../../core/text.ts';
import { concatenate, knownText, textElsewhere, toText, type Value } from '../value.ts';
import { maxAddedText, textValue } from './function.ts';

/** `replace(string, part, replacement)`; a part between slashes is a regular expression. */
export function replace([value, wanted, replacement]: readonly Value[], span: Span): Value | undefined {
  const [text, part] = [knownText(value), knownText(wanted)];
  if (value?.kind !== 'string' || text === undefined || !part || !replacement) return undefined;
  const matches = /^\/.*\/$/s.test(part) ? expressionMatches(text, part.slice(1, -1)) : partMatches(text, part);
  if (!matches) return undefined;
  if (matches.length === 0) return { ...value, span };
  const { text: template } = toText(replacement);
  const hasGroups = template.includes('$') && part.startsWith('/');
  if (hasGroups && !isKnown(template)) return undefined;
  const parts: EmbeddedText[] = [];
  let copied = 0;
  let added = 0;
  for (const { start, end, groups } of matches) {
    parts.push(sliceEmbedded(value.value, copied, start));
    copied = end;
    const newText = hasGroups ? expand(template, groups) : template;
    parts.push(textElsewhere(newText, toSource(value.value, start, end)));
    added += newText.length + 1;
    if (added > maxAddedText) return undefined;
  }
  parts.push(sliceEmbedded(value.value, copied, text.length));
  return textValue(concatenate(parts, span), [value, replacement], span);
}

interface Match extends Span {
  /** The whole match, then its groups. */
  readonly groups: readonly (string | undefined)[];
}

function partMatches(text: string, part: string): readonly Match[] {
  const matches: Match[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    matches.push({ start: at, end: at + part.length, groups: [part] });
  }
  return matches;
}

/**
 * The matches of an expression of Go's (github.com/google/re2/wiki/Syntax); undefined where JavaScript's may mean something
 * else, or may take long.
 */
function expressionMatches(text: string, pattern: string): readonly Match[] | undefined {
  if (!plainText.test(text) || !commonSyntax.test(pattern)) return undefined;
  const loops = [...pattern.matchAll(loopPattern)].filter(([, pair]) => pair === undefined).length;
  if (text.length > (maxLengths[loops] ?? 0)) return undefined;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'g');
  } catch {
    return undefined;
  }
  const matches = Array.from(text.matchAll(expression), (match): Match => {
    return { start: match.index, end: match.index + match[0].length, groups: [...match] };
  });
  // An empty match behind another one counts in JavaScript alone.
  return matches.some(({ start, end }) => start === end) ? undefined : matches;
}

/** How long a text may be for an expression with no loop, with one, with two: each may go through all of it at each place. */
const maxLengths: readonly number[] = [100_000, 2000, 200];
const loopPattern = /(\\.)|[*+]|\{\d+,?\d*\}/g;

/** Other characters differ in what `.` and `\s` mean. */
const plainText = /^[\t\n\x20-\x7e]*$/;

const escaped = String.raw`\\(?:[dDwWsS]|[^\w\s])`;
const inClass = String.raw`(?:${escaped}|\\[nt]|[^\\[\]])`;
const atom = String.raw`(?:[\w \t\n!"#%&',\-/:;<=>@_\`~.]|${escaped}|\\[nt]|\[\^?${inClass}+\])`;
/** What both have and mean alike; what is repeated is one character, so that no loop is in a loop. */
const commonSyntax = new RegExp(
  String.raw`^(?:[\^$|)]|\\[bB]|\((?:\?:)?(?![*+?{])|${atom}(?:(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??)?)*$`,
);

/** `$1`, `${1}`; a name is as long as can be, and one that means no group is nothing. */
const expand = (template: string, groups: readonly (string | undefined)[]): string =>
  template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    if (name === undefined) return whole.slice(1);
    return /^\d+$/.test(name) ? (groups[Number(name)] ?? '') : '';
  });
