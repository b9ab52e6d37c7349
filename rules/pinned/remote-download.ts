import { isKnown } from '../../core/embedded.ts';
import { type OnlineFix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import type { DockerfileDocument, Transfer, TransferSource } from '../../languages/dockerfile/document.ts';
import { downloadOf, isDownloader } from '../../languages/downloads.ts';
import { isRemoteAddress, movingPartOf, namesCommit } from '../shared/addresses.ts';
import { readable } from '../shared/commandWords.ts';
import { isKeyDownload, isVerification, keepsDownload } from '../shared/downloads.ts';
import { instance, pod, service } from '../shared/examples.ts';
import { isRemoteRepository } from '../shared/git.ts';
import { placeElsewhere, quote, within } from '../shared/message.ts';
import { type Step, stepsNamed } from '../shared/steps.ts';
import { isCommit, isFixedReference } from '../shared/versions.ts';

export default defineRule({
  id: 'pinned/remote-download',
  title: 'Download that nothing checks',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'warning' },
  yieldsTo: ['pinned/pipe-to-shell', 'sealed/runtime-fetch', 'sealed/post-start-hook'],
  since: '0.1.0',
  why: `
A file at an address can be replaced at any time: by its publisher, who rebuilt a release, or by somebody who took the server over.
Without a checksum nobody notices, and the same Dockerfile builds something else. An address with \`latest\`, \`main\` or \`nightly\` in it
is replaced as a matter of course.

It bites when two machines that were built in one week run two builds of the same tool, or when a download was cut off, or was a page
that says "not found", and the error shows only at run time.

Name a version in the address, and check what came: \`ADD --checksum=sha256:...\` in a Dockerfile, \`sha256sum -c\` with a checksum that
stands in the source, \`gpg --verify\` or \`cosign verify-blob\` with a key that does. A checksum that is downloaded beside the file guards
against a broken download only.

KICS wants \`curl\` or \`wget\` in place of each such \`ADD\` ("Curl or Wget Instead of Add", 4b410d24), as Docker once advised for the
size of the image. We prefer \`ADD\`, which checks the file itself and fails without it; a \`curl\` has to be checked by hand.

Ignore it for data that is meant to be the newest, such as a list of certificates that is checked when it is used.

See [ADD --checksum](https://docs.docker.com/reference/dockerfile/#add---checksum) and
[build best practices](https://docs.docker.com/build/building/best-practices/#add-or-copy).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nADD https://get.acme.dev/tool-1.2.0.tgz /opt/\n' },
      { dockerfile: 'FROM debian:12.8\nADD https://github.com/acme/tool.git#main /src\n' },
      { dockerfile: 'FROM debian:12.8\nRUN curl -fsSL https://get.acme.dev/tool-1.2.0.tgz | tar -xz -C /usr/local\n' },
      { compose: service('command: sh -c "wget https://get.acme.dev/plugin.jar && java -jar app.jar"') },
      { kubernetes: pod('command: ["sh", "-c", "curl -Lo /plugins/a.jar https://get.acme.dev/a.jar && agent"]') },
      { helm: pod('command: ["wget", "-O", "/data/a", "https://get.acme.dev/{{ .Values.version }}/a"]') },
      { terraform: instance('#!/bin/bash\ncurl -LO https://github.com/acme/tool/releases/latest/download/tool\n') },
    ],
    good: [
      {
        dockerfile: `FROM debian:12.8\nADD --checksum=sha256:${'0a1b'.repeat(16)} https://get.acme.dev/tool-1.2.0.tgz /opt/\n`,
      },
      {
        dockerfile: `FROM debian:12.8
RUN curl -fsSLo tool.tgz https://get.acme.dev/tool-1.2.0.tgz \\
    && echo "${'0a1b'.repeat(16)}  tool.tgz" | sha256sum -c - \\
    && tar -xzf tool.tgz -C /usr/local
`,
      },
      { compose: service('command: sh -c "curl -fsS http://api:8080/ready && java -jar app.jar"') },
      { kubernetes: pod('command: ["sh", "-c", "curl -s https://api.acme.dev/state && agent"]') },
      { helm: pod('command: ["curl", "-X", "POST", "-o", "/tmp/answer", "https://{{ .Values.host }}/hook"]') },
      { terraform: instance('#!/bin/bash\ncurl -s http://169.254.169.254/latest/meta-data/instance-id -o /etc/id\n') },
    ],
  },

  *check(document) {
    if (document.language === 'dockerfile') yield* checkTransfers(document as DockerfileDocument);
    for (const { script, command, steps, index } of stepsNamed(document.scripts, isDownloader)) {
      const complaint = complaintAbout(command, () => index < lastVerification(steps));
      // Probes fetch nothing to keep.
      if (!complaint || script.phase === 'probe') continue;
      yield { ...complaint, at: within(script, command.span), ...placeElsewhere(command) };
    }
  },
});

