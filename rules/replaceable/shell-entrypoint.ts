import { isKnown } from '../../core/embedded.ts';
import type { Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { DockerfileDocument, Instruction } from '../../languages/dockerfile/document.ts';
import { quote, within } from '../shared/message.ts';

export default defineRule({
  id: 'replaceable/shell-entrypoint',
  title: 'Main process behind a shell',
  languages: ['dockerfile'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
In the shell form, \`CMD node server.js\` starts \`/bin/sh -c "node server.js"\`, and the shell is the process that gets the container's
signals. Most shells do not pass them on: the program never hears that it is to stop.

It bites at each update. The old container ignores \`SIGTERM\`, waits out its grace period of ten or thirty seconds, and is killed
in the middle of whatever it did. Updates are slow, and requests are cut off.

Write a list: \`CMD ["node", "server.js"]\`. Where a shell is needed, for a variable say, let it make room: \`CMD exec java $JAVA_OPTS -jar app.jar\`.

Ignore it for images that only run commands which end by themselves, such as a builder.

See [shell and exec form in the Dockerfile reference](https://docs.docker.com/reference/dockerfile/#shell-and-exec-form).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\nCMD node server.js\n' },
      { dockerfile: 'FROM nginx:1.27.3\nENTRYPOINT nginx -g "daemon off;"\n' },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nCMD ["node", "server.js"]\n' },
      { dockerfile: 'FROM eclipse-temurin:21.0.5_11-jre\nCMD exec java $JAVA_OPTS -jar app.jar\n' },
    ],
  },

  *check({ scripts, stages, file }: DockerfileDocument) {
    const starts = stages.flatMap(({ instructions }) => {
      return instructions
        .filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT')
        .map((instruction) => [instruction.argumentsSpan.start, { instruction, instructions }] as const);
    });
    const places = new Map(starts);
    for (const script of scripts) {
      if (script.phase !== 'boot') continue;
      const place = places.get(script.span.start);
      const command = soleCommand(script);
      if (!place || place.instruction.exec || !command) continue;
      const { instruction, instructions } = place;
      if (needsShell.test(instruction.arguments.text)) continue;
      yield {
        at: within(script, script.span),
        message: `${quote(instruction.arguments.text)} runs behind a shell, which keeps signals from it; write it as a list`,
        fixes: mayFix(instruction, instructions) ? fixesOf(instruction, command, file.text) : [],
      };
    }
  },
});

/** The one program that a script starts, with nothing about it that only a shell can do. */
function soleCommand({ commands }: Script): ShellCommand | undefined {
  const [command, ...others] = commands;
  if (!command || others.length > 0 || command.name === '' || builtIns.has(command.name)) return undefined;
  // A script that is copied into the image is told at the word that runs it.
  if (command.origins) return undefined;
  const isPlain = [command.assignments, command.redirects, command.wrappers, command.nested].every(
    (parts) => parts.length === 0,
  );
  return isPlain && command.words.every(({ value }) => isKnown(value)) ? command : undefined;
}

/** Variables, patterns, operators, comments: some of them would do nothing in quotes, and then a person may look. */
const needsShell = /[$`*?[\]~&|<>(){}#!\\]|;(?!"|')/;

/** What is no program of its own. */
const builtIns: ReadonlySet<string> = new Set(
  '. : alias bg break cd command continue eval exec exit export fg hash jobs read readonly return set shift source times trap type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

/** A CMD beside it, which the shell has kept from the program, would become its arguments. */
const mayFix = ({ keyword }: Instruction, stage: readonly Instruction[]): boolean =>
  keyword !== 'ENTRYPOINT' || !stage.some((other) => other.keyword === 'CMD');

function fixesOf({ keyword, argumentsSpan }: Instruction, { words }: ShellCommand, text: string): readonly Fix[] {
  // Over several lines, comments may stand between.
  if (text.slice(argumentsSpan.start, argumentsSpan.end).includes('\n')) return [];
  const list = `[${words.map(({ value }) => JSON.stringify(value)).join(', ')}]`;
  return [
    {
      title: `Write \`${keyword}\` as a list`,
      // An entrypoint, which may come from the base image, is then given the program's name in place of a shell's.
      safety: keyword === 'ENTRYPOINT' ? 'safe' : 'suggested',
      edits: [{ span: argumentsSpan, newText: list }],
    },
  ];
}
