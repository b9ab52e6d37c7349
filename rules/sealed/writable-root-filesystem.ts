import type { Container } from '../../core/facts.ts';
import type { Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { isPipelineStep, subjectOf } from '../shared/containers.ts';
import { pod, service, taskDefinition, workload } from '../shared/examples.ts';

const readOnly = 'securityContext:\n  readOnlyRootFilesystem: true';

export default defineRule({
  id: 'sealed/writable-root-filesystem',
  title: 'Container that can rewrite its own files',
  languages: ['compose', 'kubernetes', 'terraform', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
An image is the same bits in every container, until a container starts to write on top of them. With a writable root file system
it can replace its own program, its libraries and its configuration, and nothing outside tells.

It bites as a container that was patched by hand and works, until it is replaced and the patch is gone, and as an attacker who
got in through one request and left a program behind that runs for as long as the container does.

Make the root file system read-only, and mount a volume where the program has to write: usually \`/tmp\`, which one of the fixes
does, a cache, a folder for its process id. What then fails at start is exactly what would have been lost at the next replacement.

Ignore it for an image that you cannot change and that writes all over its own folders, and say so.

See [security contexts in the Kubernetes documentation](https://kubernetes.io/docs/tasks/configure-pod-container/security-context/),
[\`read_only\` in the Compose file reference](https://docs.docker.com/reference/compose-file/services/#read_only) and
[\`readonlyRootFilesystem\` in Amazon ECS task definitions](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html).
`,
  examples: {
    bad: [
      { compose: service('restart: always') },
      { kubernetes: workload('Deployment') },
      { kubernetes: pod('securityContext:\n  readOnlyRootFilesystem: false') },
      { terraform: taskDefinition('{ name = "web", image = "acme/web:1.4.2" }') },
      { helm: workload('Deployment', { image: '{{ .Values.image }}' }) },
    ],
    good: [
      { compose: service('read_only: true\ntmpfs:\n  - /tmp') },
      { kubernetes: workload('Deployment', { container: readOnly }) },
      { terraform: taskDefinition('{ name = "web", image = "acme/web:1.4.2", readonlyRootFilesystem = true }') },
      {
        helm: workload('Deployment', {
          container: 'securityContext: {{- toYaml .Values.securityContext | nindent 12 }}',
        }),
      },
    ],
  },

  *check({ workloads }) {
    for (const running of workloads) {
      if (running.operatingSystem === 'windows' || isPipelineStep(running)) continue;
      for (const container of running.containers) {
        // A debugging container is there to be worked in, and is a finding of its own.
        if (container.role === 'ephemeral') continue;
        const root = container.switchOf('readOnlyRootFilesystem');
        if (root?.state !== 'absent' && root?.state !== 'off') continue;
        yield {
          at: root,
          message: `${subjectOf(container)} can rewrite its own files while it runs; make its root file system read-only`,
          ...(container.role === 'init' && { atMost: 'info' }),
          fixes: root.turnOn ? fixesOf(container, root.turnOn) : [],
        };
      }
    }
  },
});

/** Most programs that stop with a read-only root file system miss `/tmp`. */
function fixesOf({ mounts, temporaryFolder }: Container, turnOn: readonly TextEdit[]): readonly Fix[] {
  const title = 'Make the root file system read-only';
  const alone: Fix = { title, safety: 'suggested', edits: turnOn };
  const hasFolder = mounts.some(({ target = '/tmp' }) => /^\/tmp\/?$/.test(target));
  const folder = hasFolder ? undefined : temporaryFolder?.('/tmp');
  if (!folder) return [alone];
  const edits = [...turnOn, ...folder];
  return [alone, { title: `${title}, with an empty \`/tmp\` that it may write to`, safety: 'suggested', edits }];
}
