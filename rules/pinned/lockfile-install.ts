import type { Document } from '../../core/document.ts';
import type { FindingLevel, Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { TextEdit } from '../../core/text.ts';
import { isPackageManager, type PackageCommand, packageCommandOf } from '../../languages/packages.ts';
import { appendToWord, replaceWord } from '../shared/commandWords.ts';
import { instance, pod, service, workflow } from '../shared/examples.ts';
import { placeElsewhere, quote, within } from '../shared/message.ts';
import { stepsNamed } from '../shared/steps.ts';

export default defineRule({
  id: 'pinned/lockfile-install',
  title: 'Installation that may go past the lock file',
  languages: ['dockerfile', 'pipeline', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'warning' },
  yieldsTo: ['sealed/runtime-install', 'sealed/runtime-upgrade'],
  since: '0.1.0',
  why: `
A lock file holds the exact version of everything that a project depends on. \`npm install\`, \`uv sync\` and \`cargo build\` read it, but
where it does not fit the project's file they quietly write a new one; \`composer update\` and \`poetry update\` write a new one
always. What is built is then not what was tested.

It bites when somebody forgets to commit the lock file after a change. Nothing fails: each build resolves the versions anew, and weeks
later a patch release of something five levels down breaks production, though nobody changed a line.

Use the form that fails instead: \`npm ci\`, \`yarn install --immutable\` (\`--frozen-lockfile\` in Yarn 1),
\`pnpm install --frozen-lockfile\`, \`bundle install\` with \`BUNDLE_FROZEN\`, \`composer install\`, \`uv sync --locked\`, \`cargo build --locked\`. For
\`pip install -r\` the equal is a file with hashes and \`--require-hashes\`.

Ignore it where there is no lock file on purpose, such as a library's test against the newest of everything.

See [npm ci](https://docs.npmjs.com/cli/commands/npm-ci), [yarn install](https://yarnpkg.com/cli/install),
[pnpm install](https://pnpm.io/cli/install#--frozen-lockfile), [uv sync](https://docs.astral.sh/uv/concepts/projects/sync/) and
[pip's secure installs](https://pip.pypa.io/en/stable/topics/secure-installs/).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\nCOPY package*.json ./\nRUN npm install --omit=dev\n' },
      { dockerfile: 'FROM node:22.11.0\nRUN corepack enable && yarn install\n' },
      { dockerfile: 'FROM rust:1.83.0\nRUN cargo build --release\n' },
      { dockerfile: 'FROM python:3.13.1-slim\nRUN pip install -r requirements.txt\n' },
      { pipeline: workflow('- run: npm install\n- run: npm run build') },
      { compose: service('command: sh -c "npm install && npm start"') },
      { kubernetes: pod('command: ["sh", "-c", "composer update && php-fpm"]') },
      { helm: pod('command: ["sh", "-c", "uv sync && uv run app"] # {{ .Release.Name }}') },
      { terraform: instance('#!/bin/bash\ncd /opt/app && npm install\n') },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nCOPY package*.json ./\nRUN npm ci --omit=dev\n' },
      { dockerfile: 'FROM node:22.11.0\nRUN npm install -g npm@10.9.0 && npm install ./vendor/tool\n' },
      { dockerfile: 'FROM rust:1.83.0\nRUN cargo build --release --locked\n' },
      { pipeline: workflow('- run: npm ci\n- run: npm run build') },
      { compose: service('command: sh -c "npm ci && npm start"') },
      { kubernetes: pod('command: ["sh", "-c", "composer install && php-fpm"]') },
      { helm: pod('command: ["sh", "-c", "uv sync --frozen && uv run app"] # {{ .Release.Name }}') },
      { terraform: instance('#!/bin/bash\ncd /opt/app && npm ci\n') },
    ],
  },

  *check(document) {
    for (const { script, command } of stepsNamed(document.scripts, isPackageManager)) {
      const loose = looseInstall(command, document);
      if (!loose || settings.get(loose.tool)?.test(document.file.text)) continue;
      const verb = packageCommandOf(command)?.verb?.value;
      const edit = loose.edit?.(document.file.text);
      yield {
        at: within(script, command.span),
        message: `${quote(verb === undefined ? loose.tool : `${loose.tool} ${verb}`)} ${loose.complaint}; ${loose.advice}`,
        ...placeElsewhere(command),
        ...(loose.atMost ? { atMost: loose.atMost } : {}),
        fixes: edit && script.phase !== 'boot' ? [fixOf(loose.advice, edit)] : [],
      };
    }
  },
});

const fixOf = (advice: string, edit: TextEdit): Fix => ({
  title: `${advice[0]!.toUpperCase()}${advice.slice(1)}`,
  safety: 'suggested',
  edits: [edit],
});

type Tool = 'npm' | 'yarn' | 'pnpm' | 'bundle' | 'composer' | 'poetry' | 'uv' | 'cargo' | 'pip';

interface LooseInstall {
  readonly tool: Tool;
  readonly complaint: string;
  /** In the imperative: a fix's title, too. */
  readonly advice: string;
  readonly atMost?: FindingLevel;
  readonly edit?: (text: string) => TextEdit | undefined;
}

function looseInstall(command: ShellCommand, { language, file }: Document): LooseInstall | undefined {
  const isPipeline = language === 'pipeline';
  if (command.name === 'cargo') return looseCargo(command, isPipeline);
  const install = packageCommandOf(command);
  if (!install || (install.action !== 'install' && install.action !== 'upgrade')) return undefined;
  const { manager, action, verb, packages, files, lists, constraints, flags } = install;
  const has = (...names: readonly string[]): boolean => flags.some((flag) => names.includes(flag.split('=')[0]!));
  const add = (flag: string) => ({
    advice: `add \`${flag}\``,
    edit: (text: string) => {
      const opposite = command.words.find(({ value }) => value === flag.replace('--', '--no-'));
      return opposite
        ? replaceWord(command, opposite, text, flag)
        : appendToWord(command, verb ?? command.words[0], text, ` ${flag}`);
    },
  });

  if (manager === 'pip') {
    const isHeld = constraints.length > 0 || has('--require-hashes', '--no-index', '--no-deps');
    if (verb?.value !== 'install' || lists.length === 0 || isHeld) return undefined;
    return {
      tool: 'pip',
      complaint: 'asks for no hashes',
      advice: 'add `--require-hashes` and list them',
      atMost: 'info',
    };
  }
  if (packages.length + files.length + lists.length > 0) return undefined;
  if (action === 'upgrade') return looseUpgrade(install, command);

  switch (manager) {
    case 'npm': {
      if (!npmInstalls.has(verb?.value ?? '') || has('-g', '--global', '--location')) return undefined;
      const replacement = ['install-test', 'it'].includes(verb?.value ?? '') ? 'install-ci-test' : 'ci';
      return {
        tool: 'npm',
        complaint: rewrites,
        advice: `use \`npm ${replacement}\``,
        edit: (text) => replaceWord(command, verb, text, replacement),
      };
    }
    case 'yarn': {
      if (has('--immutable', '--frozen-lockfile', '--pure-lockfile', '--check-cache') || verb?.value === 'add')
        return undefined;
      // Yarn 2 and later hold to the lock file wherever `CI` is set.
      if (isPipeline && !has('--no-immutable', '--no-frozen-lockfile')) return undefined;
      return {
        tool: 'yarn',
        complaint: rewrites,
        ...add(laterYarn.test(file.text) ? '--immutable' : '--frozen-lockfile'),
      };
    }
    case 'pnpm': {
      if (has('--frozen-lockfile', '--offline') && !has('--no-frozen-lockfile')) return undefined;
      if ((verb?.value !== 'install' && verb?.value !== 'i') || has('-g', '--global')) return undefined;
      // As does pnpm.
      if (isPipeline && !has('--no-frozen-lockfile')) return undefined;
      return { tool: 'pnpm', complaint: rewrites, ...add('--frozen-lockfile') };
    }
    case 'bundle':
      if (has('--deployment', '--frozen', '--local') || verb?.value === 'add') return undefined;
      return {
        tool: 'bundle',
        complaint: rewrites,
        advice: 'set `BUNDLE_FROZEN` to `true`',
        edit: (text) => assignBefore(command, text, 'BUNDLE_FROZEN=true'),
      };
    case 'uv':
      if (verb?.value !== 'sync' || has('--locked', '--frozen')) return undefined;
      return { tool: 'uv', complaint: rewrites, ...add('--locked') };
    default:
      return undefined;
  }
}

