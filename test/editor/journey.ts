import type { Editor } from '../../scripts/install-editor.ts';
import type { TestResult } from '../../scripts/lib/results.ts';
export async function runJourney(_e: Editor, _s: string): Promise<TestResult[]> {
  return [];
}
