import { describe, expect, it } from 'vitest';
import type { FindingLevel, Level } from '../../core/finding.ts';
import { lint } from '../../core/lint.ts';
import { createProject } from '../../core/project.ts';
import { defineRule, type PresetName } from '../../core/rule.ts';
import { presetSettings, toConfiguration } from '../../core/setting.ts';
import { dockerfile } from '../../languages/dockerfile/language.ts';

const cases: readonly {
  readonly preset: PresetName;
  readonly recommended: Level;
  readonly atMost: FindingLevel;
  readonly level: FindingLevel | undefined;
}[] = [
  { preset: 'recommended', recommended: 'error', atMost: 'info', level: 'info' },
  { preset: 'recommended', recommended: 'info', atMost: 'warning', level: 'info' },
  { preset: 'strict', recommended: 'error', atMost: 'info', level: 'warning' },
  { preset: 'strict', recommended: 'error', atMost: 'warning', level: 'error' },
  { preset: 'strict', recommended: 'off', atMost: 'info', level: 'info' },
  { preset: 'start', recommended: 'error', atMost: 'info', level: 'info' },
];

describe('a case of a rule that is a smaller matter', () => {
  it.each(cases)('$atMost of a rule at $recommended, in $preset', ({ preset, recommended, atMost, level }) => {
    const rule = defineRule({
      id: 'pinned/thing',
      title: 'A thing',
      languages: ['dockerfile'],
      level: { recommended, start: 'error' },
      since: '0.1.0',
      why: 'It drifts.',
      examples: { bad: [], good: [] },
      *check() {
        yield { at: { span: { start: 0, end: 1 }, path: 'file' }, message: 'a thing', atMost };
      },
    });
    const configuration = toConfiguration(undefined, presetSettings(preset, [rule]));
    const file = dockerfile.parse({ path: 'Dockerfile', text: 'FROM scratch' });
    const document = dockerfile.toDocument(file, createProject([file]));
    const { findings } = lint(document, { rules: [rule], configuration, today: '2026-01-01' });
    expect(findings.map((finding) => finding.level)).toEqual([level]);
  });
});
