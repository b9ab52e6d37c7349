import { expect, test } from 'vitest';
import { cut, readAt } from './read.ts';

const name = '{{ include "web.fullname" . }}-scripts';

const map = `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  run.sh: |-
    #!/bin/sh
    {{- if .Values.debug }}
    set -x
    {{- end }}
    apk add {{ .Values.packages }}
  other.sh: |-
    date
`;

const pod = (mapName: string, command: string) => `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: web
          command: ${command}
          volumeMounts:
            - { name: scripts, mountPath: /scripts }
      volumes:
        - name: scripts
          configMap:
            name: ${mapName}
`;

test.each<[string, Record<string, string>, readonly string[]]>([
  ['beside it', { 'templates/web.yaml': pod(name, '[/scripts/run.sh]') }, ['set -x', 'apk add {{ .Values.packages }}']],
  [
    'with the root by another name',
    { 'templates/web.yaml': pod('{{- include "web.fullname" $ -}}-scripts', '[sh, /scripts/run.sh]') },
    ['set -x', 'apk add {{ .Values.packages }}'],
  ],
  ['that mounts another map', { 'templates/web.yaml': pod('{{ include "web.fullname" . }}', '[/scripts/run.sh]') }, []],
  ['that runs another key', { 'templates/web.yaml': pod(name, '[/scripts/other.sh]') }, ['date']],
  ['that runs something else', { 'templates/web.yaml': pod(name, '[serve]') }, []],
  ['of another folder', { 'other/templates/web.yaml': pod(name, '[/scripts/run.sh]') }, []],
])("what a ConfigMap's script does for a pod %s", (_name, files, expected) => {
  const { scripts } = readAt('templates/map.yaml', { 'templates/map.yaml': map, ...files });
  expect(scripts.flatMap(({ commands }) => commands.map(({ span }) => cut(map, span)))).toEqual(expected);
});
