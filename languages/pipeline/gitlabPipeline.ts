import { lazyFor } from '../../core/lazy.ts';
import { folderOf, type Project, resolvePath } from '../../core/project.ts';
import { asString, get, itemsOf, pairsOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { parseYaml, splitDocuments } from '../yaml/parse.ts';
import type { PipelineFile } from './document.ts';
import { foldersFrom, type GitlabInclude, includesIn, mainIn, mapsOf, triggersIn } from './gitlabIncludes.ts';

/** What one file says of a pipeline. */
export interface GitlabPart {
  readonly path: string;
  readonly text: string;
  readonly root: YamlMap;
  /** Whether rules of the run decide that it is there. */
  readonly isConditional: boolean;
}

/** A pipeline as GitLab runs it, made of a file and what that includes (https://docs.gitlab.com/ci/yaml/includes/). */
export interface GitlabPipeline {
  /** The folder that paths of included files begin at. */
  readonly folder: string;
  /** The strongest first: a file says its own over what it includes, of which the last says it over those before. */
  readonly parts: readonly GitlabPart[];
  /** The variables that the pipeline which starts this one may hand to it; they win over its own. */
  readonly given: ReadonlySet<string>;
}

/** A pipeline of one file's own text alone. */
export const pipelineOfText = (path: string, text: string, root: YamlMap): GitlabPipeline => ({
  folder: folderOf(path),
  parts: [{ path, text, root, isConditional: false }],
  given: new Set(),
});

/** The pipelines that a file is a part of; one of its own when no main file at or above its folder comes to it. */
export function pipelinesOf(file: PipelineFile, project: Project): readonly GitlabPipeline[] {
  const known = foldersFrom(folderOf(file.path)).flatMap((folder) => pipelinesFrom([mainIn(folder)], folder, project));
  const found = known.filter(({ parts }) => parts.some(({ path }) => path === file.path));
  if (found.length > 0) return found;
  // As in `.gitlab/ci/build.yml`.
  const folder = /^(.*?)(?:^|\/)\.gitlab(?:-ci)?\//.exec(file.path)?.[1] ?? folderOf(file.path);
  const own = pipelinesFrom([file.path], folder, project);
  return own.length > 0 ? own : mapsOf(file).map((root) => pipelineOfText(file.path, file.text, root));
}

/** A pipeline and those that its jobs start. */
const pipelinesFrom = (paths: readonly string[], folder: string, project: Project): readonly GitlabPipeline[] =>
  project.once(`gitlab: pipelines of ${paths.join(' ')} in ${folder}`, () => {
    const pipelines: GitlabPipeline[] = [];
    const seen = new Set<string>();
    const visit = (mains: readonly Included[], given: ReadonlySet<string>): void => {
      const parts = partsOf(mains, folder, project);
      const key = mains.map(({ path }) => path).join(' ');
      if (parts.length === 0 || seen.has(key) || seen.size >= maxPipelines) return;
      seen.add(key);
      const pipeline: GitlabPipeline = { folder, parts, given };
      pipelines.push(pipeline);
      const own = parts.flatMap(({ root }) => keysOf(get(root, 'variables')));
      for (const { root } of parts) {
        for (const { job, includes } of triggersIn(root)) {
          const handed = [...given, ...own, ...keysOf(get(root, job, 'variables'))];
          visit(pathsOf(includes, folder, project), new Set(handed));
        }
      }
    };
    visit(
      paths.map((path) => ({ path, isConditional: false })),
      new Set(),
    );
    return pipelines;
  });

const keysOf = (node: YamlNode | undefined): readonly string[] => pairsOf(node).map(({ key }) => key);

/** Nobody has as many; GitLab itself follows 150 includes. */
const maxPipelines = 100;
const maxParts = 150;

interface Included {
  readonly path: string;
  readonly isConditional: boolean;
}

function partsOf(mains: readonly Included[], folder: string, project: Project): readonly GitlabPart[] {
  const parts: GitlabPart[] = [];
  const seen = new Set<string>();
  const add = ({ path, isConditional }: Included): void => {
    if (seen.has(path) || seen.size >= maxParts) return;
    seen.add(path);
    const file = project.file(path);
    const text = project.text(path) ?? '';
    for (const root of rootsAt(path, project)) {
      parts.push({ path, text, root, isConditional });
      // What a file of no language includes is named by no reference.
      if (!file) continue;
      const included = pathsOf(includesIn(get(root, 'include')), folder, project);
      for (const one of included.toReversed()) add({ ...one, isConditional: isConditional || one.isConditional });
    }
  };
  for (const main of mains.toReversed()) add(main);
  return parts;
}

/** The paths of included files. */
export const pathsOf = (
  includes: readonly GitlabInclude[],
  folder: string,
  project: Project,
): readonly (Included & { readonly include: GitlabInclude })[] =>
  includes.flatMap((include) => {
    const { isConditional } = include;
    const path = resolvePath(folder, include.node.value);
    if (path === undefined) return [];
    if (!path.includes('*')) return [{ path, isConditional, include }];
    const pattern = new RegExp(`^${path.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    const files = project
      .filesIn(folderOf(path))
      .filter((file) => file.language === 'pipeline' && pattern.test(file.path));
    return files.map((file) => ({ path: file.path, isConditional, include }));
  });

function rootsAt(path: string, project: Project): readonly YamlMap[] {
  const file = project.file(path);
  if (file) return file.language === 'pipeline' ? mapsOf(file as PipelineFile) : [];
  return project.once(`gitlab: ${path}`, () => {
    const text = project.text(path);
    return text === undefined ? [] : mapsOf({ documents: splitDocuments(text).map((span) => parseYaml(text, span)) });
  });
}

/** A value and the part that says it. */
export interface Placed {
  readonly node: YamlNode;
  readonly part: GitlabPart;
}

/** `unknown` where it hangs on the run, or on what stands elsewhere. */
export type Found = Placed | 'unknown' | undefined;

/** The value at a path of keys, of all parts merged, `!reference` followed. */
export function valueAt(pipeline: GitlabPipeline, path: readonly string[], depth = 0): Found {
  const [key = '', ...rest] = path;
  for (const part of pipeline.parts) {
    const node = entriesOf(part.root).get(key);
    const found = node && valueWithin(pipeline, { node, part }, rest, depth);
    if (found) return part.isConditional ? 'unknown' : found;
  }
  return undefined;
}

function valueWithin(pipeline: GitlabPipeline, { node, part }: Placed, path: readonly string[], depth: number): Found {
  const target = referenceIn(part.text, node);
  if (target) return depth < maxDepth ? (valueAt(pipeline, [...target, ...path], depth + 1) ?? 'unknown') : 'unknown';
  const [key, ...rest] = path;
  if (key === undefined) return { node, part };
  const inner = get(node, key);
  return inner && valueWithin(pipeline, { node: inner, part }, rest, depth);
}

/** https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags nests up to ten. */
const maxDepth = 10;

/** The path of keys that `!reference [.setup, script]` names. */
export function referenceIn(source: string, node: YamlNode): readonly string[] | undefined {
  const isReference =
    node.kind === 'sequence' && /!reference\s+$/.test(source.slice(Math.max(0, node.span.start - 40), node.span.start));
  return isReference ? itemsOf(node).map((item) => asString(item) ?? '') : undefined;
}

/** The value at a path of a job's keys, its own or one that it `extends` (https://docs.gitlab.com/ci/yaml/#extends). */
export function jobValue(pipeline: GitlabPipeline, job: string, ...path: readonly string[]): Found {
  const seen = new Set<string>();
  const search = (name: string): Found => {
    if (seen.has(name)) return undefined;
    if (seen.size >= maxBases) return 'unknown';
    seen.add(name);
    const own = valueAt(pipeline, [name, ...path]);
    if (own) return own;
    const bases = valueAt(pipeline, [name, 'extends']);
    if (bases === 'unknown') return bases;
    for (const base of namesIn(bases?.node).toReversed()) {
      const found = isDefined(pipeline, base) ? search(base) : 'unknown';
      if (found) return found;
    }
    return undefined;
  };
  return search(job);
}

/** GitLab allows eleven levels. */
const maxBases = 40;

/** What a job has under a key, or what stands above all jobs for those that say nothing of it. */
export function valueOfJob(pipeline: GitlabPipeline, job: string, key: string): Found {
  const own = jobValue(pipeline, job, key);
  if (own || !inherits(jobValue(pipeline, job, 'inherit', 'default'), key)) return own;
  return valueAt(pipeline, ['default', key]) ?? valueAt(pipeline, [key]);
}

/** https://docs.gitlab.com/ci/yaml/#inherit: all, none, or those in a list. */
export const inherits = (inherit: Found, name: string): boolean =>
  inherit === undefined ||
  (inherit !== 'unknown' &&
    (inherit.node.kind === 'sequence' ? namesIn(inherit.node).includes(name) : asString(inherit.node) === 'true'));

const isDefined = ({ parts }: GitlabPipeline, job: string): boolean =>
  parts.some(({ root }) => entriesOf(root).has(job));

/** One name, or a list of them. */
const namesIn = (node: YamlNode | undefined): readonly string[] =>
  (node?.kind === 'sequence' ? itemsOf(node) : [node]).flatMap((one) => asString(one) ?? []);

/** Jobs may be thousands, and each is looked up. */
export const entriesOf = lazyFor(
  (root: YamlMap): ReadonlyMap<string, YamlNode> =>
    new Map([...root.merged, ...root.pairs].map(({ key, value }) => [key, value])),
);
