import type { Finding, Fix, FixSafety } from './finding.ts';
import { applyEdits, isConflict, type TextEdit } from './text.ts';

/** How often a file is linted again after fixes before the rest is left to the next run. */
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

/** The text after fixing what `lintText` finds in it, again and again until nothing is left to fix, and how many fixes went in. */
export function fixText(
  text: string,
  wanted: readonly FixSafety[],
  lintText: (text: string) => readonly Finding[],
): { readonly text: string; readonly fixCount: number } {
  let fixCount = 0;
  for (let round = 0; round < maxRounds; round++) {
    const fixes = chooseFixes(lintText(text), wanted);
    if (fixes.length === 0) break;
    text = applyEdits(
      text,
      fixes.flatMap(({ edits }) => edits),
    );
    fixCount += fixes.length;
  }
  return { text, fixCount };
}
