/**
 * A pattern that a value is cut by: any one character, any number of characters, or a character itself.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_14
 */
export type Pattern = readonly PatternItem[];

export type PatternItem = '?' | '*' | { readonly character: string };

/** What `${V#pattern}` gives, or with `isLongest` `${V##pattern}`. */
export function withoutPrefix(value: string, pattern: Pattern, isLongest: boolean): string {
  const characters = [...value];
  const ends = endsOf(characters, pattern, 0);
  const end = isLongest ? ends.lastIndexOf(true) : ends.indexOf(true);
  return characters.slice(Math.max(0, end)).join('');
}

/** What `${V%pattern}` gives, or with `isLongest` `${V%%pattern}`. */
export function withoutSuffix(value: string, pattern: Pattern, isLongest: boolean): string {
  const reversed = withoutPrefix([...value].reverse().join(''), pattern.toReversed(), isLongest);
  return [...reversed].reverse().join('');
}

/**
 * What `${V/pattern/replacement}` gives, or with `isEach` `${V//pattern/replacement}`. Undefined for a pattern that
 * matches nothing at all as well, on which shells differ, and for values longer than anyone cuts.
 */
export function withReplaced(
  value: string,
  pattern: Pattern,
  replacement: string,
  isEach: boolean,
): string | undefined {
  const characters = [...value];
  if (pattern.every((item) => item === '*') || characters.length > maxReplaced) return undefined;
  let result = '';
  for (let at = 0; at < characters.length; ) {
    const end = endsOf(characters, pattern, at).lastIndexOf(true);
    if (end === -1) {
      result += characters[at++];
      continue;
    }
    result += replacement;
    at = end;
    if (!isEach) return result + characters.slice(at).join('');
  }
  return result;
}

const maxReplaced = 200;

/** For each place in a text, whether the pattern may end there when it begins at `start`. */
function endsOf(characters: readonly string[], pattern: Pattern, start: number): readonly boolean[] {
  let ends = characters.map(() => false).concat(false);
  ends[start] = true;
  for (const item of pattern) {
    if (item === '*') {
      for (let at = start; at < characters.length; at++) ends[at + 1] ||= ends[at]!;
      continue;
    }
    const next = characters.map(() => false).concat(false);
    for (let at = start; at < characters.length; at++) {
      next[at + 1] = ends[at]! && (item === '?' || item.character === characters[at]);
    }
    ends = next;
  }
  return ends;
}
