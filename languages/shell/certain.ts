import { type AndOr, type CompoundList, forEachChild, type PipelineNode, parse, type SyntaxNode } from 'unbash';
import { type EmbeddedText, toSource } from '../../core/embedded.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';

/**
 * Those of a script's commands that run each time, whatever arguments it is given and wherever it runs: not the branches of
 * `if` and `case`, what follows a test, and functions that only those call. What is done as long as a file is not
 * there (`if [ ! -f x ]`) counts as run.
 */
export function certainOf(text: EmbeddedText, commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const { conditional, functions } = branchesIn(text);
  if (conditional.length + functions.length === 0) return commands;
  const possible = commands.filter(({ span }) => !conditional.some((range) => holds(range, span)));
  const called = new Set<FunctionBody>();
  const isRun = ({ span }: ShellCommand): boolean =>
    functions.every((one) => called.has(one) || !holds(one.body, span));
  // Each round finds what the functions call that the one before has found.
  for (let before = -1; before < called.size; ) {
    before = called.size;
    const names = new Set(possible.filter(isRun).map(({ name }) => name));
    for (const one of functions) if (names.has(one.name)) called.add(one);
  }
  return possible.filter(isRun);
}

interface FunctionBody {
  readonly name: string;
  readonly body: Span;
}

interface Branches {
  readonly conditional: Span[];
  readonly functions: FunctionBody[];
}

const holds = (range: Span, { start, end }: Span): boolean => range.start <= start && end <= range.end;

/** Those of longer scripts are not told apart: they would be gone through once for each. */
const maxBranches = 500;

function branchesIn(embedded: EmbeddedText): Branches {
  const { text } = embedded;
  const branches: Branches = { conditional: [], functions: [] };
  const spanOf = ({ pos, end }: { readonly pos: number; readonly end: number }): Span => toSource(embedded, pos, end);
  const addBranch = (list: CompoundList | undefined): void => {
    if (list && branches.conditional.length < maxBranches) branches.conditional.push(spanOf(list));
  };
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'If') {
      if (!isGuard(text.slice(node.clause.pos, node.clause.end))) addBranch(node.then);
      for (const one of node.elif) addBranch(one.then);
      addBranch(node.else);
    } else if (node.type === 'CaseItem') addBranch(node.body);
    else if (node.type === 'Function' && branches.functions.length < maxBranches) {
      branches.functions.push({ name: text.slice(node.name.pos, node.name.end), body: spanOf(node.body) });
    } else if (node.type === 'AndOr') {
      const from = firstConditional(node, text);
      if (from) branches.conditional.push(spanOf({ pos: from.pos, end: node.end }));
    }
    forEachChild(node, visit);
  };
  try {
    visit(parse(text));
  } catch {
    // As where commands are read: what was found before stands.
  }
  return branches;
}

/** What is the first of a chain to run on a condition: behind a test, or when something has failed. */
function firstConditional({ commands, operators }: AndOr, text: string): PipelineNode | undefined {
  const question = text.slice(commands[0]!.pos, commands[0]!.end);
  const isGuarded = operators[0] === '&&' ? isGuard(question) || !isTest(question) : isPresence(question);
  if (!isGuarded) return commands[1];
  return commands[operators.indexOf('||', 1) + 1 || commands.length];
}

/** Whether a condition only asks whether something is not there yet. */
const isGuard = (condition: string): boolean =>
  /^(?:!\s*(?:\[\[?|test)|\[\[?\s+!|test\s+!)\s+-[defsLh]\s+[^&|]*$/.test(condition.trim());

/** Whether it asks whether something is there. */
const isPresence = (condition: string): boolean => /^(?:\[\[?|test)\s+-[defsLh]\s+[^&|]*$/.test(condition);

/** What asks a question. */
const isTest = (command: string): boolean =>
  /^(?:!\s|\[|test\s|command\s+-[vV]\s|type\s|which\s|hash\s|grep\s|true\b|false\b)/.test(command.trim());
