import { type Command, forEachChild, type Script, type SyntaxNode } from 'unbash';
import { isKnown } from '../../core/embedded.ts';
import { readWord, type ShellText } from './words.ts';

/**
 * The assignments of a command such as `VERSION=1.2` or `export VERSION=1.2` that hold for all that comes after: of a
 * name that the script assigns nowhere else, to a value that is known.
 */
export function topLevelAssignments(
  command: Command,
  context: ShellText & { readonly assignedOnce: ReadonlySet<string> },
): readonly { readonly name: string; readonly value: string }[] {
  const parts = command.name ? (exporters.has(command.name.value) ? command.suffix : []) : command.prefix;
  return parts.flatMap((part) => {
    if (part.type !== 'Assignment' || part.append || part.index || part.value.type !== 'Word') return [];
    if (!context.assignedOnce.has(part.name)) return [];
    const { value } = readWord(part.value, context).word;
    return isKnown(value) ? [{ name: part.name, value }] : [];
  });
}

/** The names that a script assigns in exactly one place. None when it runs code that is not there to read. */
export function assignedOnce(script: Script, text: string): ReadonlySet<string> {
  // Without a `$` nothing asks for a variable's value, and the walk below takes time.
  if (!text.includes('=') || !text.includes('$')) return new Set();
  const counts = new Map<string, number>();
  const count = (name: string, times: number): void => void counts.set(name, (counts.get(name) ?? 0) + times);
  let isOpen = false;
  const visit = (node: SyntaxNode): void => {
    switch (node.type) {
      case 'Assignment':
        count(node.name, node.append ? 2 : 1);
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
        if (evaluators.has(node.name?.value ?? '')) isOpen = true;
        if (setters.has(node.name?.value ?? '')) for (const word of node.args) count(word.text, 2);
        break;
    }
    forEachChild(node, visit);
  };
  visit(script);
  return new Set(isOpen ? [] : [...counts].filter(([, times]) => times === 1).map(([name]) => name));
}

const exporters: ReadonlySet<string> = new Set(['export', 'readonly']);
const evaluators: ReadonlySet<string> = new Set(['.', 'source', 'eval']);
/** Commands whose arguments are names of variables that they change. */
const setters: ReadonlySet<string> = new Set(['read', 'mapfile', 'readarray', 'getopts', 'printf', 'unset', 'let']);
