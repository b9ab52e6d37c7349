import type { Document } from '../../core/document.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span, TextEdit } from '../../core/text.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { instance, pod, service } from '../shared/examples.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { removalOf, wordRemoval } from '../shared/removal.ts';
import { startedServices } from '../shared/services.ts';

export default defineRule({
  id: 'sealed/ssh-server',
  title: 'SSH, telnet or remote desktop server in an artifact',
  languages: ['dockerfile', 'compose', 'kubernetes', 'terraform'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
A login server is an invitation to change what runs. Whatever is done through it is in no source and no review, it is gone with
the next replacement, and until then nobody knows that this one instance differs from its neighbours.

It bites as the quick fix on one of five machines that was never written down, and that comes back as a bug on the day the
machine is replaced. It is also a second service to patch, with keys and host identities baked into a shared image.

Look from outside instead: logs, metrics, traces. To look inside a container use \`kubectl debug\` or \`docker exec\` in a test
environment; to reach a machine in an emergency use a session manager that records what was done, and replace the machine after.

Clients and git over SSH are not meant. Ignore it for a bastion, or for a service whose protocol is SSH, such as SFTP.

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
        kubernetes: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - name: http
      port: 80
    - name: ssh
      port: 2222
      targetPort: 22
`,
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

  *check(document) {
    if (isSshService(document)) return;
    yield* checkPorts(document);
    for (const script of document.scripts) {
      for (const command of script.commands) yield* checkCommand(command, script, document.file.text);
    }
    for (const list of document.packageLists) {
      for (const { name, span } of list.packages) {
        const message = complaintOfPackage('apt', name);
        if (message !== undefined) yield { at: within(list, span), message, ...placeElsewhere(list) };
      }
    }
    for (const write of document.fileWrites) {
      const message = complaintOfFile(write.target);
      if (message === undefined) continue;
      const { span, removal: edits } = write;
      const quoted = quote(document.file.text.slice(span.start, span.end));
      const fixes = removal(`what writes ${quoted}`, edits);
      yield { at: write, message: `${quoted} ${message}`, fixes, ...placeElsewhere(write) };
    }
  },
});

const loginPorts: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [23, 'telnet'],
  [3389, 'remote desktop'],
]);

/** Names of software whose protocol is SSH: git hosting and file transfer. */
const speaksSsh = /git|gogs|gerrit|forgejo|sftp|bitbucket|phabricator/i;

/** Whether the document is about a service that is spoken to by SSH, by its images or by the login shell that it gives. */
const isSshService = ({ images, file }: Document): boolean =>
  images.some(({ name }) => speaksSsh.test(baseName(name))) || /\b(?:git-shell|internal-sftp)\b/.test(file.text);

function* checkPorts({ ports }: Document): Iterable<RuleFinding> {
  for (const port of ports) {
    const protocol = loginPorts.get(port.port);
    if (!protocol || speaksSsh.test(port.path)) continue;
    const { removal } = port;
    yield {
      at: port,
      message: `port \`${port.port}\` lets people in by ${protocol}; close it and look from outside`,
      fixes: removal ? [{ title: `Remove port \`${port.port}\``, safety: 'suggested', edits: removal }] : [],
    };
  }
}

function* checkCommand(command: ShellCommand, script: Script, text: string): Iterable<RuleFinding> {
  const packageCommand = packageCommandOf(command);
  const installed = packageCommand?.action === 'install' ? packageCommand.packages : [];
  for (const { name, word } of installed) {
    const message = complaintOfPackage(packageCommand!.manager, name);
    if (message === undefined) continue;
    const edits = installed.length === 1 ? removalOf(command, script) : wordRemoval(command, word, text);
    yield { at: within(script, word.span), message, ...placeElsewhere(command), fixes: removal(quote(name), edits) };
  }

  const what = complaint(command);
  if (!what) return;
  const quoted =
    what.span === command.span || command.origins
      ? quoteCommand(command, text)
      : quote(text.slice(what.span.start, what.span.end));
  // The main process of an image is not taken out: what is left would do something else.
  const edits = script.phase === 'boot' && command.removal === undefined ? undefined : removalOf(command, script);
  const message = `${quoted} ${what.message}`;
  yield { at: within(script, what.span), message, ...placeElsewhere(command), fixes: removal(quoted, edits) };
}

