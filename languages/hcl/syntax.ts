import type { Comment, SyntaxProblem } from '../../core/document.ts';
import type { Span } from '../../core/text.ts';

/**
 * A file of HCL's native syntax (github.com/hashicorp/hcl, hclsyntax/spec.md). Every span is in UTF-16 offsets of the
 * file's text and lies within its parent's span.
 */
export interface HclFile {
  readonly body: HclBody;
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
}

/** What stands between a block's braces, or the whole file. */
export interface HclBody {
  readonly span: Span;
  /** Attributes and blocks in textual order. */
  readonly items: readonly HclItem[];
  /** Every attribute in order, a duplicate (which is a problem) included. */
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export type HclItem = HclAttribute | HclBlock;

export interface HclAttribute {
  readonly kind: 'attribute';
  /** Name to the end of the value, the line end not included. */
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: HclExpression;
}

export interface HclBlock {
  readonly kind: 'block';
  /** Type to closing brace; for an unclosed block, to the end of its last item. */
  readonly span: Span;
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly HclLabel[];
  /** Type to the last label. */
  readonly headerSpan: Span;
  /** Empty when the opening brace is missing. */
  readonly body: HclBody;
  /** Offset of `{`; undefined when it is missing (a half-typed header). */
  readonly openBrace: number | undefined;
  /** Offset of `}`; undefined when it is missing. */
  readonly closeBrace: number | undefined;
}

export interface HclLabel {
  /** After quotes and escapes are taken off. */
  readonly text: string;
  /** With its quotes. */
  readonly span: Span;
}

export type HclExpression =
  | HclTemplate
  | HclHeredoc
  | HclNumber
  | HclBool
  | HclNull
  | HclVariable
  | HclTraversal
  | HclCall
  | HclTuple
  | HclObject
  | HclFor
  | HclConditional
  | HclBinary
  | HclUnary
  | HclParenthesis
  | HclMissing;

/** A string in double quotes. */
export interface HclTemplate {
  readonly kind: 'template';
  /** With its quotes. */
  readonly span: Span;
  readonly parts: readonly HclTemplatePart[];
}

export interface HclHeredoc {
  readonly kind: 'heredoc';
  /** From `<<` to the end of the end marker. */
  readonly span: Span;
  readonly marker: string;
  /** Whether it starts with `<<-`: common indentation is taken off its value, not off its parts (see `templatePieces`). */
  readonly isIndented: boolean;
  readonly parts: readonly HclTemplatePart[];
  /** The lines between the marker lines, the last line end included. */
  readonly bodySpan: Span;
}

export type HclTemplatePart = HclLiteral | HclInterpolation | HclDirective;

export interface HclLiteral {
  readonly kind: 'literal';
  readonly span: Span;
  /** After escapes are decoded; indentation and what `~` takes away are still in it. */
  readonly value: string;
}

/** `${ expression }` */
export interface HclInterpolation {
  readonly kind: 'interpolation';
  /** With `${` and `}`. */
  readonly span: Span;
  readonly expression: HclExpression;
}

/** `%{ if }...%{ else }...%{ endif }` or `%{ for }...%{ endfor }` with what stands between. */
export interface HclDirective {
  readonly kind: 'directive';
  /** From the first `%{` to the last `}`. */
  readonly span: Span;
  /** `unknown` for a keyword that HCL does not have, and for an `else`, `endif`, `endfor` that ends nothing. */
  readonly keyword: 'if' | 'for' | 'unknown';
  /** The condition, or the collection. */
  readonly expression: HclExpression;
  /** `for`: the key's and the value's name, or the value's alone. */
  readonly names: readonly string[];
  readonly parts: readonly HclTemplatePart[];
  readonly elseParts: readonly HclTemplatePart[];
}

export interface HclNumber {
  readonly kind: 'number';
  readonly span: Span;
  readonly value: number;
}

export interface HclBool {
  readonly kind: 'bool';
  readonly span: Span;
  readonly value: boolean;
}

export interface HclNull {
  readonly kind: 'null';
  readonly span: Span;
}

/** A name that stands alone (an object key, a type keyword, a loop's name) or begins a traversal. */
export interface HclVariable {
  readonly kind: 'variable';
  readonly span: Span;
  readonly name: string;
}

/** `source.name[0].*.name`: a source with one step or more. */
export interface HclTraversal {
  readonly kind: 'traversal';
  readonly span: Span;
  /** A variable in most cases; never a traversal itself. */
  readonly source: HclExpression;
  readonly steps: readonly HclStep[];
}

export type HclStep = HclAttributeStep | HclIndexStep | HclSplatStep;

/** `.name`, or `.0` as old Terraform wrote an index. The name is `''` when it is missing. */
export interface HclAttributeStep {
  readonly kind: 'attribute';
  /** From the dot. */
  readonly span: Span;
  readonly name: string;
}

/** `[key]` */
export interface HclIndexStep {
  readonly kind: 'index';
  readonly span: Span;
  readonly key: HclExpression;
}

/** `[*]` or `.*`: the steps after it apply to each element (after `.*`, the attribute steps up to the next index). */
export interface HclSplatStep {
  readonly kind: 'splat';
  readonly span: Span;
}

export interface HclCall {
  readonly kind: 'call';
  readonly span: Span;
  /** With its namespace: `provider::aws::arn_parse`. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly HclExpression[];
  /** Whether the last argument is expanded by `...`. */
  readonly isExpanded: boolean;
}

export interface HclTuple {
  readonly kind: 'tuple';
  readonly span: Span;
  readonly items: readonly HclExpression[];
}

export interface HclObject {
  readonly kind: 'object';
  readonly span: Span;
  readonly items: readonly HclObjectItem[];
}

export interface HclObjectItem {
  /** Key to the end of the value. */
  readonly span: Span;
  /** A bare word is a `variable` and means its name. */
  readonly key: HclExpression;
  readonly value: HclExpression;
}

/** `[for name in collection : value if condition]` or `{for ... : key => value...}`. */
export interface HclFor {
  readonly kind: 'for';
  readonly span: Span;
  /** The key's and the value's name, or the value's alone. */
  readonly names: readonly string[];
  readonly collection: HclExpression;
  /** Only in braces. */
  readonly key: HclExpression | undefined;
  readonly value: HclExpression;
  readonly condition: HclExpression | undefined;
  /** Whether the value is followed by `...`: values of equal keys are grouped. */
  readonly isGrouped: boolean;
}

export interface HclConditional {
  readonly kind: 'conditional';
  readonly span: Span;
  readonly condition: HclExpression;
  readonly whenTrue: HclExpression;
  readonly whenFalse: HclExpression;
}

export interface HclBinary {
  readonly kind: 'binary';
  readonly span: Span;
  readonly operator: HclBinaryOperator;
  readonly left: HclExpression;
  readonly right: HclExpression;
}

export type HclBinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export interface HclUnary {
  readonly kind: 'unary';
  readonly span: Span;
  readonly operator: '-' | '!';
  readonly operand: HclExpression;
}

export interface HclParenthesis {
  readonly kind: 'parenthesis';
  readonly span: Span;
  readonly expression: HclExpression;
}

/** Stands where an expression should be and none could be read. Its span is empty, or covers the text that is none. */
export interface HclMissing {
  readonly kind: 'missing';
  readonly span: Span;
}

/** The value of a string without interpolations and directives (of a heredoc without `-` too); undefined for anything else. */
export function literalTextOf(expression: HclExpression): string | undefined {
  if (expression.kind !== 'template' && (expression.kind !== 'heredoc' || expression.isIndented)) return undefined;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'literal') return undefined;
    text += part.value;
  }
  return text;
}

/** An object item's key, bare or quoted; undefined when it is computed. */
export function keyTextOf(item: HclObjectItem): string | undefined {
  return item.key.kind === 'variable' ? item.key.name : literalTextOf(item.key);
}

/** The first attribute of a name. */
export function attributeOf(body: HclBody, name: string): HclAttribute | undefined {
  for (const attribute of body.attributes) if (attribute.name === name) return attribute;
  return undefined;
}
