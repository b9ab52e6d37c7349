import type { Document } from '../../core/document.ts';
import type { Container, SwitchName } from '../../core/facts.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { pairsOf } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { isPipelineStep, scriptsOf, subjectOf } from '../shared/containers.ts';
import type { ClusterDocument } from '../shared/deployedObjects.ts';
import { isForDevelopment } from '../shared/development.ts';
import { pod, service } from '../shared/examples.ts';
import { quoteCommand, within } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/interactive-container',
  title: 'Container made for somebody to log in to',
  languages: ['compose', 'kubernetes', 'helm'],
  level: { recommended: 'info' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads that people start by hand and work in: names, with `*` for any text.'),
    annotations: stringList(
      [],
      'Annotations that Jobs and other objects of Kubernetes have when people start them by hand: keys, with `*` for any text.',
    ),
  },
  why: `
An open terminal, an open standard input, or a main process that only sleeps is there for one purpose: that somebody goes in and
does something by hand. What they do is written down nowhere, and the next container does not have it.

It bites as a "toolbox" pod that runs for a year, holds credentials, has had packages installed by six people, and by now is
something that the nightly export cannot do without.

Take the settings out of what is deployed. To look into a running pod, start \`kubectl debug\` with an image of its own, or
\`docker compose run\`; what has to happen regularly belongs in a job with an image.

Ignore it for a machine that people are meant to work in, such as a development container. A Job that is started by hand can be marked
by an annotation that the options name.

See [debugging running pods in the Kubernetes documentation](https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/).
`,
  examples: {
    bad: [
      { compose: service('stdin_open: true\ntty: true') },
      { kubernetes: pod('stdin: true\ntty: true') },
      { kubernetes: pod('command: ["sleep", "infinity"]') },
      { helm: pod('tty: true\nimagePullPolicy: {{ .Values.policy }}') },
    ],
    good: [
      { compose: service('command: ["node", "server.js"]') },
      { kubernetes: pod('tty: false') },
      { kubernetes: pod('command: ["sleep", "infinity"]'), options: { allow: ['agent'] } },
      { helm: pod('tty: {{ .Values.debug }}') },
    ],
  },

  *check(document, { options, pathFromRoot }) {
    const { workloads, scripts, file } = document;
    // Containers to work in are made so.
    if (isForDevelopment(pathFromRoot)) return;
    const byHand = startedByHand(document, options.annotations);
    for (const workload of workloads) {
      if (isPipelineStep(workload) || isAllowed(options.allow, workload.name ?? '')) continue;
      if (byHand.has(workload.path)) continue;
      for (const container of workload.containers) {
        yield* checkContainer(container);
        if (container.role === 'main') yield* checkProcess(container, scripts, file.text);
      }
    }
  },
});

/** The paths of the objects that have one of these annotations. */
function startedByHand(document: Document, annotations: readonly string[]): ReadonlySet<string> {
  if (annotations.length === 0 || document.language === 'compose') return new Set();
  const marked = (document as ClusterDocument).objects.filter((object) =>
    pairsOf(object.get('metadata', 'annotations')).some(({ key }) => isAllowed(annotations, key)),
  );
  return new Set(marked.map(({ path }) => path));
}

function* checkContainer(container: Container): Iterable<RuleFinding> {
  const { role } = container;
  if (role === 'ephemeral') {
    const message = `${subjectOf(container)} is a container for debugging, which only a running pod can have; leave it out`;
    yield { at: container, message };
    return;
  }
  for (const [name, what] of terminals) {
    const terminal = container.switchOf(name);
    if (terminal?.state !== 'on') continue;
    const { removal } = terminal;
    yield {
      at: terminal,
      message: `${subjectOf(container)} keeps ${what} open for somebody to work in it; leave that to a debugging session`,
      fixes: removal ? [{ title: `Close ${what}`, safety: 'suggested', edits: removal }] : [],
    };
  }
}

const terminals: readonly (readonly [SwitchName, string])[] = [
  ['stdin', 'its standard input'],
  ['tty', 'its terminal'],
];

/** A main process that does nothing but keep the container up. */
function* checkProcess(container: Container, scripts: readonly Script[], text: string): Iterable<RuleFinding> {
  for (const script of scriptsOf(container, scripts)) {
    if (script.phase !== 'boot' || !isProcessOf(container, script)) continue;
    const last = script.commands.findLast(({ name }) => name !== 'wait');
    // After real work, sleeping is what keeps a pod from being started again.
    const isAll = script.commands.every(
      (command) => command === last || saysLittle.has(command.name) || command.nested.length > 0,
    );
    if (!isAll || !last || !neverEnds(last, text)) continue;
    // What an action of a template writes before it may be the work.
    if (text.slice(script.span.start, last.span.start).includes('{{')) continue;
    yield {
      at: within(script, last.span),
      message: `${quoteCommand(last, text)} only keeps the container up for somebody to work in it; run what the container is for`,
    };
  }
}

/** Whether a command sleeps for good: told so, for a month or more, or again and again. */
function neverEnds({ words, span, origins }: ShellCommand, text: string): boolean {
  const written = words.map(({ value }) => value).join(' ');
  if (/^(?:sleep (?:inf|infinity)|tail -[fF] \/dev\/null)$/.test(written)) return true;
  const [, count, unit = 's'] = /^sleep (\d+)([smhd]?)$/.exec(written) ?? [];
  if (count === undefined) return false;
  if (Number(count) * secondsOf[unit as keyof typeof secondsOf] >= 30 * secondsOf.d) return true;
  return !origins && /\bwhile\s+(?:true|:)\s*[;\n]\s*do\s+$/.test(text.slice(Math.max(0, span.start - 60), span.start));
}

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const isProcessOf = ({ path }: Container, script: Script): boolean =>
  script.path === path || /^\/(?:command|args|entrypoint)$/.test(script.path.slice(path.length));

const saysLittle: ReadonlySet<string> = new Set(['echo', 'printf', 'set', 'trap', 'true', ':', 'wait']);
