import type { Fix, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { ComposeDocument } from '../../languages/compose/document.ts';
import type { DockerfileDocument, Stage } from '../../languages/dockerfile/document.ts';
import type { HelmDocument } from '../../languages/helm/language.ts';
import { mayHoldMore } from '../../languages/helm/tree.ts';
import { type ContainerNode, containersOf } from '../../languages/kubernetes/container.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan } from '../../languages/kubernetes/object.ts';
import type { TerraformBlock } from '../../languages/terraform/block.ts';
import {
  podSpecPathOf,
  type TerraformContainer,
  containersOf as terraformContainersOf,
} from '../../languages/terraform/containers.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, itemsOf as valuesIn } from '../../languages/terraform/value.ts';
import { asString, get, itemsOf, pairAt, pairsOf, type YamlMap, type YamlNode } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { shippedStages } from '../shared/databaseImages.ts';
import { workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';
import {
  addReadinessProbe,
  type DeclaredPort,
  isForOthers,
  portInProbe,
  servedKinds,
  tcpPorts,
} from '../shared/readinessProbe.ts';

type Documents = KubernetesDocument | HelmDocument | ComposeDocument | DockerfileDocument | TerraformDocument;

export default defineRule({
  id: 'replaceable/health-check',
  title: 'Service that does not tell when it is ready',
  languages: ['kubernetes', 'helm', 'compose', 'dockerfile', 'terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Containers and services that need no check: names, with `*` for any text.'),
  },
  why: `
Whoever replaces an old instance by a new one has to know when the new one is ready. Without a check, "the process has started"
counts as ready, and the old one is taken away.

It bites at the first deployment of a version that starts and does not work: all replicas are replaced one after the other, each
of them "fine", and the last good one is gone before anybody looks.

Give each container that serves something a readiness check, of the thing that it serves. A liveness check is another question,
"would a restart help?"; a copy of the readiness check restarts what should only wait. In Compose, let services wait for
\`condition: service_healthy\`.

Ignore it for a container that serves nobody, such as one whose port is only for a debugger.

See [probes in the Kubernetes documentation](https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/),
[start-up order in Compose](https://docs.docker.com/compose/how-tos/startup-order/) and
[HEALTHCHECK](https://docs.docker.com/reference/dockerfile/#healthcheck).
`,
  examples: {
    bad: [
      { kubernetes: workload('Deployment', { container: 'ports:\n  - containerPort: 8080' }) },
      { helm: workload('Deployment', { container: 'ports:\n  - containerPort: {{ .Values.port }}' }) },
      {
        compose:
          'services:\n  web:\n    image: acme/web:1.4.2\n    depends_on: [db]\n  db:\n    image: acme/db:2.0.1\n',
      },
      { dockerfile: 'FROM node:22.11.0\nEXPOSE 8080\nCMD ["node", "server.js"]\n' },
      { terraform: kubernetesDeployment('port {\n  container_port = 8080\n}') },
    ],
    good: [
      {
        kubernetes: workload('Deployment', {
          container: 'ports:\n  - containerPort: 8080\nreadinessProbe:\n  httpGet: { path: /ready, port: 8080 }',
        }),
      },
      { helm: workload('Deployment', { container: 'ports:\n  - containerPort: 8080\n{{- include "web.probes" . }}' }) },
      {
        compose:
          'services:\n  web:\n    image: acme/web:1.4.2\n    depends_on: [db]\n  db:\n    image: acme/db:2.0.1\n    healthcheck:\n      test: ["CMD", "pg_isready"]\n',
      },
      { dockerfile: 'FROM node:22.11.0\nCMD ["node", "job.js"]\n' },
      { terraform: kubernetesDeployment('') },
    ],
  },

  *check(document: Documents, { options }) {
    const isLeftAlone = (name: string | undefined): boolean => isAllowed(options.allow, name ?? '');
    if (document.language === 'compose') yield* checkServices(document, isLeftAlone);
    else if (document.language === 'dockerfile') yield* checkImage(document);
    else if (document.language === 'terraform') yield* checkBlocks(document, isLeftAlone);
    else yield* checkPods(document, isLeftAlone);
  },
});

type IsLeftAlone = (name: string | undefined) => boolean;

function* checkPods(document: KubernetesDocument | HelmDocument, isLeftAlone: IsLeftAlone): Iterable<RuleFinding> {
  for (const { kind, pods } of document.objects) {
    if (!servedKinds.has(kind)) continue;
    for (const container of pods.flatMap(containersOf)) {
      if (container.role !== 'main' || isLeftAlone(container.name)) continue;
      yield* checkContainer(container, document.file.text);
    }
  }
}

function* checkContainer({ node, name, path }: ContainerNode, text: string): Iterable<RuleFinding> {
  // A patch leaves out what stands elsewhere, and an action may write it.
  if (mayHoldMore(node) || !pairAt(node, 'image')) return;
  const readiness = pairAt(node, 'readinessProbe');
  const liveness = pairAt(node, 'livenessProbe');
  if (!readiness) {
    const port = tcpPorts(node).find(isForOthers);
    if (!port) return;
    yield {
      at: { span: contentSpan(get(node, 'name') ?? port.node), path: `${path}/readinessProbe` },
      message: `${name === undefined ? 'the container' : quote(name)} serves a port and does not tell when it is ready; add a readiness probe`,
      fixes: probeFix(node, port, text),
    };
  } else if (liveness && isSameProbe(readiness.value, liveness.value) && isImpatient(liveness.value)) {
    yield {
      at: { span: liveness.keySpan, path: `${path}/livenessProbe` },
      message:
        'the liveness probe is the readiness probe again, so what should wait is restarted; ask less, or more slowly',
      atMost: 'info',
    };
  }
}

/** Whether the port is open can be asked of anything; what HTTP would answer is not known. */
function probeFix(container: YamlMap, port: DeclaredPort, text: string): readonly Fix[] {
  const name = portInProbe(port);
  const edits = name === undefined ? undefined : addReadinessProbe(text, container, { tcpSocket: { port: name } });
  return edits ? [{ title: `Add a readiness probe of port ${name}`, safety: 'suggested', edits }] : [];
}

/** Whether two probes ask the same thing, in the same way and as often. */
const isSameProbe = (a: YamlNode, b: YamlNode): boolean => JSON.stringify(toPlain(a)) === JSON.stringify(toPlain(b));

const toPlain = (node: YamlNode): unknown =>
  node.kind === 'map'
    ? pairsOf(node)
        .map(({ key, value }) => [key, toPlain(value)])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    : node.kind === 'sequence'
      ? itemsOf(node).map(toPlain)
      : asString(node);

/** Whether it gives up within half a minute, as the defaults do (three times, every ten seconds). */
function isImpatient(probe: YamlNode): boolean {
  if (mayHoldMore(probe)) return false;
  const numberAt = (key: string, normal: number): number => Number(asString(get(probe, key)) ?? normal);
  return numberAt('periodSeconds', 10) * numberAt('failureThreshold', 3) <= 30;
}

function* checkServices(document: ComposeDocument, isLeftAlone: IsLeftAlone): Iterable<RuleFinding> {
  const awaited = new Map<string, string>();
  for (const service of document.services) {
    const dependencies = service.get('depends_on');
    const names = [
      ...itemsOf(dependencies).map((item) => asString(item)),
      ...pairsOf(dependencies).flatMap(({ key, value }) =>
        asString(get(value, 'condition')) === 'service_completed_successfully' ? [] : [key],
      ),
    ];
    for (const name of names) if (name !== undefined && !awaited.has(name)) awaited.set(name, service.name);
  }
  for (const { name, span, path } of document.services) {
    const waiting = awaited.get(name);
    if (waiting === undefined || isLeftAlone(name)) continue;
    const parts = document.partsOf(name);
    if (!parts || parts.some((part) => part.get('healthcheck'))) continue;
    // What is built here may have a check of its own, and what is published to be run elsewhere, too.
    if (!parts.some((part) => part.get('image')) || parts.some((part) => part.get('build'))) continue;
    yield {
      at: { span, path: `${path}/healthcheck` },
      message: `${quote(waiting)} waits for ${quote(name)}, which does not tell when it is ready; add a \`healthcheck\``,
    };
  }
}

function* checkImage(document: DockerfileDocument): Iterable<RuleFinding> {
  const last = document.stages.at(-1);
  const exposed = last?.instructions.find(({ keyword }) => keyword === 'EXPOSE');
  if (!last || !exposed || shippedStages(document).some(hasHealthCheck)) return;
  yield {
    at: { span: exposed.span, path: `stage:${last.label}/HEALTHCHECK` },
    message:
      'the image serves a port and has no `HEALTHCHECK`; add one, unless only Kubernetes runs it, which has its own',
    atMost: 'info',
  };
}

const hasHealthCheck = ({ instructions }: Stage): boolean =>
  instructions.some(({ keyword }) => keyword === 'HEALTHCHECK');

function* checkBlocks(document: TerraformDocument, isLeftAlone: IsLeftAlone): Iterable<RuleFinding> {
  for (const resource of document.resources) {
    const check = checkOf(resource.type);
    if (!check || (resource.type === 'aws_ecs_task_definition' && !isServedAlone(document))) continue;
    for (const container of terraformContainersOf(resource)) {
      const nameValue = container.value('name');
      const name = knownText(nameValue);
      if (container.usage === 'init-container' || isLeftAlone(name) || !check.isMissing(container)) continue;
      yield {
        at: { span: nameValue?.span ?? container.span, path: `${container.path}/${check.name}` },
        message: `${name === undefined ? 'the container' : quote(name)} serves a port and does not tell when it is ready; add a \`${check.name}\``,
      };
    }
  }
}

interface ContainerCheck {
  readonly name: string;
  isMissing(container: TerraformContainer): boolean;
}

function checkOf(type: string): ContainerCheck | undefined {
  if (type === 'aws_ecs_task_definition') {
    const isServed = (container: TerraformContainer) => valuesIn(container.value('portMappings')).length > 0;
    return { name: 'healthCheck', isMissing: (one) => isServed(one) && one.value('healthCheck') === undefined };
  }
  if (podSpecPathOf(type) === undefined || /_(?:cron_job|job|pod)(?:_v\d+)?$/.test(type)) return undefined;
  const isServed = (block: TerraformBlock): boolean =>
    block.blocks('port').some((port) => port.attribute('container_port'));
  return {
    name: 'readiness_probe',
    isMissing: ({ block }) => block !== undefined && isServed(block) && hasNone(block, ['readiness_probe']),
  };
}

const hasNone = (block: TerraformBlock | undefined, types: readonly string[]): boolean =>
  block !== undefined && types.every((type) => block.blocks(type).length === 0);

/** Whether the module's tasks are run by services without a load balancer, which would do the checking. */
function isServedAlone({ siblings }: TerraformDocument): boolean {
  const services = siblings.filter(({ type }) => type === 'aws_ecs_service');
  return services.length > 0 && services.every((service) => hasNone(service, ['load_balancer']));
}

function kubernetesDeployment(fields: string): string {
  return `resource "kubernetes_deployment" "web" {
  metadata {
    name = "web"
  }

  spec {
    template {
      spec {
        container {
          name  = "web"
          image = "acme/web:1.4.2"
${fields && `\n${fields.replace(/^/gm, '          ')}\n`}        }
      }
    }
  }
}
`;
}
