import type { Document } from '../../core/document.ts';
import { isKnown } from '../../core/embedded.ts';
import type { Mount } from '../../core/facts.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { PipelineDocument, PipelineJob } from '../../languages/pipeline/document.ts';
import { isAllowed } from '../shared/allow.ts';
import { instance, pod, workflow } from '../shared/examples.ts';
import { jobsOf } from '../shared/jobs.ts';
import { type LiveEdit, liveEditOf } from '../shared/liveEdits.ts';
import { placeElsewhere, quoteCommand, within } from '../shared/message.ts';
import { nameOfPlace, workloadOf } from '../shared/startScripts.ts';
import { editedFilesOf } from '../shared/writtenFiles.ts';

export default defineRule({
  id: 'sealed/live-edit',
  title: 'Change of what is already running',
  languages: ['kubernetes', 'helm', 'terraform', 'pipeline'],
  level: { recommended: 'error' },
  yieldsTo: ['sealed/ssh-server'],
  since: '0.1.0',
  options: {
    allow: stringList(
      ['*test*', '*e2e*'],
      'Jobs of pipelines, and workloads, that work on what is thrown away after: names, with `*` for any text.',
    ),
  },
  why: `
\`kubectl exec\`, \`kubectl patch\`, \`docker cp\` and \`ssh host ...\` change one thing that runs, and nothing that it is made from. From then
on the cluster is no longer what the manifests say, and the container is no longer its image.

It bites at the next deployment or the next crash: the change is gone, or half of the replicas have it, and nobody remembers that a
job had made it. A deployment by \`ssh\` that stops half-way leaves a machine that is neither the old version nor the new one.

Change the source and deploy it: a new image for what is in a container, \`kubectl apply\` of a changed manifest for what is in the cluster,
a new machine from a new image. For work on data, such as a migration, run a Job with an image of its own; for scaling, use an autoscaler.

Tests that work on a cluster or container of their own are fine: a job that starts kind, minikube or k3d is left alone, and others can be
named by an option. Ignore the rule for a way out of an emergency that is written down as such.

See [declarative management in the Kubernetes documentation](https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/)
and [Jobs](https://kubernetes.io/docs/concepts/workloads/controllers/job/).
`,
  examples: {
    bad: [
      { kubernetes: pod('command: ["sh", "-c", "kubectl exec deploy/web -- rm -rf /app/cache"]') },
      { helm: pod('command: ["kubectl", "patch", "deployment", "{{ .Values.name }}", "-p", "{}"]') },
      { terraform: instance('#!/bin/bash\nscp app.tgz deploy@10.0.0.7:/srv/app') },
      { pipeline: workflow('- run: kubectl set image deployment/web web=acme/web:${{ github.sha }}') },
      { pipeline: workflow('- run: ssh deploy@web.acme.dev "cd /srv/app && git pull && systemctl restart app"') },
    ],
    good: [
      { kubernetes: pod('command: ["sh", "-c", "kubectl get pods && kubectl rollout status deploy/web"]') },
      { helm: pod('command: ["kubectl", "apply", "-f", "{{ .Values.manifest }}"]') },
      { terraform: instance('#!/bin/bash\nkubectl apply -f /etc/manifests') },
      {
        pipeline: workflow('- run: |\n    kubectl apply -k overlays/production\n    kubectl rollout status deploy/web'),
      },
      { pipeline: workflow('- run: ssh deploy@web.acme.dev uptime') },
      { pipeline: workflow('- uses: helm/kind-action@v1.10.0\n- run: kubectl exec deploy/web -- ./migrate') },
    ],
  },

  *check(document, { options }) {
    const { scripts, workloads, file } = document;
    // Tests of a chart: https://helm.sh/docs/topics/chart_tests/
    if (/(?:^|\/)templates\/tests\//.test(file.path)) return;
    for (const script of scripts) {
      const { path, phase } = script;
      // What provisioners do is a finding of their own.
      if (phase !== 'boot' && (phase !== 'deploy' || document.language === 'terraform')) continue;
      const jobs = document.language === 'pipeline' ? jobsOf(script, document as PipelineDocument) : [];
      const names = jobs.length > 0 ? jobs.map(({ name }) => name) : [nameOfPlace(path, workloads)];
      if (names.some((name) => isAllowed(options.allow, name.toLowerCase())) || jobs.some(hasOwnCluster)) continue;
      for (const command of script.commands) {
        const edit = liveEditOf(command);
        const isOwn = edit?.isLocal && phase === 'deploy' && !reachesOtherEngine(script, jobs);
        if (edit && !isOwn) yield finding(command, script, advice[edit.kind], file.text);
        else if (!edit && phase === 'boot') yield* checkFiles(command, script, document);
      }
    }
  },
});

const advice: Readonly<Record<LiveEdit['kind'], string>> = {
  objects: 'changes what runs in the cluster and not its source; change the manifest and apply it',
  container: 'changes a running container and not its image; build a new image, or run a job with an image of its own',
  machine: 'changes a running machine and not its source; replace the machine by one from a new image',
};

const finding = (command: ShellCommand, script: Script, message: string, text: string): RuleFinding => ({
  at: within(script, command.span),
  message: `${quoteCommand(command, text)} ${message}`,
  ...placeElsewhere(command),
});

/** Whether a job starts a cluster, or machines of Vagrant, which go when it is over. Each of its scripts asks. */
const hasOwnCluster = lazyFor(({ steps }: PipelineJob): boolean =>
  steps.some(
    ({ uses, script }) =>
      clusterAction.test(uses ?? '') ||
      script?.commands.some(
        ({ name, words }) =>
          clusterPrograms.has(name) ||
          (name === 'make' ? words : words.slice(0, 1)).some(({ value }) => ownCluster.test(value)),
      ),
  ),
);

const clusterPrograms: ReadonlySet<string> = new Set([
  ...['kind', 'minikube', 'k3d', 'k3s', 'microk8s', 'ctlptl', 'vcluster', 'kwokctl', 'vagrant', 'k3sup', 'crc'],
]);
const clusterAction = /\b(?:kind|minikube|k3d|k3s|microk8s|vcluster|talos)\b|kind-action|setup-k/i;
/** In the name of a script or target. */
const ownCluster = /(?:^|[/_.-])(?:kind|minikube|k3d|k3s|e2e)(?=[/_.-]|$)/i;

/**
 * Whether a pipeline's command is for the engine of another machine, or of one that outlives the job. On a machine that was
 * made for the job, all containers are the job's own.
 */
const reachesOtherEngine = (script: Script, jobs: readonly PipelineJob[]): boolean =>
  namesOtherEngine(script) || (!jobs.some(startsContainers) && jobs.some(isOnOwnMachine));

const namesOtherEngine = lazyFor(({ commands }: Script): boolean =>
  commands
    .flatMap(({ name, words, assignments }) => [
      ...assignments.flatMap((one) => (one.name === 'DOCKER_HOST' ? [one.value?.value ?? ''] : [])),
      ...(name === 'export' ? words.flatMap(({ value }) => /^DOCKER_HOST=(.*)/s.exec(value)?.[1] ?? []) : []),
    ])
    .some((host) => host.startsWith('ssh:')),
);

const startsContainers = lazyFor(({ steps }: PipelineJob): boolean =>
  steps.some(({ script }) =>
    script?.commands.some(
      ({ name, words }) =>
        /^(?:docker|podman|nerdctl)(?:-compose)?$/.test(name) &&
        words.some(({ value }) => ['run', 'up', 'create', 'start'].includes(value)),
    ),
  ),
);

/** https://docs.github.com/actions/hosting-your-own-runners */
function isOnOwnMachine(job: PipelineJob): boolean {
  const labels = job.get('runs-on');
  const texts = labels?.kind === 'sequence' ? labels.items.map(({ value }) => value) : labels ? [labels] : [];
  return texts.some((label) => label.kind === 'scalar' && label.value === 'self-hosted');
}

/** Files that `sed -i` edits in place at start: of the machine that a pod runs on, or of the image. */
function* checkFiles(command: ShellCommand, script: Script, document: Document): Iterable<RuleFinding> {
  const files = editedFilesOf(command).flatMap(({ value }) =>
    isKnown(value) && isFixedFile.test(value) ? [value] : [],
  );
  if (files.length === 0) return;
  const { text } = document.file;
  const container = workloadOf(script, document.workloads)?.containers.find(({ path }) =>
    script.path.startsWith(`${path}/`),
  );
  const mounts = container?.mounts ?? [];
  if (files.some((file) => mountOver(file, mounts)?.source.kind === 'host-path')) {
    yield finding(command, script, advice.machine, text);
    return;
  }
  // What an environment decides is settled at start. Templates of charts, ConfigMaps and others may mount more than is seen.
  const isComplete = command.words.every(({ value }) => isKnown(value));
  const isImages = container?.role === 'main' && document.language === 'kubernetes';
  if (!isComplete || (!isImages && document.language !== 'terraform')) return;
  if (files.every((file) => mountOver(file, mounts) === undefined)) {
    yield {
      ...finding(
        command,
        script,
        'edits the same file in the same way at start-up; do it when the image is built',
        text,
      ),
      atMost: 'warning',
    };
  }
}

/** An absolute path, and not of a folder for what comes and goes. */
const isFixedFile = /^\/(?!(?:tmp|run|var\/tmp|var\/run|dev|proc|sys)\/)/;

const mountOver = (file: string, mounts: readonly Mount[]): Mount | undefined =>
  mounts.find(
    ({ target }) => target === undefined || file === target || file.startsWith(`${target.replace(/\/$/, '')}/`),
  );
