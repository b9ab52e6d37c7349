import { UNKNOWN } from '../../core/embedded.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import { lineEndOf, type TextEdit } from '../../core/text.ts';
import type { DockerfileDocument, DockerfileFile, Instruction } from '../../languages/dockerfile/document.ts';
import type { PipelineDocument, PipelineFile, PipelineStep } from '../../languages/pipeline/document.ts';
import { type BuildWork, type Repository, worksOf } from '../../languages/pipeline/repository.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { pairAt } from '../../languages/yaml/node.ts';
import { isForDevelopment, isForExample } from '../shared/development.ts';
import { workflow } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';
import { isOfRunAlone, isOnlyCalled, isPublished, mentions, nameOf, runsOtherFiles } from '../shared/pipelineSteps.ts';

const build = (more = '') =>
  workflow(
    `- uses: docker/build-push-action@v6\n  with:\n    push: true\n    tags: ghcr.io/acme/web:1.4.2\n${more}`.trimEnd(),
  );

const plain = 'FROM node:22.11.0\nCOPY src /app\nCMD ["node", "/app/main.js"]\n';

export default defineRule({
  id: 'replaceable/image-provenance',
  title: 'Image that does not say what it was built from',
  languages: ['dockerfile', 'pipeline'],
  level: { recommended: 'off', strict: 'info' },
  since: '0.1.0',
  options: {
    labels: stringList(
      [
        ...['org.opencontainers.image.revision', 'org.opencontainers.image.version'],
        ...['org.label-schema.vcs-ref', 'org.label-schema.version'],
      ],
      'Labels that tell what an image was built from; one of them is enough.',
    ),
  },
  why: `
A running container is an image with a digest, and the digest says nothing of the commit. Tags can be moved, and are lost when the image
is copied. A label is part of the image: it cannot be changed, and goes wherever the image goes.

It bites in the middle of an incident, when somebody has to find out what is in the image that runs now, and what changed since the
one before, and can only guess by dates.

Put \`org.opencontainers.image.revision\` or \`.version\` on each image. In a pipeline it is one line, with the commit that the run knows.
In a Dockerfile it takes an argument, which the build must be given: \`docker build --build-arg REVISION=$(git rev-parse HEAD)\`;
without it, the label is there and empty.

Ignore it for images that are not deployed.

See [the annotations of OCI images](https://github.com/opencontainers/image-spec/blob/main/annotations.md) and
[labels in GitHub Actions](https://docs.docker.com/build/ci/github-actions/manage-tags-labels/).
`,
  examples: {
    bad: [
      { dockerfile: plain },
      { file: '.github/workflows/image.yml', pipeline: build(), beside: { Dockerfile: plain } },
    ],
    good: [
      {
        dockerfile:
          'FROM node:22.11.0\nCOPY src /app\nARG REVISION\nLABEL org.opencontainers.image.revision=$REVISION\n',
      },
      {
        file: '.github/workflows/image.yml',
        pipeline: build('    labels: org.opencontainers.image.revision=${{ github.sha }}\n'),
        beside: { Dockerfile: plain },
      },
    ],
  },

  *check(document: DockerfileDocument | PipelineDocument, { options: { labels }, pathFromRoot }) {
    if (isForExample(pathFromRoot)) return;
    if (document.language === 'pipeline') yield* checkPipeline(document, labels);
    else if (!isForDevelopment(pathFromRoot)) yield* checkDockerfile(document, labels);
  },
});

/** Where a pipeline builds it, the pipeline is told, which knows the commit. */
function* checkDockerfile(document: DockerfileDocument, labels: readonly string[]): Generator<RuleFinding> {
  const { file, stages, repository } = document;
  const last = stages.at(-1);
  if (!last || isLabelled(file, labels)) return;
  if (repository && (mayLabel(repository, labels) || isBuiltIn(repository, file))) return;
  yield {
    at: { span: last.from.argumentsSpan, path: `stage:${last.label}` },
    message: `the image has no label that says which commit or version it is; add ${quote(labels[0] ?? 'a label')}`,
    fixes: labels[0] === undefined ? [] : labelling(file, last.instructions.at(-1) ?? last.from, labels[0]),
  };
}

function* checkPipeline({ file, repository }: PipelineDocument, labels: readonly string[]): Generator<RuleFinding> {
  if (!repository || isOnlyCalled(file)) return;
  for (const build of worksOf(file)) {
    const { work } = build;
    const dockerfile = repository.dockerfileOf(build);
    if (!work.isBuilt || !isPushed(build) || !dockerfile) continue;
    if (isLabelled(dockerfile, labels, work.target) || givesLabel(build, labels)) continue;
    const [name] = work.names;
    yield {
      at: { span: name?.span ?? work.span, path: `${build.step.path}/label` },
      message: `${nameOf(work, file.text)} has no label that says which commit or version it is; add ${quote(labels[0] ?? 'a label')}`,
      fixes: labels[0] === undefined ? [] : givingLabel(build, labels[0]),
    };
  }
}

/** By its own command, or by another one of its job. */
const isPushed = ({ job, work }: BuildWork): boolean =>
  !isOfRunAlone(work) && job.steps.some(({ imageWork }) => imageWork.some(isPublished));

