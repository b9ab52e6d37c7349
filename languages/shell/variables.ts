import { type Command, forEachChild, type Script, type SyntaxNode, type Word } from 'unbash';
import { isKnown } from '../../core/embedded.ts';
import { isPlain, mayHoldCode, readShellWord, type ShellText } from './words.ts';

/**
 * The assignments of a command such as `VERSION=1.2` or `export VERSION=1.2` that hold for all that comes after: of a
 * name that the script assigns nowhere else, to a value that is known.
 */
export function topLevelAssignments(
  command: Command,
  context: ShellText & { readonly assignedOnce: ReadonlySet<string> },
): readonly { readonly name: string; readonly value: string }[] {
  const { name, prefix, suffix } = command;
  if (name ? !exporters.has(nameIn(name)) : prefix.length === 0) return [];
  return (name ? suffix : prefix).flatMap((part) => {
    if (part.type !== 'Assignment' || part.append || part.index || part.value.type !== 'Word') return [];
    if (!context.assignedOnce.has(part.name)) return [];
    const { value } = readShellWord(part.value, context);
    return isKnown(value) ? [{ name: part.name, value }] : [];
  });
}

/** What a script does to variables, wherever it does it. */
export interface Changes {
  /** The names that it assigns in exactly one place. */
  readonly once: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  /** Whether it runs code that is not there to read and may assign anything; `once` is empty then. */
  readonly isOpen: boolean;
}

const noChanges: Changes = { once: new Set(), names: new Set(), isOpen: false };

/** @param text The text of the script. @param hasOuter Whether it has variables of its surroundings, which it may change. */
export function changesIn(script: Script, text: string, hasOuter: boolean): Changes {
  // Without a `$` nothing asks for a variable's value, and the walk below takes time.
  if (!text.includes('$') || !(hasOuter || text.includes('='))) return noChanges;
  const counts = new Map<string, number>();
  const count = (name: string, times: number): void => void counts.set(name, (counts.get(name) ?? 0) + times);
  let isOpen = false;
  const countNamed = (program: string, names: Command['args']): void => {
    if (evaluators.has(program)) isOpen = true;
    if (setters.has(program)) for (const { text } of names) count(text, 2);
  };
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'Word':
        if (!mayHoldCode(node.text)) return;
        break;
      case 'Assignment':
        count(node.name, node.append || node.index ? 2 : 1);
        if (!mayHoldCode(node.text)) return;
        break;
      case 'For':
      case 'Select':
        count(node.name.value, 2);
        break;
      case 'ParameterExpansion':
        if (node.operation?.type === 'Default' && node.operation.operator.endsWith('=')) count(node.parameter, 2);
        break;
      case 'ArithmeticWord':
        count(node.value, 2);
        break;
      case 'Command':
        if (node.name) countNamed(nameIn(node.name), node.args);
        break;
    }
    forEachChild(node, visit);
  };
  visit(script);
  const once = isOpen ? [] : [...counts].filter(([, times]) => times === 1).map(([name]) => name);
  return { once: new Set(once), names: new Set(counts.keys()), isOpen };
}

const nameIn = (word: Word): string => (isPlain(word) ? word.text : word.value);

/** The variables of a script's surroundings that it leaves as they are. */
export function unchanged(outer: ReadonlyMap<string, string>, changes: Changes): Map<string, string> {
  if (changes.isOpen) return new Map();
  return new Map([...outer].filter(([name]) => !changes.names.has(name) && !ownVariables.has(name)));
}

/** Variables that shells set themselves. */
const ownVariables: ReadonlySet<string> = new Set(
  'PWD OLDPWD UID EUID PPID SHLVL RANDOM SECONDS LINENO REPLY OPTARG OPTIND IFS HOSTNAME _'.split(' '),
);

const exporters: ReadonlySet<string> = new Set(['export', 'readonly']);
const evaluators: ReadonlySet<string> = new Set(['.', 'source', 'eval']);
/** Commands whose arguments are names of variables that they change. */
const setters: ReadonlySet<string> = new Set(
  'read mapfile readarray getopts printf unset let local declare typeset'.split(' '),
);
