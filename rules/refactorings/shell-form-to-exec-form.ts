import { defineRefactoring } from '../../core/refactoring.ts';
import type { Script } from '../../core/script.ts';
import type { DockerfileDocument, Instruction, Stage } from '../../languages/dockerfile/document.ts';
import { isPlain, needsShell, programOf, soleCommand, wouldTakeCommand, writeList } from '../shared/execForm.ts';

/**
 * `CMD node server.js` to `CMD ["node", "server.js"]`, for ENTRYPOINT and HEALTHCHECK too. A command that needs its shell
 * keeps it, in a list, and takes its place with `exec`.
 */
export default defineRefactoring<DockerfileDocument>({
  id: 'shell-form-to-exec-form',
  kind: 'rewrite',
  languages: ['dockerfile'],

  *offers(document, at) {
    const { stages, file } = document;
    for (const stage of stages) {
      for (const outer of stage.instructions) {
        if (!holders.has(outer.keyword) || outer.span.end < at.start || at.end < outer.span.start) continue;
        const instruction = outer.keyword === 'HEALTHCHECK' ? outer.inner : outer;
        const script = document.scripts.find(({ span }) => span.start === instruction?.argumentsSpan.start);
        if (!instruction || instruction.exec || !script) continue;
        const direct = withoutShell(instruction, script, stage);
        const words = direct ?? (outer === instruction ? withShell(instruction, script, stage, stages) : undefined);
        const edits = words ? writeList(words, instruction, file) : [];
        const title = `Convert \`${outer.keyword}\` to the exec form`;
        if (edits.length > 0) yield { title: direct ? title : `${title}, with its shell`, edits };
      }
    }
  },
});

const holders: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

type Words = readonly string[];

function withoutShell(instruction: Instruction, script: Script, { instructions }: Stage): Words | undefined {
  if (wouldTakeCommand(instruction, instructions)) return undefined;
  const program = programOf(instruction, script) ?? madeRoomFor(instruction, script);
  return program?.words.map(({ value }) => value);
}

/** A program that a shell makes room for, `exec node server.js`, and that needs nothing else of it. */
function madeRoomFor({ arguments: { text } }: Instruction, script: Script) {
  const command = soleCommand(script);
  const isAlone = command?.wrappers.join(' ') === 'exec' && /^exec\s+[^-]/.test(text);
  return isAlone && isPlain(command) && !needsShell.test(text) ? command : undefined;
}

/** The same shell in a list, with `exec` before the one command that it is for. A health check would gain nothing by that. */
function withShell(
  instruction: Instruction,
  script: Script,
  stage: Stage,
  stages: readonly Stage[],
): Words | undefined {
  const { text } = instruction.arguments;
  const command = soleCommand(script);
  const shell = shellFor(instruction, stage, stages);
  if (!command || !shell || instruction.heredocs.length > 0) return undefined;
  const { span, pipeline, assignments, wrappers } = command;
  // Around it stand no brackets, no keywords, nothing that runs it in the background.
  const isWhole = pipeline.length === 1 && span.start === script.span.start && span.end === script.span.end;
  if (!isWhole || assignments.length > 0 || (wrappers.length > 0 && wrappers[0] !== 'exec')) return undefined;
  return [...shell, wrappers.length > 0 ? text : `exec ${text}`];
}

/** The words before a command in the shell form (docs.docker.com/reference/dockerfile/#shell); undefined where an earlier stage may have changed them. */
function shellFor(
  instruction: Instruction,
  { index, instructions }: Stage,
  stages: readonly Stage[],
): Words | undefined {
  const isShell = ({ keyword }: Instruction): boolean => keyword === 'SHELL';
  const own = instructions.slice(0, instructions.indexOf(instruction)).findLast(isShell);
  if (own) return own.exec?.map(({ text }) => text);
  const isInherited = stages.slice(0, index).some((earlier) => earlier.instructions.some(isShell));
  return isInherited ? undefined : ['/bin/sh', '-c'];
}