const removal = (what: string, edits: readonly TextEdit[] | undefined): readonly Fix[] =>
  edits ? [{ title: `Remove ${what}`, safety: 'suggested', edits }] : [];

function complaintOfPackage(manager: string, name: string): string | undefined {
  if (serverPackages.has(name)) return `${quote(name)} installs a login server; leave it out`;
  // Debian's `ssh` is the client and the server; elsewhere nothing is called so.
  return manager === 'apt' && name === 'ssh'
    ? '`ssh` brings the server along with the client; leave it out, or install `openssh-client`'
    : undefined;
}

const serverPackages: ReadonlySet<string> = new Set([
  'openssh-server',
  'openssh-server-pam',
  'dropbear',
  'dropbear-bin',
  'tinyssh',
  'tinysshd',
  'telnetd',
  'telnetd-ssl',
  'inetutils-telnetd',
  'telnet-server',
  'xrdp',
]);

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What is wrong with writing a file of this path. */
function complaintOfFile(path: string): string | undefined {
  if (/(?:^|\/)authorized_keys2?$/.test(path)) return 'gives people a login that stays in the artifact; leave it out';
  return path.startsWith('/etc/ssh/sshd_config') ? 'configures an SSH server; leave it out' : undefined;
}

/** What a command does with a login server, and the words that say so. */
function complaint(command: ShellCommand): { readonly span: Span; readonly message: string } | undefined {
  const { name, words, span } = command;
  const starts = 'starts a login server; leave it out';
  if (serverPrograms.has(name)) return { span, message: starts };
  if (name === 'ssh-keygen' && words.some(({ value }) => value === '-A')) {
    return { span, message: 'makes host keys for an SSH server; leave it out' };
  }
  if (startedServices(command).some((service) => serverServices.has(service))) return { span, message: starts };

  for (const files of [writtenFiles(command), editedFiles(command)]) {
    for (const file of files) {
      const message = complaintOfFile(file.value);
      if (message !== undefined) return { span: file.span, message };
    }
  }
  return undefined;
}

const serverPrograms: ReadonlySet<string> = new Set(['sshd', 'dropbear', 'telnetd', 'in.telnetd', 'xrdp', 'tinysshd']);
const serverServices: ReadonlySet<string> = new Set(['ssh', 'sshd', 'dropbear', 'telnet', 'telnetd', 'xrdp']);

/** The files that a command writes: by redirection, as `tee` does, or as the target of a copy. */
function writtenFiles({ name, words, redirects }: ShellCommand): readonly ShellWord[] {
  // Most commands write nothing, and many are asked.
  if (redirects.length === 0 && name !== 'tee' && !copies.has(name)) return nothing;
  const redirected = redirects.flatMap(({ operator, target }) => (operator.includes('>') && target ? [target] : []));
  if (name !== 'tee' && !copies.has(name)) return redirected;
  const operands = words.slice(1).filter(({ value }) => !value.startsWith('-'));
  if (name === 'tee') return [...redirected, ...operands];
  return operands.length > 1 ? [...redirected, operands.at(-1)!] : redirected;
}

const copies: ReadonlySet<string> = new Set(['cp', 'mv', 'install', 'ln']);

/** The files that `sed -i` edits. */
const editedFiles = ({ name, words }: ShellCommand): readonly ShellWord[] =>
  name === 'sed' && words.some(({ value }) => /^(?:-[a-zA-Z]*i|--in-place)/.test(value)) ? words.slice(2) : nothing;

const nothing: readonly ShellWord[] = [];
