import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../core/configuration.ts';
import { lintFiles } from '../../core/lintFiles.ts';
import { createProject } from '../../core/project.ts';
import type { Rule } from '../../core/rule.ts';
import { compose } from '../../languages/compose/language.ts';
import { dockerfile } from '../../languages/dockerfile/language.ts';
import databaseInImage from '../../rules/stateless/database-in-image.ts';
import ephemeralData from '../../rules/stateless/ephemeral-data.ts';

const database = { rule: ephemeralData, language: compose, text: 'services:\n  orders:\n    image: postgres:16.6\n' };
const image = {
  rule: databaseInImage,
  language: dockerfile,
  text: 'FROM debian:12.8\nRUN apt-get install -y redis-server\n',
};

it.each<[string, readonly string[], number, { readonly rule: Rule } & Pick<typeof database, 'text' | 'language'>]>([
  ['/home/dev/shop/compose.yaml', ['/home/dev/shop'], 1, database],
  ['/home/dev/shop/dev/compose.yaml', ['/home/dev/shop'], 0, database],
  ['/home/dev/shop/compose.yaml', ['/home'], 0, database],
  ['/home/redis/shop/Dockerfile', ['/home/redis/shop'], 1, image],
  ['/home/redis/shop/redis/Dockerfile', ['/home/redis/shop'], 0, image],
])('%s is judged by what it is called below %s', (path, roots, count, { rule, language, text }) => {
  const file = language.parse({ path, text });
  const project = createProject([file], [], new Set(roots));
  const context = { rules: [rule], configuration: defaultConfiguration, today: '2026-01-01' };
  const [result] = lintFiles([file], project, new Map([[language.id, language]]), () => context);
  expect(result!.findings.length).toBe(count);
});
