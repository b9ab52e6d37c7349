import { isKnown } from '../../core/embedded.ts';
import type { ImageReference } from '../../core/facts.ts';
import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { lazy } from '../../core/lazy.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import { downloadOf, interpreterOf } from '../../languages/downloads.ts';
import { toImageReference } from '../../languages/image.ts';
import { isRemoteAddress, namesCommit } from '../shared/addresses.ts';
import { isAllowed } from '../shared/allow.ts';
import { isKeyDownload, isVerification, keepsDownload } from '../shared/downloads.ts';
import { imageFetchedBy } from '../shared/engineImages.ts';
import { instance, pod, service } from '../shared/examples.ts';
import { checkedOutBy, gitCallOf, isRemoteRepository } from '../shared/git.ts';
import { precisionOf } from '../shared/imageVersions.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { isCodeFile, mayBeMovingCode, objectFetchOf } from '../shared/objectFetches.ts';
import { runnerOf } from '../shared/runners.ts';
import { nameOfPlace, startScriptsOf } from '../shared/startScripts.ts';
import { type Step, stepsOfPlaces } from '../shared/steps.ts';
import { isFixedReference } from '../shared/versions.ts';

export default defineRule({
  id: 'sealed/runtime-fetch',
  title: 'Code fetched when a container or machine starts',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'warning' },
  yieldsTo: ['pinned/pipe-to-shell'],
  since: '0.1.0',
  options: {
    allow: stringList(
      [],
      'Workloads, stages or resources that may fetch, such as those that build things: names, with `*` for any text.',
    ),
  },
  why: `
A container that clones a branch or downloads a program when it starts is a shell around something else. Its image is pinned, scanned and
tested, and what it runs is whatever stands at that address in the minute of the start.

It bites when one of five replicas is started again: it comes back with newer code than its neighbours, and no deployment has been made. A
rollback to the older image brings the newer code. And when the git host is down, nothing can start.

Build the code into the image, or into the machine image, and deploy that by its version. Leave to the start what differs between
environments: configuration, and secrets from a secret store. An object of a fixed version is no finding; what is checked out by its
tag, or compared with a checksum, is a smaller matter, since only the start hangs on it.

Ignore it for jobs that work on repositories as their data, and allow workloads that only build things by their names.

See [container images in the Kubernetes documentation](https://kubernetes.io/docs/concepts/containers/images/) and
[git-sync](https://github.com/kubernetes/git-sync), which is made for content that is no code.
`,
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\nCMD git clone https://github.com/acme/site.git /srv && node /srv/server.js\n' },
      { compose: service('command: sh -c "wget https://get.acme.dev/app.jar && java -jar app.jar"') },
      { kubernetes: pod('command: ["sh", "-c", "cd /app && git pull && exec node server.js"]') },
      { helm: pod('command: ["sh", "-c", "aws s3 cp s3://{{ .Values.bucket }}/app.zip . && unzip app.zip"]') },
      { terraform: instance('#!/bin/bash\naws s3 cp s3://acme-artifacts/app.tgz /opt/app.tgz') },
      { terraform: instance('#!/bin/bash\ndocker run -d -p 80:8080 acme/web:latest') },
    ],
    good: [
      {
        dockerfile:
          'FROM node:22.11.0\nRUN git clone -b v1.2.0 https://github.com/acme/site.git /srv\nCMD ["node", "/srv"]\n',
      },
      { compose: service('command: sh -c "curl -fs http://config:8500/v1/kv/web > /tmp/web.json && node server.js"') },
      { kubernetes: pod('command: ["sh", "-c", "vault kv get -field=key secret/web > /run/key && exec web"]') },
      { helm: pod('command: ["sh", "-c", "curl -X POST {{ .Values.hook }} && exec web"]') },
      { terraform: instance('#!/bin/bash\naws s3 cp s3://acme-artifacts/app-1.4.2.tgz /opt/app.tgz') },
      { terraform: instance('#!/bin/bash\naws s3 cp /var/log/first-boot.log s3://acme-logs/') },
    ],
  },

  *check(document, { options }) {
    const { file, images, workloads } = document;
    for (const steps of stepsOfPlaces(startScriptsOf(document, options.allow))) {
      for (const [index, { script, command }] of steps.entries()) {
        const fetch = fetchOf(command, steps, index);
        if (!fetch) continue;
        const message = `${quoteCommand(command, file.text)} ${fetch.isFixed ? 'has every start hang on another place' : 'brings what is there at each start'}; ${fetch.advice}`;
        const atMost = fetch.isFixed ? { atMost: 'info' as const } : {};
        yield { at: within(script, command.span), message, ...placeElsewhere(command), ...atMost };
      }
    }
    for (const image of images) {
      if (!isAllowed(options.allow, nameOfPlace(image.path, workloads))) yield* checkImage(image);
    }
  },
});

interface Fetch {
  /** Whether the same is brought each time. */
  readonly isFixed: boolean;
  readonly advice: string;
}

const intoImage = 'build it into the image';

function fetchOf(command: ShellCommand, steps: readonly Step[], index: number): Fetch | undefined {
  const later = lazy(() => steps.slice(index + 1));
  return (
    repositoryFetch(command, later) ??
    downloadFetch(command, later) ??
    objectFetch(command, later) ??
    packageFetch(command) ??
    imageFetch(command)
  );
}

