import { defaultConfiguration } from '../../core/configuration.ts';
import type { SourceFile } from '../../core/document.ts';
import { lint } from '../../core/lint.ts';
import { createProject } from '../../core/project.ts';
import { detectLanguage } from '../../languages/detect.ts';
import { loadLanguage } from '../../languages/load.ts';
import { rules } from '../../rules/index.ts';
import { percentile, round } from './statistics.ts';

const size = 5_000_000;
const runs = 15;

/** How long large YAML takes that no rule is about: to see what it is, to read it and to lint it, once the engine is warm. */
export async function measureBundles() {
  const rows = [];
  for (const [what, source] of Object.entries(bundles()))
    rows.push({ what, ...(await measure(source)), goal: 'under 50 ms' });
  return rows;
}

async function measure(source: SourceFile) {
  const id = detectLanguage(source.path, source.text);
  const language = id && (await loadLanguage(id));
  const times = Array.from({ length: runs }, (_, run) => {
    // Another text each time, so that nothing is remembered of it.
    const text = `# ${run}\n${source.text}`;
    const start = performance.now();
    if (detectLanguage(source.path, text) !== id) throw new Error(`${source.path} changed its language`);
    if (language) {
      const file = language.parse({ path: source.path, text });
      lint(language.toDocument(file, createProject([file])), {
        rules,
        configuration: defaultConfiguration,
        today: '2026-01-01',
      });
    }
    return performance.now() - start;
  }).slice(3);
  return { language: id ?? 'none', 'p50, ms': round(percentile(times, 50)), 'p95, ms': round(percentile(times, 95)) };
}

const bundles = (): Readonly<Record<string, SourceFile>> => ({
  'custom resource definitions': { path: 'crds.yaml', text: upToSize(definition) },
  'plain data': { path: 'data.yaml', text: upToSize(record) },
  'translations in JSON': {
    path: 'data.json',
    text: `{${upToSize((index) => `"key${index}": "Some text { with braces",\n`)}"a": 1}\n`,
  },
});

function upToSize(part: (index: number) => string): string {
  const parts: string[] = [];
  for (let length = 0, index = 0; length < size; index++) {
    parts.push(part(index));
    length += parts[index]!.length;
  }
  return parts.join('');
}

function definition(index: number): string {
  const properties = Array.from(
    { length: 200 },
    (_, property) => `              property${property}:
                description: What the property of an image or of containers is for, in a line of some length.
                type: string
`,
  ).join('');
  return `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things${index}.acme.dev
spec:
  group: acme.dev
  names: { kind: Thing${index}, plural: things${index} }
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
            spec:
${properties}`;
}

const record = (index: number): string => `record${index}:
  name: "Some name ${index}"
  values: [1, 2, 3]
  text: |
    A few lines of text
    that stand here
`;
