import type { Origin, Place } from './facts.ts';
import type { Span, TextEdit } from './text.ts';

export const levels = ['off', 'info', 'warning', 'error'] as const;
export type Level = (typeof levels)[number];
export type FindingLevel = Exclude<Level, 'off'>;

export const principles = ['pinned', 'sealed', 'stateless', 'replaceable'] as const;
export type Principle = (typeof principles)[number];

/**
 * How far a fix may be trusted.
 * - `safe`: what is built, deployed and run today stays the same; it is only frozen or made explicit.
 * - `suggested`: behaviour changes, a person decides.
 * - `placeholder`: the new text holds a stand-in that a person must replace, so no command applies it; an editor may.
 */
export type FixSafety = 'safe' | 'suggested' | 'placeholder';

/** Edits of the document that the finding is in, and what else has to change with it; applied whole or not at all. */
export interface Fix {
  /** What it does, in the imperative, without the tool's name: ``Remove `EXPOSE 22` ``. */
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly TextEdit[];
  /** Of a `placeholder` fix: the words in the edits' new text that a person must replace. */
  readonly placeholder?: string;
  /** What it does to other files of the project, each of them named once. */
  readonly elsewhere?: readonly FileChange[];
}

/** A change of one file, whose path is in the form of `SourceFile.path`. */
export type FileChange =
  /** Edits of a text as the project has it. */
  | { readonly kind: 'edit'; readonly file: string; readonly edits: readonly TextEdit[] }
  /** A new file. Where there is one by then, nothing of the fix is applied. */
  | { readonly kind: 'create'; readonly file: string; readonly text: string };

/**
 * A fix that has to ask somebody outside, such as a registry. It is shown as available, and its edits are made only when a
 * person asks for them.
 */
export interface OnlineFix {
  /** In the imperative, without what is only known later: ``Pin `node:22` to its digest``. */
  readonly title: string;
  readonly safety: Exclude<FixSafety, 'placeholder'>;
  /** The fix; undefined when the answer is that there is nothing to write. Rejects with what `lookUps` reject with. */
  resolve(lookUps: LookUps): Promise<Fix | undefined>;
}

/** What an online fix may ask. Each gives undefined when there is no such thing, and rejects when nobody answers. */
export interface LookUps {
  /** The digest (`sha256:...`) of the index that a tag means now, so that every platform stays. `image` is a whole reference: `node:22`, `ghcr.io/acme/web:1.2`. */
  digestOf(image: string): Promise<string | undefined>;
  /** The most exact version tag (`22.11.0`) that a registry has for a digest. `name` is without tag and digest. */
  versionTagOf(name: string, digest: string): Promise<string | undefined>;
  /** The full commit that a branch or tag of a git repository means now. `repository` is an address that `git clone` takes. */
  commitOf(repository: string, reference: string): Promise<string | undefined>;
  /** The SHA-256 of a file, in lower-case hexadecimal digits. */
  checksumOf(address: string): Promise<string | undefined>;
}

/** Another place that explains a finding; `file` is the path of a document of the same project. */
export interface RelatedPlace {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
}

/** What a rule yields; the engine adds the rest. */
export interface RuleFinding {
  readonly at: Place;
  /** One line: what, in backticks; why or what to do after a semicolon; no rule id, no full stop, no blame. */
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly onlineFixes?: readonly OnlineFix[];
  readonly related?: readonly RelatedPlace[];
  /** Of a case that is a smaller matter than the rule's others: its level in `recommended`, or the rule's where that is lower. `strict` is one step up. */
  readonly atMost?: FindingLevel;
}

export interface Finding extends Place {
  readonly rule: string;
  readonly principle: Principle;
  readonly level: FindingLevel;
  readonly message: string;
  readonly file: string;
  /** Findings that are suppressed or in the baseline are kept and marked. */
  readonly state: 'active' | 'suppressed' | 'baseline';
  readonly fixes: readonly Fix[];
  readonly onlineFixes: readonly OnlineFix[];
  readonly related: readonly RelatedPlace[];
}

/** Something that kept a file, or part of it, from being linted, or that went wrong on the way. Not a finding: no rule stands behind it. */
export interface Problem {
  readonly kind: 'syntax' | 'unreadable' | 'skipped' | 'suppression' | 'configuration' | 'internal-error';
  readonly file: string;
  readonly span: Span | undefined;
  /** What is wrong and what to do, in one line. */
  readonly message: string;
}

/** The related places of a value that was resolved. One that is named after its file stands there as it is. */
export const relatedTo = (origins: readonly Origin[]): readonly RelatedPlace[] =>
  origins.map(({ file, span, name }) => ({
    file,
    span,
    message: name === file ? 'it is written here' : `the value comes from \`${name}\``,
  }));
