import type { Document, ParsedFile } from '../../core/document.ts';
import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { ImageReference, Place } from '../../core/facts.ts';
import type { Language, Reference } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { folderOf, type Project } from '../../core/project.ts';
import type { TextEdit } from '../../core/text.ts';
import { withCapabilities } from '../kubernetes/facts.ts';
import type { ObjectInFile } from '../kubernetes/lookup.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { mayMeanOthers } from '../kubernetes/relevant.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import { chartFolders, helpersPath, parentChartFolder, prefixOf } from './chart.ts';
import { configMapScripts } from './configMaps.ts';
import { type HelmFile, parseHelm } from './file.ts';
import { resolveImage } from './images.ts';
import { firstFrom } from './resolve.ts';
import { templateOf } from './template.ts';
import { valuesImages } from './valuesImages.ts';

export interface HelmDocument extends Document {
  readonly language: 'helm';
  readonly file: HelmFile;
  /** The objects of a template, values of the chart put in; none in other files. */
  readonly objects: readonly KubernetesObject[];
  /** The object of the same file that has a kind, namespace and name; names that a template makes up are never the same. */
  readonly lookUp: (kind: string, namespace: string | undefined, name: string) => KubernetesObject | undefined;
  /** The objects of all templates in this one's folder. */
  readonly together: () => readonly ObjectInFile[];
  /** As of a manifest: what a template says is all that is said. */
  readonly mayBeSetElsewhere: (file: ParsedFile, key: string) => boolean;
  /** Whether the chart's default values write what stands at an offset; undefined when that cannot be known. */
  readonly isWritten: (offset: number) => boolean | undefined;
  /** Whether the chart's dependencies are fixed by a `Chart.lock` beside its `Chart.yaml`. */
  readonly hasLock: boolean;
}

/** Helm charts: templates, `values.yaml` and `Chart.yaml`. */
export const helm: Language = {
  id: 'helm',
  parse: (source, previous) => parseHelm(source, previous as HelmFile | undefined),
  references: (file) => referencesOf(file as HelmFile),
  toDocument: (file, project): HelmDocument => toDocument(file as HelmFile, project),
};

function referencesOf({ role, path, text }: HelmFile): readonly Reference[] {
  const folders = role === 'template' ? [...chartFolders(path)] : [folderOf(path)];
  const helpers = role === 'template' ? folders.map(helpersPath) : [];
  for (const folder of [...folders]) {
    for (let parent = parentChartFolder(folder); parent !== undefined; parent = parentChartFolder(parent)) {
      folders.push(parent);
    }
  }
  const paths = folders.flatMap((folder) => [`${prefixOf(folder)}Chart.yaml`, `${prefixOf(folder)}values.yaml`]);
  const locks = role === 'chart' ? [lockPath(folderOf(path))] : [];
  const files = [...new Set([...paths, ...helpers, ...locks])].filter((other) => other !== path);
  return [
    ...files.map((other): Reference => ({ kind: 'file', path: other })),
    ...(role === 'template' && mayMeanOthers(text)
      ? [{ kind: 'folder', path: folderOf(path), language: 'helm' } as const]
      : []),
  ];
}

/** https://helm.sh/docs/helm/helm_dependency_update/ */
const lockPath = (folder: string): string => `${prefixOf(folder)}Chart.lock`;

function toDocument(file: HelmFile, project: Project): HelmDocument {
  const { text, role } = file;
  const { resolver, objects, facts, settings } = templateOf(file, project);
  const resolved = new Map<ImageReference, ImageReference>();
  const resolve = (image: ImageReference): ImageReference => {
    const known = resolved.get(image) ?? resolveImage(image, text, resolver(), project);
    resolved.set(image, known);
    return known;
  };
  const together = lazy(() => objectsIn(folderOf(file.path), project));
  const images = lazy(() => (role === 'values' ? valuesImages(file, project) : facts().images.map(resolve)));
  const workloads = lazy(() =>
    facts().workloads.map((workload) => ({
      ...workload,
      containers: workload.containers.map((container) =>
        withCapabilities(
          { ...container, image: container.image && resolve(container.image) },
          { addedCapabilities: () => container.addedCapabilities },
        ),
      ),
    })),
  );
  return withFacts(
    {
      language: 'helm',
      file,
      packageLists: [],
      fileWrites: [],
      hasLock: project.text(lockPath(folderOf(file.path))) !== undefined,
      lookUp: (kind: string, namespace: string | undefined, name: string) =>
        isKnown(name)
          ? objects().find((object) => object.kind === kind && object.name === name && object.namespace === namespace)
          : undefined,
      together,
      mayBeSetElsewhere: () => false,
      isWritten: (offset: number) => settings().isWritten(0, offset),
      originsAt: ({ span }: Place) => resolver()(span)?.origins ?? [],
      suppressionLineAt: (offset: number) =>
        suppressionLineAt(
          file.mask.text,
          file.documents.map(({ root }) => root),
          offset,
        ),
      canApply: (edit: TextEdit) => touchesNoAction(edit, file),
    },
    {
      objects,
      images,
      scripts: lazy(() => {
        const mounted = configMapScripts(file, project);
        return mounted.length === 0 ? facts().scripts : [...facts().scripts, ...mounted];
      }),
      ports: () => facts().ports,
      mounts: () => facts().mounts,
      workloads,
    },
  );
}

const withFacts = lazyProperties<
  Pick<HelmDocument, 'objects' | 'images' | 'scripts' | 'ports' | 'mounts' | 'workloads'>
>(...(['objects', 'images', 'scripts', 'ports', 'mounts', 'workloads'] as const));

const objectsIn = (folder: string, project: Project): readonly ObjectInFile[] =>
  project.once(`helm: objects in ${folder}`, () =>
    (project.filesIn(folder) as readonly HelmFile[])
      .filter(({ language, role }) => language === 'helm' && role === 'template')
      .flatMap((file) =>
        templateOf(file, project)
          .objects()
          .map((object) => ({ file, object })),
      ),
  );

/** An edit of an action, or of text around one, might change what the template writes elsewhere. */
function touchesNoAction({ span, newText }: TextEdit, { actions }: HelmFile): boolean {
  if (newText.includes(UNKNOWN)) return false;
  const before = actions.actions[firstFrom(actions.actions, span.end) - 1];
  return !before || before.span.end <= span.start;
}
