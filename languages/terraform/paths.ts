import { folderOf, type Project } from '../../core/project.ts';
import type { Span } from '../../core/text.ts';
import { callersOf } from './calls.ts';
import { textElsewhere, unknownAt, type Value } from './value.ts';

/** `path.module`, `path.root` and `path.cwd`, by the name behind the dot, as Terraform has them when it runs in the root module's folder. */
export function pathValue(name: string, folder: string, project: Project, span: Span): Value {
  const root = rootFolderOf(folder, project);
  const text = name === 'module' ? relativePath(root, folder) : '.';
  const isKnownName = name === 'module' || name === 'root' || name === 'cwd';
  return isKnownName ? { kind: 'string', value: textElsewhere(text, span), span, origins: [] } : unknownAt(span);
}

/** The folder of the root module that a module is called from; its own where there are several, or none. */
export function rootFolderOf(folder: string, project: Project): string {
  let root = folder;
  const seen = new Set<string>();
  for (;;) {
    const folders = new Set(callersOf(root, project).map(({ file }) => folderOf(file.path)));
    const [caller] = folders;
    if (caller === undefined) return root;
    if (folders.size > 1 || seen.has(caller)) return folder;
    seen.add(caller);
    root = caller;
  }
}

function relativePath(from: string, to: string): string {
  const fromParts = partsOf(from);
  const toParts = partsOf(to);
  let common = 0;
  while (common < fromParts.length && fromParts[common] === toParts[common]) common++;
  const up = fromParts.slice(common).map(() => '..');
  return [...up, ...toParts.slice(common)].join('/') || '.';
}

const partsOf = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');
