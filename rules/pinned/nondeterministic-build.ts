import type { Origin } from '../../core/facts.ts';
import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { DockerfileDocument } from '../../languages/dockerfile/document.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { instance } from '../shared/examples.ts';
import { gitCallOf } from '../shared/git.ts';
import { placeElsewhere, quote, quoteCommand, textOfCommand, within } from '../shared/message.ts';
import { outputFileOf } from '../shared/output.ts';
import { type Step, stepsNamed } from '../shared/steps.ts';
import { isIgnored, mayBeVolatile, type Volatile, volatileAttributes } from '../shared/volatile.ts';

export default defineRule({
  id: 'pinned/nondeterministic-build',
  title: 'Time or chance in what is built',
  languages: ['dockerfile', 'terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A time stamp or a random number that is written into an image makes every build different, even of the same commit. Nobody can
then rebuild an image and compare it, and the layers after it are never shared. In Terraform, \`timestamp()\` and \`uuid()\` have a new
value in every plan, so a resource that takes one is changed, or replaced, at every apply.

It bites when a plan is read: "1 to change" is always there, people stop looking at it, and the day that it says "1 to destroy" it is
applied as well. With images, it is the question whether the running one really is the one of this commit, which no rebuild can answer.

Take such values from outside: a build argument for a label, \`SOURCE_DATE_EPOCH\` for times. In Terraform, let a trigger be a hash of
what should cause the run (\`filesha256\`), or use \`time_static\` and \`random_id\`, which keep their value in the state.

Ignore it where running every time is the purpose, and say so in a suppression.

See [reproducible builds with BuildKit](https://docs.docker.com/build/ci/github-actions/reproducible-builds/) and
[timestamp](https://developer.hashicorp.com/terraform/language/functions/timestamp).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nRUN date > /etc/build-date\n' },
      { dockerfile: 'FROM golang:1.23.4\nRUN go build -ldflags "-X main.built=$(date -u +%FT%TZ)" -o /app .\n' },
      { terraform: 'resource "null_resource" "deploy" {\n  triggers = {\n    always = timestamp()\n  }\n}\n' },
      { terraform: 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs-${uuid()}"\n}\n' },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nARG BUILD_DATE\nLABEL org.opencontainers.image.created=$BUILD_DATE\n' },
      { dockerfile: 'FROM debian:12.8\nRUN date -u -d "@$SOURCE_DATE_EPOCH" > /etc/build-date\n' },
      { dockerfile: 'FROM debian:12.8\nRUN echo "started at $(date)" && make\n' },
      { terraform: 'resource "null_resource" "deploy" {\n  triggers = {\n    code = filesha256("app.zip")\n  }\n}\n' },
      {
        terraform: `resource "aws_db_instance" "main" {
  final_snapshot_identifier = "main-\${formatdate("YYYYMMDDhhmmss", timestamp())}"
  lifecycle {
    ignore_changes = [final_snapshot_identifier]
  }
}
`,
      },
      { terraform: instance('#!/bin/bash\ndate > /var/log/started\n') },
    ],
  },

  *check(document) {
    if (document.language === 'terraform') yield* checkResources(document as TerraformDocument);
    else yield* checkScripts(document as DockerfileDocument);
  },
});

function* checkScripts({ scripts, file }: DockerfileDocument): Iterable<RuleFinding> {
  const mayAskForRandom = /\$\{?RANDOM\b/.test(file.text);
  const mayBeSource = (name: string): boolean => mayAskForRandom || sources.has(name);
  for (const { script, command, steps, index } of stepsNamed(scripts, mayBeSource)) {
    if (script.phase !== 'build') continue;
    const source = sourceOf(command, mayAskForRandom ? file.text : undefined);
    if (!source || !isWritten(command, source, script, file.text)) continue;
    // The commit of a clone is the same in each build, or `pinned/git-checkout` tells.
    if (source === 'commit' && steps.slice(0, index).some(isClone)) continue;
    const text = source === 'random' ? '`$RANDOM`' : quoteCommand(command, file.text);
    yield {
      at: within(script, command.span),
      message: `${text} ${complaints[source]}`,
      ...(source === 'commit' ? { atMost: 'info' } : {}),
      ...placeElsewhere(command),
    };
  }
}

/** The programs that `sourceOf` knows. */
const sources: ReadonlySet<string> = new Set(['date', 'uuidgen', 'cat', 'git']);

/** What differs from one build to the next. */
type Source = 'time' | 'random' | 'identifier' | 'commit';

const complaints: Readonly<Record<Source, string>> = {
  time: 'writes the time of the build into the image; take it from a build argument or `SOURCE_DATE_EPOCH`',
  random: 'writes another number into the image at each build; take it from a build argument, or make it at start-up',
  identifier:
    'writes another value into the image at each build; take it from a build argument, or make it at start-up',
  commit: 'needs `.git` in the build context; take the commit from a build argument',
};

/** @param text The document's, where it asks for a random number anywhere. */
function sourceOf(command: ShellCommand, text: string | undefined): Source | undefined {
  switch (command.name) {
    case 'date':
      return command.words
        .slice(1)
        .some(({ value }) => /^(?:-[a-zA-Z]*[drfs]|--(?:date|reference|file|set|version|help))/.test(value))
        ? undefined
        : 'time';
    case 'uuidgen':
      return 'identifier';
    case 'cat':
      return command.words.some(({ value }) => value === '/proc/sys/kernel/random/uuid') ? 'identifier' : undefined;
    case 'git':
      return isCommitQuestion(command) ? 'commit' : undefined;
    default:
      return text !== undefined && !command.origins && /\$(?:RANDOM\b|\{RANDOM\b)/.test(textOfCommand(command, text))
        ? 'random'
        : undefined;
  }
}

function isCommitQuestion(command: ShellCommand): boolean {
  const git = gitCallOf(command);
  if (git?.action.value === 'describe') return true;
  const isName = git?.options.some(({ name }) => /^--(?:show-|git-dir|abbrev-ref|is-)/.test(name)) === true;
  return git?.action.value === 'rev-parse' && !isName;
}

/** Whether a command brings a repository to some commit, so that its folder is not the one of the build context. */
const isClone = ({ command }: Step): boolean =>
  /^(?:clone|init|fetch|checkout|reset|pull)$/.test(gitCallOf(command)?.action.value ?? '');

function isWritten(command: ShellCommand, source: Source, script: Script, text: string): boolean {
  if (text.slice(script.span.start, script.span.end).includes('SOURCE_DATE_EPOCH')) return false;
  if (keepsOutput(command)) return true;
  if (source === 'random') return false;
  const holder = script.commands.find(({ nested }) => nested.some(({ commands }) => commands.includes(command)));
  if (!holder || holder.origins) return false;
  if (holder.words.length > 0 && !assigners.has(holder.name)) return keepsOutput(holder) || isBakedIn(holder, text);
  const names = namesGiven(holder);
  return script.commands.some((other) => {
    const later = other.span.start > holder.span.start && !other.origins;
    return later && uses(other, names, text) && (keepsOutput(other) || isBakedIn(other, text));
  });
}

/** Whether what a command prints ends in a file of the image; temporary folders are most often left empty. */
function keepsOutput(command: ShellCommand): boolean {
  const file = outputFileOf(command);
  return file !== undefined && !/^(?:\/var)?\/tmp\//.test(file);
}

/** `go build -ldflags "-X name=value"`, and a file that is edited in place. */
const isBakedIn = (command: ShellCommand, text: string): boolean =>
  (command.name === 'go' && /ldflags/.test(textOfCommand(command, text))) ||
  (command.name === 'sed' && command.words.some(({ value }) => /^(?:-[a-zA-Z]*i|--in-place)/.test(value)));

const assigners: ReadonlySet<string> = new Set(['export', 'local', 'declare', 'readonly']);

const namesGiven = ({ words, assignments }: ShellCommand): readonly string[] => [
  ...assignments.map(({ name }) => name),
  ...words.slice(1).map(({ value }) => value.replace(/=.*/s, '')),
];

const uses = ({ span }: ShellCommand, names: readonly string[], text: string): boolean =>
  names.some((name) => /^\w+$/.test(name) && new RegExp(`\\$\\{?${name}\\b`).test(text.slice(span.start, span.end)));

function* checkResources(document: TerraformDocument): Iterable<RuleFinding> {
  if (!mayBeVolatile(document.module)) return;
  for (const resource of document.resources) {
    for (const { name, volatile } of volatileAttributes(resource.body, document.module)) {
      if (isIgnored(resource, name)) continue;
      const path = `${resource.path}/${name}`;
      yield {
        at: { span: volatile.span, path },
        message: resourceMessage(volatile, resource.address, name),
        ...originOf(volatile),
      };
    }
  }
}

function resourceMessage({ call, text }: Volatile, address: string, attribute: string): string {
  const shown = quote(text);
  const what = shown === `\`${call}()\`` ? shown : `${shown} is \`${call}()\`, which`;
  return /^(?:triggers|triggers_replace|keepers)$/.test(attribute)
    ? `${what} replaces \`${address}\` at every apply; trigger it by a hash of what it depends on`
    : `${what} has a new value in every plan, so \`${address}\` is changed by each apply; take the value from a variable or from the state`;
}

const originOf = ({ origin }: Volatile): Pick<RuleFinding, 'related'> => ({
  related: relatedTo(origin ? [origin satisfies Origin] : []),
});
