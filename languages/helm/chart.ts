import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import { lazy } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { contentSpan } from '../kubernetes/object.ts';
import {
  asString,
  get,
  itemsOf,
  pairAt,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  type YamlSequence,
} from '../yaml/node.ts';
import type { Expression } from './expression.ts';
import type { HelmFile } from './file.ts';
import { simpleTemplates } from './helpers.ts';

/** A chart: a folder with a `Chart.yaml` (https://helm.sh/docs/topics/charts/). */
export interface Chart {
  readonly folder: string;
  readonly file: HelmFile;
  /** Undefined when there is none to be seen. */
  readonly values: ChartValues | undefined;
  /** The templates of `templates/_helpers.tpl` that write one simple text, by name. */
  readonly helpers: () => ReadonlyMap<string, Expression>;
  /** The chart that has this one under its `charts/`. */
  readonly parent: Chart | undefined;
}

/** A chart's `values.yaml`, or what stands in for it. What may hold more than is known of it has a pair whose key is `UNKNOWN`. */
export type ChartValues = Pick<HelmFile, 'path' | 'root'>;

/** A scalar of a chart's file. */
export interface Found {
  readonly kind: 'scalar';
  readonly node: YamlScalar;
  readonly file: string;
  readonly span: Span;
}

/** What a path of keys leads to. `unknown`: a map or list, a file that is not seen, a text that is not known. */
export type Lookup = Found | { readonly kind: 'absent' } | { readonly kind: 'unknown' };

/** The chart in a folder; undefined when there is none. */
export function chartIn(folder: string, project: Project): Chart | undefined {
  return project.once(`helm chart ${folder}`, () => {
    const file = helmFile(project, `${prefixOf(folder)}Chart.yaml`);
    if (!file) return undefined;
    const parentFolder = parentChartFolder(folder);
    return {
      folder,
      file,
      values: helmFile(project, `${prefixOf(folder)}values.yaml`),
      helpers: lazy(() => simpleTemplates(helmFile(project, helpersPath(folder)))),
      parent: parentFolder === undefined ? undefined : chartIn(parentFolder, project),
    };
  });
}

/** Where charts have their own templates by custom. */
export const helpersPath = (folder: string): string => `${prefixOf(folder)}templates/_helpers.tpl`;

/** The folders that may be the chart of a template, nearest first: those with a `templates` folder that the path is in. */
export function chartFolders(path: string): readonly string[] {
  const folders: string[] = [];
  for (const { index } of `/${path}`.matchAll(/\/templates(?=\/)/g))
    folders.unshift(path.slice(0, Math.max(0, index - 1)));
  return folders;
}

/** Where a subchart's parent is: two folders up, when the one between is called `charts`. */
export function parentChartFolder(folder: string): string | undefined {
  const between = folderOf(folder);
  return between === 'charts' || between.endsWith('/charts') ? folderOf(between) : undefined;
}

export const prefixOf = (folder: string): string => (folder === '' ? '' : `${folder}/`);

function helmFile(project: Project, path: string): HelmFile | undefined {
  const file = project.file(path);
  return file?.language === 'helm' ? (file as HelmFile) : undefined;
}

/** A value by its path under `.Values`: what the parent charts say of it, else what the chart's own file says. */
export function lookUpValue(chart: Chart, path: readonly string[]): Lookup {
  const fromParent = lookUpInParent(chart, path);
  if (fromParent.kind !== 'absent') return fromParent;
  return chart.values ? lookUp(chart.values, path) : { kind: 'unknown' };
}

/** The map or list at a path under `.Values`; undefined when there is none, or when a parent chart adds to it. */
export function lookUpCollection(chart: Chart, path: readonly string[]): YamlMap | YamlSequence | undefined {
  const node = chart.values && get(chart.values.root, ...path);
  if (node?.kind !== 'map' && node?.kind !== 'sequence') return undefined;
  return lookUpInParent(chart, path).kind === 'absent' ? node : undefined;
}

/** What the parent charts say of a value: in their section for the subchart, or, of globals, in their own. */
export function lookUpInParent({ parent, file, folder }: Chart, path: readonly string[]): Lookup {
  if (!parent) return { kind: 'absent' };
  const global = path[0] === 'global' ? lookUpValue(parent, path) : { kind: 'absent' as const };
  if (global.kind === 'scalar') return global;
  const section = sectionOf(parent, asString(get(file.root, 'name')) ?? folder.slice(folder.lastIndexOf('/') + 1));
  if (section === undefined) return { kind: 'unknown' };
  // A parent without values of its own says nothing.
  return parent.values || parent.parent ? lookUpValue(parent, [section, ...path]) : { kind: 'absent' };
}

/** The key of a subchart in its parent's values; undefined when it is there several times, under several names. */
function sectionOf({ file }: Chart, name: string): string | undefined {
  const [first, second] = itemsOf(get(file.root, 'dependencies')).filter(
    (dependency) => asString(get(dependency, 'name')) === name,
  );
  return second ? undefined : (asString(get(first, 'alias')) ?? name);
}

/** A value of a file by its path. */
export function lookUp({ root, path: file }: ChartValues, path: readonly string[]): Lookup {
  let node: YamlNode = root;
  for (const key of path) {
    if (node.kind === 'null') return { kind: 'absent' };
    if (node.kind !== 'map') return { kind: 'unknown' };
    const inner = get(node, key);
    if (!inner) return { kind: pairAt(node, UNKNOWN) ? 'unknown' : 'absent' };
    node = inner;
  }
  if (node.kind === 'null') return { kind: 'absent' };
  if (node.kind !== 'scalar' || !isKnown(node.value)) return { kind: 'unknown' };
  return { kind: 'scalar', node, file, span: contentSpan(node) };
}
