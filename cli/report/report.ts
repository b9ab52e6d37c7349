import type { Finding, FindingLevel, Problem } from '../../core/finding.ts';
import type { Rule } from '../../core/rule.ts';
import { type LineStarts, lineStartsOf, positionAt, type Span } from '../../core/text.ts';

/** What a run has to say, for all formats. */
export interface Report {
  readonly version: string;
  /** Those of the languages of the files. */
  readonly rules: readonly Rule[];
  /** How many files were linted. */
  readonly fileCount: number;
  /** Sorted by file, then as the engine sorts them. */
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly fixed: { readonly fixCount: number; readonly fileCount: number };
  /** The texts that findings and problems point into, by their `file`. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ReportStyle {
  readonly isColored: boolean;
  /** Findings alone: no notices, no summary. */
  readonly isQuiet: boolean;
}

/** 1-based lines and columns, in UTF-16 code units; the end is exclusive. */
interface Location {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type Locate = (file: string, span: Span) => Location;

/** Makes a function that knows where the spans of a report stand. */
export function createLocate({ texts }: Pick<Report, 'texts'>): Locate {
  const known = new Map<string, LineStarts>();
  return (file, span) => {
    let lineStarts = known.get(file);
    if (!lineStarts) {
      lineStarts = lineStartsOf(texts.get(file) ?? '');
      known.set(file, lineStarts);
    }
    const start = positionAt(lineStarts, span.start);
    const end = positionAt(lineStarts, span.end);
    return { line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
  };
}

export const activeFindings = ({ findings }: Report): readonly Finding[] =>
  findings.filter(({ state }) => state === 'active');

export const countLevel = (findings: readonly Finding[], wanted: FindingLevel): number =>
  findings.filter(({ level }) => level === wanted).length;

/** How many findings `--fix` would fix, and how many more `--fix-suggested` would. */
export function countFixable(findings: readonly Finding[]): { readonly safe: number; readonly suggested: number } {
  const has = ({ fixes }: Finding, wanted: string): boolean => fixes.some(({ safety }) => safety === wanted);
  const safe = findings.filter((finding) => has(finding, 'safe'));
  const suggested = findings.filter((finding) => !has(finding, 'safe') && has(finding, 'suggested'));
  return { safe: safe.length, suggested: suggested.length };
}

/** Text of a file as a terminal may show it: what could drive the terminal or turn the reading direction is made visible. */
export const printable = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n]|\p{Bidi_Control}/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
