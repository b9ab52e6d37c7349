import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import type { ImageReference, Origin } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import { get, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';
import { replace, withoutInputs } from './expressions.ts';
import type { GitlabFile } from './gitlab.ts';

/** The images of a job and of its services, written as a text or as `name:` (https://docs.gitlab.com/ci/yaml/#image). */
export function gitlabImages(file: GitlabFile, job: YamlMap, jobPath: string): readonly ImageReference[] {
  const prefix = jobPath === '' ? '' : `${jobPath}/`;
  const services = get(job, 'services');
  const places: readonly (readonly [YamlNode | undefined, string])[] = [
    [get(job, 'image'), `${prefix}image`],
    ...(services?.kind === 'sequence'
      ? services.items.map(({ value }, index) => [value, `${prefix}services[${index}]`] as const)
      : []),
  ];
  return places.flatMap(([node, path]) => imageAt(file, job, node, path) ?? []);
}

function imageAt(file: GitlabFile, job: YamlMap, node: YamlNode | undefined, path: string): ImageReference | undefined {
  const scalar = node?.kind === 'map' ? get(node, 'name') : node;
  if (scalar?.kind !== 'scalar') return undefined;
  const { source, variables } = file;
  const origins: Origin[] = [];
  const text = withoutInputs(textOf(source, scalar));
  const value = expand(text, (name) => variables.valueOf(name, job, origins));
  const span = toSource(value, 0, value.text.length);
  const isName = scalar !== node;
  return toImageReference({ span, path: isName ? `${path}/name` : path, usage: 'container', source, value, origins });
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