const rewrites = 'changes a lock file that does not fit';

/** A shell takes an assignment before a command; a list of words, or a command such as `sudo`, does not. */
function assignBefore(
  { words, wrappers, origins }: ShellCommand,
  text: string,
  assignment: string,
): TextEdit | undefined {
  const [program, verb] = words;
  if (!program || !verb || wrappers.length > 0 || origins) return undefined;
  const { start, end } = program.span;
  const isShell = text.slice(start, end) === program.value && /^[ \t]+$/.test(text.slice(end, verb.span.start));
  return isShell ? { span: { start, end: start }, newText: `${assignment} ` } : undefined;
}

/** What only Yarn 2 and later have, which want another name for the option (https://yarnpkg.com/cli/install). */
const laterYarn =
  /\.yarnrc\.yml|\.yarn\/|--(?:no-)?immutable\b|\byarn set version (?:[2-9]|stable|berry)|\byarn@(?:[2-9]|stable|berry)/;

const npmInstalls: ReadonlySet<string> = new Set([
  ...['install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isntall', 'add', 'install-test', 'it'],
]);

/** `composer update` and its like: versions are looked for anew, and the lock file is an outcome. */
function looseUpgrade({ manager, flags, verb }: PackageCommand, command: ShellCommand): LooseInstall | undefined {
  const replacement = upgraders.get(manager as Tool);
  if (replacement === undefined || flags.some((flag) => /^(?:-g|--global|--lock|--bundler|--self)$/.test(flag)))
    return undefined;
  if (command.words.some(({ value }) => value === 'global' || value === 'self')) return undefined;
  return {
    tool: manager as Tool,
    complaint: 'looks for new versions and writes a new lock file',
    advice: `use \`${manager} ${replacement}\``,
    // `bundle install` needs a setting beside it.
    ...(manager === 'bundle' ? {} : { edit: (text: string) => replaceWord(command, verb, text, replacement) }),
  };
}

