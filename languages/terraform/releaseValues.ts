import type { ParsedFile } from '../../core/document.ts';
import { embed } from '../../core/embedded.ts';
import { lazyFor } from '../../core/lazy.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { type Chart, chartIn } from '../helm/chart.ts';
import type { TerraformResource } from './block.ts';
import type { TerraformFile } from './document.ts';
import { rootFolderOf } from './paths.ts';
import { fromElsewhere, itemsOf, knownText, property, unknownAt, type Value } from './value.ts';
import { yamlIn } from './yaml.ts';

/** A chart of the workspace that a release is of. `span` is where the release names it. */
export interface ReleasedChart {
  readonly chart: Chart;
  readonly span: Span;
}

/** The chart of a `helm_release`; undefined when it is a remote one, or cannot be known. */
export function chartOf(
  resource: TerraformResource,
  { path }: TerraformFile,
  project: Project,
): ReleasedChart | undefined {
  const named = resource.attribute('repository') ? undefined : resource.value('chart');
  const written = knownText(named);
  if (!named || written === undefined || written.startsWith('/')) return undefined;
  const folder = resolvePath(rootFolderOf(folderOf(path), project), written);
  const chart = folder === undefined ? undefined : chartIn(folder, project);
  return chart && { chart, span: named.span };
}

/** The own values of a chart, all of them where the release names it; undefined when there are none, or they cannot be read. */
export function chartValues({ chart, span }: ReleasedChart, project: Project): Value | undefined {
  const file = chart.values && project.file(chart.values.path);
  const values = file && valuesIn(file);
  return values && fromElsewhere(values, span, { file: file.path, span: wholeOf(file), name: file.path });
}

/** Read once for all releases, and kept with the file: at a key press elsewhere it is the same. */
const valuesIn = lazyFor((file: ParsedFile): Value | undefined => {
  const span = wholeOf(file);
  return yamlIn({ kind: 'string', value: embed(file.text, span), span, origins: [] });
});

const wholeOf = ({ text }: ParsedFile): Span => ({ start: 0, end: text.length });

/** All values of a chart that a release has: what it says itself over the chart's own. */
export const releasedValues = (resource: TerraformResource, chart: ReleasedChart, project: Project): Value =>
  mergedValues(resource, knownChartValues(chart, project));

/** The same of a release that says nothing; values that cannot be read may be any. */
export const knownChartValues = (chart: ReleasedChart, project: Project): Value =>
  chartValues(chart, project) ?? { ...emptyAt(chart.span), isPartial: true };

/** What a release sets: each of `values` over those before it and over the chart's, and `set` over all (helm.sh/docs/helm/helm_install). */
export function mergedValues(resource: TerraformResource, ofChart: Value | undefined): Value {
  const steps = { left: maxSteps };
  return layersOf(resource).reduce<Value>(
    (lower, upper) => mergeValues(lower, upper, steps),
    ofChart ?? emptyAt(resource.span),
  );
}

/** Read once for a release's images and for its chart's templates. */
const layersOf = lazyFor((resource: TerraformResource) => [...valuesOf(resource), ...setsOf(resource)]);

const maxSteps = 10_000;
const emptyAt = (span: Span) =>
  ({ kind: 'object', entries: [], isPartial: false, span, origins: [] }) as const satisfies Value;

/** An upper value that is not known may replace anything of the lower one. */
function mergeValues(lower: Value, upper: Value, steps: { left: number }): Value {
  if (upper.kind === 'unknown') return { ...emptyAt(upper.span), isPartial: true };
  if (lower.kind !== 'object' || upper.kind !== 'object') return upper;
  if (steps.left-- <= 0) return unknownAt(upper.span);
  const entries = new Map(upper.isPartial ? [] : lower.entries.map((entry) => [entry.key, entry]));
  for (const entry of upper.entries) {
    const below = property(lower, entry.key);
    const value = below ? mergeValues(below, entry.value, steps) : entry.value;
    entries.set(entry.key, { ...entry, value });
  }
  return { ...upper, entries: [...entries.values()], isPartial: lower.isPartial || upper.isPartial };
}

function valuesOf(resource: TerraformResource): readonly Value[] {
  const values = resource.value('values');
  if (!values) return [];
  if (values.kind !== 'list' || values.isPartial) return values.kind === 'null' ? [] : [unknownAt(values.span)];
  return values.items.flatMap((item) => {
    if (item.kind === 'json') return item.value;
    if (item.kind === 'string') return item.value.text.trim() === '' ? [] : (yamlIn(item) ?? unknownAt(item.span));
    return item.kind === 'null' ? [] : unknownAt(item.span);
  });
}

/** `set` and its like are blocks, or since version 3 of the provider lists of objects; later ones win. */
const setsOf = (resource: TerraformResource): readonly Value[] =>
  ['set', 'set_list', 'set_sensitive'].flatMap((name) => settingsIn(resource, name));

function settingsIn(resource: TerraformResource, kind: string): readonly Value[] {
  const list = resource.value(kind);
  if (list && (list.kind !== 'list' || list.isPartial)) return list.kind === 'null' ? [] : [unknownAt(list.span)];
  const blocks = resource.blocks(kind).map(({ span, value }) => ({ span, of: value }));
  const items = itemsOf(list).map((item) => ({ span: item.span, of: (name: string) => property(item, name) }));
  return [...(resource.attribute(kind) ? items : blocks)].flatMap(({ span, of }) => {
    const path = knownText(of('name'));
    const value = of('value');
    if (path === undefined || !value) return [unknownAt(span)];
    return value.kind === 'null' ? [] : [nestedAt(keysOf(path), asSet(value, knownText(of('type'))))];
  });
}

/** What `--set` makes of a text that is not said to be one; a number stays the text that it is, which templates write alike. */
function asSet(value: Value, type: string | undefined): Value {
  const text = type === 'string' ? undefined : knownText(value);
  const { span, origins } = value;
  if (text === 'true' || text === 'false') return { kind: 'bool', value: text === 'true', span, origins };
  if (text === 'null') return { kind: 'null', span, origins };
  // `{a, b}` is a list.
  return text?.startsWith('{') ? unknownAt(span) : value;
}

/** `a.b[0].c\.d` is `a`, `b`, 0 and `c.d` (helm.sh/docs/intro/using_helm, "The Format and Limitations of --set"). */
const keysOf = (path: string): readonly (string | number)[] =>
  Array.from(path.matchAll(/\[(\d+)\]|((?:\\.|[^.[\\])+)/g), ([, index, key]) =>
    key === undefined ? Number(index) : key.replace(/\\(.)/g, '$1'),
  );

const nestedAt = (keys: readonly (string | number)[], value: Value): Value =>
  keys.reduceRight<Value>((inner, key) => {
    const empty = emptyAt(value.span);
    if (typeof key === 'string') return { ...empty, entries: [{ key, value: inner }] };
    if (key > maxIndex) return unknownAt(value.span);
    // The other items are those of what is below.
    const others = Array.from({ length: key }, () => unknownAt(value.span));
    return { ...empty, kind: 'list', items: [...others, inner], isPartial: true };
  }, value);

const maxIndex = 100;
