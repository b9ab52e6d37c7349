import type { LanguageId } from '../core/document.ts';
import type { Level, Principle } from '../core/finding.ts';
import type { DirectoryEntry, FileStat } from '../host/host.ts';

/**
 * What the server and our own client say to each other beyond the Language Server Protocol, by method. Other clients
 * need none of it. Only types stand here, so that the client can share them without bundling the server.
 */
export interface ServerRequests {
  /** All rules, for a list to choose from. */
  readonly 'fixity/rules': { readonly parameters: null; readonly result: readonly RuleSummary[] };
  /** A rule's documentation as Markdown; null when there is no such rule. */
  readonly 'fixity/explain': { readonly parameters: { readonly rule: string }; readonly result: string | null };
}

export interface ServerNotifications {
  /** Sent whenever a document was linted. */
  readonly 'fixity/status': DocumentStatus;
}

/** What a server asks about files that only the client can reach: all of them in a web worker, those of a virtual workspace elsewhere. Null when there is no such file. */
export interface ClientRequests {
  readonly 'fixity/readFile': { readonly parameters: { readonly uri: string }; readonly result: string | null };
  readonly 'fixity/stat': { readonly parameters: { readonly uri: string }; readonly result: FileStat | null };
  readonly 'fixity/listDirectory': {
    readonly parameters: { readonly uri: string };
    readonly result: readonly DirectoryEntry[] | null;
  };
}

export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly principle: Principle;
  readonly languages: readonly LanguageId[];
  readonly level: Level;
}

export interface DocumentStatus {
  readonly uri: string;
  /** `none`: not a file of ours, such as YAML that is no Kubernetes manifest. */
  readonly state: 'ok' | 'error' | 'excluded' | 'none' | 'disabled';
  /** URI of the configuration file in use; null for the built-in defaults. */
  readonly configuration: string | null;
  /** How many rules look at the document. */
  readonly ruleCount: number;
  /** What is wrong or why nothing was done. */
  readonly message: string | null;
}

/** The editor's settings under `fixity`. */
export interface Settings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
}
