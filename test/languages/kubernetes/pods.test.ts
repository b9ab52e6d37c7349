import { describe, expect, it, test } from 'vitest';
import { at, read } from './read.ts';

const object = (apiVersion: string, kind: string, spec: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\nspec: ${spec}\n`;

const template = (name: string) => `template: {spec: {containers: [{name: ${name}, image: ${name}:1}]}}`;

describe('pods in custom objects', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['keda.sh/v1alpha1', 'ScaledJob', `{jobTargetRef: {${template('a')}}}`, ['jobTargetRef/containers[a]']],
    [
      'batch.volcano.sh/v1alpha1',
      'Job',
      `{tasks: [{name: ps, ${template('a')}}, {${template('b')}}]}`,
      ['tasks[ps]/containers[a]', 'tasks[1]/containers[b]'],
    ],
    [
      'kubeflow.org/v1',
      'PyTorchJob',
      `{pytorchReplicaSpecs: {Master: {${template('a')}}, Worker: {${template('b')}}}}`,
      ['pytorchReplicaSpecs/Master/containers[a]', 'pytorchReplicaSpecs/Worker/containers[b]'],
    ],
    [
      'trainer.kubeflow.org/v1alpha1',
      'TrainingRuntime',
      `{template: {spec: {replicatedJobs: [{name: node, template: {spec: {${template('a')}}}}]}}}`,
      ['replicatedJobs[node]/containers[a]'],
    ],
    ['tekton.dev/v1', 'Task', '{steps: [{name: a, image: a:1}, {image: b:1}]}', ['steps[a]', 'steps[1]']],
    [
      'tekton.dev/v1',
      'Pipeline',
      '{tasks: [{name: t, taskSpec: {steps: [{name: a, image: a:1}], sidecars: [{name: b, image: b:1}]}}]}',
      ['tasks[t]/taskSpec/steps[a]', 'tasks[t]/taskSpec/sidecars[b]'],
    ],
    [
      'argoproj.io/v1alpha1',
      'Workflow',
      '{templates: [{name: t, container: {image: a:1}, initContainers: [{name: i, image: b:1}]}, {name: s, script: {image: c:1}}]}',
      ['templates[t]/initContainers[i]', 'templates[t]/container[0]', 'templates[s]/script[0]'],
    ],
    [
      'argoproj.io/v1alpha1',
      'CronWorkflow',
      '{workflowSpec: {templates: [{name: t, containerSet: {containers: [{name: a, image: a:1}]}}]}}',
      ['workflowSpec/templates[t]/containerSet/containers[a]'],
    ],
  ])('%s %s', (apiVersion, kind, spec, paths) => {
    const text = object(apiVersion, kind, spec);
    const { images, workloads } = read(text);
    expect(images.map(({ path }) => path)).toEqual(paths.map((path) => `${kind}/x/${path}/image`));
    for (const { span, name } of images) expect(at(text, span)).toBe(`${name}:1`);
    expect(workloads).toMatchObject([{ kind, name: 'x', path: `${kind}/x` }]);
    expect(workloads[0]!.containers).toHaveLength(paths.length);
  });

  test.each<[string, string, string]>([
    ['steps of something else', 'acme.dev/v1', '{steps: [{name: a, image: a:1}]}'],
    ['containers without images', 'acme.dev/v1', '{containers: [{name: a}], pod: {containers: [a, {image: {a: b}}]}}'],
    ['patterns of a policy', 'kyverno.io/v1', '{rules: [{validate: {pattern: {spec: {containers: [{image: a}]}}}}]}'],
    ['what a pipeline puts in', 'tekton.dev/v1', '{steps: [{image: $(params.image)}, {image: "a:$(params.tag)"}]}'],
    ['what a workflow puts in', 'argoproj.io/v1alpha1', '{templates: [{container: {image: "{{inputs.image}}"}}]}'],
  ])('are not %s', (_, apiVersion, spec) => {
    expect(read(object(apiVersion, 'Any', spec)).images).toEqual([]);
  });

  it('have ports, mounts and scripts of their own', () => {
    const volume = (path: string) => `volumes: [{name: v, hostPath: {path: ${path}}}]`;
    const container = 'image: a, ports: [{containerPort: 22}], volumeMounts: [{name: v, mountPath: /v}]';
    const text = object(
      'batch.volcano.sh/v1alpha1',
      'Job',
      `{tasks: [{template: {spec: {containers: [{${container}, command: [sshd]}], ${volume('/a')}}}}, {template: {spec: {containers: [{${container}}], ${volume('/b')}}}}]}`,
    );
    const { mounts, ports, scripts } = read(text);
    expect(mounts.map(({ source }) => source)).toEqual([
      { kind: 'host-path', path: '/a' },
      { kind: 'host-path', path: '/b' },
    ]);
    expect(ports.map(({ port }) => port)).toEqual([22, 22]);
    expect(scripts.map(({ phase, path }) => [phase, path])).toEqual([['boot', 'Job/x/tasks[0]/containers[0]/command']]);
  });
});

describe('scripts of pipelines', () => {
  const step = (key: string, text: string) =>
    ['tekton.dev/v1', 'Task', `\n  steps:\n    - name: s\n      image: a:1\n      ${key}: ${text}`] as const;
  const commandsIn = (text: string) =>
    read(text).scripts.flatMap(({ commands }) => commands.map(({ span }) => at(text, span)));

  test.each<[string, string, readonly string[]]>([
    ['a script', object(...step('script', '|\n        apk add curl\n        date')), ['apk add curl', 'date']],
    ['a script for bash', object(...step('script', '|\n        #!/usr/bin/env bash\n        date')), ['date']],
    ['a script for another program', object(...step('script', '|\n        #!/usr/bin/env python3\n        date')), []],
    [
      'a parameter',
      object(...step('script', 'curl $(params.url) && echo $(date)')),
      ['curl $(params.url)', 'echo $(date)', 'date'],
    ],
    [
      'a command',
      object(...step('command', '[sh, -c, "curl $(params.url)"]')),
      ['sh, -c, "curl $(params.url)', 'curl $(params.url)'],
    ],
    [
      'a source for a shell',
      object(
        'argoproj.io/v1alpha1',
        'Workflow',
        '{templates: [{name: t, script: {image: a, command: [sh], source: "echo {{inputs.a}}"}}]}',
      ),
      ['sh', 'echo {{inputs.a}}'],
    ],
    [
      'a source for another program',
      object(
        'argoproj.io/v1alpha1',
        'Workflow',
        '{templates: [{name: t, script: {image: a, command: [python], source: "date"}}]}',
      ),
      ['python'],
    ],
  ])('%s', (_, text, expected) => {
    expect(commandsIn(text)).toEqual(expected);
  });

  it('run as steps, with a path of their own', () => {
    const { scripts } = read(object(...step('script', 'date')));
    expect(scripts).toMatchObject([{ phase: 'deploy', path: 'Task/x/steps[s]/script' }]);
  });
});