const lastVerification = lazyFor((steps: readonly Step[]) =>
  steps.findLastIndex(({ command }) => isVerification(command)),
);

type Complaint = Omit<RuleFinding, 'at'>;

function complaintAbout(command: ShellCommand, isVerified: () => boolean): Complaint | undefined {
  const address = downloadOf(command)?.url?.value;
  if (address === undefined || !isRemoteAddress(address)) return undefined;
  const moving = movingPartOf(address);
  const isKept = keepsDownload(command);
  // An answer that is only looked at may say which version to take next.
  if (moving !== undefined && (isKept || asksForNewest.test(address)))
    return { message: movingMessage(address, moving) };
  if (!isKept || namesCommit(address) || isVerified()) return undefined;
  const message = `${shown(address)} is downloaded and nothing checks what came; compare its checksum, or verify its signature`;
  return isKeyDownload(command) ? { message, atMost: 'info' } : { message };
}

const asksForNewest = /\/releases\/latest\b|LATEST_RELEASE|\/stable(?:-[\d.]+)?\.txt/;

const movingMessage = (address: string, part: string): string =>
  `${shown(address)} is replaced by newer ones, as \`${part}\` says; name a version, and check what comes`;

const shown = (address: string): string => quote(readable(address));

function* checkTransfers({ transfers }: DockerfileDocument): Iterable<RuleFinding> {
  for (const transfer of transfers) {
    if (transfer.keyword !== 'ADD') continue;
    for (const source of transfer.sources) {
      const complaint = repositoryIn(source.value) ? addedRepository(transfer, source) : addedFile(transfer, source);
      if (!complaint) continue;
      yield { related: relatedTo(source.origins), ...complaint, at: { span: source.span, path: transfer.path } };
    }
  }
}

const hasChecksum = ({ instruction }: Transfer): boolean => instruction.flags.some(({ name }) => name === 'checksum');

function addedFile(transfer: Transfer, { value }: TransferSource): Complaint | undefined {
  if (!/^https?:/i.test(value) || hasChecksum(transfer)) return undefined;
  const moving = movingPartOf(value);
  if (moving !== undefined) return { message: movingMessage(value, moving) };
  if (namesCommit(value)) return undefined;
  return {
    message: `${shown(value)} is added and nothing checks what came; add \`--checksum\``,
    // With several sources one checksum would be for all of them.
    onlineFixes: isKnown(value) && transfer.sources.length === 1 ? [checksumFix(transfer, value)] : [],
  };
}

function checksumFix({ instruction }: Transfer, address: string): OnlineFix {
  return {
    title: `Add the checksum of ${quote(address)}`,
    safety: 'safe',
    async resolve(lookUps) {
      const checksum = await lookUps.checksumOf(address);
      if (checksum === undefined) return undefined;
      const at = instruction.keywordSpan.end;
      const edits = [{ span: { start: at, end: at }, newText: ` --checksum=sha256:${checksum}` }];
      return { title: `Add \`--checksum=sha256:${checksum.slice(0, 12)}...\``, safety: 'safe', edits };
    },
  };
}

interface Repository {
  readonly reference: string | undefined;
}

/** A repository in the form that ADD takes: https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository */
function repositoryIn(value: string): Repository | undefined {
  const match = /^([^#?]*)(?:\?([^#]*))?(?:#([^:]*))?/.exec(value)!;
  const isRepository =
    isRemoteRepository(match[1]!) && (/\.git\/?$/.test(match[1]!) || /^(?:git|ssh):|^[\w.-]+@/.test(value));
  if (!isRepository) return undefined;
  const named = (pattern: RegExp): string | undefined => pattern.exec(match[2] ?? '')?.[1];
  const commit = named(/(?:^|&)(?:commit|checksum)=([^&]*)/);
  return { reference: commit ?? named(/(?:^|&)(?:ref|tag|branch)=([^&]*)/) ?? match[3] };
}

function addedRepository(transfer: Transfer, { value }: TransferSource): Complaint | undefined {
  const reference = repositoryIn(value)?.reference || undefined;
  if (hasChecksum(transfer) || (reference !== undefined && (isCommit(reference) || !isKnown(reference))))
    return undefined;
  if (reference === undefined)
    return { message: `${shown(value)} is added at whatever its default branch holds; name a commit` };
  return isFixedReference(reference)
    ? { message: `${shown(value)} is added at a name that can be moved; name a full commit`, atMost: 'info' }
    : { message: `${shown(value)} is added at \`${reference}\`, which moves; name a commit` };
}
