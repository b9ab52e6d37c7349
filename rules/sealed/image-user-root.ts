import type { Document } from '../../core/document.ts';
import { isKnown } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { DockerfileDocument, Stage } from '../../languages/dockerfile/document.ts';
import { type ContainerNode, containersOf } from '../../languages/kubernetes/container.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import type { Pod } from '../../languages/kubernetes/pods.ts';
import { turnOn } from '../../languages/kubernetes/settings.ts';
import { asBoolean, asString, get, type YamlNode } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { shippedStages } from '../shared/databaseImages.ts';
import { isForDevelopment } from '../shared/development.ts';
import { workload } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/image-user-root',
  title: 'Process that runs as root',
  languages: ['dockerfile', 'kubernetes'],
  level: { recommended: 'off' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads that need root, and base images whose images do: names, with `*` for any text.'),
  },
  why: `
The files of an image belong to root. A process that is root too can replace its own program, its libraries and its configuration
while it runs; any other user can only write where it was allowed to.

It bites as a container that has "updated itself" and differs from its image, and as the attacker who comes in through one
request and leaves something behind in \`/usr/local/bin\`.

End the Dockerfile with \`USER\` and a user of its own, by number so that Kubernetes can check it, and set \`runAsNonRoot: true\` in
the pod. A read-only root file system holds the files too, and is the stronger of both.

Of a Dockerfile without \`USER\` this speaks only where the base image is known to leave root, and where nothing changes the user when
it starts (\`gosu\`, \`su-exec\`). It is off by default, as many images have to be changed for it. Name what needs root in the option \`allow\`.

See [\`USER\` in the Dockerfile reference](https://docs.docker.com/reference/dockerfile/#user) and
[the restricted pod security standard](https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nUSER root\nCMD ["web"]\n' },
      { dockerfile: 'FROM node:22.11.0\nCOPY . /app\nCMD ["node", "/app"]\n' },
      { kubernetes: workload('Deployment') },
      { kubernetes: workload('Deployment', { container: 'securityContext:\n  runAsUser: 0' }) },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nCOPY . /app\nUSER 1000\nCMD ["node", "/app"]\n' },
      { dockerfile: 'FROM acme/base:1.4.2\nCMD ["web"]\n' },
      { kubernetes: workload('Deployment', { container: 'securityContext:\n  runAsNonRoot: true' }) },
      { kubernetes: workload('Deployment'), options: { allow: ['web'] } },
    ],
  },

  *check(document: Document, { options: { allow }, pathFromRoot }) {
    if (document.language === 'dockerfile') yield* checkImage(document as DockerfileDocument, allow, pathFromRoot);
    else yield* checkObjects(document as KubernetesDocument, allow);
  },
});

function* checkImage(
  document: DockerfileDocument,
  allow: readonly string[],
  pathFromRoot: string,
): Iterable<RuleFinding> {
  const { file, images } = document;
  const stages = shippedStages(document);
  const [last] = stages;
  const first = stages.at(-1);
  if (!last || !first || isForDevelopment(pathFromRoot)) return;
  const base = images.find(({ path }) => path === `stage:${first.label}/base`);
  if (isAllowed(allow, base?.name ?? '')) return;
  // The nearest stage that says who runs it decides.
  const user = stages.map(userOf).find((one) => one !== undefined);
  if (user) {
    const [name = ''] = user.arguments.text.split(':');
    if (!/^["']?(?:root|0+)["']?$/.test(name)) return;
    yield {
      at: { span: user.span, path: `stage:${last.label}/user` },
      message: `${quote(file.text.slice(user.span.start, user.span.end))} lets the process rewrite its own image's files; end with a user of its own`,
    };
  } else if (leavesRoot(first, base) && isStarted(stages, base) && !changesUser.test(file.text)) {
    yield {
      at: { span: last.from.span, path: `stage:${last.label}/user` },
      message: `without \`USER\` the process is root and can rewrite its own image's files; end with a user of its own`,
    };
  }
}

const userOf = ({ instructions }: Stage) => instructions.findLast(({ keyword }) => keyword === 'USER');

/** Nothing is run of an image from scratch that does not say what: it only holds what a build hands out. */
const isStarted = (stages: readonly Stage[], base: ImageReference | undefined): boolean =>
  base !== undefined ||
  stages.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT'));

