import type { Comment, Document } from './document.ts';
import type { Finding, Problem } from './finding.ts';
import type { LintContext, LintResult } from './lint.ts';
import { lineSpanAt, lineStartsOf, positionAt, type Span, type TextEdit } from './text.ts';

/** A comment such as `# fixity: ignore[pinned/image-latest] mirrored nightly (until 2027-01-31)`. */
export interface Suppression {
  readonly span: Span;
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string | undefined;
  /** The 0-based line that it holds for. */
  readonly line: number;
}

/** Marks what the document's comments suppress, and reports comments that suppress nothing because they are wrong. */
export function markSuppressed(
  document: Document,
  findings: readonly Finding[],
  problems: readonly Problem[],
  { rules, ruleIds = rules.map(({ id }) => id), today }: LintContext,
): LintResult {
  const suppressions = suppressionsOf(document);
  if (suppressions.length === 0) return { findings, problems };

  const { text, path } = document.file;
  const lineStarts = lineStartsOf(text);
  const ids = new Set<string>(ruleIds);
  const unknown = suppressions.flatMap((suppression) => suppression.rules.filter(({ id }) => !ids.has(id)));
  const holding = new Set(
    suppressions
      .filter(({ until }) => until === undefined || until >= today)
      .flatMap(({ line, rules: ignored }) => ignored.map(({ id }) => `${line} ${id}`)),
  );
  const isSuppressed = ({ rule, span }: Finding): boolean => {
    // The finding may stand deep inside an instruction or a block scalar, where no comment can be written.
    const offsets = [span.start, document.suppressionLineAt(span.start) ?? span.start];
    return offsets.some((offset) => holding.has(`${positionAt(lineStarts, offset).line} ${rule}`));
  };
  return {
    findings: findings.map((finding) => (isSuppressed(finding) ? { ...finding, state: 'suppressed' } : finding)),
    problems: [
      ...problems,
      ...unknown.map(({ id, span }): Problem => {
        return {
          kind: 'suppression',
          file: path,
          span,
          message: `\`${id}\` is not a rule; this comment ignores nothing`,
        };
      }),
    ],
  };
}

/** All suppression comments of a document, in order. */
export function suppressionsOf(document: Document): readonly Suppression[] {
  const { text, commentStyle } = document.file;
  if (!commentStyle || !text.includes('fixity:')) return [];
  // Read only now: finding all comments takes time.
  const { comments } = document.file;
  const lineStarts = lineStartsOf(text);
  // Comments may be stacked: each holds for the first line below that is not one.
  const lineBelow = new Map<number, number>();
  for (const { isOwnLine, span } of comments.toReversed()) {
    if (!isOwnLine) continue;
    const { line } = positionAt(lineStarts, span.start);
    lineBelow.set(line, lineBelow.get(line + 1) ?? line + 1);
  }
  return comments.flatMap((comment) => {
    const directive = parseDirective(text, comment);
    if (!directive) return [];
    const { line } = positionAt(lineStarts, comment.span.start);
    return [{ ...directive, line: lineBelow.get(line) ?? line }];
  });
}

// Go's templates have comments of their own: `{{/* fixity: ignore[...] */}}`.
const directivePattern = /^(?:#|\/\/|\{\{(?:-\s)?\s*\/\*)\s*fixity:\s*ignore\[([^\]]*)\]\s*(.*?)\s*(?:\*\/\s*-?\}\})?$/;
const untilPattern = /\(until (\d{4}-\d{2}-\d{2})\)\s*$/;

function parseDirective(text: string, { span }: Comment): Omit<Suppression, 'line'> | undefined {
  const comment = text.slice(span.start, span.end);
  const match = directivePattern.exec(comment);
  if (!match) return undefined;
  const list = match[1]!;
  const listStart = span.start + comment.indexOf('[') + 1;
  const rules = [...list.matchAll(/[^\s,]+/g)].map((id) => {
    const start = listStart + id.index;
    return { id: id[0], span: { start, end: start + id[0].length } };
  });
  const rest = match[2]!;
  return { span, rules, reason: rest.replace(untilPattern, '').trim(), until: untilPattern.exec(rest)?.[1] };
}

/**
 * The edit that suppresses `rule` for the line of `offset`: adds to a comment that already stands above, else writes
 * one above with the line's own indentation. Undefined where no comment may be written.
 */
export function suppressionEdit(document: Document, rule: string, offset: number): TextEdit | undefined {
  const lineStart = document.suppressionLineAt(offset);
  if (lineStart === undefined || !document.file.commentStyle) return undefined;
  const { text } = document.file;
  const line = positionAt(lineStartsOf(text), lineStart).line;
  const existing = suppressionsOf(document).find(
    (suppression) => suppression.line === line && suppression.rules.length > 0,
  );
  const lastRule = existing?.rules.at(-1);
  if (lastRule) return { span: { start: lastRule.span.end, end: lastRule.span.end }, newText: `, ${rule}` };

  const { start, end } = lineSpanAt(text, lineStart);
  const indentation = /^[ \t]*/.exec(text.slice(start, end))![0];
  const lineEnd = text.startsWith('\r\n', end) ? '\r\n' : '\n';
  return { span: { start, end: start }, newText: `${indentation}# fixity: ignore[${rule}]${lineEnd}` };
}
