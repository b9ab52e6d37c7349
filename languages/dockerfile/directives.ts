import type { SyntaxProblem } from '../../core/document.ts';
import type { Directive } from './document.ts';
import { type Lines, lineEnd, skipSpaces, trimSpaces } from './lines.ts';

export interface DirectiveSection {
  readonly directives: readonly Directive[];
  readonly escapeCharacter: '\\' | '`';
  /** The first line that is no directive. */
  readonly nextLine: number;
}

/**
 * Reads the parser directives, which end at the first line that is none: a comment, a blank line, an instruction. Of a
 * file that starts with `#!`, BuildKit looks for directives after that line, but knows no other escape character
 * (`discardShebang`): https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/directives.go
 */
export function readDirectives(lines: Lines, report: (problem: SyntaxProblem) => void): DirectiveSection {
  const directives: Directive[] = [];
  let escapeCharacter: '\\' | '`' = '\\';
  const hasShebang = lines.text.startsWith('#!', lines.starts[0]);
  let line = hasShebang ? 1 : 0;
  for (; line < lines.count; line++) {
    const directive = toDirective(lines, line);
    if (!directive) break;
    const { name, value, valueSpan, span } = directive;
    if (hasShebang && name === 'escape') continue;
    if (directives.some((other) => other.name === name)) {
      report({ span, message: `the \`${name}\` directive stands twice; only the first one counts here` });
      continue;
    }
    directives.push(directive);
    if (name !== 'escape') continue;
    if (value === '\\' || value === '`') escapeCharacter = value;
    else report({ span: valueSpan, message: `\`${value}\` cannot be the escape character; it is \\ or a backquote` });
  }
  return { directives, escapeCharacter, nextLine: line };
}

const directivePattern = /^#\s*(syntax|escape|check)\s*=\s*/i;

function toDirective({ text, ...lines }: Lines, line: number): Directive | undefined {
  const lineStop = lineEnd({ text, ...lines }, line);
  const start = skipSpaces(text, lines.starts[line]!, lineStop);
  if (text.charCodeAt(start) !== 35) return undefined;
  const end = trimSpaces(text, start, lineStop);
  const match = directivePattern.exec(text.slice(start, end));
  const valueStart = start + (match?.[0].length ?? 0);
  if (!match || valueStart >= end) return undefined;
  return {
    name: match[1]!.toLowerCase() as Directive['name'],
    value: text.slice(valueStart, end),
    span: { start, end },
    valueSpan: { start: valueStart, end },
  };
}