/** Programs that an entrypoint hands over with to another user. */
const changesUser = /\b(?:gosu|su-exec|setpriv|s6-setuidgid|chpst|runuser|setuidgid)\b/;

/** Whether an image is known to be run as root where nothing else is said. */
function leavesRoot({ base: { text } }: Stage, image: ImageReference | undefined): boolean {
  if (!image) return text === 'scratch';
  const name = image.name.replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
  const tag = image.version.kind === 'tag' || image.version.kind === 'digest' ? (image.version.tag ?? '') : '';
  if (!isKnown(name) || !isKnown(tag) || image.version.kind === 'unresolved') return false;
  if (/^gcr\.io\/distroless\//.test(name)) return image.version.kind !== 'digest' && !tag.includes('nonroot');
  return rootImages.has(name);
}

/** Official images for systems and languages whose Dockerfiles (github.com/docker-library/official-images) have no `USER`. */
const rootImages: ReadonlySet<string> = new Set([
  ...['almalinux', 'alpine', 'amazonlinux', 'archlinux', 'busybox', 'centos', 'debian', 'fedora', 'oraclelinux'],
  ...['rockylinux', 'ubuntu', 'amazoncorretto', 'buildpack-deps', 'eclipse-temurin', 'elixir', 'erlang', 'gcc'],
  ...['golang', 'httpd', 'julia', 'maven', 'nginx', 'node', 'openjdk', 'perl', 'php', 'python', 'r-base', 'ruby'],
  ...['rust', 'swift', 'tomcat'],
]);

function* checkObjects(document: KubernetesDocument, allow: readonly string[]): Iterable<RuleFinding> {
  const { objects, workloads, file, mayBeSetElsewhere } = document;
  const isSetElsewhere = ['securityContext', 'runAsNonRoot', 'runAsUser'].some((key) => mayBeSetElsewhere(file, key));
  if (isSetElsewhere) return;
  for (const object of objects) {
    const running = workloads.find(({ path, span }) => path === object.path && span.start === object.span.start);
    if (!running || running.operatingSystem === 'windows' || isAllowed(allow, object.name ?? '')) continue;
    for (const pod of object.pods) yield* checkPod(pod, object, file.text);
  }
}

function* checkPod(pod: Pod, { path }: KubernetesObject, text: string): Iterable<RuleFinding> {
  // A step of a pipeline works on the files that it finds.
  if (pod.phase !== 'boot') return;
  for (const container of containersOf(pod)) {
    const { node, name } = container;
    const image = asString(get(node, 'image'));
    if (image === undefined || container.role === 'ephemeral' || /nonroot|rootless|unprivileged/.test(image)) continue;
    // Of one with all privileges another rule speaks.
    if (asBoolean(get(node, 'securityContext', 'privileged')) === true) continue;
    const user = settingOf(container, pod, 'runAsUser');
    const isRoot = asString(user) === '0';
    const nonRoot = settingOf(container, pod, 'runAsNonRoot');
    if (!isRoot && (user || (nonRoot && asBoolean(nonRoot) !== false))) continue;
    if (isRoot && nonRoot && asBoolean(nonRoot) !== false) continue;
    const edits = isRoot ? undefined : turnOn(text, node, ['securityContext', 'runAsNonRoot'], ['name', 'image']);
    const setting = isRoot ? 'runAsUser' : 'runAsNonRoot';
    // What the pod says is said of each of its containers.
    const at = get(node, 'securityContext', setting) ?? get(node, 'name') ?? get(node, 'image') ?? node;
    const subject = name === undefined ? `a container of ${quote(path)}` : quote(name);
    yield {
      at: {
        span: contentSpan(at),
        path: `${container.path}/securityContext/${setting}`,
      },
      message: `${subject} ${isRoot ? 'runs' : 'may run'} as root and can rewrite its own image's files; ${isRoot ? 'run it as a user of its own' : 'set `runAsNonRoot: true`'}`,
      fixes: edits ? [{ title: 'Set `runAsNonRoot: true`', safety: 'suggested', edits }] : [],
    };
  }
}

/** What a container says counts before what its pod says. */
const settingOf = ({ node }: ContainerNode, { spec }: Pod, key: string): YamlNode | undefined =>
  [node, spec].map((map) => get(map, 'securityContext', key)).find((value) => value && value.kind !== 'null');
