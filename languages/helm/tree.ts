import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import { lineSpanAt, type Span } from '../../core/text.ts';
import type { YamlItem, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence } from '../yaml/node.ts';
import type { Action } from './actions.ts';
import type { Generator } from './mask.ts';
import { firstFrom, type Resolver } from './resolve.ts';
import { type Settings, settingKeys } from './settings.ts';

/**
 * The tree of a masked template with what can be known of it put in: scalars resolved, and where an action writes entries
 * that are not seen, an entry whose key or value is `UNKNOWN`, so that nothing is taken to be absent. `generators` are
 * those inside `root`, in order.
 */
export function completeTree(
  text: string,
  root: YamlNode,
  generators: readonly Generator[],
  actions: readonly Action[],
  resolve: Resolver,
  settings: Settings,
): YamlNode {
  const columnOf = (offset: number): number => offset - lineSpanAt(text, offset).start;

  const hasAction = (start: number, end: number): boolean => {
    const first = actions[firstFrom(actions, start)];
    return first !== undefined && first.span.start < end;
  };

  const visit = (node: YamlNode, inside: readonly Generator[], start: number): YamlNode => {
    if (inside.length === 0 && !hasAction(start, node.span.end)) return node;
    switch (node.kind) {
      case 'map':
        return visitMap(node, inside, start);
      case 'sequence':
        return visitSequence(node, inside);
      case 'null':
        return inside[0] ? unknownList(inside[0].action.span) : node;
      case 'scalar':
        return visitScalar(node);
    }
  };

  const visitScalar = (node: YamlScalar): YamlScalar => {
    const isBlock = node.style === 'literal' || node.style === 'folded';
    const resolved = isBlock ? undefined : resolve(node.span);
    return resolved ? { ...node, value: resolved.value.text } : node;
  };

  const visitMap = (node: YamlMap, inside: readonly Generator[], start: number): YamlNode => {
    const shares = shareOut(node.pairs, inside, ({ keySpan }) => keySpan.start);
    const own: Generator[] = [...shares.before];
    const pairs = node.pairs.flatMap((pair, index): readonly YamlPair[] => {
      const column = columnOf(pair.keySpan.start);
      const share = shares.byEntry[index] ?? none;
      const below = share.filter((generator) => generator.column > column);
      own.push(...share.filter((generator) => generator.column <= column));
      // A list may stand in the column of its key.
      const isOpen = pair.value.kind === 'null' || (pair.value.kind === 'sequence' && !pair.value.isFlow);
      if (settingKeys.has(pair.key)) {
        const isWritten = settings.isWritten(start, pair.keySpan.start);
        if (isWritten === false) return [];
        if (isWritten === undefined) return [{ ...pair, value: unknownScalar(pair.value.span) }];
        const [only, second] = share;
        const map = only && !second && pair.value.kind === 'null' ? settings.mapOf(only.action) : undefined;
        if (map) return [{ ...pair, value: map, span: cover(pair.span, map.span) }];
      }
      const within = isOpen ? share : below;
      const value = isAlias(pair) ? pair.value : visit(pair.value, within, pair.keySpan.start);
      return [{ ...pair, value, span: isAlias(pair) ? pair.span : cover(pair.span, value.span) }];
    });
    const unknown = own.map(({ action }) => unknownPair(action.span));
    // What writes beside an image may write the container's command.
    const isContainer = own.length > 0 && pairs.some(({ key }) => key === 'image') && !pairs.some(isCommand);
    if (isContainer) unknown.push({ ...unknown[0]!, key: 'command', value: unknownList(own[0]!.action.span) });
    return extend({ ...node, pairs: insert(pairs, unknown) });
  };

  const visitSequence = (node: YamlSequence, inside: readonly Generator[]): YamlNode => {
    const shares = shareOut(node.items, inside, ({ span }) => span.start);
    const own: Generator[] = [...shares.before];
    const items = node.items.map((item, index): YamlItem => {
      const column = columnOf(item.span.start);
      const share = shares.byEntry[index] ?? none;
      const below = share.filter((generator) => generator.column >= column);
      own.push(...share.filter((generator) => generator.column < column));
      const value = isAlias(item) ? item.value : visit(item.value, below, item.span.start);
      return { value, span: isAlias(item) ? item.span : cover(item.span, value.span) };
    });
    const unknown = own.map(({ action: { span } }): YamlItem => ({ value: unknownScalar(span), span }));
    return extend({ ...node, items: insert(items, unknown) });
  };

  return settleKind(visit(root, generators, root.span.start));
}

/** Whether an action writes more entries into a map or a list than are seen. */
export function mayHoldMore(node: YamlNode | undefined): boolean {
  if (node?.kind === 'map') return node.pairs.some(({ key }) => key === UNKNOWN);
  return (
    node?.kind === 'sequence' && node.items.some(({ value }) => value.kind === 'scalar' && value.value === UNKNOWN)
  );
}

const none: readonly Generator[] = [];

/** Generators by the last entry that starts before them; nothing for all entries where there are none. */
function shareOut<Entry>(
  entries: readonly Entry[],
  generators: readonly Generator[],
  startOf: (entry: Entry) => number,
): { readonly before: readonly Generator[]; readonly byEntry: readonly (readonly Generator[])[] } {
  if (generators.length === 0) return { before: none, byEntry: [] };
  const before: Generator[] = [];
  const byEntry = entries.map((): Generator[] => []);
  let index = -1;
  for (const generator of generators) {
    while (index + 1 < entries.length && startOf(entries[index + 1]!) <= generator.action.span.start) index++;
    (byEntry[index] ?? before).push(generator);
  }
  return { before, byEntry };
}

const isAlias = ({ span, value }: YamlPair | YamlItem): boolean =>
  value.span.start < span.start || value.span.end > span.end;

const isCommand = ({ key }: YamlPair): boolean => key === 'command';

const unknownScalar = (span: Span): YamlScalar => ({
  kind: 'scalar',
  style: 'plain',
  value: UNKNOWN,
  anchor: undefined,
  span,
});

const unknownPair = (span: Span): YamlPair => ({ key: UNKNOWN, keySpan: span, value: unknownScalar(span), span });

const unknownList = (span: Span): YamlSequence => ({
  kind: 'sequence',
  isFlow: false,
  anchor: undefined,
  span,
  items: [{ value: unknownScalar(span), span }],
});

const cover = (a: Span, b: Span): Span =>
  a.start <= b.start && b.end <= a.end ? a : { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };

function insert<Entry extends { readonly span: Span }>(
  entries: readonly Entry[],
  unknown: readonly Entry[],
): readonly Entry[] {
  if (unknown.length === 0) return entries;
  return [...entries, ...unknown].sort((a, b) => a.span.start - b.span.start);
}

/** A collection reaches over what is written in it, so that taking it out would take the actions out as well. */
function extend<Collection extends YamlMap | YamlSequence>(node: Collection): Collection {
  let { span } = node;
  for (const entry of node.kind === 'map' ? node.pairs : node.items) span = cover(span, entry.span);
  return { ...node, span };
}

/** Two kinds are those of two branches, and which one it is nobody can know. */
function settleKind(root: YamlNode): YamlNode {
  if (root.kind !== 'map') return root;
  const kinds = new Set(
    root.pairs.filter(({ key }) => key === 'kind').map(({ value }) => (value.kind === 'scalar' ? value.value : '')),
  );
  if (kinds.size < 2 && [...kinds].every(isKnown)) return root;
  const pairs = root.pairs.map((pair) =>
    pair.key === 'kind' ? { ...pair, value: unknownScalar(pair.value.span) } : pair,
  );
  return { ...root, pairs };
}
