import type { FileChange, Finding, Fix, FixSafety } from './finding.ts';
import { applyEdits, isConflict, type TextEdit } from './text.ts';

/** How often files are linted again after fixes before the rest is left to the next run. */
const maxRounds = 10;

/** All that a fix of a finding in `file` changes, each file once. */
export const changesOf = ({ edits, elsewhere = [] }: Fix, file: string): readonly FileChange[] =>
  edits.length > 0 ? [{ kind: 'edit', file, edits }, ...elsewhere] : elsewhere;

/** A fix, and all that it changes. */
export interface ChosenFix {
  readonly fix: Fix;
  readonly changes: readonly FileChange[];
}

/**
 * The first fix with a wanted safety of each active finding, in the findings' order, leaving out those that conflict
 * with one already chosen. A fix goes in whole or not at all, so one with a change that is not possible is passed over.
 */
export function chooseFixes(
  findings: readonly Finding[],
  wanted: readonly FixSafety[],
  isPossible: (change: FileChange) => boolean,
): readonly ChosenFix[] {
  const chosen: ChosenFix[] = [];
  const taken = new Map<string, FileChange[]>();
  for (const { state, file, fixes } of findings) {
    if (state !== 'active') continue;
    const fix = fixes.find((one) => wanted.includes(one.safety) && changesOf(one, file).every(isPossible));
    if (!fix) continue;
    const changes = changesOf(fix, file);
    if (changes.some((change) => taken.get(change.file)?.some((other) => areInConflict(change, other)))) continue;
    chosen.push({ fix, changes });
    for (const change of changes) {
      const others = taken.get(change.file);
      if (others) others.push(change);
      else taken.set(change.file, [change]);
    }
  }
  return chosen;
}

/** Whether two changes of one file cannot both be made. */
function areInConflict(a: FileChange, b: FileChange): boolean {
  if (a.kind === 'create' || b.kind === 'create') return true;
  return a.edits.some((edit) => b.edits.some((other) => isConflict(edit, other)));
}

export interface FixedTexts {
  /** All texts after the fixes, those of new files too, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** For each fix that went in, the files that it changed. */
  readonly fixes: readonly (readonly string[])[];
}

/**
 * Texts, by path, after fixing what `lintTexts` finds in all of them, again and again until nothing is left to fix. In each
 * round all are linted as the last one left them, so that their order makes no difference. Only files that `mayChange`
 * holds for are changed or created.
 */
export function fixTexts(
  texts: ReadonlyMap<string, string>,
  wanted: readonly FixSafety[],
  mayChange: (file: string) => boolean,
  lintTexts: (texts: ReadonlyMap<string, string>) => readonly Finding[],
): FixedTexts {
  let fixed = texts;
  const fixes: (readonly string[])[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const isPossible = ({ kind, file }: FileChange) => fixed.has(file) === (kind === 'edit') && mayChange(file);
    const chosen = chooseFixes(lintTexts(fixed), wanted, isPossible);
    if (chosen.length === 0) break;
    fixed = applyChanges(
      fixed,
      chosen.flatMap(({ changes }) => changes),
    );
    fixes.push(...chosen.map(({ changes }) => changes.map(({ file }) => file)));
  }
  return { texts: fixed, fixes };
}

/** Texts, by path, after changes that are possible and do not conflict. */
export function applyChanges(
  texts: ReadonlyMap<string, string>,
  changes: readonly FileChange[],
): ReadonlyMap<string, string> {
  const changed = new Map(texts);
  const edits = new Map<string, TextEdit[]>();
  for (const change of changes) {
    if (change.kind === 'create') changed.set(change.file, change.text);
    else if (edits.has(change.file)) edits.get(change.file)!.push(...change.edits);
    else edits.set(change.file, [...change.edits]);
  }
  for (const [file, own] of edits) changed.set(file, applyEdits(texts.get(file)!, own));
  return changed;
}
