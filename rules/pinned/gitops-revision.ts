import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { asString, get, type YamlNode } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { manifest } from '../shared/examples.ts';
import { argoSourcesOf, isTemplated, isVersionRange } from '../shared/gitops.ts';
import { quote } from '../shared/message.ts';
import { isFixedReference } from '../shared/versions.ts';

export default defineRule({
  id: 'pinned/gitops-revision',
  title: 'Deployment that follows a branch',
  languages: ['kubernetes'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Repositories whose branches may be followed: addresses, with `*` for any text.'),
  },
  why: `
Argo CD and Flux bring a cluster to what a repository says. If they are told a branch, or nothing, what runs is whatever that branch
holds at the moment. Two clusters differ by the minute in which they looked.

A branch is right for a repository of your own in which every change is reviewed: there the commit on the branch *is* the release,
and it can be reverted. Name such repositories in the option \`allow\`. It is wrong for what others publish.

It bites when somebody else's main branch changes a default, and all clusters have it within three minutes, with nothing of yours
to revert.

Name a tag or a commit for what is not yours, and let a bot propose the next one. For an artifact of a registry, name its
version or digest instead of \`latest\` or a range.

See [tracking strategies in Argo CD](https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/),
[GitRepository](https://fluxcd.io/flux/components/source/gitrepositories/#reference) and
[OCIRepository in Flux](https://fluxcd.io/flux/components/source/ocirepositories/#reference).
`,
  examples: {
    bad: [
      { kubernetes: application('targetRevision: HEAD') },
      { kubernetes: source('GitRepository', 'url: https://git.acme.dev/web.git\nref:\n  branch: main') },
      { kubernetes: source('OCIRepository', 'url: oci://registry.acme.dev/web\nref:\n  tag: latest') },
    ],
    good: [
      { kubernetes: application('targetRevision: v1.4.2') },
      { kubernetes: application('targetRevision: main'), options: { allow: ['https://git.acme.dev/*'] } },
      { kubernetes: source('GitRepository', 'url: https://git.acme.dev/web.git\nref:\n  tag: v1.4.2') },
    ],
  },

  *check({ objects }: KubernetesDocument, { options }) {
    const isLeftAlone = (address: string | undefined): boolean =>
      address === undefined || isTemplated(address) || isAllowed(options.allow, address);
    for (const object of objects) {
      for (const { isBranch, ...finding } of checkObject(object, isLeftAlone)) {
        yield isBranch ? { ...finding, atMost: 'info' } : finding;
      }
    }
  },
});

type IsLeftAlone = (address: string | undefined) => boolean;

interface RevisionFinding extends RuleFinding {
  /** Whether it is about a branch, as opposed to the newest of several versions. */
  readonly isBranch: boolean;
}

function* checkObject(object: KubernetesObject, isLeftAlone: IsLeftAlone): Iterable<RevisionFinding> {
  yield* checkArgo(object, isLeftAlone);
  if (object.apiVersion.startsWith('source.toolkit.fluxcd.io/')) yield* checkFlux(object, isLeftAlone);
}

function* checkArgo(object: KubernetesObject, isLeftAlone: IsLeftAlone): Iterable<RevisionFinding> {
  for (const { node, path } of argoSourcesOf(object)) {
    const address = get(node, 'repoURL');
    // A chart has a version, of which another rule speaks.
    if (!address || get(node, 'chart') || isLeftAlone(asString(address))) continue;
    const revision = get(node, 'targetRevision');
    const name = asString(revision);
    if (!revision || revision.kind === 'null' || name === '') {
      yield followsDefault(address, `${path}/repoURL`);
    } else if (name !== undefined && !isTemplated(name) && isMoving(name)) {
      yield followsBranch(revision, name, `${path}/targetRevision`);
    }
  }
}

/** A name without a digit is a branch; of a range of tags, the newest is taken. */
const isMoving = (reference: string): boolean => !isFixedReference(reference) || isVersionRange(reference);

function* checkFlux({ kind, path, get: at }: KubernetesObject, isLeftAlone: IsLeftAlone): Iterable<RevisionFinding> {
  const address = at('spec', 'url');
  if (!address || isLeftAlone(asString(address))) return;
  const reference = at('spec', 'ref');
  const fields = ['digest', 'commit', 'semver', 'tag', 'name', 'branch'] as const;
  const values = new Map(fields.map((field) => [field, get(reference, field)]));
  if (values.get('commit') || values.get('digest')) return;
  const range = values.get('semver');
  const tag = values.get('tag');
  if (kind === 'GitRepository') {
    // The full name of a branch or tag, which counts before all but a commit.
    const full = values.get('name');
    if (full) {
      const fullName = asString(full);
      if (fullName?.startsWith('refs/heads/') && !isTemplated(fullName))
        yield followsBranch(full, fullName, `${path}/ref/name`);
      return;
    }
    const branch = values.get('branch');
    const name = asString(branch);
    if (range && isRange(range)) yield takesNewest(range, `${path}/ref/semver`);
    else if (range || tag) return;
    else if (branch && name !== undefined && !isTemplated(name))
      yield followsBranch(branch, name, `${path}/ref/branch`);
    else if (!branch) yield followsDefault(address, `${path}/url`);
  } else if (kind === 'OCIRepository') {
    if (range && isRange(range)) yield takesNewest(range, `${path}/ref/semver`);
    else if (range) return;
    else if (!tag) yield takesNewest(address, `${path}/url`);
    else if (asString(tag) === 'latest') yield takesNewest(tag, `${path}/ref/tag`);
  }
}

const isRange = (node: YamlNode): boolean => {
  const text = asString(node);
  return text !== undefined && !isTemplated(text) && isVersionRange(text);
};

const followsBranch = (node: YamlNode, name: string, path: string): RevisionFinding => ({
  at: { span: contentSpan(node), path },
  message: `${quote(name)} is whatever it holds at the moment; name a tag or a commit of what is not your own`,
  isBranch: true,
});

const followsDefault = (address: YamlNode, path: string): RevisionFinding => ({
  at: { span: contentSpan(address), path },
  message: `${quote(asString(address) ?? '')} is whatever its default branch holds; name a tag or a commit`,
  isBranch: true,
});

const takesNewest = (node: YamlNode, path: string): RevisionFinding => ({
  at: { span: contentSpan(node), path },
  message: `${quote(asString(node) ?? '')} is whichever version is the newest; name one, or its digest`,
  isBranch: false,
});

function application(revision: string): string {
  const source = `source:\n  repoURL: https://git.acme.dev/web.git\n  path: deploy\n  ${revision}`;
  return manifest('argoproj.io/v1alpha1', 'Application', source);
}

function source(kind: string, fields: string): string {
  return manifest('source.toolkit.fluxcd.io/v1', kind, `interval: 5m\n${fields}`);
}
