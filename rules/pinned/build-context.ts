import { relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { DockerfileDocument } from '../../languages/dockerfile/document.ts';
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
one keeps all out (\`*\`) and lets in what is needed (\`!src\`, \`!package*.json\`).

Ignore it where the context is made for the build and holds nothing else, such as a folder that a pipeline unpacks an artifact into.

See [.dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\nWORKDIR /app\nCOPY . .\nRUN npm ci\n' },
      { dockerfile: 'FROM golang:1.23.4 AS build\nADD ./ /src/\nRUN go build -C /src -o /app\n' },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nCOPY package.json package-lock.json ./\nCOPY src src\nRUN npm ci\n' },
      {
        dockerfile:
          'FROM golang:1.23.4 AS build\nRUN go build -o /out/app\n\nFROM scratch\nCOPY --from=build . /out/\n',
      },
    ],
  },

  *check({ transfers, ignoreFile }) {
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
    };
  },
});

function complaintAbout(ignoreFile: DockerfileDocument['ignoreFile']): string | undefined {
  if (ignoreFile.kind === 'none') {
    return 'takes all that lies in the build context, from local builds to secrets; add a `.dockerignore`';
  }
  const { file, isContextRepository } = ignoreFile;
  return isContextRepository && !excludesGit(file.text)
    ? `takes \`.git\` along; add it to \`${file.path.slice(file.path.lastIndexOf('/') + 1)}\``
    : undefined;
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
