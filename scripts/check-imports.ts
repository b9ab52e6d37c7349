// Who may import whom: the layers of docs/architecture.md, and no cycles.
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

const root = join(import.meta.dirname, '..');

/** What each folder may import of ours, itself included. Type imports count like all others. */
const layers: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  languages: ['core', 'languages'],
  rules: ['core', 'languages', 'rules'],
  host: ['core', 'languages', 'rules', 'host'],
  server: ['core', 'languages', 'rules', 'host', 'server'],
  // `fixity lsp` starts the server, which is the one door between two front ends.
  cli: ['core', 'languages', 'rules', 'host', 'cli', 'server/node.ts'],
  client: ['client'],
};
const folders = Object.keys(layers);
/** Fewer modules than this means that the tool did not see the source, and a green answer would mean nothing. */
const leastModules = 50;

const forbidden: IForbiddenRuleType[] = [
  {
    name: 'no-cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  ...Object.entries(layers).map(([folder, allowed]): IForbiddenRuleType => {
    const rest = `^(?:${folders.filter((other) => other !== folder).join('|')}|scripts|test)/`;
    const open = allowed.map((path) => (path.endsWith('.ts') ? `^${path.replace('.', '\\.')}$` : `^${path}/`));
    // The client knows the server by its messages' types alone.
    if (folder === 'client') open.push('^server/messages\\.ts$');
    return {
      name: `${folder}-imports`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: rest, pathNot: open },
    };
  }),
  {
    name: 'engine-without-node',
    severity: 'error',
    from: { path: '^(?:core|languages|rules)/' },
    to: { dependencyTypes: ['core'] },
  },
];

const { output } = await cruise(folders, {
  baseDir: root,
  ruleSet: { forbidden },
  validate: true,
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  tsConfig: { fileName: 'tsconfig.json' },
});
const { modules, summary } = output as ICruiseResult;
const ours = modules.filter(({ source }) => folders.includes(source.split('/')[0]!));
for (const { from, to, rule } of summary.violations) console.log(`${rule.name}: ${from} -> ${to}`);
console.log(`${ours.length} modules, ${summary.violations.length} violations`);
if (summary.violations.length > 0) process.exitCode = 1;
if (ours.length < leastModules) {
  console.log(`only ${ours.length} modules were seen; the check does not work`);
  process.exitCode = 1;
}
