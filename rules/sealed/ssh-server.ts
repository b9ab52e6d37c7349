import type { Document } from '../../core/document.ts';
import type { Place, Port } from '../../core/facts.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { downloadOf } from '../../languages/downloads.ts';
import { type PackageCommand, packageCommandOf } from '../../languages/packages.ts';
import { isAllowed } from '../shared/allow.ts';
import { instance, manifest, pod, service } from '../shared/examples.ts';
import { loginServerPackages, startsLoginServer } from '../shared/loginServers.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { removalOf, wordRemoval } from '../shared/removal.ts';
import { findingsAtCommands } from '../shared/steps.ts';
import { writtenFilesOf } from '../shared/writtenFiles.ts';

export default defineRule({
  id: 'sealed/ssh-server',
  title: 'SSH, telnet or remote desktop server in an artifact',
  languages: ['dockerfile', 'compose', 'kubernetes', 'terraform'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  options: {
    allow: stringList(
      [
        ...['git*', '*-git', '*-git-*', '*_git', '*gitea*', '*gitlab*', '*gogs*', '*gerrit*', '*forgejo*'],
        ...['*bitbucket*', '*phabricator*', '*sftp*'],
      ],
      'What speaks SSH by its nature, such as git hosting and file transfer: names of images, workloads, ports, stages or resources in lower case, with `*` for any text.',
    ),
  },
  why: `
A login server is an invitation to change what runs. Whatever is done through it is in no source and no review, it is gone with
the next replacement, and until then nobody knows that this one instance differs from its neighbours.

It bites as the quick fix on one of five machines that was never written down, and that comes back as a bug on the day the
machine is replaced. It is also a second service to patch, with keys and host identities baked into a shared image.

Look from outside instead: logs, metrics, traces. To look inside a container use \`kubectl debug\` or \`docker exec\` in a test
environment; to reach a machine in an emergency use a session manager that records what was done, and replace the machine after.

Clients and git over SSH are not meant, and neither are services whose protocol is SSH: git hosting and SFTP are known by their names, and
others can be named in the option \`allow\`. Ignore it for a bastion.

See [debugging running pods](https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/) and
[docker container exec](https://docs.docker.com/reference/cli/docker/container/exec/).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y nginx openssh-server\n' },
      { dockerfile: 'FROM debian:12.8\nEXPOSE 80 22\n' },
      { dockerfile: 'FROM debian:12.8\nRUN ssh-keygen -A && mkdir /run/app\n' },
      { dockerfile: 'FROM debian:12.8\nCMD ["/usr/sbin/sshd", "-D"]\n' },
      { compose: service('ports:\n  - "443:8443"\n  - "2222:22"') },
      { kubernetes: pod('ports:\n  - containerPort: 80\n  - containerPort: 22') },
      {
        kubernetes: manifest(
          'v1',
          'Service',
          'ports:\n  - name: http\n    port: 80\n  - name: ssh\n    port: 2222\n    targetPort: 22',
        ),
      },
      {
        terraform: instance(
          '#!/bin/bash\necho "ssh-ed25519 AAAA ops" >> /home/ubuntu/.ssh/authorized_keys\nsystemctl enable --now ssh',
        ),
      },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y openssh-client git\n' },
      {
        dockerfile:
          'FROM debian:12.8\nRUN --mount=type=ssh mkdir -p ~/.ssh && ssh-keyscan github.com >> ~/.ssh/known_hosts && git clone git@github.com:acme/x.git\n',
      },
      { dockerfile: 'FROM gitea/gitea:1.22.3\nEXPOSE 22 3000\n' },
      { compose: 'services:\n  git:\n    image: gitea/gitea:1.22.3\n    ports:\n      - "222:22"\n' },
      { kubernetes: pod('ports:\n  - containerPort: 80\n  - containerPort: 8022') },
      { terraform: instance('#!/bin/bash\nsystemctl disable --now ssh') },
    ],
  },

  *check(document, { options: { allow } }) {
    if (givesNoShell.test(document.file.text)) return;
    const isMeant = ({ path }: Place): boolean => speaksSsh(path, document, allow);
    yield* checkPorts(document.ports.filter((port) => loginPorts.has(port.port) && !isMeant(port)));
    const { text } = document.file;
    yield* findingsAtCommands(document.scripts, (command, script) => {
      const found = findingsAt(command, script, text);
      return found.length > 0 && isMeant(script) ? nothing : found;
    });
    for (const list of document.packageLists) {
      for (const { name, span } of list.packages) {
        const message = complaintOfPackage('apt', name);
        if (message !== undefined && !isMeant(list)) yield { at: within(list, span), message, ...placeElsewhere(list) };
      }
    }
    for (const write of document.fileWrites) {
      const message = complaintOfFile(write.target);
      if (message === undefined || isMeant(write)) continue;
      const { span, removal: edits } = write;
      const quoted = quote(write.origins ? write.target : document.file.text.slice(span.start, span.end));
      const fixes = removal(`what writes ${quoted}`, edits);
      yield { at: write, message: `${quoted} ${message}`, fixes, ...placeElsewhere(write) };
    }
  },
});

/** Login shells and servers for git and for files alone. */
const givesNoShell = /\b(?:git-shell|internal-sftp)\b/;

/** Whether what a place belongs to speaks SSH by its nature: by a name on the way there, or by the image that it is of. */
function speaksSsh(path: string, document: Document, allow: readonly string[]): boolean {
  const isNamed = (name: string): boolean => isAllowed(allow, name.toLowerCase());
  if (path.split(/[/[\].:]/).some(isNamed)) return true;
  const images = imagesByOwner(document);
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const name = images.get(path.slice(0, end));
    if (name !== undefined) return isNamed(baseName(name));
  }
  // A Service says nothing of its pods' image, and a stage may stand on another. A machine is what it is.
  if (document.language === 'terraform' && !path.startsWith('kubernetes_')) return false;
  return document.images.some(({ usage, name }) => usage !== 'copy-from' && isNamed(baseName(name)));
}

/** The names of images by the paths of the containers and stages that are made of them. */
const imagesByOwner = lazyFor(
  ({ images, workloads }: Document): ReadonlyMap<string, string> =>
    new Map([
      ...images.flatMap(({ usage, path, name }): [string, string][] =>
        usage === 'base' ? [[path.slice(0, path.lastIndexOf('/')), name]] : [],
      ),
      ...workloads
        .flatMap(({ containers }) => containers)
        .flatMap(({ path, image }): [string, string][] => (image ? [[path, image.name]] : [])),
    ]),
);

const loginPorts: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [23, 'telnet'],
  [3389, 'remote desktop'],
]);

function* checkPorts(ports: readonly Port[]): Iterable<RuleFinding> {
  for (const port of ports) {
    const { removal } = port;
    yield {
      at: port,
      message: `port \`${port.port}\` lets people in by ${loginPorts.get(port.port)}; close it and look from outside`,
      fixes: removal ? [{ title: `Remove port \`${port.port}\``, safety: 'suggested', edits: removal }] : [],
    };
  }
}

