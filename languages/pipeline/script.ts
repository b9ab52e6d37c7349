import type { EmbeddedText } from '../../core/embedded.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { Script } from '../../core/script.ts';
import type { TextEdit } from '../../core/text.ts';
import { parseShell } from '../shell/shell.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { textOf } from '../yaml/scalar.ts';

export interface ScriptSource {
  /** The document's text. */
  readonly source: string;
  readonly node: YamlScalar;
  readonly path: string;
  /** Whether a POSIX-like shell runs it. */
  readonly isShell: boolean;
  /** Puts `UNKNOWN` in place of what the pipeline's system puts in before the shell sees it. */
  readonly withoutTemplates: (text: EmbeddedText) => EmbeddedText;
  /** The environment variables that it is given, as far as they are known. */
  readonly environment: () => ReadonlyMap<string, string>;
  readonly removal: () => readonly TextEdit[] | undefined;
}

/** The text of a step as a script. */
export function toScript({ source, node, path, isShell, ...rest }: ScriptSource): Script {
  const { withoutTemplates, environment, removal } = rest;
  return withLazy(
    { phase: 'deploy', path, span: node.span },
    {
      commands: lazy(() => (isShell ? parseShell(withoutTemplates(textOf(source, node)), source, environment()) : [])),
      removal,
    },
  );
}

const withLazy = lazyProperties<Pick<Script, 'commands' | 'removal'>>('commands', 'removal');
