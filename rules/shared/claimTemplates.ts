import type { TextEdit } from '../../core/text.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import { removeEntries } from '../../languages/yaml/edit.ts';
import { linesOfEntry, ownPair, startWithComments } from '../../languages/yaml/move.ts';
import { pairAt, type YamlItem, type YamlMap } from '../../languages/yaml/node.ts';
import { columnOf, styleOf, type WrittenMap, writeItems, type YamlStyle } from '../../languages/yaml/write.ts';

/** Stands for a size that a person has to decide. */
export const anySize = 'SIZE';

/** What is asked for of a volume that one node at a time can have. */
export const claimOf = (size: string): WrittenMap => ({
  accessModes: '[ReadWriteOnce]',
  resources: { requests: { storage: size } },
});

/** The edits that give each pod of a StatefulSet a claim in place of a volume; undefined when unsure. */
export function moveToClaimTemplate(
  object: KubernetesObject,
  volume: YamlItem,
  name: string,
  size: string,
  text: string,
): readonly TextEdit[] | undefined {
  const template = { metadata: { name }, spec: claimOf(size) };
  const insertion = insertClaimTemplates(object.node, text, (column, style) => writeItems([template], column, style));
  const removal = removeEntries(text, object.node, new Set([volume]));
  return insertion && removal && [insertion, ...removal];
}

/**
 * The edit that writes claim templates into a StatefulSet, or what is to be one: before others, else before the template of
 * its pods. `write` gives items of a list whose dashes stand in a column. Undefined when unsure.
 */
export function insertClaimTemplates(
  object: YamlMap,
  text: string,
  write: (column: number, style: YamlStyle) => string | undefined,
): TextEdit | undefined {
  const spec = ownPair(object, 'spec')?.value;
  if (spec?.kind !== 'map' || spec.isFlow || spec.anchor !== undefined) return undefined;
  const style = styleOf(text, object);
  const key = 'volumeClaimTemplates';
  if (pairAt(spec, key)) {
    const list = ownPair(spec, key)?.value;
    const first = list?.kind === 'sequence' && !list.isFlow && list.anchor === undefined ? list.items[0] : undefined;
    if (!list || !first) return undefined;
    const { start } = list.span;
    const items = write(columnOf(text, start), style);
    const line = start - columnOf(text, start);
    if (items === undefined || !/^ *-$/.test(text.slice(line, start + 1))) return undefined;
    return { span: { start: line, end: line }, newText: items };
  }
  // In a template they may be written on a condition that is not met.
  if (text.slice(spec.span.start, spec.span.end).includes(key)) return undefined;
  const template = ownPair(spec, 'template');
  const lines = template && linesOfEntry(text, template);
  const column = template && columnOf(text, template.keySpan.start);
  const items = column === undefined ? undefined : write(column + style.dash, style);
  if (!lines || column === undefined || items === undefined) return undefined;
  const newText = `${' '.repeat(column)}${key}:${style.lineEnd}${items}`;
  const start = startWithComments(text, lines.start);
  return { span: { start, end: start }, newText };
}
