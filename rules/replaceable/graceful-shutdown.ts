import { isKnown } from '../../core/embedded.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { ComposeDocument } from '../../languages/compose/document.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import { type ContainerNode, containersOf } from '../../languages/kubernetes/container.ts';
import type { Pod } from '../../languages/kubernetes/pods.ts';
import { removeEntries, replaceScalar } from '../../languages/yaml/edit.ts';
import {
  asNumber,
  asString,
  get,
  pairAt,
  type YamlMap,
  type YamlNode,
  type YamlPair,
} from '../../languages/yaml/node.ts';
import type { ClusterDocument } from '../shared/deployedObjects.ts';
import { pod, service, workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule<ComposeDocument | ClusterDocument>({
  id: 'replaceable/graceful-shutdown',
  title: 'Container that is given no time to stop',
  languages: ['compose', 'kubernetes', 'helm'],
  level: { recommended: 'info' },
  since: '0.1.0',
  why: `
When a container is replaced, it is told to stop and then has a while to finish what it is doing: 30 seconds in Kubernetes, 10 in
Compose. With a grace period of none, or \`SIGKILL\` as the first signal, it is cut off in the middle of its work. A \`preStop\` hook counts
too: one that sleeps for as long as the grace period leaves nothing for the program.

It bites as a few failed requests at every release and half-written files now and then. People learn that releases hurt, and
release less often.

Leave the default, or set a period that is longer than the hook and the longest request together, and make the program end
when it gets \`SIGTERM\`.

Ignore it for a program that keeps no connections and writes nothing.

See [Termination of pods](https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination) and
[\`stop_grace_period\`](https://docs.docker.com/reference/compose-file/services/#stop_grace_period).
`,
  examples: {
    bad: [
      { compose: service('stop_grace_period: 0s') },
      { compose: service('stop_signal: SIGKILL') },
      { kubernetes: pod('', 'terminationGracePeriodSeconds: 0') },
      { kubernetes: pod('lifecycle:\n  preStop:\n    exec:\n      command: ["sleep", "45"]') },
      { helm: workload('Deployment', { container: 'lifecycle:\n  preStop:\n    sleep: { seconds: 30 }' }) },
    ],
    good: [
      { compose: service('stop_grace_period: 30s') },
      { compose: service('stop_signal: SIGQUIT') },
      { kubernetes: pod('', 'terminationGracePeriodSeconds: 60') },
      { kubernetes: pod('lifecycle:\n  preStop:\n    exec:\n      command: ["sleep", "10"]') },
      { helm: pod('', 'terminationGracePeriodSeconds: {{ .Values.gracePeriod }}') },
    ],
  },

  *check(document) {
    if (document.language === 'compose') {
      for (const { node, path } of document.services) yield* checkService(node, path, document.file.text);
      return;
    }
    for (const { pods, kind, span } of document.objects) {
      // A job is not replaced while it runs.
      if (kind === 'Job' || kind === 'CronJob') continue;
      for (const pod of pods) if (pod.phase === 'boot') yield* checkPod(pod, span.start, document);
    }
  },
});

function* checkService(service: YamlMap, path: string, text: string): Iterable<RuleFinding> {
  const period = pairAt(service, 'stop_grace_period');
  if (period && /^0+(?:\.0+)?(?:us|ms|s|m|h)?$/.test(asString(period.value) ?? '')) {
    yield {
      at: { span: spanOf(period), path: `${path}/stop_grace_period` },
      message: `${textOf(period)} kills the container in the middle of its work; give it time to stop`,
      fixes: without(period, service, text, 'Leave the default of 10 seconds'),
    };
  }
  const signal = pairAt(service, 'stop_signal');
  if (signal && /^(?:(?:SIG)?KILL|9)$/i.test(asString(signal.value) ?? '')) {
    yield {
      at: { span: spanOf(signal), path: `${path}/stop_signal` },
      message: `${textOf(signal)} kills the container in the middle of its work; let it stop by itself`,
      fixes: without(signal, service, text, 'Leave the default of `SIGTERM`'),
    };
  }
}

function* checkPod(pod: Pod, start: number, document: ClusterDocument): Iterable<RuleFinding> {
  const { spec, path } = pod;
  const period = pairAt(spec, 'terminationGracePeriodSeconds');
  if (period && asString(period.value) === '0') {
    yield {
      at: { span: spanOf(period), path: `${path}/terminationGracePeriodSeconds` },
      message: `${textOf(period)} kills the containers in the middle of their work; give them time to stop`,
      fixes: without(period, spec, document.file.text, 'Leave the default of 30 seconds'),
    };
    return;
  }
  const seconds = period ? asNumber(period.value) : mayBeWrittenElsewhere(spec, document) ? undefined : defaultPeriod;
  if (seconds === undefined) return;
  for (const container of containersOf(pod)) {
    const hook = container.role === 'main' ? sleepOf(container, document.scripts) : undefined;
    if (!hook || hook.seconds < seconds || !isWritten(hook.span.start, start, document)) continue;
    const given = period ? `the grace period of ${seconds} s` : `the grace period, which is ${seconds} s by default`;
    yield {
      at: { span: hook.span, path: `${container.path}/lifecycle/preStop` },
      message: `\`preStop\` sleeps ${hook.seconds} s and uses up ${given}; make that longer`,
      fixes: longer(period?.value, seconds + hook.seconds),
    };
  }
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#lifecycle */
const defaultPeriod = 30;

const mayBeWrittenElsewhere = (spec: YamlMap, document: ClusterDocument): boolean =>
  mayHoldMore(spec) || document.mayBeSetElsewhere(document.file, 'terminationGracePeriodSeconds');

/** In a template, a hook may be one of several: it counts where it is written whenever its object, at `start`, is. */
const isWritten = (offset: number, start: number, document: ClusterDocument): boolean =>
  document.language !== 'helm' || [true, document.isWritten(start)].includes(document.isWritten(offset));

/** How long a container's hook sleeps before it is stopped, and where that stands. */
function sleepOf({ node, path }: ContainerNode, scripts: readonly Script[]) {
  const handler = get(node, 'lifecycle', 'preStop');
  const sleep = pairAt(get(handler, 'sleep'), 'seconds');
  const number = sleep && asNumber(sleep.value);
  if (number !== undefined) return { seconds: number, span: sleep!.value.span };
  const command = get(handler, 'exec', 'command');
  const script = scripts.find(
    (one) => one.path === `${path}/lifecycle/preStop` && one.span.start === command?.span.start,
  );
  if (!script) return undefined;
  const commands = script.commands.filter(({ nested }) => nested.every(({ kind }) => kind !== 'shell-argument'));
  // What waits for something, or only perhaps, says no time.
  if (commands.some(({ name }) => !/^(?:sleep|echo|nginx|kill|curl|wget|sync|touch|)$/.test(name))) return undefined;
  const sleeps = commands.flatMap((command) => secondsOf(command) ?? []);
  const last = commands.findLast((command) => secondsOf(command) !== undefined);
  return last && { seconds: sleeps.reduce((sum, one) => sum + one, 0), span: last.span };
}

function secondsOf({ name, words }: ShellCommand): number | undefined {
  const [, value, ...others] = words;
  const [, digits, unit = 's'] = /^(\d+)([smh]?)$/.exec(value?.value ?? '') ?? [];
  if (name !== 'sleep' || digits === undefined || others.length > 0) return undefined;
  return Number(digits) * (unit === 'm' ? 60 : unit === 'h' ? 3600 : 1);
}

/** Only a period that is written can be made longer in its place. */
function longer(period: YamlNode | undefined, seconds: number): readonly Fix[] {
  const edit = period?.kind === 'scalar' && isKnown(period.value) ? replaceScalar(period, String(seconds)) : undefined;
  return edit ? [{ title: `Give it ${seconds} seconds`, safety: 'suggested', edits: [edit] }] : [];
}

function without(pair: YamlPair, map: YamlMap, text: string, title: string): readonly Fix[] {
  const edits = removeEntries(text, map, new Set([pair]));
  return edits ? [{ title, safety: 'suggested', edits }] : [];
}

const spanOf = ({ keySpan, value, span }: YamlPair) =>
  value.span.start >= keySpan.end ? { start: keySpan.start, end: value.span.end } : span;

const textOf = ({ key, value }: YamlPair): string => quote(`${key}: ${asString(value)}`);