/** Whether the stage that is built, the last where none is named, or one that it is built on, has one of the labels. */
function isLabelled({ stages }: DockerfileFile, labels: readonly string[], target?: string): boolean {
  const named = stages.find(({ name, index }) => name === target?.toLowerCase() || String(index) === target);
  for (let stage = named ?? stages.at(-1); stage; ) {
    const { instructions, base, index } = stage;
    if (instructions.some((one) => one.keyword === 'LABEL' && names(one.arguments.text, labels))) return true;
    const name = base.text.toLowerCase();
    stage = stages.slice(0, index).findLast((earlier) => earlier.name === name);
  }
  return false;
}

const names = (text: string, labels: readonly string[]): boolean => labels.some((label) => text.includes(label));

/** Whether anything that builds images in a repository may give them labels. */
const mayLabel = (repository: Repository, labels: readonly string[]): boolean =>
  !repository.isWhole ||
  repository.hasOtherSystem ||
  mentions(repository, signsOfLabels) ||
  repository.buildFiles.some(({ text }) => names(text, labels)) ||
  runsOtherFiles(repository);

const signsOfLabels =
  /metadata-action|--(?:label|annotation)\b|^\s*(?:labels|annotations):\s|bake|\bko\b|\bjib\b|buildpack/m;

const isBuiltIn = ({ pipelines, dockerfileOf }: Repository, { path }: DockerfileFile): boolean =>
  pipelines.some((pipeline) => worksOf(pipeline).some((build) => dockerfileOf(build)?.path === path));

/** Whether a build gives its image one of the labels, or may do so. */
function givesLabel(build: BuildWork, labels: readonly string[]): boolean {
  const given = [...inputLines(build), ...optionValues(build)];
  // What only the run knows may be any, such as what docker/metadata-action makes.
  return given.some((label) => label.startsWith(UNKNOWN) || names(label, labels));
}

const inputLines = ({ step }: BuildWork): readonly string[] =>
  ['labels', 'annotations'].flatMap((name) => step.input(name)?.text.split(/\s*\n\s*/) ?? []);

/** The values of `--label`, and words that hold options which only the run knows. */
function optionValues(build: BuildWork): readonly string[] {
  const words = commandOf(build)?.words.map(({ value }) => value) ?? [];
  return words.flatMap((word, index) => {
    const before = words[index - 1] ?? '';
    const [, value] = /^--(?:label|annotation)=(.*)$/s.exec(word) ?? [];
    if (value !== undefined) return [value];
    if (before === '--label' || before === '--annotation') return [word];
    const isOperand = !before.startsWith('-') || flags.has(before);
    return word === UNKNOWN && isOperand && index < words.length - 1 ? [word] : [];
  });
}

/** Options that take no value, so that an operand may follow. */
const flags: ReadonlySet<string> = new Set([
  '--push',
  '--load',
  '--pull',
  '--no-cache',
  '--rm',
  '-q',
  '--quiet',
  '--squash',
]);

const commandOf = ({ step, work }: BuildWork): ShellCommand | undefined =>
  step.script?.commands.find(({ span }) => span.start === work.span.start && span.end === work.span.end);

/** The argument and the label, as the last of the stage. */
function labelling(file: DockerfileFile, last: Instruction, label: string): readonly Fix[] {
  const { end } = last.span;
  const isOpen = last.heredocs.some(({ isClosed }) => !isClosed);
  if (isOpen || file.text.slice(0, end).trimEnd().endsWith(file.escapeCharacter)) return [];
  const variable = isOfCommit(label) ? 'REVISION' : 'VERSION';
  const lines = ['', `ARG ${variable}`, `LABEL ${label}=$${variable}`];
  const edits = [{ span: { start: end, end }, newText: lines.join(lineEndOf(file.text)) }];
  return [{ title: `Add the label, and the argument \`${variable}\` for it`, safety: 'suggested', edits }];
}

const isOfCommit = (label: string): boolean => /revision|commit|vcs-ref|sha/.test(label);

/** The commit, which every run knows by one name. */
function givingLabel(build: BuildWork, label: string): readonly Fix[] {
  if (!isOfCommit(label)) return [];
  const { file, step } = build;
  const title = `Give it the commit as \`${label}\``;
  const edits = step.uses === undefined ? commandEdits(build, label) : inputEdits(file, step, label);
  return edits ? [{ title, safety: 'suggested', edits }] : [];
}

function inputEdits({ text }: PipelineFile, { inputs }: PipelineStep, label: string): readonly TextEdit[] | undefined {
  if (inputs?.kind !== 'map' || inputs.isFlow || pairAt(inputs, 'labels')) return undefined;
  return insertEntry(text, inputs, ['labels'], `${label}=\${{ github.sha }}`, ['tags']);
}

function commandEdits(build: BuildWork, label: string): readonly TextEdit[] | undefined {
  const { file } = build;
  const command = commandOf(build);
  const verb = command?.words.find(({ value }) => ['build', 'bud', 'b'].includes(value)) ?? command?.words[0];
  if (!command || command.origins || !verb || file.text.slice(verb.span.start, verb.span.end) !== verb.value)
    return undefined;
  const commit = file.system === 'gitlab' ? '$CI_COMMIT_SHA' : '$GITHUB_SHA';
  const { end } = verb.span;
  return [{ span: { start: end, end }, newText: ` --label ${label}=${commit}` }];
}
