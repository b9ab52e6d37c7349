import { UNKNOWN } from '../../core/embedded.ts';
import type { Fix } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellWord } from '../../core/script.ts';
import type { PipelineDocument, PipelineStep } from '../../languages/pipeline/document.ts';
import { isAllowed } from '../shared/allow.ts';
import { workflow } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'replaceable/unversioned-push',
  title: 'Image pushed under the same name by every run',
  languages: ['pipeline'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Images that may be pushed over: names, with `*` for any text.'),
  },
  why: `
If every run of a pipeline pushes \`acme/web:latest\`, there is one image, and each release writes over the one before. What ran
yesterday has no name any more, and nothing can be rolled back to it.

It bites on the evening of a bad release: "deploy the old one" means building the old commit again, with today's base image and
packages, and hoping that it is the same.

Push a name of its own for each build: the commit, or a version that is never used twice. \`latest\` may stand beside it for people.

Ignore it for what is not deployed: an image in which a pipeline runs, or a build cache.

See [tagging in Docker's build action](https://docs.docker.com/build/ci/github-actions/manage-tags-labels/) and
[image digests in Kubernetes](https://kubernetes.io/docs/concepts/containers/images/#image-names).
`,
  examples: {
    bad: [
      {
        pipeline: workflow(
          '- uses: docker/build-push-action@v6\n  with:\n    push: true\n    tags: ghcr.io/acme/web:latest',
        ),
      },
      {
        file: '.gitlab-ci.yml',
        pipeline:
          'build:\n  script:\n    - docker build -t registry.acme.dev/web:1.4.2 .\n    - docker push registry.acme.dev/web:1.4.2\n',
      },
    ],
    good: [
      {
        pipeline: workflow(
          '- uses: docker/build-push-action@v6\n  with:\n    push: true\n    tags: |\n      ghcr.io/acme/web:latest\n      ghcr.io/acme/web:${{ github.sha }}',
        ),
      },
      {
        file: '.gitlab-ci.yml',
        pipeline:
          'build:\n  script:\n    - docker build -t registry.acme.dev/web:test .\n    - docker run registry.acme.dev/web:test\n',
      },
    ],
  },

  *check(document: PipelineDocument, { options }) {
    const pushes = pushesOf(document);
    // A step whose names only the run knows may push any.
    if (pushes.some(({ repository }) => repository === '')) return;
    const byRepository = new Map<string, Push[]>();
    for (const push of pushes) {
      const names = byRepository.get(push.repository);
      if (names) names.push(push);
      else byRepository.set(push.repository, [push]);
    }
    for (const [repository, names] of byRepository) {
      const [first] = names;
      if (!first || !names.every(({ isFixed }) => isFixed) || isAllowed(options.allow, repository)) continue;
      yield {
        at: { span: first.name.span, path: `${first.step.path}/push` },
        message: `${quote(first.text)} is pushed over by every run, so no build keeps a name; push one of the commit beside it`,
        fixes: fixesOf(first, document),
      };
    }
  },
});

interface Push {
  readonly step: PipelineStep;
  readonly name: ShellWord;
  /** As written. */
  readonly text: string;
  /** As written; empty when it is not known. */
  readonly repository: string;
  /** Whether every run pushes by the same name. */
  readonly isFixed: boolean;
}

/** The names that are pushed for others to take. Those of another file are told there. */
function pushesOf({ jobs, file }: PipelineDocument): readonly Push[] {
  const steps = jobs.flatMap((job) => job.steps.filter(({ origins }) => !origins));
  return steps.flatMap((step) =>
    step.imageWork.flatMap(({ isPushed, names }) => {
      if (isPushed === 'no') return [];
      return names.flatMap((name) =>
        toPush(step, name, file.text.slice(name.span.start, name.span.end).replace(/^--?[\w-]+=/, '')),
      );
    }),
  );
}

function toPush(step: PipelineStep, name: ShellWord, text: string): readonly Push[] {
  const [, repository = '', tag = ''] = /^(.*?)(?::([^:/]*))?$/s.exec(name.value) ?? [];
  if (/^(?:localhost|127\.0\.0\.1|kind-registry)\b/.test(repository) || /cache/.test(tag)) return [];
  const isKnown = !repository.replaceAll(UNKNOWN, '').match(/^[/:@]*$/);
  return [
    {
      step,
      name,
      text,
      repository: isKnown ? withoutTag(text) : '',
      isFixed: !tag.includes(UNKNOWN) && !repository.endsWith(UNKNOWN) && !name.value.includes('@'),
    },
  ];
}

/** A name without its tag, expressions as they are written. */
function withoutTag(text: string): string {
  const plain = text.replaceAll(/\$\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`/gs, (expression) =>
    '_'.repeat(expression.length),
  );
  const colon = plain.indexOf(':', plain.lastIndexOf('/') + 1);
  return colon === -1 ? text : text.slice(0, colon);
}

/** A second name, in the list that the action takes. */
function fixesOf({ step, text, repository, name }: Push, { file }: PipelineDocument): readonly Fix[] {
  if (file.system !== 'github' || !step.uses?.startsWith('docker/build-push-action@')) return [];
  const { start, end } = name.span;
  const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
  const indentation = file.text.slice(lineStart, start);
  const second = `${repository}:\${{ github.sha }}`;
  const isBlockLine = /^ +$/.test(indentation) && /^\r?\n|^$/.test(file.text.slice(end, end + 2));
  const isPlain = /tags: $/.test(indentation) && /^(?:\r?\n|$)/.test(file.text.slice(end));
  const newText = isBlockLine ? `${text}\n${indentation}${second}` : isPlain ? `${text},${second}` : undefined;
  if (newText === undefined) return [];
  const title = `Push \`${second}\` too`;
  return [{ title, safety: 'suggested', edits: [{ span: { start: end, end }, newText: newText.slice(text.length) }] }];
}
