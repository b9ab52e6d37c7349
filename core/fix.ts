import type { Finding, Fix, FixSafety } from './finding.ts';
import { applyEdits, isConflict, type TextEdit } from './text.ts';

/** How often files are linted again after fixes before the rest is left to the next run. */
const maxRounds = 10;

/**
 * The first fix with a wanted safety of each active finding, in the findings' order, leaving out those that conflict
 * with one already chosen. A fix goes in whole or not at all.
 */
export function chooseFixes(findings: readonly Finding[], wanted: readonly FixSafety[]): readonly Fix[] {
  const chosen: Fix[] = [];
  const edits: TextEdit[] = [];
  for (const finding of findings) {
    if (finding.state !== 'active') continue;
    const fix = finding.fixes.find(({ safety }) => wanted.includes(safety));
    if (!fix || fix.edits.some((edit) => edits.some((other) => isConflict(edit, other)))) continue;
    chosen.push(fix);
    edits.push(...fix.edits);
  }
  return chosen;
}

/** A text after fixes, and how many went in. */
export interface FixedText {
  readonly text: string;
  readonly fixCount: number;
}

/**
 * Texts after fixing what `lintTexts` finds in each of them, again and again until nothing is left to fix. In each round
 * all are linted as the last one left them, so that their order makes no difference.
 */
export function fixTexts(
  texts: readonly string[],
  wanted: readonly FixSafety[],
  lintTexts: (texts: readonly string[]) => readonly (readonly Finding[])[],
): readonly FixedText[] {
  let fixed: readonly FixedText[] = texts.map((text) => ({ text, fixCount: 0 }));
  for (let round = 0; round < maxRounds; round++) {
    const fixes = lintTexts(fixed.map(({ text }) => text)).map((findings) => chooseFixes(findings, wanted));
    if (fixes.every((chosen) => chosen.length === 0)) break;
    fixed = fixed.map(({ text, fixCount }, index) => {
      const chosen = fixes[index]!;
      const edits = chosen.flatMap((fix) => fix.edits);
      return { text: applyEdits(text, edits), fixCount: fixCount + chosen.length };
    });
  }
  return fixed;
}
