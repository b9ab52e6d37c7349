import { choice, flag, integer, stringList } from '../../core/options.ts';
import { defineRule, type Rule } from '../../core/rule.ts';

const common = {
  title: 'A thing',
  languages: ['dockerfile'],
  since: '0.1.0',
  why: 'It drifts.',
  examples: { bad: [], good: [] },
} as const;

const report = (options: object) => ({
  at: { span: { start: 0, end: 1 }, path: 'file' },
  message: Object.entries(options)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', '),
});

/** Rules that report the options that they were given, at the first character of a file. */
export const rules: readonly Rule[] = [
  defineRule({
    ...common,
    id: 'pinned/image-tag',
    level: { recommended: 'warning', start: 'warning' },
    options: {
      precision: choice(['minor', 'patch'], 'minor', 'How exact a tag has to be.'),
      allow: stringList([], 'Images that may have any tag.'),
    },
    presetOptions: { strict: { precision: 'patch' }, start: { allow: ['node'] } },
    *check(_, { options }) {
      yield report(options);
    },
  }),
  defineRule({ ...common, id: 'pinned/pipe-to-shell', level: { recommended: 'off' }, *check() {} }),
  defineRule({
    ...common,
    id: 'sealed/ssh-server',
    level: { recommended: 'error' },
    options: { depth: integer(1, 3, 'How far to look.'), probes: flag(false, 'Whether probes count.') },
    *check(_, { options }) {
      yield report(options);
    },
  }),
];
