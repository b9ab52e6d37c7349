import { type LanguageId, languageIds, type ParsedFile } from '../core/document.ts';
import type { Rule } from '../core/rule.ts';
import { discover } from '../host/discover.ts';
import { createConfigurationFinder } from '../host/findConfiguration.ts';
import { createFolders } from '../host/folders.ts';
import type { Host } from '../host/host.ts';
import { referenceKey, referenceKeysOf } from '../host/references.ts';
import { isIndexFile } from '../languages/detect.ts';
import type { Files } from './files.ts';

/**
 * What the index files of the workspace refer to: those that change what others mean although the others do not refer to
 * them. Found by one walk through the workspace, once a document wants them, while the editor goes on.
 */
export interface WorkspaceIndex {
  /** Begins to look for what concerns files of a language, unless that was done. */
  want(language: LanguageId): void;
  /** The paths of the index files that refer to a file, directly or through other index files, and that it does not refer to; ordered. */
  referrersOf(file: ParsedFile): readonly string[];
  /** Looks at a file again, if it is an index file. */
  fileChanged(path: string): void;
  /** Looks through the workspace again; until then what is known stays. */
  refresh(): void;
  stop(): void;
}

export interface IndexedWorkspace {
  readonly folders: readonly string[];
  readonly host: Host;
  readonly files: Files;
  readonly rules: readonly Rule[];
  /** Called when what is known has changed. */
  readonly onChange: () => void;
}

/** Beyond these numbers a workspace is not looked at any further. */
const maxFiles = 5_000;
const maxFolders = 20_000;
/** After how many folders or files the editor's messages are let in. */
const batch = 5;

export function createWorkspaceIndex(workspace: IndexedWorkspace): WorkspaceIndex {
  const wanted = new Set<LanguageId>();
  /** What each index file refers to, as keys. */
  const references = new Map<string, Indexed>();
  const referrers = new Map<string, Set<string>>();
  const pending = new Set<string>();
  let isWalkDue = false;
  let isRunning = false;
  let isStopped = false;

  const isWanted = (path: string): boolean => [...wanted].some((language) => isIndexFile(path, language));

  return {
    want(language) {
      if (wanted.has(language) || !indexedLanguages.has(language)) return;
      wanted.add(language);
      isWalkDue = true;
      void run();
    },
    referrersOf(file) {
      const found = new Set<string>();
      const follow = (keys: readonly string[]): void => {
        for (const key of keys) {
          for (const path of referrers.get(key) ?? []) {
            if (found.has(path) || path === file.path) continue;
            found.add(path);
            follow(references.get(path)!.ownKeys);
          }
        }
      };
      follow(referenceKeysOf(file));
      const known = new Set(workspace.files.referencesOf(file).map(referenceKey));
      return [...found].filter((path) => !references.get(path)!.ownKeys.some((key) => known.has(key))).sort();
    },
    fileChanged(path) {
      if (!isWanted(path)) return;
      pending.add(path);
      void run();
    },
    refresh() {
      if (wanted.size === 0) return;
      isWalkDue = true;
      void run();
    },
    stop() {
      isStopped = true;
    },
  };

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    let isChanged = false;
    for (let count = 1; !isStopped && (isWalkDue || pending.size > 0); count++) {
      if (isWalkDue) {
        isWalkDue = false;
        const found = new Set(await indexFiles(workspace, isWanted, () => isStopped));
        for (const path of [...references.keys()]) if (!found.has(path) && note(path, undefined)) isChanged = true;
        for (const path of found) pending.add(path);
      }
      const [path] = pending;
      if (path === undefined) continue;
      pending.delete(path);
      if (count % batch === 0) await letMessagesIn();
      if (note(path, await look(path))) isChanged = true;
    }
    isRunning = false;
    if (isChanged && !isStopped) workspace.onChange();
  }

  async function look(path: string): Promise<Indexed | undefined> {
    try {
      const file = await workspace.files.glance(path);
      if (!file || !('language' in file)) return undefined;
      const keys = workspace.files.referencesOf(file).map(referenceKey);
      return { ownKeys: referenceKeysOf(file), keys: [...new Set(keys)].sort() };
    } catch {
      // Whoever opens the file is told.
      return undefined;
    }
  }

  /** Returns whether that was news. */
  function note(path: string, now: Indexed | undefined): boolean {
    const before = references.get(path);
    if (before?.keys.join('\n') === now?.keys.join('\n')) return false;
    for (const key of before?.keys ?? []) referrers.get(key)?.delete(path);
    if (!now) return references.delete(path);
    if (references.size >= maxFiles && !before) return false;
    references.set(path, now);
    for (const key of now.keys) referrers.set(key, (referrers.get(key) ?? new Set()).add(path));
    return true;
  }
}

interface Indexed {
  /** The keys of the references that lead to the file. */
  readonly ownKeys: readonly string[];
  /** The keys of what it refers to. */
  readonly keys: readonly string[];
}

/** The languages that have index files. */
const indexedLanguages: ReadonlySet<LanguageId> = new Set(
  languageIds.filter((language) => ['main.tf', 'kustomization.yaml'].some((name) => isIndexFile(name, language))),
);

/** The paths of the workspace's index files, without what git or a configuration ignores. */
async function indexFiles(
  { folders: roots, host, rules }: IndexedWorkspace,
  isCandidate: (name: string) => boolean,
  isStopped: () => boolean,
): Promise<readonly string[]> {
  const found: string[] = [];
  let count = 0;
  const patient: Host = {
    ...host,
    async listDirectory(path) {
      if (++count % batch === 0) await letMessagesIn();
      return isStopped() || count > maxFolders ? [] : host.listDirectory(path);
    },
  };
  for (const root of roots) {
    const folders = createFolders(patient, root);
    const configurationOf = createConfigurationFinder({ host: patient, folders, loadRules: async () => rules });
    const toShown = (path: string): string => path;
    found.push(...(await discover([root], { host: patient, folders, configurationOf, isCandidate, toShown })).files);
  }
  return found;
}

/** Long walks go on only when nothing else waits. */
const letMessagesIn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
