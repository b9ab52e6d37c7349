import {
  type Command,
  forEachChild,
  type PipelineNode,
  parse,
  type Statement,
  type Script as Syntax,
  type SyntaxNode,
} from 'unbash';
import { type EmbeddedText, joinPieces, toSource, UNKNOWN, withUnixLineEnds } from '../../core/embedded.ts';
import type { NestedCommands, ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { commandsOfFind, scriptInArguments, scriptsInRedirects, spanAcross } from './arguments.ts';
import { runWordsOf, toCommand, type UnfinishedCommand } from './command.ts';
import { programOf } from './program.ts';
import type { PipelinePlace } from './removal.ts';
import { changesIn, topLevelAssignments, unchanged } from './variables.ts';
import { mayHoldCode, type RunWord, type ShellText } from './words.ts';
import { changesEnvironment } from './wrappers.ts';

/**
 * All simple commands of a shell script in textual order, those in functions, substitutions, here-documents and
 * `sh -c '...'` included. The text is read as bash, whatever shell runs it. What cannot be parsed is left out; a text
 * nested deeper than any person writes gives no commands.
 *
 * @param text The script. `UNKNOWN` characters in it are ordinary parts of words.
 * @param source The whole document that `text` maps to; removals are edits of it.
 * @param environment The environment variables that the script is given, as far as their values are known. One that the
 * script itself changes, or may change by running what cannot be read here, is not known in it.
 */
export function parseShell(
  text: EmbeddedText,
  source: string,
  environment: ReadonlyMap<string, string> = noVariables,
): readonly ShellCommand[] {
  return inTextualOrder(commandsOf(withUnixLineEnds(text), { source, depth: 0, environment }));
}

/**
 * The command that an argument list is (exec form: no shell looks at it), and what `sh -c` hides in it. Empty for an
 * empty list.
 *
 * @param environment As for `parseShell`; only what `sh -c` hides sees it.
 */
export function parseArgumentList(
  words: readonly EmbeddedText[],
  source: string,
  environment: ReadonlyMap<string, string> = noVariables,
): readonly ShellCommand[] {
  if (words.length === 0) return [];
  let position = words.find(({ pieces }) => pieces.length > 0)?.pieces[0]?.source.start ?? 0;
  const runWords = words.map((text): RunWord => {
    // An empty word has no piece to say where it is.
    const span = text.text === '' ? { start: position, end: position } : toSource(text, 0, text.text.length);
    position = span.end;
    return { word: { span, value: text.text }, text: () => text };
  });
  const commands: ShellCommand[] = [];
  readArgumentList(runWords, { source, depth: 0, environment, commands });
  return inTextualOrder(commands);
}

const noVariables: ReadonlyMap<string, string> = new Map();

/** How deep brackets and `sh -c` may nest. People stay below ten; hostile text must not exhaust the stack. */
const maxBrackets = 200;
const maxShellArguments = 20;

/** What a script is run in. */
interface Outside {
  readonly source: string;
  /** How many `sh -c` are around. */
  readonly depth: number;
  readonly environment: ReadonlyMap<string, string>;
}

interface Context extends ShellText, Outside {
  /** Names that the script assigns exactly once. */
  readonly assignedOnce: ReadonlySet<string>;
  readonly variables: Map<string, string>;
  /** Whether anything stands inside words at all; looking for it takes time. */
  readonly hasSubstitutions: boolean;
  readonly commands: ShellCommand[];
}

function commandsOf(text: EmbeddedText, outside: Outside): ShellCommand[] {
  const commands: ShellCommand[] = [];
  if (outside.depth > maxShellArguments || isTooDeep(text.text)) return commands;
  try {
    const script = parse(text.text);
    const changes = changesIn(script, text.text, outside.environment.size > 0);
    const environment = unchanged(outside.environment, changes);
    visitStatements(
      script.commands,
      {
        embedded: text,
        source: outside.source,
        depth: outside.depth,
        environment,
        assignedOnce: changes.once,
        variables: new Map(environment),
        hasOwnSeparators: changes.names.has('IFS'),
        hasSubstitutions: mayHoldCode(text.text),
        commands,
      },
      { isCondition: false, isTopLevel: true },
    );
  } catch {
    // The parser resolves substitutions when they are read, so it may fail at any node; what was read before stands.
  }
  return commands;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '(' || character === '{') {
      if (++depth > maxBrackets) return true;
    } else if ((character === ')' || character === '}') && depth > 0) depth--;
  }
  return false;
}

function inTextualOrder(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  // Here-documents stand below the line of their command, so the order of reading is not always that of the text.
  const isInOrder = commands.every(({ span }, index) => index === 0 || commands[index - 1]!.span.start <= span.start);
  return isInOrder ? commands : commands.toSorted((a, b) => a.span.start - b.span.start);
}

interface Surroundings {
  /** Whether the exit status of the statements decides what else runs, as in `if`. */
  readonly isCondition: boolean;
  readonly isTopLevel: boolean;
}

function visitStatements(statements: readonly Statement[], context: Context, surroundings: Surroundings): void {
  const { isCondition } = surroundings;
  for (let statementIndex = 0; statementIndex < statements.length; statementIndex++) {
    const { command, background } = statements[statementIndex]!;
    const pipelines = command.type === 'AndOr' ? command.commands : [command];
    let isTopLevel = surroundings.isTopLevel && !background;
    for (let index = 0; index < pipelines.length; index++) {
      if (command.type === 'AndOr' && command.operators[index - 1] === '||') isTopLevel = false;
      const place: PipelinePlace = { script: context, statements, statementIndex, index, isCondition };
      visitPipeline(pipelines[index]!, context, isTopLevel, place);
    }
  }
}