function repositoryFetch(command: ShellCommand, later: () => readonly Step[]): Fetch | undefined {
  const git = gitCallOf(command);
  if (!git) return undefined;
  const { action, operands, options } = git;
  const calls = later().flatMap((step) => gitCallOf(step.command) ?? []);
  // What is changed and given back is worked on, and not run.
  if (calls.some((call) => call.action.value === 'push' || call.action.value === 'commit')) return undefined;
  switch (action.value) {
    case 'clone': {
      if (!isRemoteRepository(operands[0]?.value ?? '')) return undefined;
      const branch = options.find(({ name }) => /^(?:-b|--branch|--revision)/.test(name));
      const name = branch && (branch.value ?? branch.name.slice(2));
      const references = [name, ...calls.map(checkedOutBy)];
      return { isFixed: references.some((one) => one !== undefined && isFixedReference(one)), advice: intoImage };
    }
    case 'pull':
      return { isFixed: false, advice: intoImage };
    case 'reset':
      return checkedOutBy(git)?.startsWith('origin/') ? { isFixed: false, advice: intoImage } : undefined;
    default:
      return undefined;
  }
}

function downloadFetch(command: ShellCommand, later: () => readonly Step[]): Fetch | undefined {
  const download = downloadOf(command);
  const address = download?.url?.value;
  if (address === undefined || !isRemoteAddress(address)) return undefined;
  const after = command.pipeline.slice(command.pipeline.indexOf(command) + 1);
  const isRun = download?.output === 'stdout' && after.some((next) => interpreterOf(next) !== undefined);
  if (!isRun && (!keepsDownload(command) || isKeyDownload(command))) return undefined;
  const file = download?.file?.value ?? address.replace(/[?#].*$/s, '');
  const isUnpacked = after.some(({ name }) => unpackers.has(name));
  if (!isRun && !isUnpacked && !isCodeFile(file) && !isUsedLater(file, later())) return undefined;
  const isFixed = namesCommit(address) || later().some((step) => isVerification(step.command));
  return { isFixed, advice: intoImage };
}

function objectFetch(command: ShellCommand, later: () => readonly Step[]): Fetch | undefined {
  const object = objectFetchOf(command);
  if (!object || !mayBeMovingCode(object)) return undefined;
  const after = command.pipeline.slice(command.pipeline.indexOf(command) + 1);
  const isTaken =
    object.target === 'file' || after.some((next) => unpackers.has(next.name) || interpreterOf(next) !== undefined);
  if (!isTaken || later().some((step) => isVerification(step.command))) return undefined;
  return { isFixed: false, advice: `${intoImage}, or name a version of it` };
}

const unpackers: ReadonlySet<string> = new Set(['tar', 'bsdtar', 'unzip', 'funzip', 'cpio', 'dpkg', 'rpm']);

/** Programs that run, unpack, install or allow to run what they are given. */
const users: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'ash', 'dash', 'zsh', '.', 'source', 'python', 'python3', 'node', 'java', 'perl', 'ruby', 'php'],
  ...['chmod', 'install', ...unpackers, 'apt', 'apt-get', 'yum', 'dnf', 'pip', 'pip3', 'gunzip'],
]);

const isUsedLater = (file: string, later: readonly Step[]): boolean => {
  const name = baseName(file);
  if (name === '' || !isKnown(name)) return false;
  return later.some(({ command }) => {
    const { words } = command;
    const isProgram = words[0]?.value.includes('/') === true && baseName(words[0].value) === name;
    const isForAll = command.name === 'chmod' && !words.some(({ value }) => /^[ugoa]*\+[rwX]*x|^0?7\d\d$/.test(value));
    return isProgram || (users.has(command.name) && !isForAll && words.some(({ value }) => baseName(value) === name));
  });
};

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function packageFetch(command: ShellCommand): Fetch | undefined {
  const runner = runnerOf(command);
  if (!runner || runner.mayBeLocal || runner.packages.length === 0) return undefined;
  const isFixed = runner.packages.every(({ value }) => {
    const at = value.indexOf(runner.separator, 1);
    return !isKnown(value) || (at !== -1 && /^\d/.test(value.slice(at + runner.separator.length)));
  });
  return { isFixed, advice: intoImage };
}

/** What has no version, or a tag that is there to be moved. */
function imageFetch(command: ShellCommand): Fetch | undefined {
  const word = imageFetchedBy(command);
  const { span, value: text = '' } = word ?? {};
  if (!span) return undefined;
  const value = { text, pieces: [{ offset: 0, length: text.length, source: span }] };
  const image = toImageReference({ span, path: '', usage: 'container', source: '', value, origins: [] });
  if (!image || !isKnown(text)) return undefined;
  const { version, name } = image;
  const isMoving = version.kind === 'none' || (version.kind === 'tag' && precisionOf(name, version.tag) === 'channel');
  return isMoving ? { isFixed: false, advice: 'name a version of the image' } : undefined;
}

function* checkImage(image: ImageReference): Iterable<RuleFinding> {
  const isContainer = image.usage === 'container' || image.usage === 'init-container' || image.usage === 'resource';
  if (!isContainer || !/(?:^|\/)git-sync$/.test(image.name)) return;
  yield {
    at: image,
    message: `${quote(image.text)} brings what is in a repository into a running pod; build it into the image`,
    related: relatedTo(image.origins),
  };
}
