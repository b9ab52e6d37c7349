import { defineRefactoring, type Offer } from '../../core/refactoring.ts';
import type { Span } from '../../core/text.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import { type ContainerNode, containersOf } from '../../languages/kubernetes/container.ts';
import { pairAt } from '../../languages/yaml/node.ts';
import type { ClusterDocument } from '../shared/deployedObjects.ts';
import { isAt, withDash } from '../shared/objectText.ts';
import { placeholderIn } from '../shared/placeholder.ts';
import {
  addReadinessProbe,
  isForOthers,
  portInProbe,
  servedKinds,
  speaksHttp,
  tcpPorts,
} from '../shared/readinessProbe.ts';

export default defineRefactoring({
  id: 'readiness-probe-from-port',
  kind: 'rewrite',
  languages: ['kubernetes', 'helm'],
  *offers(document: ClusterDocument, at) {
    const { text } = document.file;
    for (const { kind, node, pods } of document.objects) {
      if (!isAt(at, node.span) || !(servedKinds.has(kind) || kind === 'Pod')) continue;
      const container = pods.flatMap(containersOf).find((one) => isAt(at, withDash(text, one.node.span)));
      const offer = container && probeOf(container, at, text);
      if (offer) yield offer;
    }
  },
});

/** A patch has no image, and what it leaves out stands elsewhere. */
function probeOf({ role, node }: ContainerNode, at: Span, text: string): Offer | undefined {
  if (role !== 'main' || mayHoldMore(node) || !pairAt(node, 'image') || pairAt(node, 'readinessProbe'))
    return undefined;
  const ports = tcpPorts(node);
  const port = ports.find(({ span }) => isAt(at, withDash(text, span))) ?? ports.find(isForOthers) ?? ports[0];
  const name = port && portInProbe(port);
  if (!port || name === undefined) return undefined;
  const edits = speaksHttp(port)
    ? addReadinessProbe(text, node, { httpGet: { path: '/', port: name } })
    : addReadinessProbe(text, node, { tcpSocket: { port: name } });
  if (!edits) return undefined;
  const placeholder = placeholderIn(edits, '/', name, `port: ${name}`);
  return { title: `Add readiness probe of port ${name}`, edits, ...(placeholder !== undefined && { placeholder }) };
}