function visitPipeline(pipeline: PipelineNode, context: Context, isTopLevel: boolean, place: PipelinePlace): void {
  if (pipeline.type === 'Command') {
    readCommand(pipeline, context, place);
    if (!isTopLevel) return;
    for (const { name, value } of topLevelAssignments(pipeline, context)) context.variables.set(name, value);
  } else if (pipeline.type === 'Pipeline') {
    const members: UnfinishedCommand[] = [];
    for (const element of pipeline.commands) {
      if (element.type === 'Command') members.push(readCommand(element, context, place));
      else visit(element, context, place.isCondition);
    }
    for (const member of members) member.pipeline = members;
  } else visit(pipeline, context, place.isCondition);
}

/** Goes down to the lists of commands in any syntax but a simple command. */
function visit(node: SyntaxNode, context: Context, isCondition: boolean): void {
  switch (node.type) {
    case 'Command':
      readCommand(node, context, undefined);
      return;
    case 'Script':
      visitStatements(node.commands, context, { isCondition, isTopLevel: false });
      return;
    case 'CompoundList':
      visitStatements(node.commands, context, { isCondition, isTopLevel: false });
      return;
    case 'If':
    case 'Elif':
    case 'While':
      forEachChild(node, (child) => visit(child, context, isCondition || child === node.clause));
      return;
    case 'CommandExpansion':
      if (node.script) visit(node.script, substitutionContext(node, node.script, context), isCondition);
      return;
    default:
      forEachChild(node, (child) => visit(child, context, isCondition));
  }
}

/** A back-quoted script with escapes has offsets of its own: all of it maps to the whole substitution. */
function substitutionContext(node: { pos: number; end: number }, script: Syntax, context: Context): Context {
  if (script.source === undefined) return context;
  const span = toSource(context.embedded, node.pos, node.end);
  return { ...context, embedded: joinPieces([{ text: script.source, source: span }]) };
}

/** Reads a command as one that is a pipeline by itself. */
function readCommand(node: Command, context: Context, place: PipelinePlace | undefined): UnfinishedCommand {
  const runWords = runWordsOf(node, context);
  const command = toCommand(node, context, runWords, place);
  command.pipeline = [command];
  context.commands.push(command);
  if (context.hasSubstitutions || runWords || command.redirects.length > 0) {
    command.nested = readNested(node, command, runWords, context);
  }
  return command;
}

function readNested(
  node: Command,
  command: ShellCommand,
  runWords: readonly RunWord[] | undefined,
  context: Context,
): readonly NestedCommands[] {
  const nested: NestedCommands[] = [];
  if (context.hasSubstitutions) forEachChild(node, (child) => readSubstitutions(child, context, nested));
  if (runWords) readArguments(command, runWords, { ...context, nested });
  for (const { text, span } of scriptsInRedirects(node, command, context)) {
    readScript(text, span, { ...context, nested });
  }
  return nested;
}

function readSubstitutions(node: SyntaxNode, context: Context, nested: NestedCommands[]): void {
  if ((node.type === 'Word' || node.type === 'Assignment') && !mayHoldCode(node.text)) return;
  if (
    node.type !== 'CommandExpansion' &&
    node.type !== 'ProcessSubstitution' &&
    node.type !== 'ArithmeticCommandExpansion'
  ) {
    forEachChild(node, (child) => readSubstitutions(child, context, nested));
    return;
  }
  const before = context.commands.length;
  visit(node, context, false);
  nested.push({
    kind: node.type === 'ProcessSubstitution' ? 'process-substitution' : 'command-substitution',
    span: toSource(context.embedded, node.pos, node.end),
    commands: inTextualOrder(context.commands.slice(before)),
  });
}

type ArgumentContext = Outside &
  Pick<Context, 'commands'> & {
    readonly variables?: ReadonlyMap<string, string>;
    readonly nested: NestedCommands[];
  };

/** Reads the script in the arguments of `sh -c` and the like, and the commands in those of `find`. */
function readArguments(command: ShellCommand, runWords: readonly RunWord[], context: ArgumentContext): void {
  const script = scriptInArguments(command, runWords);
  if (script) {
    const environment = script.isSameShell ? context.variables : inheritedBy(command, context.environment);
    readScript(script.text, script.span, { ...context, environment: environment ?? noVariables });
  }
  if (context.depth >= maxShellArguments) return;
  for (const { words, span } of commandsOfFind(command, runWords)) {
    const before = context.commands.length;
    const environment = inheritedBy(command, context.environment);
    readArgumentList(words, { ...context, depth: context.depth + 1, environment });
    context.nested.push({
      kind: 'shell-argument',
      span,
      commands: inTextualOrder(context.commands.slice(before)),
    });
  }
}

const inheritedBy = (
  { wrappers, assignments }: ShellCommand,
  environment: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> =>
  assignments.length > 0 || wrappers.some(changesEnvironment) ? noVariables : environment;

/** Reads a command whose words are given as they are. */
function readArgumentList(words: readonly RunWord[], context: Outside & Pick<Context, 'commands'>): void {
  const nested: NestedCommands[] = [];
  const pipeline: ShellCommand[] = [];
  const command: ShellCommand = {
    span: spanAcross(words),
    ...programOf(words, []),
    redirects: [],
    nested,
    pipeline,
    removal: undefined,
  };
  pipeline.push(command);
  context.commands.push(command);
  readArguments(command, words, { ...context, nested });
}

function readScript(text: EmbeddedText, span: Span, context: ArgumentContext): void {
  if (text.text === UNKNOWN) return;
  const found = commandsOf(text, { ...context, depth: context.depth + 1 });
  if (found.length === 0) return;
  context.nested.push({ kind: 'shell-argument', span, commands: inTextualOrder(found) });
  context.commands.push(...found);
}
