import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import type { TextEdit } from '../../core/text.ts';
import { appendToWord, readable, replaceWord } from '../shared/commandWords.ts';
import { instance, pod, service } from '../shared/examples.ts';
import { checkedOutBy, type GitCall, gitCallOf, isRemoteRepository } from '../shared/git.ts';
import { placeElsewhere, quote, within } from '../shared/message.ts';
import { type Step, stepsNamed } from '../shared/steps.ts';
import { isFixedReference, placeholder } from '../shared/versions.ts';

export default defineRule({
  id: 'pinned/git-checkout',
  title: 'Clone of a branch',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'warning' },
  yieldsTo: ['sealed/runtime-fetch'],
  since: '0.1.0',
  why: `
\`git clone\` takes what the default branch, or the branch that it names, holds at that moment. The same Dockerfile builds something
else after each push to that repository, and nothing in yours tells what went into an image.

It bites when the other project merges a change that does not compile: your build breaks without a change of yours. It is worse when
the change compiles and behaves otherwise, since the layer cache hides it on one machine and not on the next.

Clone a version tag (\`--branch v1.2.0\`), or better check out a full commit, which cannot be moved. \`ADD\` with an address of git and
a commit does both in one line. Update by a change of that line.

Ignore it for a repository of your own that is always to be taken at its newest, and know that the build then has two sources.

See [git clone](https://git-scm.com/docs/git-clone#Documentation/git-clone.txt---branchname) and
[adding files from a git repository](https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nRUN git clone https://github.com/acme/tool.git && make -C tool install\n' },
      { dockerfile: 'FROM debian:12.8\nRUN git clone --depth 1 --branch main https://github.com/acme/tool.git\n' },
      { compose: service('command: sh -c "git clone https://github.com/acme/site.git /srv && serve /srv"') },
      { kubernetes: pod('command: ["git", "clone", "https://github.com/acme/site.git", "/srv"]') },
      { helm: pod('command: ["git", "clone", "https://{{ .Values.host }}/acme/site.git", "/srv"]') },
      { terraform: instance('#!/bin/bash\ngit clone https://github.com/acme/app.git /opt/app\n/opt/app/start.sh\n') },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN git clone --depth 1 --branch v1.2.0 https://github.com/acme/tool.git\n' },
      {
        dockerfile:
          'FROM debian:12.8\nRUN git clone https://github.com/acme/tool.git\nWORKDIR /tool\nRUN git checkout 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567\n',
      },
      { compose: service('command: sh -c "git clone -b v1.2.0 https://github.com/acme/site.git /srv && serve /srv"') },
      { kubernetes: pod('command: ["git", "clone", "--branch=v1.2.0", "https://github.com/acme/site.git", "/srv"]') },
      { helm: pod('command: ["git", "clone", "-b", "{{ .Values.tag }}", "https://github.com/acme/site.git"]') },
      { terraform: instance('#!/bin/bash\ngit clone https://github.com/acme/app.git\ngit -C app checkout v1.2.0\n') },
    ],
  },

  *check({ scripts, file }) {
    for (const { script, command, steps, index } of stepsNamed(scripts, (name) => name === 'git')) {
      const git = gitCallOf(command);
      const clone = git && looseClone(git);
      if (!clone || isFixedLater(clone, steps, index)) continue;
      const { branch, address } = clone;
      const edit = script.phase === 'boot' ? undefined : versionEdit(command, clone, file.text);
      const shown = quote(readable(address));
      yield {
        at: within(script, command.span),
        message: branch
          ? `${shown} is cloned at \`${branch.name}\`, which moves; name a version tag, or check out a commit`
          : `${shown} is cloned at whatever its default branch holds; name a version tag, or check out a commit`,
        ...placeElsewhere(command),
        fixes: edit ? [fixOf(edit)] : [],
      };
    }
  },
});

interface Clone {
  readonly action: ShellWord;
  readonly address: string;
  readonly branch: { readonly name: string; readonly word: ShellWord } | undefined;
  /** The last part of the folder's path; undefined when it is not known. */
  readonly folder: string | undefined;
}

/** A clone of a repository elsewhere, at its default branch or at a name that is none of a tag or commit. */
function looseClone({ action, operands, options }: GitCall): Clone | undefined {
  const address = operands[0]?.value;
  if (action.value !== 'clone' || address === undefined || !isRemoteRepository(address)) return undefined;
  // What has no working tree yet gets one by another command.
  if (options.some(({ name }) => ['-n', '--no-checkout', '--bare', '--mirror', '--revision'].includes(name)))
    return undefined;
  const option = options.find(({ name }) => name === '-b' || name === '--branch' || /^-b./.test(name));
  const name = option && (option.value ?? option.name.slice(2));
  if (name !== undefined && isFixedReference(name)) return undefined;
  const folder = folderOf({ operands });
  return {
    action,
    address,
    branch: option && { name: name!, word: option.word },
    folder,
  };
}

function folderOf({ operands }: Pick<GitCall, 'operands'>): string | undefined {
  const [address, given] = operands;
  const folder = baseName(given?.value ?? address?.value.replace(/\.git\/?$/, '') ?? UNKNOWN);
  return isKnown(folder) ? folder : undefined;
}

const baseName = (path: string): string => path.replace(/\/+$/, '').replace(/^.*[/:]/s, '');

/** Whether a command behind that of the clone checks out a tag or commit in it; where it is not known in which, it counts. */
function isFixedLater(clone: Clone, steps: readonly Step[], index: number): boolean {
  let current: string | undefined = clone.folder;
  for (const { command } of steps.slice(index + 1)) {
    const git = gitCallOf(command);
    if (command.name === 'cd' || command.name === 'pushd') current = baseName(command.words[1]?.value ?? '');
    if (!git) continue;
    // What stands behind another clone is most likely about that one.
    if (git.action.value === 'clone') current = '';
    const reference = checkedOutBy(git);
    if (reference === undefined || !isFixing(reference)) continue;
    const folder = git.folder === undefined ? current : baseName(git.folder);
    if (clone.folder === undefined || folder === undefined || !isKnown(folder) || folder === clone.folder) return true;
    // A folder that is no clone's may be within this one, or another name of it.
    if (current !== '' && !isClonedTo(folder, steps)) return true;
  }
  return false;
}

const isClonedTo = (folder: string, steps: readonly Step[]): boolean =>
  steps.some(({ command }) => {
    const git = gitCallOf(command);
    return git?.action.value === 'clone' && folderOf(git) === folder;
  });

const isFixing = (reference: string): boolean => isFixedReference(reference) || reference === 'FETCH_HEAD';

function versionEdit(command: ShellCommand, { action, branch }: Clone, text: string): TextEdit | undefined {
  if (!branch) return appendToWord(command, action, text, ` --branch ${placeholder}`);
  return branch.word.value === branch.name
    ? replaceWord(command, branch.word, text, placeholder)
    : replaceWord(command, branch.word, text, branch.word.value.replace(branch.name, placeholder));
}

const fixOf = (edit: TextEdit): Fix => ({
  title: 'Name the version tag',
  safety: 'placeholder',
  placeholder,
  edits: [edit],
});
