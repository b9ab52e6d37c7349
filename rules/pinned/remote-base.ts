import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { contentSpan } from '../../languages/kubernetes/object.ts';
import type { KustomizeDocument } from '../../languages/kustomize/language.ts';
import { isLocal } from '../../languages/kustomize/overrides.ts';
import { get, itemsOf, type YamlScalar } from '../../languages/yaml/node.ts';
import { movingPartOf } from '../shared/addresses.ts';
import { quote } from '../shared/message.ts';
import { isFixedReference, placeholder } from '../shared/versions.ts';

export default defineRule<KustomizeDocument>({
  id: 'pinned/remote-base',
  title: 'Remote resources without a fixed version',
  languages: ['kustomize'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
A kustomization may build on manifests that lie in another repository. Without a version, or with a branch for a version, each
\`kustomize build\` takes what is there at that moment, and nobody has reviewed it.

It bites as a deployment of an unchanged commit that changes the cluster: the base has a new resource, has renamed one, or the
address answers with nothing at all on the day on which a cluster has to be set up again.

Name a version tag or a full commit in the address (\`?ref=v1.2.0\`), or keep a copy in the repository. Update by a change of
that line.

Ignore it for a base that is your own, of which each change is reviewed and meant to arrive everywhere at once.

See [remote targets in the Kustomize documentation](https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md).
`,
  examples: {
    bad: [
      { kustomize: 'resources:\n  - https://github.com/acme/platform//base\n  - deployment.yaml\n' },
      { kustomize: 'components:\n  - github.com/acme/platform/monitoring?ref=main\n' },
      { kustomize: 'resources:\n  - https://raw.githubusercontent.com/acme/platform/main/install.yaml\n' },
    ],
    good: [
      { kustomize: 'resources:\n  - https://github.com/acme/platform//base?ref=v1.2.0\n' },
      { kustomize: 'resources:\n  - ../base\n  - deployment.yaml\n' },
      { kustomize: 'resources:\n  - https://github.com/acme/platform/releases/download/v1.2.0/install.yaml\n' },
    ],
  },

  *check({ file }) {
    for (const key of ['resources', 'bases', 'components']) {
      for (const [index, entry] of itemsOf(get(file.root, key)).entries()) {
        if (entry.kind !== 'scalar' || isLocal(entry.value)) continue;
        const complaint = isFileAddress(entry.value) ? fileComplaint(entry.value) : repositoryComplaint(entry.value);
        if (complaint === undefined) continue;
        const edit = isFileAddress(entry.value) ? undefined : referenceEdit(entry);
        yield {
          at: { span: contentSpan(entry), path: `${key}[${index}]` },
          message: `${quote(entry.value)} ${complaint}`,
          fixes: edit ? [{ title: 'Set the version', safety: 'placeholder', placeholder, edits: [edit] }] : [],
        };
      }
    }
  },
});

/** A single file over HTTP; anything else is cloned by git. */
const isFileAddress = (address: string): boolean =>
  /^https?:\/\/[^?]*\.(?:ya?ml|json)(?:$|\?)/.test(address) && !referencePattern.test(address);

const fileComplaint = (address: string): string | undefined => {
  const moving = movingPartOf(address);
  return moving === undefined
    ? undefined
    : `is whatever stands at \`${moving}\` at the moment; take it from a version tag or a commit`;
};

/** https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md#url-format */
const referencePattern = /[?&](?:ref|version)=([^&]*)/;

function repositoryComplaint(address: string): string | undefined {
  const reference = referencePattern.exec(address)?.[1];
  if (reference === undefined || reference === '') return 'is whatever the default branch holds; add a `ref`';
  if (isFixedReference(reference)) return undefined;
  return `follows \`${reference}\`, which moves; set \`ref\` to a version tag or a commit`;
}

function referenceEdit(entry: YamlScalar): TextEdit | undefined {
  const { start, end } = contentSpan(entry);
  // What is folded or escaped has other offsets.
  if (end - start !== entry.value.length) return undefined;
  const match = referencePattern.exec(entry.value);
  if (match) {
    const valueEnd = start + match.index + match[0].length;
    return { span: { start: valueEnd - match[1]!.length, end: valueEnd }, newText: placeholder };
  }
  return { span: { start: end, end }, newText: `${entry.value.includes('?') ? '&' : '?'}ref=${placeholder}` };
}
