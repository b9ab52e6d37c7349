import { isKnown } from '../../core/embedded.ts';
import type { Fix, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan, type KubernetesObject } from '../../languages/kubernetes/object.ts';
import { turnOn } from '../../languages/kubernetes/settings.ts';
import { removeEntries, replaceScalar } from '../../languages/yaml/edit.ts';
import { insertEntry } from '../../languages/yaml/insert.ts';
import { asBoolean, asString, get, itemsOf, pairAt, type YamlNode } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { manifest } from '../shared/examples.ts';
import { argoSpecOf, isTemplated } from '../shared/gitops.ts';
import { quote } from '../shared/message.ts';

export default defineRule({
  id: 'sealed/gitops-drift',
  title: 'Cluster that may differ from its repository',
  languages: ['kubernetes'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList(
      [],
      'Applications, Kustomizations and HelmReleases that people sync or stop by hand: names, with `*` for any text.',
    ),
  },
  why: `
Argo CD and Flux bring a cluster to what a repository says. Each has settings that let the cluster differ nevertheless: changes by
hand are not undone, what was deleted from the repository goes on running, whole parts are not compared, or it is switched off.

It bites as the hotfix of last month, typed with \`kubectl edit\`, which nobody wrote into the repository: it is lost in the middle of
an unrelated deployment, or the second cluster never had it. And as a service that was deleted in a pull request and still answers.

Let Argo CD heal and prune (\`selfHeal: true\`, \`prune: true\`), and ignore only the fields that something else sets, such as
\`/spec/replicas\` under an autoscaler. In Flux, leave \`suspend\` out, prune, and give a HelmRelease drift detection.

Ignore it for an application that people sync by hand on purpose; name it in the option \`allow\`. A HelmRelease that says nothing
of drift detection is information only, as Flux leaves it off by default, and it may be set for all of them at once.

See [automated sync](https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/) and
[diffing in Argo CD](https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/), [Kustomization](https://fluxcd.io/flux/components/kustomize/kustomizations/)
and [drift detection in Flux](https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection).
`,
  examples: {
    bad: [
      { kubernetes: application('syncPolicy:\n  automated:\n    prune: true') },
      {
        kubernetes: application(
          'ignoreDifferences:\n  - group: apps\n    kind: Deployment\n    jsonPointers:\n      - /spec',
        ),
      },
      { kubernetes: kustomization('prune: true\nsuspend: true') },
      { kubernetes: kustomization('prune: false') },
      { kubernetes: helmRelease('driftDetection:\n  mode: disabled') },
    ],
    good: [
      { kubernetes: application('syncPolicy:\n  automated:\n    prune: true\n    selfHeal: true') },
      {
        kubernetes: application(
          'ignoreDifferences:\n  - group: apps\n    kind: Deployment\n    jsonPointers:\n      - /spec/replicas',
        ),
      },
      { kubernetes: kustomization('prune: true') },
      { kubernetes: kustomization('prune: true\nsuspend: true'), options: { allow: ['web'] } },
      { kubernetes: helmRelease('driftDetection:\n  mode: enabled') },
    ],
  },

  *check({ objects, file: { text } }: KubernetesDocument, { options }) {
    for (const object of objects) {
      if (isAllowed(options.allow, object.name ?? '')) continue;
      const { apiVersion, kind } = object;
      if (apiVersion.startsWith('argoproj.io/')) yield* checkArgo(object, text);
      else if (/^(?:kustomize|helm)\.toolkit\.fluxcd\.io\//.test(apiVersion)) {
        yield* checkSuspended(object, text);
        if (kind === 'Kustomization') yield* checkPruning(object, text);
        else if (kind === 'HelmRelease') yield* checkDetection(object, text);
      }
    }
  },
});

