import { describe, expect, it, test } from 'vitest';
import { chart, cut, read, withImage } from './read.ts';

const values = `hardened: { readOnlyRootFilesystem: true, privileged: false }
open: { enabled: true, runAsUser: 0 }
empty: {}
templated: { readOnlyRootFilesystem: "{{ .Values.yes }}" }
yes: true
no: false
`;

const readWith = (lines: string, pod = '') =>
  read(withImage(`acme/web:1\n${lines}`) + pod, { 'Chart.yaml': chart, 'values.yaml': values });

const containerWith = (lines: string) => readWith(lines).workloads[0]!.containers[0]!;

describe('whether the root file system is read-only', () => {
  test.each([
    ['securityContext: {{- toYaml .Values.hardened | nindent 12 }}', 'on'],
    ['securityContext:\n            {{- toYaml .Values.hardened | nindent 12 }}', 'on'],
    ['securityContext: {{- .Values.hardened | toYaml | nindent 12 }}', 'on'],
    ['securityContext: {{- omit .Values.open "enabled" | toYaml | nindent 12 }}', 'absent'],
    ['securityContext: {{- omit .Values.hardened "readOnlyRootFilesystem" | toYaml | nindent 12 }}', 'absent'],
    ['securityContext: {{- toYaml .Values.open | nindent 12 }}', 'absent'],
    ['securityContext: {{- toYaml .Values.empty | nindent 12 }}', 'absent'],
    ['securityContext: {{- toYaml .Values.other | nindent 12 }}', 'unknown'],
    ['securityContext: {{- toYaml .Values.templated | nindent 12 }}', 'unknown'],
    ['securityContext: {{- include "web.security" . | nindent 12 }}', 'unknown'],
    ['{{- include "web.security" . | nindent 10 }}', 'unknown'],
    ['securityContext:\n            runAsUser: 1\n            {{- toYaml .Values.hardened | nindent 12 }}', 'unknown'],
    ['securityContext: { readOnlyRootFilesystem: {{ .Values.yes }} }', 'on'],
    ['securityContext: { readOnlyRootFilesystem: {{ .Values.no }} }', 'off'],
    ['securityContext: { readOnlyRootFilesystem: {{ .Release.IsInstall }} }', 'unknown'],
    [
      '{{- with .Values.hardened }}\n          securityContext: {{- toYaml . | nindent 12 }}\n          {{- end }}',
      'on',
    ],
    [
      '{{- with .Values.empty }}\n          securityContext: {{- toYaml . | nindent 12 }}\n          {{- end }}',
      'absent',
    ],
    [
      '{{- if .Values.open.enabled }}\n          securityContext: { readOnlyRootFilesystem: true }\n          {{- end }}',
      'on',
    ],
    [
      '{{- if .Values.no }}\n          securityContext: { readOnlyRootFilesystem: true }\n          {{- end }}',
      'absent',
    ],
    [
      '{{- if and .Values.yes (not .Values.no) }}\n          securityContext: { readOnlyRootFilesystem: true }\n          {{- end }}',
      'on',
    ],
    [
      '{{- if .Release.IsInstall }}\n          securityContext: { readOnlyRootFilesystem: true }\n          {{- end }}',
      'unknown',
    ],
    [
      '{{- if .Values.no }}\n          stdin: true\n          {{- else }}\n          securityContext: { readOnlyRootFilesystem: true }\n          {{- end }}',
      'on',
    ],
    [
      '{{- if .Values.no }}\n          stdin: true\n          {{- else if .Values.yes }}\n          securityContext: { readOnlyRootFilesystem: true }\n          {{- end }}',
      'unknown',
    ],
    [
      'securityContext:\n            runAsUser: 1\n            {{- if .Values.no }}\n            readOnlyRootFilesystem: true\n            {{- end }}',
      'absent',
    ],
  ])('%j: %s', (lines, state) => {
    expect(containerWith(`          ${lines}`).switchOf('readOnlyRootFilesystem')?.state).toBe(state);
  });

  it('hangs on no condition that all of the container stands in', () => {
    const text = `{{- if .Release.IsInstall }}\n${withImage('a:1\n          stdin: true')}{{- end }}\n`;
    expect(read(text).workloads[0]!.containers[0]!.switchOf('stdin')?.state).toBe('on');
  });

  it('is mended where the template says it, and never where values do', () => {
    const here = containerWith('          securityContext: { runAsUser: 1 }').switchOf('readOnlyRootFilesystem')!;
    expect(here.turnOn?.map(({ newText }) => newText)).toEqual(['readOnlyRootFilesystem: true, ']);
    for (const map of ['open', 'empty']) {
      const lines = `          securityContext:\n            {{- toYaml .Values.${map} | nindent 12 }}`;
      expect(containerWith(lines).switchOf('readOnlyRootFilesystem')!.turnOn).toBeUndefined();
    }
  });
});

it('finds what values set at the action that writes it', () => {
  const lines = '          securityContext: {{- toYaml .Values.hardened | nindent 12 }}';
  const { span, removal } = containerWith(lines).switchOf('privileged')!;
  const text = withImage(`acme/web:1\n${lines}`);
  expect([cut(text, span), removal]).toEqual(['{{- toYaml .Values.hardened | nindent 12 }}', undefined]);
});

it('knows capabilities that are written, and what is shared under a condition', () => {
  const document = readWith(
    '          securityContext: { capabilities: { add: [SYS_ADMIN, {{ .Values.other }}] } }',
    `      hostPID: {{ .Values.yes }}
      {{- if .Values.no }}
      hostNetwork: true
      {{- end }}
`,
  );
  const [workload] = document.workloads;
  expect(workload!.containers[0]!.addedCapabilities.map(({ name }) => name)).toEqual(['SYS_ADMIN']);
  expect(workload!.hostNamespaces.map(({ kind }) => kind)).toEqual(['pid']);
});