const upgraders: ReadonlyMap<Tool, string> = new Map<Tool, string>([
  ['npm', 'ci'],
  ['yarn', 'install --frozen-lockfile'],
  ['pnpm', 'install --frozen-lockfile'],
  ['bundle', 'install'],
  ['composer', 'install'],
  ['poetry', 'install'],
]);

/** In a pipeline, only a release build is taken for something that is shipped. */
function looseCargo(command: ShellCommand, isPipeline: boolean): LooseInstall | undefined {
  const { words } = command;
  const written = words.slice(1).find(({ value }) => !/^[+-]/.test(value));
  const flags = words.flatMap(({ value }) => (value.startsWith('-') ? [value.split('=')[0]!] : []));
  const has = (...names: readonly string[]): boolean => flags.some((flag) => names.includes(flag));
  const isBuild =
    written?.value === 'build' || written?.value === 'b' || (written?.value === 'install' && has('--path'));
  if (!isBuild || has('--locked', '--frozen', '--offline', '--help', '-h')) return undefined;
  if (isPipeline && !has('--release', '-r', '--path', '--profile')) return undefined;
  return {
    tool: 'cargo',
    complaint: rewrites,
    advice: 'add `--locked`',
    edit: (text) => appendToWord(command, written, text, ' --locked'),
  };
}

/**
 * Settings that hold a tool to its lock file, wherever the file names them: an ENV, a pipeline's `env`, an assignment,
 * `bundle config`.
 */
const settings: ReadonlyMap<Tool, RegExp> = new Map<Tool, RegExp>([
  ['yarn', /\bCI\b["']?[=:\s]\s*["']?(?:true|1)\b|YARN_ENABLE_IMMUTABLE_INSTALLS|enableImmutableInstalls/],
  ['pnpm', /\bCI\b["']?[=:\s]\s*["']?(?:true|1)\b|npm_config_frozen_lockfile/i],
  ['bundle', /BUNDLE_(?:FROZEN|DEPLOYMENT)|bundler? config\b.*\b(?:frozen|deployment)\b/],
  ['uv', /\bUV_(?:FROZEN|LOCKED)\b/],
  ['cargo', /\bCARGO_NET_OFFLINE\b/],
  ['pip', /\bPIP_(?:REQUIRE_HASHES|CONSTRAINT)\b/],
]);
