import { type EmbeddedText, isVerbatim, toSource } from '../../core/embedded.ts';
import type { FileWrite, ImageReference, ImageVersion, Origin, Place, Port } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Project } from '../../core/project.ts';
import type { Script } from '../../core/script.ts';
import { lineSpanAt, type Span, type TextEdit } from '../../core/text.ts';
import { dockerfile } from '../dockerfile/language.ts';
import { moveCommands } from '../shell/move.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode } from '../yaml/node.ts';
import type { ComposeService } from './service.ts';
import { resolve, type Scope } from './value.ts';

/** What a Dockerfile says that stands in a Compose file. */
export interface InlineBuild {
  readonly images: readonly ImageReference[];
  readonly scripts: readonly Script[];
  readonly ports: readonly Port[];
  readonly fileWrites: readonly FileWrite[];
}

/**
 * The facts of `build.dockerfile_inline`, where there is one, each where it stands in the Compose file
 * (https://docs.docker.com/reference/compose-file/build/#dockerfile_inline). Compose puts variables in before the build
 * sees the text, so those of the Dockerfile itself are written `$$NAME`.
 */
export function inlineBuildOf(
  path: string,
  scope: Scope,
  service: ComposeService,
  project: Project,
): InlineBuild | undefined {
  const build = service.get('build');
  const node = get(build, 'dockerfile_inline');
  const text = resolve(scope, node)?.value;
  if (node?.kind !== 'scalar' || !text) return undefined;
  const isLines = node.style === 'literal';
  const inline: Inline = { path, source: scope.source, text, isLines, prefix: `${service.path}/build` };
  const facts = dockerfile.toDocument(dockerfile.parse({ path, text: text.text }), project);
  const replaced = replacedBy(build);
  return {
    images: facts.images.flatMap((image) => (isReplaced(image, replaced) ? [] : [moveImage(inline, image)])),
    scripts: facts.scripts.map((script) => moveScript(inline, script)),
    ports: facts.ports.map((one) => ({ port: one.port, usage: one.usage, ...moveRemovable(inline, one) })),
    fileWrites: facts.fileWrites.map((write) => ({ target: write.target, ...moveRemovable(inline, write) })),
  };
}

/** A Dockerfile inside a Compose file. */
interface Inline {
  readonly path: string;
  readonly source: string;
  readonly text: EmbeddedText;
  /** Whether each of its lines is a line of the Compose file. */
  readonly isLines: boolean;
  readonly prefix: string;
}

/** The names of arguments and of images that the service's `build` gives other values. */
function replacedBy(build: YamlNode | undefined): ReadonlySet<string> {
  const namesAt = (key: string): readonly string[] => {
    const node = get(build, key);
    const entries = itemsOf(node).flatMap((item) => asString(item)?.replace(/=.*$/s, '') ?? []);
    return [...entries, ...pairsOf(node).map((pair) => pair.key)];
  };
  return new Set([...namesAt('args').map((name) => `ARG ${name}`), ...namesAt('additional_contexts')]);
}

const isReplaced = ({ text, origins }: ImageReference, replaced: ReadonlySet<string>): boolean =>
  replaced.has(text) || origins.some(({ name }) => replaced.has(name));

const moveSpan = ({ text }: Inline, { start, end }: Span): Span => toSource(text, start, end);

const movePlace = (inline: Inline, { span, path }: Place): Place => {
  return { span: moveSpan(inline, span), path: `${inline.prefix}/${path}` };
};

function moveImage(inline: Inline, image: ImageReference): ImageReference {
  const place = movePlace(inline, image);
  return {
    ...place,
    usage: image.usage,
    text: inline.source.slice(place.span.start, place.span.end),
    name: image.name,
    version: moveVersion(inline, image.version),
    origins: image.origins.map((origin): Origin => ({ ...origin, span: moveSpan(inline, origin.span) })),
  };
}

/** What variables brought here stands elsewhere. */
function moveVersion(inline: Inline, version: ImageVersion): ImageVersion {
  const { text, source } = inline;
  if (version.kind === 'none' && version.insertAt !== undefined) {
    const before = { start: version.insertAt - 1, end: version.insertAt };
    const isHere = isVerbatim(text, source, before.start, before.end);
    return { kind: 'none', insertAt: isHere ? moveSpan(inline, before).end : undefined };
  }
  if (version.kind === 'tag' && version.span) {
    const isHere = isVerbatim(text, source, version.span.start, version.span.end);
    return { ...version, span: isHere ? moveSpan(inline, version.span) : undefined };
  }
  return version;
}

function moveScript(inline: Inline, script: Script): Script {
  const move = {
    spanOf: (span: Span) => moveSpan(inline, span),
    editsOf: (edits: readonly TextEdit[]) => moveEdits(inline, edits),
  };
  return toScript(
    { phase: script.phase, ...movePlace(inline, script) },
    {
      commands: lazy(() => moveCommands(script.commands, move)),
      removal: lazy(() => script.removal && moveEdits(inline, script.removal)),
    },
  );
}

const toScript = lazyProperties<Pick<Script, 'commands' | 'removal'>>('commands', 'removal');

/** The edits are few, so they are made at once. */
function moveRemovable(inline: Inline, one: Place & Pick<Port, 'removal'>): Place & Pick<Port, 'removal'> {
  return { ...movePlace(inline, one), removal: one.removal && moveEdits(inline, one.removal) };
}

/** The edits in the Compose file's own lines; undefined where it does not have the text as it is, or a line would be broken. */
function moveEdits(inline: Inline, edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const moved = edits.flatMap((edit) => moveEdit(inline, edit) ?? []);
  return moved.length === edits.length ? moved : undefined;
}

function moveEdit(inline: Inline, { span, newText }: TextEdit): TextEdit | undefined {
  const { source, text: embedded, isLines } = inline;
  const { text } = embedded;
  if (!isLines || newText.includes('\n') || !isVerbatimByLine(inline, span)) return undefined;
  const moved = moveSpan(inline, span);
  const isLineStart = (offset: number) => offset === 0 || text[offset - 1] === '\n';
  const hasWholeLines =
    span.end > span.start && isLineStart(span.start) && (isLineStart(span.end) || span.end === text.length);
  if (!hasWholeLines) return { span: moved, newText };
  // Whole lines go with their indentation, which is not part of the Dockerfile.
  return { span: { start: lineSpanAt(source, moved.start).start, end: moved.end }, newText };
}

function isVerbatimByLine({ text: embedded, source }: Inline, { start, end }: Span): boolean {
  for (let at = start; at < end; ) {
    const newline = embedded.text.indexOf('\n', at);
    const stop = newline === -1 || newline > end ? end : newline;
    if (!isVerbatim(embedded, source, at, stop)) return false;
    at = stop + 1;
  }
  return true;
}