function findingsAt(command: ShellCommand, script: Script, text: string): readonly RuleFinding[] {
  const packageCommand = packageCommandOf(command);
  const found =
    packageCommand?.action === 'install' ? installedServers(packageCommand, command, script, text) : nothing;
  const what = complaint(command);
  if (!what) return found;
  const quoted =
    what.span === command.span || command.origins
      ? quoteCommand(command, text)
      : quote(text.slice(what.span.start, what.span.end));
  // The main process of an image is not taken out: what is left would do something else.
  const edits = script.phase === 'boot' && command.removal === undefined ? undefined : removalOf(command, script);
  const message = `${quoted} ${what.message}`;
  return [
    ...found,
    { at: within(script, what.span), message, ...placeElsewhere(command), fixes: removal(quoted, edits) },
  ];
}

const nothing: readonly RuleFinding[] = [];

const installedServers = (
  { manager, packages }: PackageCommand,
  command: ShellCommand,
  script: Script,
  text: string,
): readonly RuleFinding[] =>
  packages.flatMap(({ name, word }) => {
    const message = complaintOfPackage(manager, name);
    if (message === undefined) return nothing;
    const edits = packages.length === 1 ? removalOf(command, script) : wordRemoval(command, word, text);
    const fixes = removal(quote(name), edits);
    return [{ at: within(script, word.span), message, ...placeElsewhere(command), fixes }];
  });

const removal = (what: string, edits: readonly TextEdit[] | undefined): readonly Fix[] =>
  edits ? [{ title: `Remove ${what}`, safety: 'suggested', edits }] : [];

function complaintOfPackage(manager: string, name: string): string | undefined {
  if (loginServerPackages.has(name)) return `${quote(name)} installs a login server; leave it out`;
  // Debian's `ssh` is the client and the server; elsewhere nothing is called so.
  return manager === 'apt' && name === 'ssh'
    ? '`ssh` brings the server along with the client; leave it out, or install `openssh-client`'
    : undefined;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What is wrong with writing a file of this path. */
function complaintOfFile(path: string): string | undefined {
  if (/(?:^|\/)authorized_keys2?$/.test(path)) return keyMessage;
  return path.startsWith('/etc/ssh/sshd_config') ? 'configures an SSH server; leave it out' : undefined;
}

const keyMessage = 'gives people a login that stays in the artifact; leave it out';

/** What a command does with a login server, and the words that say so. */
function complaint(command: ShellCommand): { readonly span: Span; readonly message: string } | undefined {
  const { name, words, span } = command;
  if (startsLoginServer(command)) return { span, message: 'starts a login server; leave it out' };
  if (name === 'ssh-keygen' && words.some(({ value }) => value === '-A')) {
    return { span, message: 'makes host keys for an SSH server; leave it out' };
  }
  if (name === 'ssh-import-id') return { span, message: keyMessage };
  const download = downloadOf(command);
  const files = download?.file ? [download.file] : writtenFilesOf(command);
  for (const file of files) {
    const message = complaintOfFile(file.value);
    if (message !== undefined) return { span: file.span, message };
  }
  return undefined;
}
