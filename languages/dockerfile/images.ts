import { type EmbeddedText, embed, isKnown, sliceEmbedded, toSource, UNKNOWN } from '../../core/embedded.ts';
import type { ImageReference, ImageUsage } from '../../core/facts.ts';
import { toImageReference } from '../image.ts';
import type { DockerfileFile } from './document.ts';
import { type Expansion, expand } from './expand.ts';
import { noVariables, type StageBase } from './variables.ts';
import { blankSeparatedWords } from './words.ts';

/** Every image that a Dockerfile names, in order. Stages and `scratch` are none. */
export function imagesOf(file: DockerfileFile, bases: readonly StageBase[]): readonly ImageReference[] {
  const images: ImageReference[] = [];
  const add = (usage: ImageUsage, path: string, written: EmbeddedText, expansion: Expansion): void => {
    if (written.text === '') return;
    const span = toSource(written, 0, written.text.length);
    const image = toImageReference({ span, path, usage, source: file.text, ...expansion });
    if (image) images.push(image);
  };
  // FROM names an earlier stage only; COPY and RUN are resolved when all stages are known.
  const allNames = new Set(file.stages.flatMap(({ name }) => name ?? []));

  const names = new Set<string>();

  addFrontend(file, add);
  for (const stage of file.stages) {
    const path = `stage:${stage.label}`;
    const base = bases[stage.index]!;
    const isImage = base.kind === 'image' && !mayBeStage(base.value.text, names);
    if (stage.name !== undefined) names.add(stage.name);
    if (isImage) {
      add('base', `${path}/base`, stage.base, base);
    }
    const counts = { 'copy-from': 0, 'mount-from': 0 };
    for (const instruction of stage.instructions) {
      const { keyword, flags } = instruction.keyword === 'ONBUILD' ? (instruction.inner ?? instruction) : instruction;
      for (const flag of flags) {
        const isCopy = keyword === 'COPY' && flag.name === 'from';
        const isMount = keyword === 'RUN' && flag.name === 'mount';
        const written = flag.value && (isCopy ? flag.value : isMount ? mountSource(flag.value) : undefined);
        if (!written) continue;
        // Neither expands variables: https://docs.docker.com/reference/dockerfile/#copy---from
        const expansion = expand(written, noVariables, file.escapeCharacter);
        if (isStageOrScratch(expansion.value.text, allNames)) continue;
        const usage = isCopy ? 'copy-from' : 'mount-from';
        add(usage, `${path}/${usage}[${counts[usage]++}]`, written, expansion);
      }
    }
  }
  return images;
}

type AddImage = (usage: ImageUsage, path: string, written: EmbeddedText, expansion: Expansion) => void;

// What follows the first blank is for the frontend: https://docs.docker.com/build/buildkit/frontend/
function addFrontend(file: DockerfileFile, add: AddImage): void {
  const directive = file.directives.find(({ name }) => name === 'syntax');
  const word = directive && blankSeparatedWords(directive.value)[0];
  if (!directive || !word) return;
  const written = sliceEmbedded(embed(file.text, directive.valueSpan), word.start, word.end);
  add('frontend', 'syntax', written, { value: written, origins: [] });
}

function isStageOrScratch(text: string, names: ReadonlySet<string>): boolean {
  return /^\d+$/.test(text) || text === 'scratch' || names.has(text.toLowerCase()) || mayBeStage(text, names);
}

/** With more stages than anyone writes, a partly unknown name is taken for one without a look at all of them. */
const maxNames = 200;

/** Whether a partly unknown name fits that of a stage: `base-${TARGETARCH}` and `base-arm64`. */
function mayBeStage(text: string, names: ReadonlySet<string>): boolean {
  if (isKnown(text)) return false;
  const start = text.slice(0, text.indexOf(UNKNOWN)).toLowerCase();
  const end = text.slice(text.lastIndexOf(UNKNOWN) + 1).toLowerCase();
  if (start + end === '') return false;
  return names.size > maxNames || [...names].some((name) => name.startsWith(start) && name.endsWith(end));
}

/** The value of `from=` in a comma-separated `--mount`. */
function mountSource(mount: EmbeddedText): EmbeddedText | undefined {
  const match = /(?:^|,)from=([^,]*)/i.exec(mount.text);
  if (!match) return undefined;
  const end = match.index + match[0].length;
  return sliceEmbedded(mount, end - match[1]!.length, end);
}
