import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../core/configuration.ts';
import { lintFiles } from '../../core/lintFiles.ts';
import { createProject } from '../../core/project.ts';
import { compose } from '../../languages/compose/language.ts';
import ephemeralData from '../../rules/stateless/ephemeral-data.ts';

it.each<[string, readonly string[], number]>([
  ['/home/dev/shop/compose.yaml', ['/home/dev/shop'], 1],
  ['/home/dev/shop/dev/compose.yaml', ['/home/dev/shop'], 0],
  ['/home/dev/shop/compose.yaml', ['/home'], 0],
])('%s is judged by what it is called below %s', (path, roots, count) => {
  const file = compose.parse({ path, text: 'services:\n  orders:\n    image: postgres:16.6\n' });
  const project = createProject([file], [], new Set(roots));
  const context = { rules: [ephemeralData], configuration: defaultConfiguration, today: '2026-01-01' };
  const [result] = lintFiles([file], project, new Map([['compose', compose]]), () => context);
  expect(result!.findings.length).toBe(count);
});
