import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParsedFile } from '../../core/document.ts';
import { loadLanguage } from '../../languages/load.ts';
import type { YamlDocument } from '../../languages/yaml/parse.ts';

const workflow = `name: Build
on: [push]
env: &env {TAG: "1.2"}
jobs:
  build: # the first
    container: {image: "ghcr.io/acme/ci:latest"}
    steps:
      - uses: docker://alpine:3.8
      - name: Install
        env: *env
        run: |
          curl -fsSL https://get.acme.dev/\${{ inputs.path }} | sh
      - run: make test
  deploy: {needs: build, steps: [{run: make deploy}]}
`;

const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Values.${name} }}
spec:
  {{- if .Values.host }}
  hostNetwork: true
  {{- end }}
  containers:
    - &first {name: a, image: "acme/${name}:{{ .Values.tag }}"}
    - *first
`;

const samples = [
  { language: 'pipeline', path: '.github/workflows/build.yml', text: workflow },
  { language: 'helm', path: 'templates/web.yaml', text: `${pod('web')}---\n${pod('job')}---\n${pod('log')}` },
] as const;

test.each(samples)('what is taken from an earlier $language is what reading again gives', async (sample) => {
  const { parse } = await loadLanguage(sample.language);
  const read = (text: string, previous?: ParsedFile) =>
    parse({ path: sample.path, text }, previous) as ParsedFile & { readonly documents: readonly YamlDocument[] };
  const edit = fc.record({
    start: fc.nat(sample.text.length),
    length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    text: fc.oneof(
      fc.constantFrom(
        '',
        'x',
        ' # x',
        '"',
        '\n',
        '\n  ',
        '\n    ',
        '---\n',
        ': ',
        '- ',
        '&a ',
        '*env',
        '|',
        '{{',
        '}}',
      ),
      fc.string({ maxLength: 3 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.boolean(), (edits, isWindows) => {
      let file = read(isWindows ? sample.text.replaceAll('\n', '\r\n') : sample.text);
      for (const { start, length, text } of edits) {
        const edited = file.text.slice(0, start) + text + file.text.slice(start + length);
        file = read(edited, file);
        const anew = read(edited);
        expect(file.documents).toEqual(anew.documents);
        expect(file.problems).toEqual(anew.problems);
      }
    }),
    { numRuns: 200 },
  );
});
