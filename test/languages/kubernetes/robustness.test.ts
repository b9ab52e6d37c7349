import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isKubernetes } from '../../../languages/kubernetes/detect.ts';
import type { KubernetesFile } from '../../../languages/kubernetes/file.ts';
import { kubernetes } from '../../../languages/kubernetes/language.ts';
import { testRobustness, yamlFragments } from '../robustness.ts';
import { read } from './read.ts';

const manifest = `# Two objects
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: &labels {app: "web"}}
spec:
  selector: {matchLabels: *labels}
  template:
    spec:
      initContainers:
        - name: init
          image: 'busybox:1.36'
          command: [sh, -c, "apk add \\"curl\\" && echo $(HOST)"]
      containers:
        - name: app # the server
          image: "ghcr.io/acme/web:latest"
          env: [{name: HOST, value: db}]
          command:
            - sh
            - -c
            - |
              set -e
              exec server --host $(HOST)
          ports:
            - {name: http, containerPort: 80, hostPort: 8080}
            - containerPort: 22
          livenessProbe:
            exec: {command: [curl, localhost]}
          volumeMounts:
            - name: docker
              mountPath: /var/run/docker.sock
      volumes:
        - name: docker
          hostPath:
            path: /var/run/docker.sock
---
{"apiVersion": "v1", "kind": "Service", "spec": {"ports": [{"port": 22}, {"port": 80}]}}
`;

const pipeline = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec:
  tasks:
    - name: test
      taskSpec:
        steps:
          - name: unit
            image: "alpine:$(params.tag)"
            script: |
              #!/bin/sh
              curl $(params.url) && echo $(date)
        sidecars: [{image: redis}]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  templates:
    - name: hello
      script: {image: 'busybox:latest', command: [sh], source: "echo {{inputs.parameters.x}}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: scripts}
data:
  run.sh: "apk add curl"
---
apiVersion: v1
kind: Pod
spec:
  volumes: [{name: v, configMap: {name: scripts, items: [{key: run.sh, path: a}]}}]
  containers: [{image: a, args: [b], command: [/s/a], volumeMounts: [{name: v, mountPath: /s}]}]
`;

testRobustness({
  what: 'manifest',
  texts: [manifest, pipeline],
  fragments: [...yamlFragments, '*labels', '<<: *labels', '$(', '{{'],
  read: (text) => [read(text)],
  check: isKubernetes,
});

test('what is taken from an earlier text is what reading again gives', () => {
  const parse = (text: string, previous?: KubernetesFile) =>
    kubernetes.parse({ path: 'manifest.yaml', text }, previous) as KubernetesFile;
  const documents = `${manifest}---\n${manifest}`;
  const before = parse(documents);
  fc.assert(
    fc.property(
      fc.nat(documents.length),
      fc.nat(60),
      fc.constantFrom('', 'x', '"', '\n', '---\n'),
      (start, length, text) => {
        const edited = documents.slice(0, start) + text + documents.slice(start + length);
        expect(parse(edited, before).documents).toEqual(parse(edited).documents);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is fine in a broken manifest is still found', () => {
  const neighbours = [
    'metadata: {name: "web',
    'metadata:\n   name: web\n  labels: {}',
    'metadata: [',
    'foo:',
    'foo',
    '  - x',
    '\tfoo: 1',
  ];
  for (const line of neighbours) {
    const text = manifest.replace(/^metadata: .*$/m, line);
    expect([line, read(text).images.map(({ name }) => name)]).toEqual([line, ['busybox', 'ghcr.io/acme/web']]);
  }
});
