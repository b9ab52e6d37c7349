import { isKnown } from '../../core/embedded.ts';
import type { Place } from '../../core/facts.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { containersOf } from '../../languages/kubernetes/container.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import type { Pod } from '../../languages/kubernetes/pods.ts';
import { asBoolean, asString, get, itemsOf, pairAt, type YamlPair } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import type { ClusterDocument } from '../shared/deployedObjects.ts';
import { pod, workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'replaceable/pinned-node',
  title: 'Pod that belongs to one machine',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads that belong to their node, such as node agents: names, with `*` for any text.'),
  },
  why: `
Nodes are replaced like everything else. A pod that names its node, by \`nodeName\` or by the label \`kubernetes.io/hostname\`, can run
nowhere else; one that takes a port of the node, or its whole network, keeps the next pod from starting beside it.

It bites when the node goes. The pod stays \`Pending\` though ten other nodes are free, or the update waits for a port that the old
pod still has, and somebody who remembers why it was pinned has to be found.

Ask for a property that several nodes have (\`disktype: ssd\`, a zone), keep data on a volume that can move, and let others reach the
pod through a Service.

DaemonSets are there for what belongs to every node, and Fixity says nothing about them, nor about pods in \`kube-system\`, nor about
the ports of jobs. Ignore it for an ingress controller on machines that are set aside for it, or name it in the option \`allow\`.

See [Assigning pods to nodes](https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/) and
[Configuration best practices](https://kubernetes.io/docs/concepts/configuration/overview/#services).
`,
  examples: {
    bad: [
      { kubernetes: pod('', 'nodeName: worker-3') },
      { kubernetes: pod('', 'nodeSelector:\n  kubernetes.io/hostname: worker-3') },
      { kubernetes: workload('Deployment', { container: 'ports:\n  - { containerPort: 8080, hostPort: 80 }' }) },
      { kubernetes: pod('', 'hostNetwork: true') },
      {
        helm: workload('Deployment', { container: 'ports:\n  - containerPort: {{ .Values.port }}\n    hostPort: 80' }),
      },
    ],
    good: [
      { kubernetes: pod('', 'nodeSelector:\n  disktype: ssd') },
      { kubernetes: workload('DaemonSet', { container: 'ports:\n  - { containerPort: 8080, hostPort: 80 }' }) },
      { kubernetes: pod('', 'hostNetwork: true'), options: { allow: ['agent'] } },
      { helm: pod('', 'hostNetwork: {{ .Values.hostNetwork }}') },
    ],
  },

  *check({ objects }: ClusterDocument, { options }) {
    for (const object of objects) {
      const { kind, name = '', namespace } = object;
      // Pods of the control plane are files on their nodes.
      if (kind === 'DaemonSet' || !isKnown(kind) || namespace === 'kube-system') continue;
      if (isAllowed(options.allow, name)) continue;
      for (const one of object.pods) {
        if (one.phase === 'deploy') continue;
        yield* checkNode(one, object);
        if (!ends.has(kind)) yield* checkNetwork(one);
      }
    }
  },
});

/** Nothing has to start beside what has ended. */
const ends: ReadonlySet<string> = new Set(['Job', 'CronJob']);

const hostname = 'kubernetes.io/hostname';

function* checkNode({ spec, path }: Pod, object: KubernetesObject): Iterable<RuleFinding> {
  const nodeName = pairAt(spec, 'nodeName');
  // In what a cluster has printed, the scheduler wrote it.
  const isPrinted = object.get('metadata', 'uid') !== undefined;
  if (nodeName && isKnownText(nodeName) && !isPrinted) {
    yield {
      at: placeOf(nodeName, `${path}/nodeName`),
      message: `${textOf(nodeName)} ties the pod to one machine; ask for a property that several have`,
    };
  }
  const selected = pairAt(get(spec, 'nodeSelector'), hostname);
  if (selected && isKnownText(selected)) {
    yield {
      at: placeOf(selected, `${path}/nodeSelector[${hostname}]`),
      message: `${textOf(selected)} ties the pod to one machine; ask for a property that several have`,
    };
  }
  const required = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  for (const expression of itemsOf(get(spec, ...required)).flatMap((term) => [
    ...itemsOf(get(term, 'matchExpressions')).filter((one) => asString(get(one, 'key')) === hostname),
    ...itemsOf(get(term, 'matchFields')).filter((one) => asString(get(one, 'key')) === 'metadata.name'),
  ])) {
    const values = pairAt(expression, 'values');
    const names = itemsOf(values?.value).map((value) => asString(value) ?? '');
    if (asString(get(expression, 'operator')) !== 'In' || !values || names.length === 0 || !names.every(isKnown))
      continue;
    yield {
      at: placeOf(values, `${path}/affinity/nodeAffinity`),
      message: `${quote(names.join(', '))} ties the pod to machines by their names; ask for a property that they have`,
    };
  }
}

function* checkNetwork(one: Pod): Iterable<RuleFinding> {
  const { spec, path } = one;
  const network = pairAt(spec, 'hostNetwork');
  if (network && asBoolean(network.value) === true) {
    yield {
      at: placeOf(network, `${path}/hostNetwork`),
      message: `${textOf(network)} gives the pod the ports of its machine, so that the next one cannot start beside it; use a Service`,
    };
    return;
  }
  for (const container of containersOf(one)) {
    for (const [index, port] of itemsOf(get(container.node, 'ports')).entries()) {
      const hostPort = pairAt(port, 'hostPort');
      if (!hostPort || !/^0*[1-9]\d*$/.test(asString(hostPort.value) ?? '')) continue;
      yield {
        at: placeOf(hostPort, `${container.path}/ports[${index}]/hostPort`),
        message: `${textOf(hostPort)} takes a port of the machine, so that the next pod cannot start beside this one; use a Service`,
      };
    }
  }
}

const isKnownText = ({ value }: YamlPair): boolean =>
  value.kind === 'scalar' && value.value !== '' && isKnown(value.value);

const textOf = ({ key, value }: YamlPair): string => quote(`${key}: ${asString(value)}`);

const placeOf = ({ keySpan, value, span }: YamlPair, path: string): Place => ({
  // What an alias brings stands elsewhere.
  span: value.span.start >= keySpan.end ? { start: keySpan.start, end: value.span.end } : span,
  path,
});
