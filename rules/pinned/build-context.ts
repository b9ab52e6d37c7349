import { type Fix, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { lineEndOf } from '../../core/text.ts';
import type { DockerfileDocument, IgnoreFile, Transfer } from '../../languages/dockerfile/document.ts';
import { isContext } from '../../languages/dockerfile/transfers.ts';
import { quote } from '../shared/message.ts';

export default defineRule<DockerfileDocument>({
  id: 'pinned/build-context',
  title: 'Whole build context copied with no ignore file',
  languages: ['dockerfile'],
  level: { recommended: 'info' },
  since: '0.1.0',
  why: `
\`COPY . .\` takes everything that lies in the build context: \`.git\`, \`node_modules\`, the output of a local build, editors' files, and
\`.env\` with its secrets. What is in the image then hangs on whose machine it was built on, and not on the commit.

It bites when a build works on a laptop, since it took the modules that were installed there, and fails in the pipeline; and when
someone pulls the image and finds the repository's history in it. The layer is also built anew after each \`git fetch\`.

Put a \`.dockerignore\` beside the context. A short one names what stays out (\`.git\`, \`node_modules\`, \`dist\`, \`.env*\`); a safer
one keeps all out (\`*\`) and lets in what is needed (\`!src\`, \`!package*.json\`). The fix writes a short one; away from the root of a
repository it is \`Dockerfile.dockerignore\`, which holds whatever folder is the context. There is no fix for a build that asks git.

Ignore it where the context is made for the build and holds nothing else, such as a folder that a pipeline unpacks an artifact into.

See [.dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files).
`,
  examples: {
    bad: [
      { file: 'Dockerfile', dockerfile: 'FROM node:22.11.0\nWORKDIR /app\nCOPY . .\nRUN npm ci\n' },
      { file: 'Dockerfile', dockerfile: 'FROM golang:1.23.4 AS build\nADD ./ /src/\nRUN go build -C /src -o /app\n' },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nCOPY package.json package-lock.json ./\nCOPY src src\nRUN npm ci\n' },
      {
        dockerfile:
          'FROM golang:1.23.4 AS build\nRUN go build -o /out/app\n\nFROM scratch\nCOPY --from=build . /out/\n',
      },
    ],
  },

  *check(document) {
    const { transfers, ignoreFile } = document;
    const copies = transfers.flatMap(({ keyword, instruction, sources, path }) => {
      const source = sources.find(isContext);
      const isWhole = instruction.flags.every(({ name }) => name !== 'exclude');
      return source && isWhole ? [{ keyword, source, path }] : [];
    });
    const [copy] = copies;
    if (!copy) return;
    const complaint = complaintAbout(ignoreFile);
    if (complaint === undefined) return;
    // One ignore file mends them all.
    const { keyword, source, path } = copy;
    yield {
      at: { span: source.span, path },
      message: `${quote(`${keyword} ${source.value}`)} ${complaint}`,
      related: relatedTo(source.origins),
      fixes: needsGit(document) ? [] : [toFix(document)],
    };
  },
});

function complaintAbout(ignoreFile: IgnoreFile): string | undefined {
  if (ignoreFile.kind === 'none') {
    return 'takes all that lies in the build context, from local builds to secrets; add a `.dockerignore`';
  }
  const { file, isContextRepository } = ignoreFile;
  return isContextRepository && !excludesGit(file.text)
    ? `takes \`.git\` along; add it to \`${nameOf(file.path)}\``
    : undefined;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether the build reads the history that the context brings along. */
function needsGit({ scripts, transfers, instructions }: DockerfileDocument): boolean {
  const asks = scripts.some(({ commands }) => {
    const git = commands.filter(({ name }) => name === 'git').map(({ words }) => words[1]?.value ?? '');
    // What follows a clone is about that.
    return !git.includes('clone') && git.some((word) => !['config', 'init', 'lfs', '--version'].includes(word));
  });
  return (
    asks ||
    namesInContext(transfers).has('.git') ||
    instructions.some(({ flags }) => flags.some(({ value }) => /(?:=|\/)\.git\b/.test(value?.text ?? '')))
  );
}

/** The names of files and folders that are copied by name. */
const namesInContext = (transfers: readonly Transfer[]): ReadonlySet<string> =>
  new Set(transfers.flatMap(({ sources }) => sources.flatMap(({ value }) => value.split('/'))));

function toFix(document: DockerfileDocument): Fix {
  const { file, ignoreFile } = document;
  if (ignoreFile.kind === 'found') {
    const { path, text } = ignoreFile.file;
    const end = { start: text.length, end: text.length };
    const newText = `${text === '' || text.endsWith('\n') ? '' : lineEndOf(text)}.git${lineEndOf(text)}`;
    return {
      title: `Add \`.git\` to \`${nameOf(path)}\``,
      safety: 'suggested',
      edits: [],
      elsewhere: [{ kind: 'edit', file: path, edits: [{ span: end, newText }] }],
    };
  }
  // Without knowing the context: this one counts whatever it is (https://docs.docker.com/build/concepts/context/#filename-and-location).
  const own = `${file.path}.dockerignore`;
  const path = ignoreFile.isContextRepository ? `${own.slice(0, -nameOf(own).length)}.dockerignore` : own;
  const text = ['.git', ...unwantedNames(document, ignoreFile.gitIgnores)].map((name) => `**/${name}\n`).join('');
  return {
    title: `Create \`${nameOf(path)}\``,
    safety: 'suggested',
    edits: [],
    elsewhere: [{ kind: 'create', file: path, text }],
  };
}

/** What no commit has, or the build makes itself, so that it is only there on some machines. */
function unwantedNames({ scripts, transfers }: DockerfileDocument, gitIgnores: readonly string[]): readonly string[] {
  const copied = namesInContext(transfers);
  const installs = scripts.some(({ commands }) => commands.some(({ name }) => /^(?:npm|yarn|pnpm|bun)$/.test(name)));
  return [
    ...(installs ? ['node_modules'] : []),
    ...['.venv', '.env', '.env.local'].filter((name) => isIgnored(gitIgnores, name)),
  ].filter((name) => !copied.has(name));
}

/** As git has it, but for patterns that say more than a name: the last line about it counts. */
function isIgnored(lines: readonly string[], name: string): boolean {
  const last = lines.findLast((line) => isPatternFor(line.trim().replace(/^!/, ''), name));
  return last !== undefined && !last.trim().startsWith('!');
}

function isPatternFor(line: string, name: string): boolean {
  const pattern = line.replace(/^(?:\*\*)?\/|\/$/g, '');
  return pattern === name || (/^\.[a-z.]+\*$/.test(pattern) && name.startsWith(pattern.slice(0, -1)));
}

/** Whether some pattern keeps `.git` out. Patterns that let it in again are written on purpose. */
const excludesGit = (text: string): boolean =>
  text.split(/\r?\n/).some((line) => {
    const pattern = line
      .trim()
      .replace(/^\.?\/+/, '')
      .replace(/\/+$/, '');
    return /^(?:\*\*\/)?(?:\*|\.\*|\*\*|\.git\*?|\.g\*|\.\?\*|\.git\/\*\*?)$/.test(pattern);
  });
