import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../core/configuration.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { lint } from '../../core/lint.ts';
import { createProject } from '../../core/project.ts';
import { defineRule } from '../../core/rule.ts';
import { dockerfile } from '../../languages/dockerfile/language.ts';

const span = { start: 0, end: 4 };
const said = (path: string, message: string, relatedStart?: number): RuleFinding => ({
  at: { span, path },
  message,
  related:
    relatedStart === undefined
      ? []
      : [{ file: 'other.yaml', span: { start: relatedStart, end: relatedStart + 1 }, message: 'it is written here' }],
});

it.each<[string, readonly RuleFinding[], readonly string[]]>([
  ['the same part of two places that share their text', [said('web/volumes', 'a'), said('api/volumes', 'b')], ['a']],
  ['two parts of one place', [said('web/prune', 'a'), said('web/selfHeal', 'b')], ['a', 'b']],
  ['two matters of one part', [said('web/run', 'a'), said('web/run', 'b')], ['a', 'b']],
  ['the same of two parts', [said('web/prune', 'a'), said('web/selfHeal', 'a')], ['a']],
  [
    'two places elsewhere that are told at one',
    [said('chart/web/readOnly', 'a', 1), said('chart/api/readOnly', 'b', 9)],
    ['a', 'b'],
  ],
])('a text is told of once: %s', (_, found, messages) => {
  const rule = defineRule({
    id: 'pinned/thing',
    title: 'A thing',
    languages: ['dockerfile'],
    level: { recommended: 'error' },
    since: '0.1.0',
    why: 'It drifts.',
    examples: { bad: [], good: [] },
    *check() {
      yield* found;
    },
  });
  const file = dockerfile.parse({ path: 'Dockerfile', text: 'FROM scratch' });
  const document = dockerfile.toDocument(file, createProject([file]));
  const { findings } = lint(document, { rules: [rule], configuration: defaultConfiguration, today: '2026-01-01' });
  expect(findings.map(({ message }) => message)).toEqual(messages);
});
