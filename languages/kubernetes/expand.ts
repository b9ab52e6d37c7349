import { type EmbeddedText, joinPieces, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { Span } from '../../core/text.ts';
import { asString, get, itemsOf, type YamlNode } from '../yaml/node.ts';

/**
 * Replaces `$(NAME)` in a word of a container's command by the variable's value, as the kubelet does before anything
 * runs: `$$` stands for `$`, and what is no variable stays as it is, so that `$(date)` reaches the shell
 * (https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/).
 * A value that only the cluster knows is `UNKNOWN`.
 */
export const expand = (word: EmbeddedText, container: YamlNode): EmbeddedText =>
  replaceMatches(word, /\$\$|\$\(([^)]*)\)/g, (match) =>
    match[1] === undefined ? '$' : valueOfVariable(match[1], container),
  );

/**
 * A step's text with `UNKNOWN` for what Tekton (`$(params.x)`, `$(params["x"])`) and Argo (`{{inputs.x}}`) put in before
 * anything reads it. `$(date)` is the shell's.
 */
export const withoutTemplates = (text: EmbeddedText): EmbeddedText =>
  replaceMatches(text, /\$\(\w+(?:\.[\w.-]+|\[[^)\n]*\][\w.-]*)\)|\{\{[^{}\n]*\}\}/g, () => UNKNOWN);

/** The text with other text for matches; those whose value is undefined stay. */
function replaceMatches(
  word: EmbeddedText,
  pattern: RegExp,
  replacementOf: (match: RegExpExecArray) => string | undefined,
): EmbeddedText {
  if (!/\$[$(]|\{\{/.test(word.text)) return word;
  const parts: { readonly text: string; readonly source: Span }[] = [];
  const keep = (start: number, end: number) => {
    const { text, pieces } = sliceEmbedded(word, start, end);
    for (const { offset, length, source } of pieces) parts.push({ text: text.slice(offset, offset + length), source });
  };
  let position = 0;
  for (const match of word.text.matchAll(pattern)) {
    const value = replacementOf(match);
    if (value === undefined) continue;
    keep(position, match.index);
    position = match.index + match[0].length;
    parts.push({ text: value, source: toSource(word, match.index, position) });
  }
  keep(position, word.text.length);
  return joinPieces(parts);
}

function valueOfVariable(name: string, container: YamlNode): string | undefined {
  const variable = itemsOf(get(container, 'env')).findLast((entry) => asString(get(entry, 'name')) === name);
  if (variable) {
    const value = get(variable, 'valueFrom') ? undefined : (asString(get(variable, 'value')) ?? '');
    return value === undefined || value.includes('$(') ? UNKNOWN : value;
  }
  // `envFrom` and the variables of services (`REDIS_SERVICE_HOST`) come from elsewhere.
  return /^[A-Z_][A-Z0-9_]*$/.test(name) ? UNKNOWN : undefined;
}
