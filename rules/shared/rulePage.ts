import { defaultConfiguration } from '../../core/configuration.ts';
import { type LanguageId, languageIds } from '../../core/document.ts';
import type { Fix, Principle } from '../../core/finding.ts';
import { changesOf } from '../../core/fix.ts';
import { lint } from '../../core/lint.ts';
import type { RuleOption } from '../../core/options.ts';
import { createProject } from '../../core/project.ts';
import { type Example, type PresetName, presetLevel, presetNames, principleOf, type Rule } from '../../core/rule.ts';
import { applyEdits, lineSpanAt } from '../../core/text.ts';
import { detectLanguage } from '../../languages/detect.ts';
import { loadLanguage } from '../../languages/load.ts';

/** A rule's page as Markdown, with what the rule really says of its examples: in the documentation, a terminal and an editor. */
export async function rulePage(rule: Rule): Promise<string> {
  const { id, title, languages, since, why, examples } = rule;
  const sections = [
    `# ${title}`,
    `\`${id}\` · principle *${principleOf(id)}*: ${promises[principleOf(id)]}`,
    [
      `- **Level**: ${presetNames.map((preset) => `${presetLevel(rule, preset)} (${preset})`).join(', ')}`,
      `- **Languages**: ${languages.map((language) => languageNames[language]).join(', ')}`,
      `- **Since**: ${since}`,
    ].join('\n'),
    '## Why',
    why.trim(),
    ...optionSections(rule),
    '## Examples',
    '### Found',
    ...(await Promise.all(examples.bad.flatMap((example) => badExample(rule, example)))),
    '### Left alone',
    ...examples.good.flatMap((example) => filesOf(example).map(sourceOf)),
    '## How to ignore it',
    `Write \`# fixity: ignore[${id}] the reason\` on the line above, or turn the rule off in \`fixity.yaml\`:`,
    fence('yaml', `rules:\n  ${id}: off`),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What people call the languages. */
export const languageNames: Readonly<Record<LanguageId, string>> = {
  dockerfile: 'Dockerfile',
  compose: 'Compose',
  kubernetes: 'Kubernetes',
  terraform: 'Terraform',
  kustomize: 'Kustomize',
  helm: 'Helm',
  pipeline: 'Pipelines',
};

const fenceOf: Readonly<Record<LanguageId, string>> = {
  dockerfile: 'dockerfile',
  compose: 'yaml',
  kubernetes: 'yaml',
  terraform: 'terraform',
  kustomize: 'yaml',
  helm: 'yaml',
  pipeline: 'yaml',
};

/** What each principle promises. */
export const promises: Readonly<Record<Principle, string>> = {
  pinned: 'the same source always builds and deploys the same artifact',
  sealed: 'nothing changes it after launch',
  stateless: 'the data lives elsewhere, and survives a replacement',
  replaceable: 'a new one can take over, and the old one can come back',
};

function optionSections({ id, options, presetOptions }: Rule): readonly string[] {
  if (!options) return [];
  const rows = Object.entries(options).map(([name, option]) => {
    const presets = presetNames.flatMap((preset: PresetName) => {
      const value = presetOptions?.[preset]?.[name];
      return value === undefined ? [] : [` (\`${JSON.stringify(value)}\` in ${preset})`];
    });
    return `| \`${name}\` | ${valuesOf(option)} | \`${JSON.stringify(option.default)}\`${presets.join('')} | ${option.description} |`;
  });
  const [name, option] = Object.entries(options)[0]!;
  return [
    '## Options',
    ['| option | value | default | |', '|---|---|---|---|', ...rows].join('\n'),
    fence('yaml', `rules:\n  ${id}:\n    options:\n      ${name}: ${JSON.stringify(option.default)}`),
  ];
}

function valuesOf(option: RuleOption): string {
  switch (option.kind) {
    case 'strings':
      return 'list of texts';
    case 'choice':
      return option.choices.map((one) => `\`${one}\``).join(', ');
    case 'integer':
      return `whole number, at least ${option.minimum}`;
    case 'flag':
      return '`true`, `false`';
  }
}

interface ExampleFile {
  readonly language: LanguageId;
  readonly path: string;
  readonly text: string;
  readonly options: NonNullable<Example['options']>;
  readonly beside: NonNullable<Example['beside']>;
}

const filesOf = (example: Example): readonly ExampleFile[] =>
  languageIds.flatMap((language) => {
    const text = example[language];
    return text === undefined
      ? []
      : [
          {
            language,
            path: example.file ?? language,
            text,
            options: example.options ?? {},
            beside: example.beside ?? {},
          },
        ];
  });

const badExample = (rule: Rule, example: Example): readonly Promise<string>[] =>
  filesOf(example).map(async (file) => {
    const findings = await findingsOf(rule, file);
    const told = findings.map(({ message, fixes, onlineFixes, span }) => {
      const source = lineSpanAt(file.text, span.start);
      const width = Math.max(1, Math.min(span.end, source.end) - span.start);
      const underline = ' '.repeat(span.start - source.start) + '^'.repeat(width);
      const lines = [message, `  ${file.text.slice(source.start, source.end)}`, `  ${underline}`];
      const offers = [
        ...fixes.map(({ title, safety }) => `  fix (${safety}): ${title}`),
        ...onlineFixes.map(({ title, safety }) => `  fix (${safety}, needs a look-up): ${title}`),
      ];
      return [...lines, ...offers].join('\n');
    });
    const fix = findings[0]?.fixes[0];
    return [sourceOf(file), fence('text', told.join('\n\n')), ...(fix ? fixedFiles(fix, file) : [])].join('\n\n');
  });

/** What the first fix makes of each file that it changes or creates. */
const fixedFiles = (fix: Fix, { path, language, text, beside }: ExampleFile): readonly string[] =>
  changesOf(fix, path).flatMap((change) => {
    if (change.file === path && change.kind === 'edit')
      return ['After the first fix:', fence(fenceOf[language], applyEdits(text, change.edits))];
    const fixed = change.kind === 'create' ? change.text : applyEdits(beside[change.file]!, change.edits);
    return [`After the first fix, \`${change.file}\`:`, fence(fenceFor(change.file, fixed), fixed)];
  });

function fenceFor(path: string, text: string): string {
  const language = detectLanguage(path, text);
  return language ? fenceOf[language] : 'text';
}

function sourceOf({ language, path, text, options, beside }: ExampleFile): string {
  const given = Object.entries(options).map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``);
  const others = Object.entries(beside).flatMap(([name, other]) => [
    `\`${name}\`:`,
    fence(fenceFor(name, other), other),
  ]);
  return [
    ...(given.length > 0 ? [`With ${given.join(', ')}:`] : []),
    ...(others.length > 0 ? [...others, `\`${path}\`:`] : []),
    fence(fenceOf[language], text),
  ].join('\n\n');
}

async function findingsOf(rule: Rule, file: ExampleFile) {
  const language = await loadLanguage(file.language);
  const parsed = language.parse(file);
  const others = Object.entries(file.beside).map(([path, text]) => ({ path, text }));
  const parsedOthers = await Promise.all(
    others.map(async (other) => {
      const id = detectLanguage(other.path, other.text);
      return id ? (await loadLanguage(id)).parse(other) : [];
    }),
  );
  const document = language.toDocument(parsed, createProject([parsed, ...parsedOthers.flat()], others));
  const on = rule.level.recommended === 'off' ? 'info' : rule.level.recommended;
  const configuration = { ...defaultConfiguration, levels: { [rule.id]: on }, options: { [rule.id]: file.options } };
  return lint(document, { rules: [rule], configuration, today: '2026-01-01' }).findings;
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.replace(/\n+$/, '')}\n\`\`\``;
