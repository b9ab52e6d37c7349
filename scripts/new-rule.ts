// npm run new-rule -- pinned/some-name: the two files of a rule, with what to fill in, and the generated ones.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { principles } from '../core/finding.ts';

const root = join(import.meta.dirname, '..');
const id = process.argv[2] ?? '';
const pattern = new RegExp(`^(?:${principles.join('|')})/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`);

if (!pattern.test(id))
  fail(`usage: npm run new-rule -- PRINCIPLE/name, where PRINCIPLE is one of ${principles.join(', ')}`);
const rulePath = join(root, 'rules', `${id}.ts`);
const fixturePath = join(root, 'test/rules', `${id}.md`);
for (const path of [rulePath, fixturePath]) if (existsSync(path)) fail(`${path} exists already`);

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
writeFileSync(
  rulePath,
  `import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: '${id}',
  title: 'What is found, as a noun phrase',
  languages: ['dockerfile'],
  level: { recommended: 'warning' },
  since: '${version}',
  why: \`
What drifts; an example of how it bites; what to do instead; when to ignore it; links to the specification.
\`,
  examples: {
    bad: [{ dockerfile: 'FROM alpine:3.20\\nEXPOSE 1' }],
    good: [{ dockerfile: 'FROM alpine:3.20\\nEXPOSE 2' }],
  },

  *check({ ports }) {
    for (const port of ports) {
      if (port.port === 1) yield { at: port, message: \`port \\\`\${port.port}\\\` is an example; write the rule\` };
    }
  },
});
`,
);
writeFileSync(
  fixturePath,
  `# ${id}

What the first example shows.

\`\`\`dockerfile
FROM alpine:3.20
EXPOSE 1
\`\`\`
`,
);
const run = (script: string) => execFileSync('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit' });
run('generate');
run('test:update');
console.log(
  `Written: rules/${id}.ts and test/rules/${id}.md. After each change: npm run generate, npm run test:update, read the diff.`,
);

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
