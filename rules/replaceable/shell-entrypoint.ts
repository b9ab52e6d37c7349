import type { Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { DockerfileDocument, DockerfileFile, Instruction } from '../../languages/dockerfile/document.ts';
import { programOf, wouldTakeCommand, writeList } from '../shared/execForm.ts';
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
      if (!place || place.instruction.exec) continue;
      const { instruction, instructions } = place;
      const program = programOf(instruction, script);
      if (!program) continue;
      yield {
        at: within(script, script.span),
        message: `${quote(instruction.arguments.text)} runs behind a shell, which keeps signals from it; write it as a list`,
        fixes: wouldTakeCommand(instruction, instructions) ? [] : fixesOf(instruction, program, file),
      };
    }
  },
});

function fixesOf(instruction: Instruction, { words }: ShellCommand, file: DockerfileFile): readonly Fix[] {
  const { keyword } = instruction;
  const list = words.map(({ value }) => value);
  const edits = writeList(list, instruction, file);
  // An entrypoint, which may come from the base image, is then given the program's name in place of a shell's.
  const safety = keyword === 'ENTRYPOINT' ? 'safe' : 'suggested';
  return edits.length > 0 ? [{ title: `Write \`${keyword}\` as a list`, safety, edits }] : [];
}
