import type { Document, ParsedFile, SourceFile } from '../../core/document.ts';
import type { Facts } from '../../core/facts.ts';
import type { Language } from '../../core/language.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { commentsOf } from '../yaml/comments.ts';
import { parseYaml, splitDocuments, type YamlDocument } from '../yaml/parse.ts';
import { shiftDocument } from '../yaml/shift.ts';
import { suppressionLineAt } from '../yaml/suppress.ts';
import { factsOf } from './facts.ts';
import { type KubernetesObject, objectsOf } from './object.ts';
import { concernsAnyRule } from './relevant.ts';

export interface KubernetesFile extends ParsedFile {
  readonly language: 'kubernetes';
  /** The YAML documents that were read; those that no rule asks about are left out. */
  readonly documents: readonly YamlDocument[];
  readonly objects: readonly KubernetesObject[];
  readonly facts: Facts;
}

export interface KubernetesDocument extends Document {
  readonly language: 'kubernetes';
  readonly file: KubernetesFile;
  /** The objects of all documents of the file, those in a `List` among them. Kinds that no rule asks about are left out. */
  readonly objects: readonly KubernetesObject[];
}

/** Kubernetes manifests in YAML and JSON. */
export const kubernetes: Language = {
  id: 'kubernetes',
  parse: (source, previous) => parse(source, previous as KubernetesFile | undefined),
  toDocument: (file): KubernetesDocument => toDocument(file as KubernetesFile),
};

function parse({ path, text }: SourceFile, previous: KubernetesFile | undefined): KubernetesFile {
  const known = documentsByText(previous);
  const documents = lazy(() =>
    splitDocuments(text).flatMap((span): YamlDocument[] => {
      const source = text.slice(span.start, span.end);
      const unchanged = known.get(source);
      if (unchanged) return [shiftDocument(unchanged, span.start - unchanged.span.start)];
      return concernsAnyRule(source) ? [parseYaml(text, span)] : [];
    }),
  );
  const objects = lazy(() => documents().flatMap(({ root }) => objectsOf(root)));
  return withDocuments(
    {
      language: 'kubernetes',
      path,
      text,
      commentStyle: isJson(text) ? undefined : { mark: '#', isAllowedAtLineEnd: true },
      facts: factsOf(text, objects),
    },
    {
      documents,
      objects,
      problems: lazy(() => documents().flatMap((document) => document.problems)),
      comments: lazy(() => commentsOf(text)),
    },
  );
}

const withDocuments = lazyProperties<Pick<KubernetesFile, 'documents' | 'objects' | 'problems' | 'comments'>>(
  ...(['documents', 'objects', 'problems', 'comments'] as const),
);

/** In a function of its own: what is made lazily of a file must not hold the file before it, and with it all before that. */
const documentsByText = (file: KubernetesFile | undefined): ReadonlyMap<string, YamlDocument> =>
  new Map(file?.documents.map((document) => [textOf(file.text, document), document]));

/** Facts hang on the file alone, so they are computed once for it and shared by the documents of all projects. */
function toDocument(file: KubernetesFile): KubernetesDocument {
  const { facts } = file;
  return withFacts(
    {
      language: 'kubernetes',
      file,
      packageLists: facts.packageLists,
      suppressionLineAt: (offset: number) =>
        file.commentStyle &&
        suppressionLineAt(
          file.text,
          file.documents.map(({ root }) => root),
          offset,
        ),
    },
    {
      objects: () => file.objects,
      images: () => facts.images,
      scripts: () => facts.scripts,
      ports: () => facts.ports,
      mounts: () => facts.mounts,
      workloads: () => facts.workloads,
    },
  );
}

const withFacts = lazyProperties<Omit<KubernetesDocument, 'language' | 'file' | 'packageLists' | 'suppressionLineAt'>>(
  ...(['objects', 'images', 'scripts', 'ports', 'mounts', 'workloads'] as const),
);

const isJson = (text: string): boolean => /^[\s\uFEFF]*[[{]/.test(text);

const textOf = (text: string, { span }: YamlDocument): string => text.slice(span.start, span.end);
