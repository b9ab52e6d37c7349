import { describe, expect, it, test } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { kubernetes } from '../../../languages/kubernetes/language.ts';
import { at } from './read.ts';

const map = `apiVersion: v1
kind: ConfigMap
metadata: {name: scripts}
data:
  run.sh: |
    apk add curl
  other.sh: |
    date
  run.py: |
    #!/usr/bin/env python3
    date
`;

const pod = (container: string, volume = 'configMap: {name: scripts}') =>
  `apiVersion: v1
kind: Pod
spec:
  volumes: [{name: v, ${volume}}]
  containers: [{name: app, volumeMounts: [{name: v, mountPath: /scripts/}], ${container}}]
`;

/** The commands of the scripts in `map.yaml`, with the scripts' paths. */
function commandsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const parsed = Object.entries(files).map(([path, text]) => kubernetes.parse({ path, text }));
  const file = parsed.find(({ path }) => path === 'map.yaml')!;
  const { scripts } = kubernetes.toDocument(file, createProject(parsed));
  return scripts
    .filter(({ path }) => path.startsWith('ConfigMap/'))
    .flatMap(({ path, commands }) => commands.map(({ span }) => `${path}: ${at(file.text, span)}`));
}

describe('a script in a ConfigMap', () => {
  const run = ['ConfigMap/scripts/data[run.sh]: apk add curl'];

  test.each<[string, string, readonly string[]]>([
    ['is run as the command', pod('command: [/scripts/run.sh]'), run],
    ['is run by a shell', pod('command: [bash, -eu, /scripts/run.sh, x]'), run],
    ['is run in a script', pod('command: [sh, -c, "cd / && exec /scripts/run.sh"]'), run],
    ['is read by a script', pod('command: [sh, -c, ". /scripts/run.sh; serve"]'), run],
    [
      'is run under another name',
      pod('command: [/scripts/a]', 'configMap: {name: scripts, items: [{key: run.sh, path: a}]}'),
      run,
    ],
    ['is not run', pod('command: [serve]'), []],
    ['is printed', pod('command: [cat, /scripts/run.sh]'), []],
    ['is run from elsewhere', pod('command: [/opt/scripts/run.sh]'), []],
    [
      'is left out of the volume',
      pod('command: [/scripts/run.sh]', 'configMap: {name: scripts, items: [{key: other.sh, path: a}]}'),
      [],
    ],
    ['is another one', pod('command: [/scripts/run.sh]', 'configMap: {name: others}'), []],
    ['is in a volume of another kind', pod('command: [/scripts/run.sh]', 'secret: {secretName: scripts}'), []],
    ['is for another program', pod('command: [/scripts/run.py]'), []],
    ['is run for a probe only', pod('livenessProbe: {exec: {command: [/scripts/run.sh]}}'), []],
    [
      'is mounted as a single file',
      pod('command: [/run.sh]').replace('mountPath: /scripts/', 'mountPath: /run.sh, subPath: run.sh'),
      run,
    ],
  ])('%s', (_, manifest, expected) => {
    expect(commandsIn({ 'map.yaml': map, 'pod.yaml': manifest })).toEqual(expected);
    expect(commandsIn({ 'map.yaml': `${map}---\n${manifest}`.replaceAll('\n', '\r\n') })).toEqual(expected);
  });

  it('is not read where two have the name', () => {
    const manifest = pod('command: [/scripts/run.sh]');
    expect(commandsIn({ 'map.yaml': map, 'b.yaml': map, 'pod.yaml': manifest })).toEqual([]);
  });
});
