import type { Comment, ParsedFile, SourceFile } from '../../core/document.ts';
import { UNKNOWN } from '../../core/embedded.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import { lineSpanAt, type Span } from '../../core/text.ts';
import { type CommandStore, createCommandStore } from '../commandStore.ts';
import { isTemplate } from '../kubernetes/detect.ts';
import { concernsAnyRule } from '../kubernetes/relevant.ts';
import { commentsOf } from '../yaml/comments.ts';
import type { YamlNode } from '../yaml/node.ts';
import { parseYaml, splitDocuments, type YamlDocument } from '../yaml/parse.ts';
import { reparseYaml } from '../yaml/reparse.ts';
import { shiftDocument } from '../yaml/shift.ts';
import { type Actions, findActions } from './actions.ts';
import { isInTemplates, isValuesName } from './detect.ts';
import { mostValues, withoutData } from './largeValues.ts';
import { type Mask, maskActions } from './mask.ts';

/** A file of a chart: what all of them have. */
export interface HelmFile extends ParsedFile {
  readonly language: 'helm';
  readonly role: HelmRole;
  readonly actions: Actions;
  /** The text as YAML, each offset the same. */
  readonly mask: Mask;
  /** What of `mask` is read, each offset the same. */
  readonly read: string;
  /** The YAML documents that were read; those of templates that no rule asks about are left out. */
  readonly documents: readonly YamlDocument[];
  /** The first document. */
  readonly root: YamlNode;
  readonly commands: CommandStore;
}

export type HelmRole = 'template' | 'values' | 'chart';

/** What a file is in its chart, by its name. */
export function roleOfPath(path: string): HelmRole {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isInTemplates(path)) return 'template';
  return name === 'Chart.yaml' ? 'chart' : isValuesName(name) ? 'values' : 'template';
}

export function parseHelm({ path, text }: SourceFile, previous: HelmFile | undefined): HelmFile {
  const role = roleOfPath(path);
  // What is like an action in other files is text, for `tpl` or for another tool.
  const actions = lazy(() => (role === 'template' ? findActions(text) : noActions));
  const mask = lazy(() => maskActions(text, actions().actions));
  const read = lazy(() => (role === 'values' ? withoutData(mask().text) : mask().text));
  const documents = documentReader(role, previous, read, actions);
  // Whether a template is right is seen in what is made of it, not in its text; values may be one of another tool.
  const isSilent = role === 'template' || text.length > mostValues || (text.includes('{{') && isTemplate(text));
  return withDocuments(
    {
      language: 'helm',
      role,
      path,
      text,
      commands: createCommandStore(previous?.commands.known),
      commentStyle: { mark: '#', isAllowedAtLineEnd: true },
    },
    {
      actions,
      mask,
      read,
      documents,
      root: () => documents()[0]?.root ?? nothing,
      problems: () => (isSilent ? [] : documents().flatMap((document) => document.problems)),
      comments: lazy(() => withActions(text, commentsOf(mask().text), actions())),
    },
  );
}

const withDocuments = lazyProperties<
  Pick<HelmFile, 'actions' | 'mask' | 'read' | 'documents' | 'root' | 'problems' | 'comments'>
>(...(['actions', 'mask', 'read', 'documents', 'root', 'problems', 'comments'] as const));

/** Comments of both kinds, in order: those that stay in what a template writes, and Go's own. */
function withActions(text: string, comments: readonly Comment[], { actions }: Actions): readonly Comment[] {
  const own = actions.flatMap(({ span, body }): readonly Comment[] => {
    if (!body.startsWith('/*')) return [];
    const { start, end } = lineSpanAt(text, span.start);
    const isOwnLine = span.end <= end && (text.slice(start, span.start) + text.slice(span.end, end)).trim() === '';
    return [{ span, isOwnLine }];
  });
  return own.length === 0 ? comments : [...comments, ...own].sort((a, b) => a.span.start - b.span.start);
}

const noActions: Actions = { actions: [], templates: [] };

const nothing: YamlNode = { kind: 'null', span: { start: 0, end: 0 }, anchor: undefined };

/** In a function of its own: what is made lazily of a file must not hold the file before it, and with it all before that. */
function documentReader(
  role: HelmRole,
  previous: HelmFile | undefined,
  read: () => string,
  actions: () => Actions,
): () => readonly YamlDocument[] {
  if (role === 'template') {
    const known = documentsByText(previous);
    return lazy(() => templateDocuments(read(), actions(), known));
  }
  const document = previous?.documents[0];
  const before = document && { text: previous!.read, document };
  return lazy(() => firstDocument(read(), before));
}

/** The first document that says anything. */
function firstDocument(
  text: string,
  before: { readonly text: string; readonly document: YamlDocument } | undefined,
): readonly YamlDocument[] {
  for (const span of splitDocuments(text)) {
    const document = before ? reparseYaml(text, span, before.text, before.document) : parseYaml(text, span);
    if (document.root.kind !== 'null') return [document];
  }
  return [];
}

const documentsByText = (file: HelmFile | undefined): ReadonlyMap<string, YamlDocument> =>
  new Map(file?.documents.map((document) => [file.mask.text.slice(document.span.start, document.span.end), document]));

/** The documents of a template; the body of each `define` is one of its own. */
function templateDocuments(
  masked: string,
  { templates }: Actions,
  known: ReadonlyMap<string, YamlDocument>,
): readonly YamlDocument[] {
  const read = (text: string, span: Span): readonly YamlDocument[] => {
    const source = text.slice(span.start, span.end);
    if (!isOfInterest(source)) return [];
    const unchanged = known.get(source);
    return [unchanged ? shiftDocument(unchanged, span.start - unchanged.span.start) : parseYaml(text, span)];
  };
  let main = '';
  for (const { body } of templates) {
    main += masked.slice(main.length, body.start) + masked.slice(body.start, body.end).replace(/[^\r\n]/g, ' ');
  }
  main += masked.slice(main.length);
  return [
    ...splitDocuments(main).flatMap((span) => read(main, span)),
    ...templates.flatMap(({ body }) =>
      splitDocuments(masked.slice(body.start, body.end)).flatMap(({ start, end }) =>
        read(masked, { start: body.start + start, end: body.start + end }),
      ),
    ),
  ];
}

/** An object whose kind hangs on a value is known by its containers. */
const isOfInterest = (document: string): boolean =>
  concernsAnyRule(document) || (document.includes(UNKNOWN) && /\bcontainers\s*:/.test(document));