function* checkArgo(object: KubernetesObject, text: string): Iterable<RuleFinding> {
  const spec = argoSpecOf(object);
  // A patch of a template may set anything.
  if (!spec || object.get('spec', 'templatePatch')) return;
  const policy = get(spec, 'syncPolicy');
  const automated = pairAt(policy, 'automated');
  if (policy?.kind === 'map' && automated && isAutomatic(automated.value)) {
    for (const { key, after, what } of promises) {
      const { state, node } = switchIn(automated.value, key);
      if (state !== 'off') continue;
      const edits = turnOn(text, policy, ['automated', key], [after]);
      yield {
        at: { span: node?.span ?? automated.keySpan, path: `${object.path}/syncPolicy/automated/${key}` },
        message: `${quote(node ? `${key}: ${asString(node)}` : 'automated')} ${what}; set \`${key}: true\``,
        fixes: toFix(`Set \`${key}: true\``, edits),
      };
    }
  }
  for (const [index, entry] of itemsOf(get(spec, 'ignoreDifferences')).entries()) {
    yield* checkIgnored(entry, `${object.path}/ignoreDifferences[${index}]`);
  }
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning and #automatic-self-healing */
const promises = [
  { key: 'prune', after: 'selfHeal', what: 'leaves what was deleted from the repository in the cluster' },
  { key: 'selfHeal', after: 'prune', what: 'leaves changes that were made in the cluster' },
] as const;

/** Since Argo CD 3.1, `enabled: false` is the same as no `automated` at all. */
const isAutomatic = (automated: YamlNode): boolean =>
  automated.kind === 'null' || (automated.kind === 'map' && !pairAt(automated, 'enabled'));

/** A setting that is off where it is not written; `node` is its value where it is. */
function switchIn(map: YamlNode, key: string): { readonly state: 'on' | 'off' | 'unknown'; readonly node?: YamlNode } {
  const node = get(map, key);
  if (!node) return { state: map.kind !== 'map' || map.pairs.every((pair) => isKnown(pair.key)) ? 'off' : 'unknown' };
  const value = asBoolean(node);
  return value === undefined ? { state: 'unknown' } : { state: value ? 'on' : 'off', node };
}

/** Pointers to whole parts, and managers that are people. */
function* checkIgnored(entry: YamlNode, path: string): Iterable<RuleFinding> {
  const lists = [
    ['jsonPointers', isBroadPointer],
    ['jqPathExpressions', isBroadExpression],
    ['managedFieldsManagers', (name: string) => name.startsWith('kubectl')],
  ] as const;
  for (const [key, isBroad] of lists) {
    for (const [index, node] of itemsOf(get(entry, key)).entries()) {
      const value = asString(node);
      if (value === undefined || isTemplated(value) || !isBroad(value)) continue;
      const subject = asString(get(entry, 'kind')) ?? 'an object';
      const isImage = value.endsWith('image');
      const what = key === 'managedFieldsManagers' ? 'what people change' : isImage ? 'the image' : 'whole parts';
      yield {
        at: { span: value === '' ? node.span : contentSpan(node), path: `${path}/${key}[${index}]` },
        message: `${quote(value || '""')} leaves ${what} of ${quote(subject)} uncompared; name the fields that something else sets`,
      };
    }
  }
}

/** The whole object, its specification, that of its pods, or an image (RFC 6901). */
const isBroadPointer = (pointer: string): boolean =>
  /^(?:\/|\/spec|\/spec\/template(?:\/spec(?:\/containers(?:\/(?:\d+|\*)(?:\/image)?)?)?)?)?\/?$/.test(pointer);

/** The same as an expression of jq. */
const isBroadExpression = (expression: string): boolean =>
  /^\.(?:\[\]|spec(?:\.template(?:\.spec(?:\.containers(?:\[\d*\](?:\.image)?)?)?)?)?)?$/.test(
    expression.replace(/[?\s]/g, ''),
  );

function* checkSuspended({ get: at, node, path }: KubernetesObject, text: string): Iterable<RuleFinding> {
  const suspend = pairAt(at('spec'), 'suspend');
  if (!suspend || asBoolean(suspend.value) !== true) return;
  yield {
    at: { span: suspend.span, path: `${path}/suspend` },
    message: '`suspend: true` leaves the cluster as it is whatever the repository says; take it out',
    fixes: toFix('Remove `suspend: true`', removeEntries(text, node, new Set([suspend]))),
  };
}

function* checkPruning({ get: at, path }: KubernetesObject, text: string): Iterable<RuleFinding> {
  const spec = at('spec');
  const prune = pairAt(spec, 'prune');
  if (spec?.kind !== 'map' || !prune || asBoolean(prune.value) !== false) return;
  yield {
    at: { span: prune.span, path: `${path}/prune` },
    message: '`prune: false` leaves what was deleted from the repository in the cluster; set `prune: true`',
    fixes: toFix('Set `prune: true`', turnOn(text, spec, ['prune'], [])),
  };
}

function* checkDetection({ apiVersion, get: at, path, span }: KubernetesObject, text: string): Iterable<RuleFinding> {
  const spec = at('spec');
  // A patch names no chart; versions before v2beta2 have no such setting.
  const isWhole = get(spec, 'chart') !== undefined || get(spec, 'chartRef') !== undefined;
  if (spec?.kind !== 'map' || !isWhole || apiVersion.endsWith('/v2beta1')) return;
  const detection = pairAt(spec, 'driftDetection');
  const mode = get(detection?.value, 'mode');
  if (mode?.kind === 'scalar' && mode.value === 'disabled') {
    const edit = replaceScalar(mode, 'enabled');
    yield {
      at: { span: contentSpan(mode), path: `${path}/driftDetection/mode` },
      message: '`disabled` leaves changes that were made in the cluster; set `mode: enabled`',
      fixes: toFix('Enable drift detection', edit && [edit]),
    };
  } else if (!detection && spec.pairs.every(({ key }) => isKnown(key))) {
    const edits = insertEntry(text, spec, ['driftDetection', 'mode'], 'enabled', ['interval']);
    yield {
      at: { span, path: `${path}/driftDetection` },
      message: 'a HelmRelease without `driftDetection` leaves changes that were made in the cluster; enable it',
      atMost: 'info',
      fixes: toFix('Enable drift detection', edits),
    };
  }
}

const toFix = (title: string, edits: readonly TextEdit[] | undefined): readonly Fix[] =>
  edits ? [{ title, safety: 'suggested', edits }] : [];

function application(fields: string): string {
  return manifest('argoproj.io/v1alpha1', 'Application', `project: shop\n${fields}`);
}

function kustomization(fields: string): string {
  return manifest('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', `interval: 10m\npath: ./web\n${fields}`);
}

function helmRelease(fields: string): string {
  const chart = 'chartRef:\n  kind: OCIRepository\n  name: web';
  return manifest('helm.toolkit.fluxcd.io/v2', 'HelmRelease', `interval: 10m\n${chart}\n${fields}`);
}
