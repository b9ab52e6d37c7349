import { type EmbeddedText, joinPieces, toSource } from '../../core/embedded.ts';
import type { ImageReference, Origin } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { Span } from '../../core/text.ts';
import { toImageReference } from '../image.ts';
import { get, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { replace, withoutInputs } from './expressions.ts';
import { globalKeys } from './gitlabKeys.ts';
import { entriesOf, type GitlabPart, type GitlabPipeline, jobValue, valueOfJob } from './gitlabPipeline.ts';
import { isTemplate, type VariableContext, variableValue } from './gitlabVariables.ts';

/** Whose images are told: those of a job, of a template, or, under no key, of what stands above all jobs. */
export interface ImageHolder {
  readonly key: string;
  readonly node: YamlMap;
}

/**
 * The images of a job of one part and of its services, written as a text or as `name:` (https://docs.gitlab.com/ci/yaml/#image):
 * each as the jobs that run in it see it, so that one in a template may be several.
 */
export function gitlabImages(
  part: GitlabPart,
  pipelines: readonly GitlabPipeline[],
  { key, node }: ImageHolder,
): readonly ImageReference[] {
  const prefix = key === '' ? '' : `${key}/`;
  const services = get(node, 'services');
  const image = get(node, 'image');
  const places = [
    ...(image ? [{ value: image, whole: image, path: `${prefix}image` }] : []),
    ...(services?.kind === 'sequence'
      ? services.items.map(({ value }, index) => ({ value, whole: services, path: `${prefix}services[${index}]` }))
      : []),
  ];
  return places.flatMap(({ value, whole, path }) => {
    const scalar = value.kind === 'map' ? get(value, 'name') : value;
    if (scalar?.kind !== 'scalar') return [];
    const place = scalar === value ? path : `${path}/name`;
    const contexts = contextsOf(pipelines, whole, key);
    const seen = new Map<string, { readonly image: ImageReference; readonly job: string }>();
    for (const context of contexts) {
      const found = imageAt(part, scalar, place, context);
      const version = found && found.name + JSON.stringify(found.version);
      if (version !== undefined && !seen.has(version)) seen.set(version, { image: found!, job: context.job ?? '' });
    }
    const images = [...seen.values()];
    return images.map((one) => (images.length === 1 ? one.image : { ...one.image, path: `${place}[${one.job}]` }));
  });
}

/** The same image, told in another file at what brings it there. */
export function imageToldAt(
  span: Span,
  source: string,
  prefix: string,
  part: GitlabPart,
  image: ImageReference,
): ImageReference | undefined {
  const { version } = image;
  const suffix =
    version.kind === 'tag'
      ? `:${version.tag}`
      : version.kind === 'digest'
        ? `${version.tag === undefined ? '' : `:${version.tag}`}@${version.digest}`
        : '';
  const value = joinPieces([{ text: image.name + suffix, source: span }]);
  const origin: Origin = { file: part.path, span: image.span, name: image.path };
  const told = toImageReference({
    ...{ span, path: `${prefix}/${image.path}`, usage: image.usage, source, value },
    origins: [origin, ...image.origins],
  });
  if (!told || version.kind === 'unresolved') return undefined;
  return { ...told, text: image.text };
}

/** The jobs that a value of `image` or `services` is for. One that is for none here stands for jobs elsewhere. */
function contextsOf(pipelines: readonly GitlabPipeline[], node: YamlNode, key: string): readonly VariableContext[] {
  const found = pipelines.flatMap((pipeline) =>
    (usersOf(pipeline).get(node) ?? []).map((job) => ({ pipeline, job, isForOthers: false })),
  );
  if (found.length > 0) return found.slice(0, maxContexts);
  const job = key === '' ? undefined : key;
  return pipelines
    .slice(0, 1)
    .map((pipeline) => ({ pipeline, job, isForOthers: job === undefined || isTemplate(job) }));
}

/** More say nothing new of an image. */
const maxContexts = 64;

/** The jobs of a pipeline by the values of `image` and `services` that they run in. */
const usersOf = lazyFor((pipeline: GitlabPipeline): ReadonlyMap<YamlNode, readonly string[]> => {
  const users = new Map<YamlNode, string[]>();
  for (const job of jobNamesOf(pipeline)) {
    // What starts another pipeline runs in nothing.
    if (jobValue(pipeline, job, 'trigger')) continue;
    for (const key of ['image', 'services']) {
      const found = valueOfJob(pipeline, job, key);
      if (!found || found === 'unknown') continue;
      const known = users.get(found.node);
      if (known) known.push(job);
      else users.set(found.node, [job]);
    }
  }
  return users;
});

const jobNamesOf = ({ parts }: GitlabPipeline): ReadonlySet<string> =>
  new Set(
    parts.flatMap(({ root }) =>
      [...entriesOf(root)].flatMap(([key, value]) =>
        value.kind === 'map' && !globalKeys.has(key) && !isTemplate(key) ? [key] : [],
      ),
    ),
  );

function imageAt(
  { text: source }: GitlabPart,
  scalar: YamlScalar,
  path: string,
  context: VariableContext,
): ImageReference | undefined {
  const origins: Origin[] = [];
  const text = withoutInputs(textOf(source, scalar));
  const value = expand(text, (name) => variableValue(name, context, origins));
  const span = toSource(value, 0, value.text.length);
  return toImageReference({ span, path, usage: 'container', source, value, origins });
}

/** `$NAME`, `${NAME}` and `%NAME%`, as GitLab and its runner put them in; `$$` is a dollar sign. */
const variable = /\$\$|\$(?:\{(\w+)\}|(\w+))|%(\w+)%/g;

function expand(text: EmbeddedText, valueOfVariable: (name: string) => string): EmbeddedText {
  return replace(
    text,
    [...text.text.matchAll(variable)].map(({ 0: reference, 1: braced, 2: bare, 3: percent, index }) => ({
      span: { start: index, end: index + reference.length },
      text: reference === '$$' ? '$' : valueOfVariable((braced ?? bare ?? percent)!),
    })),
  );
}
