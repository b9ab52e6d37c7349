/** What an action computes, as far as it can be followed; the rest is `other`. */
export type Expression =
  /** `.Values.image.tag`, `$.Chart.Name`, `.`: a path from the dot or from the root. */
  | { readonly kind: 'field'; readonly root: '.' | '$'; readonly path: readonly string[] }
  /** `$image.tag` */
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: 'other' };

/** Reads a pipeline: `.Values.tag | default "latest" | quote`. What is piped is the last argument of what comes next. */
export function parseExpression(text: string): Expression {
  const tokens = text.length > longest ? undefined : tokensOf(text);
  if (!tokens) return other;
  const { expression, next } = readPipeline(tokens, 0, 0);
  return next === tokens.length ? expression : other;
}

/** Nobody writes more on one line, and what is longer is not worth the time. */
const longest = 2000;
const maxDepth = 20;

const other: Expression = { kind: 'other' };

const tokenPattern =
  /\s*(?:("(?:[^"\\\n]|\\.)*"|`[^`]*`)|(\$[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(\$?(?:\.[A-Za-z_]\w*)+|[.$](?![\w.]))|(-?\d[\w.]*)|([A-Za-z_]\w*)|([()|]))\s*/y;

interface Token {
  readonly kind: 'text' | 'variable' | 'field' | 'number' | 'name' | 'mark';
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const [, quoted, variable, field, number, name, mark] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted });
    else if (variable !== undefined) tokens.push({ kind: 'variable', text: variable });
    else if (field !== undefined) tokens.push({ kind: 'field', text: field });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else tokens.push({ kind: 'mark', text: mark! });
  }
  return tokens;
}

interface Read {
  readonly expression: Expression;
  /** The index of the token behind it. */
  readonly next: number;
}

function readPipeline(tokens: readonly Token[], start: number, depth: number): Read {
  let { expression, next } = readCommand(tokens, start, depth, []);
  while (tokens[next]?.text === '|' && tokens[next]?.kind === 'mark') {
    ({ expression, next } = readCommand(tokens, next + 1, depth, [expression]));
  }
  return { expression, next };
}

/** A function with its arguments, or one operand. */
function readCommand(tokens: readonly Token[], start: number, depth: number, piped: readonly Expression[]): Read {
  const isCall = tokens[start]?.kind === 'name';
  const operands: Expression[] = [];
  let next = isCall ? start + 1 : start;
  for (let operand = readOperand(tokens, next, depth); operand; operand = readOperand(tokens, next, depth)) {
    operands.push(operand.expression);
    next = operand.next;
  }
  if (isCall) {
    return { expression: toCall(tokens[start]!.text, [...operands, ...piped]), next };
  }
  return { expression: operands.length === 1 && piped.length === 0 ? operands[0]! : other, next };
}

/** `index .Values "a" "b"` is `.Values.a.b` for keys that may not stand behind a dot. */
function toCall(name: string, operands: readonly Expression[]): Expression {
  const [first, ...keys] = operands;
  if (name === 'index' && (first?.kind === 'field' || first?.kind === 'variable')) {
    const path = keys.flatMap((key) => (key.kind === 'literal' ? [key.text] : []));
    return path.length === keys.length ? { ...first, path: [...first.path, ...path] } : other;
  }
  return { kind: 'call', name, arguments: operands };
}

function readOperand(tokens: readonly Token[], at: number, depth: number): Read | undefined {
  const token = tokens[at];
  if (!token) return undefined;
  const next = at + 1;
  switch (token.kind) {
    case 'text':
      return { expression: toLiteral(token.text), next };
    case 'number':
      return { expression: { kind: 'literal', text: token.text }, next };
    case 'name':
      return { expression: { kind: 'call', name: token.text, arguments: [] }, next };
    case 'variable': {
      const [name = '', ...path] = token.text.slice(1).split('.');
      return { expression: { kind: 'variable', name, path }, next };
    }
    case 'field': {
      const root = token.text.startsWith('$') ? '$' : '.';
      const path = token.text.split('.').slice(1);
      return { expression: { kind: 'field', root, path: path.filter((key) => key !== '') }, next };
    }
    case 'mark': {
      if (token.text !== '(' || depth > maxDepth) return undefined;
      const inner = readPipeline(tokens, next, depth + 1);
      return tokens[inner.next]?.text === ')' ? { expression: inner.expression, next: inner.next + 1 } : undefined;
    }
  }
}

function toLiteral(quoted: string): Expression {
  if (quoted.startsWith('`')) return { kind: 'literal', text: quoted.slice(1, -1) };
  try {
    // Go's escapes that JSON has not are rare enough to be left alone.
    return { kind: 'literal', text: JSON.parse(quoted) };
  } catch {
    return other;
  }
}
