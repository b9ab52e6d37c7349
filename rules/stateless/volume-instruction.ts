import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { DockerfileDocument, Instruction, Stage } from '../../languages/dockerfile/document.ts';
import { removeInstruction } from '../../languages/dockerfile/edits.ts';
import { isAllowed } from '../shared/allow.ts';
import { makesDatabaseImage, shippedStages, volumeFoldersOf } from '../shared/databaseImages.ts';
import { databasesDescription, dataStoreOfDirectory } from '../shared/dataStores.ts';
import { isForDevelopment } from '../shared/development.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'stateless/volume-instruction',
  title: '`VOLUME` in the image of an application',
  languages: ['dockerfile'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
\`VOLUME\` gives every container of the image a volume of its own on the machine it runs on, whether anybody asked for one or not.
It has a random name, nobody backs it up, and the next container gets another one that is empty again.

It bites in two ways. What the application writes there looks kept, and is gone after the next release, while gigabytes of unnamed
volumes fill the machine. And a \`RUN\` after \`VOLUME\` that writes to the folder may have no effect, so that the image lacks files
its Dockerfile seems to put there. Whoever builds on the image cannot take the volume out again.

Leave the instruction out, and say where data goes when the container is started: a named volume in Compose, a claim in Kubernetes.
For scratch files, mount a \`tmpfs\` or an \`emptyDir\`.

The image of a database may have one, so that nobody loses data for want of a flag; Fixity says nothing about those that it knows,
and about those named in \`databases\`. Folders of a nested container engine, which cannot be in the image's layers, are allowed too.

See [\`VOLUME\`](https://docs.docker.com/reference/dockerfile/#volume).
`,
  options: {
    databases: stringList([], databasesDescription),
    allow: stringList(
      [
        '/sys/*',
        '/run',
        '/run/*',
        '/var/run',
        '/var/run/*',
        '/var/lib/docker',
        '/var/lib/containerd',
        '*/buildkit',
        '*/containers',
        '*/containers/storage',
      ],
      'Folders that may be volumes; `*` stands for any text.',
    ),
  },
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\nWORKDIR /app\nCOPY . .\nVOLUME /app/uploads\nCMD ["node", "server.js"]\n' },
      { dockerfile: 'FROM eclipse-temurin:21.0.5_11-jre\nVOLUME ["/tmp", "/app/logs"]\nCOPY app.jar /app.jar\n' },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nWORKDIR /app\nRUN mkdir uploads\nCMD ["node", "server.js"]\n' },
      { dockerfile: 'FROM postgres:16.6\nVOLUME /backup\n' },
      { dockerfile: 'FROM acme/ledger:3.1.0\nVOLUME /ledger\n', options: { databases: ['acme/ledger'] } },
      { dockerfile: 'FROM debian:12.8\nRUN apt-get install -y docker.io\nVOLUME /var/lib/docker\n' },
    ],
  },

  *check(document: DockerfileDocument, { options, pathFromRoot }) {
    const { file } = document;
    // In a stage that is only built from, no container ever has them.
    const volumes = shippedStages(document).toReversed().flatMap(volumesOf);
    if (volumes.length === 0 || isForDevelopment(pathFromRoot)) return;
    if (makesDatabaseImage(document, pathFromRoot, options.databases)) return;
    for (const { instruction, folders, path } of volumes) {
      if (folders.some((folder) => dataStoreOfDirectory(folder))) continue;
      const hidden = folders.filter((folder) => !isAllowed(options.allow, folder));
      if (hidden.length === 0) continue;
      const edits = hidden.length === folders.length ? removeInstruction(file, instruction) : undefined;
      yield {
        at: { span: instruction.span, path },
        message: `${quote(file.text.slice(instruction.span.start, instruction.span.end))} gives each container an unnamed volume, and the next one an empty one; name a volume where the container is run`,
        fixes: edits ? [{ title: 'Remove `VOLUME`', safety: 'suggested', edits }] : [],
      };
    }
  },
});

interface VolumeInstruction {
  readonly instruction: Instruction;
  /** As written, variables unexpanded. */
  readonly folders: readonly string[];
  readonly path: string;
}

function volumesOf({ label, instructions }: Stage): readonly VolumeInstruction[] {
  const volumes = instructions.flatMap((instruction) => {
    const { inner = instruction } = instruction;
    return inner.keyword === 'VOLUME' ? [{ instruction, folders: volumeFoldersOf(inner) }] : [];
  });
  return volumes.map((volume, index) => ({ ...volume, path: `stage:${label}/VOLUME[${index}]` }));
}
