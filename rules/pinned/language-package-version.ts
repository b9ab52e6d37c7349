import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import {
  isPackageManager,
  type NamedPackage,
  type PackageCommand,
  packageCommandOf,
} from '../../languages/packages.ts';
import { isAllowed } from '../shared/allow.ts';
import { appendToWord, readable, spanOfWords } from '../shared/commandWords.ts';
import { instance, pod, service } from '../shared/examples.ts';
import { checkedOutBy, gitCallOf } from '../shared/git.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { isRunner, type Runner, runnerOf } from '../shared/runners.ts';
import { type Step, stepsNamed } from '../shared/steps.ts';
import { isFixedReference, isMovingVersion, placeholder } from '../shared/versions.ts';

export default defineRule({
  id: 'pinned/language-package-version',
  title: 'Package of a programming language without a version',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'warning' },
  options: { allow: stringList([], 'Packages that may be installed without a version; `*` stands for any text.') },
  yieldsTo: ['sealed/runtime-install', 'sealed/runtime-fetch'],
  since: '0.1.0',
  why: `
\`pip install flask\` installs what the registry calls newest at that moment. The Dockerfile stays as it is, and the image does not:
two builds of one commit hold two versions, and the layer cache decides which of them you get.

It bites on the morning after a major release. The build that was green yesterday fails, or worse, it passes and the
application breaks, and the last good build cannot be made again because nothing says which version it had.

Name the version (\`flask==3.1.0\`, \`typescript@5.7.2\`), or install from a lock file, which fixes what the package itself depends on
too. \`cargo install\` needs \`--locked\` beside the version, or it ignores the lock file that the program was released with.

Ignore it for an image that is meant to hold the newest, such as one that tests against it every night. Tools of which any
version will do can be named by the option \`allow\`.

See [version specifiers](https://packaging.python.org/en/latest/specifications/version-specifiers/),
[npm install](https://docs.npmjs.com/cli/commands/npm-install) and
[cargo install](https://doc.rust-lang.org/cargo/commands/cargo-install.html).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM python:3.13.1-slim\nRUN pip install --no-cache-dir flask gunicorn==23.0.0\n' },
      { dockerfile: 'FROM node:22.11.0\nRUN npm install -g typescript@latest\n' },
      { dockerfile: 'FROM golang:1.23.4\nRUN go install golang.org/x/tools/cmd/stringer@latest\n' },
      { dockerfile: 'FROM rust:1.83.0\nRUN cargo install --version 14.1.1 ripgrep\n' },
      { compose: service('command: sh -c "pip install debugpy && python app.py"') },
      { kubernetes: pod('command: ["npx", "--yes", "serve", "/srv"]') },
      { helm: pod('command: ["uvx", "mcp-server-fetch"] # {{ .Release.Name }}') },
      { terraform: instance('#!/bin/bash\npip3 install ansible-core\n') },
    ],
    good: [
      { dockerfile: 'FROM python:3.13.1-slim\nRUN pip install --no-cache-dir flask==3.1.0 gunicorn==23.0.0\n' },
      { dockerfile: 'FROM python:3.13.1-slim\nRUN pip install -c constraints.txt flask\n' },
      { dockerfile: 'FROM rust:1.83.0\nRUN cargo install --locked --version 14.1.1 ripgrep\n' },
      { compose: service('command: sh -c "pip install debugpy==1.8.9 && python app.py"') },
      { kubernetes: pod('command: ["npx", "--yes", "serve@14.2.4", "/srv"]') },
      { helm: pod('command: ["uvx", "mcp-server-fetch=={{ .Values.version }}"]') },
      { terraform: instance('#!/bin/bash\npip3 install "ansible-core==${var.ansible_version}"\n') },
    ],
  },

  *check({ scripts, file }, { options }) {
    const mayInstall = (name: string): boolean => isPackageManager(name) || isRunner(name);
    for (const { script, command, steps, index } of stepsNamed(scripts, mayInstall)) {
      const loose = looseOf(command);
      const names = loose?.names.filter(({ name }) => !isAllowed(options.allow, name)) ?? [];
      if (loose && names.length > 0) {
        // Before there were modules, `go get` made a clone, in which a version was checked out.
        if (command.name === 'go' && steps.slice(index + 1).some(checksOutVersion)) continue;
        yield findingOf(script, command, { ...loose, names }, file.text);
      } else if (isUnlocked(command)) yield unlockedFinding(script, command, file.text);
    }
  },
});

const checksOutVersion = ({ command }: Step): boolean => {
  const git = gitCallOf(command);
  const reference = git && checkedOutBy(git);
  return reference !== undefined && isFixedReference(reference);
};

/** Packages of one command whose version is left open. */
interface Loose {
  readonly names: readonly LooseName[];
  /** What stands between a name and its version; undefined where a version is no part of the word. */
  readonly separator: string | undefined;
}

interface LooseName {
  readonly name: string;
  readonly word: ShellWord;
  readonly isBare: boolean;
}

function findingOf(script: Script, command: ShellCommand, { names, separator }: Loose, text: string): RuleFinding {
  const shown = names.slice(0, mostShown).map(({ word }) => quote(readable(word.value)));
  const list = names.length > mostShown ? `${shown.join(', ')} and ${names.length - mostShown} more` : shown.join(', ');
  // What is installed at start-up belongs in the image; a version there would only hide that.
  const fix = script.phase === 'boot' ? undefined : versionFix(command, names, separator, text);
  return {
    at: within(script, command.origins ? command.span : spanOfWords(names.map(({ word }) => word))),
    message: `${list} ${names.length === 1 ? 'names' : 'name'} no fixed version, so ${occasions[script.phase]} takes the newest; name one`,
    ...placeElsewhere(command),
    ...(names.every(({ name }) => installers.has(name)) ? { atMost: 'info' } : {}),
    fixes: fix ? [fix] : [],
  };
}

const mostShown = 3;
const occasions: Readonly<Record<Script['phase'], string>> = {
  build: 'each build',
  boot: 'each start',
  deploy: 'each run',
  probe: 'each run',
};

/** Bringing these up to date is widely advised, and changes how packages are installed rather than which. */
const installers: ReadonlySet<string> = new Set(['pip', 'setuptools', 'wheel']);

function versionFix(
  command: ShellCommand,
  names: readonly LooseName[],
  separator: string | undefined,
  text: string,
): Fix | undefined {
  if (separator === undefined) return undefined;
  const edits = names.map(({ word, isBare }) =>
    isBare ? appendToWord(command, word, text, `${separator}${placeholder}`) : undefined,
  );
  // Without it, the rule would ask for it next.
  if (isUnlocked(command)) edits.unshift(appendToWord(command, packageCommandOf(command)?.verb, text, ' --locked'));
  const whole = edits.flatMap((edit) => edit ?? []);
  if (whole.length < edits.length) return undefined;
  return {
    title: names.length === 1 ? 'Name the version' : 'Name the versions',
    safety: 'placeholder',
    placeholder,
    edits: whole,
  };
}

function looseOf(command: ShellCommand): Loose | undefined {
  const runner = runnerOf(command);
  if (runner) return looseRun(runner);
  const install = packageCommandOf(command);
  const separator = install && separators.get(install.manager);
  if (!install || separator === undefined || install.action !== 'install' || isHeld(install)) return undefined;
  const names = [...install.packages.flatMap((named) => looseName(named, install)), ...looseFiles(install)];
  // `dotnet` has one version for all.
  const isWritten = separator !== ' --version ' || install.packages.length === 1;
  return { names, separator: isWritten ? separator : undefined };
}

/** What stands between name and version, by package manager. */
const separators: ReadonlyMap<PackageCommand['manager'], string> = new Map([
  ['pip', '=='],
  ['pipx', '=='],
  ['uv', '=='],
  ['poetry', '=='],
  ['npm', '@'],
  ['yarn', '@'],
  ['pnpm', '@'],
  ['bun', '@'],
  ['gem', ':'],
  ['go', '@'],
  ['cargo', '@'],
  ['composer', ':'],
  ['dotnet', ' --version '],
]);

/** Versions stand in another file, or what is installed lies there already. */
const isHeld = ({ flags, constraints }: PackageCommand): boolean =>
  constraints.length > 0 ||
  flags.some((flag) => flag === '--require-hashes' || flag === '--no-index' || flag === '--offline');

function looseName(
  { name, version, range, word }: NamedPackage,
  { manager, verb }: PackageCommand,
): readonly LooseName[] {
  if (!isKnown(name) || !/^@?[A-Za-z\d]/.test(name)) return [];
  const loose = [{ name, word, isBare: version === undefined && word.value === name }];
  if (manager === 'go') {
    // Without a version `go install` takes the one in go.mod; `go get` takes the newest.
    const isGet = verb?.value === 'get' && /^[^/]+\.[^/]+\//.test(name);
    return version === undefined ? (isGet ? loose : []) : isMovingVersion(version) ? loose : [];
  }
  // `dotnet workload` and `dotnet add` take no tools.
  if (manager === 'dotnet' && verb?.value !== 'install') return [];
  // A repository (`acme/tool`, `github:acme/tool`) has branches, and a path has neither.
  if (manager !== 'composer' && /[/:]/.test(name.replace(/^@[^/]*\//, ''))) return [];
  if (!isKnown(range ?? '') || (version === undefined && !isKnown(word.value))) return [];
  if (version === undefined) return manager === 'pip' && word.value.includes('/') ? [] : loose;
  // `==2.*` and `@10.x` are left to whoever wrote them: they say at least which release it is.
  return /^[\^~<>*]/.test(range ?? '') || isMovingVersion(version.replace(/^npm:@?[^@]*@?/, '')) ? loose : [];
}

/** Repositories that `pip` and `cargo` install from, at no commit or tag. */
function looseFiles({ manager, files, flags }: PackageCommand): readonly LooseName[] {
  if (manager === 'cargo') {
    const isFixed = flags.some((flag) => /^--(?:rev|tag|path)\b/.test(flag));
    return isFixed ? [] : files.map((word) => ({ name: word.value, word, isBare: false }));
  }
  return files.flatMap((word) => {
    const repository = /(?:^|@\s*)git\+[a-z]+:\/\/(?:[^@/]*@)?[^@#]*(?:@([^#]*))?/.exec(word.value);
    if (!repository || (repository[1] !== undefined && isFixedReference(repository[1]))) return [];
    // The end of an address that is not known may name a commit.
    if (repository[1] === undefined && repository[0].endsWith(UNKNOWN)) return [];
    return [{ name: word.value, word, isBare: false }];
  });
}

function looseRun({ packages, separator, mayBeLocal }: Runner): Loose {
  const names = packages.flatMap((word) => {
    const [, name = '', version] = /^(@?[^@=<>~!]*)(?:@|==)?(.*)$/s.exec(word.value) ?? [];
    const isOpen = version === '' ? !mayBeLocal : isMovingVersion(version ?? '');
    return isOpen && isKnown(word.value) && /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name)
      ? [{ name, word, isBare: word.value === name }]
      : [];
  });
  return { names, separator };
}

/** `cargo install` of a fixed version that looks for new versions of all that it depends on. */
function isUnlocked(command: ShellCommand): boolean {
  const install = packageCommandOf(command);
  if (install?.manager !== 'cargo' || install.action !== 'install' || install.packages.length === 0) return false;
  return (
    packageCommandOf(command)?.verb !== undefined &&
    !install.flags.some((flag) => flag === '--locked' || flag === '--frozen')
  );
}

function unlockedFinding(script: Script, command: ShellCommand, text: string): RuleFinding {
  const edit =
    script.phase === 'boot' ? undefined : appendToWord(command, packageCommandOf(command)?.verb, text, ' --locked');
  return {
    at: within(script, command.span),
    message: `${quoteCommand(command, text)} picks new versions of all that it depends on; add \`--locked\``,
    ...placeElsewhere(command),
    fixes: edit ? [{ title: 'Add `--locked`', safety: 'suggested', edits: [edit] }] : [],
  };
}
