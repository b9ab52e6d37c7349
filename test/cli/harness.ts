import type { Engine } from '../../cli/engine.ts';
import { runCli } from '../../cli/run.ts';
import type { Document, LanguageId, ParsedFile } from '../../core/document.ts';
import type { FixSafety, OnlineFix } from '../../core/finding.ts';
import type { Language } from '../../core/language.ts';
import { defineRule, type Rule } from '../../core/rule.ts';
import { createMemoryHost, type MemoryFile } from '../../host/memory.ts';

export interface Run {
  readonly args: readonly string[];
  /** Relative paths lie in the working directory, `/project`. */
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly rules?: readonly Rule[];
  readonly loadLanguage?: Engine['loadLanguage'];
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The files after the run, by path in the working directory. */
  readonly files: Readonly<Record<string, MemoryFile>>;
}

/** Runs the command line in process, over files in memory, with small rules and languages of its own. */
export async function run({
  args,
  files = {},
  stdin = '',
  env = {},
  isTerminal = false,
  rules = fakeRules,
  loadLanguage = async (id) => fakeLanguage(id),
}: Run): Promise<Ran> {
  const contents = new Map(
    Object.entries(files).map(([path, file]) => [path.startsWith('/') ? path : `/project/${path}`, file]),
  );
  let stdout = '';
  let stderr = '';
  const exitCode = await runCli(
    args,
    {
      host: createMemoryHost(contents, '2026-06-15'),
      cwd: '/project',
      env,
      isTerminal,
      version: '1.2.3',
      stdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
      stdout: (content) => {
        stdout += typeof content === 'string' ? content : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
      },
      stderr: (text) => {
        stderr += text;
      },
    },
    {
      ruleIds: rules.map(({ id }) => id),
      loadRules: async (languages) => rules.filter((rule) => rule.languages.some((id) => languages.includes(id))),
      loadLanguage,
    },
  );
  const after = Object.fromEntries([...contents].map(([path, file]) => [path.replace(/^\/project\//, ''), file]));
  return { exitCode, stdout, stderr, files: after };
}

interface WordRule {
  readonly level?: Rule['level'];
  readonly replacement?: string;
  readonly safety?: FixSafety;
  readonly onlineFixes?: readonly OnlineFix[];
}

/** A rule that finds a word wherever it stands. */
export function wordRule(
  id: Rule['id'],
  word: string,
  { level = { recommended: 'error' }, replacement, safety = 'safe', onlineFixes = [] }: WordRule,
): Rule {
  return defineRule({
    id,
    title: `The word ${word}`,
    languages: ['dockerfile', 'kubernetes', 'terraform'],
    level,
    since: '0.1.0',
    why: `The word \`${word}\` **drifts**.\n\nSee [the manual](https://example.com).`,
    examples: { bad: [{ dockerfile: `FROM ${word}\n` }], good: [{ dockerfile: 'FROM a:1\n' }] },
    *check({ file }: Document) {
      for (const { index } of file.text.matchAll(new RegExp(word, 'g'))) {
        const span = { start: index, end: index + word.length };
        const fixes =
          replacement === undefined
            ? []
            : [{ title: `Write ${replacement}`, safety, edits: [{ span, newText: replacement }] }];
        yield { at: { span, path: `word:${word}` }, message: `\`${word}\` is here; leave it out`, fixes, onlineFixes };
      }
    },
  });
}

const pinToDigest: OnlineFix = { title: 'Pin to the digest', safety: 'safe', resolve: async () => undefined };

const fakeRules: readonly Rule[] = [
  wordRule('pinned/latest', ':latest', { replacement: ':1.0', onlineFixes: [pinToDigest] }),
  wordRule('sealed/ssh', 'ssh', { level: { recommended: 'warning' }, replacement: 'sealed', safety: 'suggested' }),
  wordRule('stateless/disk', 'disk', { level: { recommended: 'info' }, replacement: 'PLACE', safety: 'placeholder' }),
  wordRule('replaceable/quiet', 'quiet', { level: { recommended: 'off' } }),
];

/** `{{` is a syntax problem, a line of `#` a comment, and `explode` makes the parser throw. */
export const fakeLanguage = (id: LanguageId): Language => ({
  id,
  parse({ path, text }) {
    if (text.includes('explode')) throw new Error('exploded');
    const problems = [...text.matchAll(/\{\{/g)].map(({ index }) => ({
      span: { start: index, end: index + 2 },
      message: 'braces are not allowed',
    }));
    const comments = [...text.matchAll(/^[ \t]*(#.*)$/gm)].map((match) => {
      const end = match.index + match[0].length;
      return { span: { start: end - match[1]!.length, end }, isOwnLine: true };
    });
    return { path, text, language: id, problems, comments, commentStyle: { mark: '#', isAllowedAtLineEnd: false } };
  },
  toDocument: (file: ParsedFile): Document => ({
    language: id,
    file,
    images: [],
    scripts: [],
    ports: [],
    mounts: [],
    workloads: [],
    packageLists: [],
    fileWrites: [],
    suppressionLineAt: (offset) => file.text.lastIndexOf('\n', offset - 1) + 1,
    ...(id === 'terraform' ? { resources: [], modules: [] } : {}),
  }),
});
