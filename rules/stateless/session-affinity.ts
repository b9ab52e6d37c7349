import type { Fix, RuleFinding } from '../../core/finding.ts';
import { relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Span } from '../../core/text.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import type { KubernetesObject } from '../../languages/kubernetes/object.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { manifestOf } from '../../languages/terraform/manifest.ts';
import { property, toText, type Value } from '../../languages/terraform/value.ts';
import { removeEntries } from '../../languages/yaml/edit.ts';
import { asString, get, itemsOf, pairAt, pairsOf, type YamlMap, type YamlPair } from '../../languages/yaml/node.ts';
import { manifest } from '../shared/examples.ts';
import { quote } from '../shared/message.ts';
import {
  type StickyArgument,
  stickyAnnotations,
  stickyArguments,
  stickyFields,
  stickyResources,
} from '../shared/stickySessions.ts';

export default defineRule<KubernetesDocument | TerraformDocument>({
  id: 'stateless/session-affinity',
  title: 'Client that is bound to one instance',
  languages: ['kubernetes', 'terraform'],
  level: { recommended: 'info' },
  since: '0.1.0',
  why: `
A load balancer with sticky sessions sends each client to the instance that it was sent to before. There is seldom another reason than
that the instance remembers something: a login, a basket, an upload that is half done.

It bites whenever an instance is replaced. Its clients are logged out and their baskets are empty, at every release and every time a
node goes. And new instances stay idle while the old ones, which everybody is bound to, are overloaded.

Keep sessions in a store that all instances share (Redis, a database), or in a signed cookie. Then every instance can answer every
request, and each can be replaced at any time.

Ignore it where it only saves work, as with a cache in memory that can be filled anew, and for connections that one instance has to hold.

See [Session affinity](https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity) and
[the twelve-factor app on processes](https://12factor.net/processes).
`,
  examples: {
    bad: [
      { kubernetes: service('sessionAffinity: ClientIP') },
      { kubernetes: ingress('nginx.ingress.kubernetes.io/affinity: cookie') },
      { terraform: targetGroup('stickiness {\n    type = "lb_cookie"\n  }') },
    ],
    good: [
      { kubernetes: service('sessionAffinity: None') },
      { kubernetes: ingress('nginx.ingress.kubernetes.io/ssl-redirect: "true"') },
      { terraform: targetGroup('stickiness {\n    type    = "lb_cookie"\n    enabled = false\n  }') },
    ],
  },

  *check(document) {
    if (document.language === 'kubernetes') {
      for (const object of document.objects) yield* checkObject(object, document.file.text);
    } else {
      for (const resource of document.resources) yield* checkResource(resource, document.file.text);
    }
  },
});

const reason = 'keeps clients on one instance, whose replacement they notice; keep sessions outside';

function* checkObject(object: KubernetesObject, text: string): Iterable<RuleFinding> {
  const { kind, path, node } = object;
  for (const { key, keySpan, value } of pairsOf(object.get('metadata', 'annotations'))) {
    const written = asString(value) ?? '';
    if (!stickyAnnotations.some((one) => one.key.test(key) && one.isSticky.test(written))) continue;
    const pair = pairAt(object.get('metadata', 'annotations'), key)!;
    yield {
      at: {
        span: { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) },
        path: `${path}/annotations[${key}]`,
      },
      message: `${quote(key)} ${reason}`,
      fixes: without([pair], node, text, 'Remove the annotation'),
    };
  }
  for (const { way, isSticky, kind: meant } of stickyFields) {
    const parent = object.get(...way.slice(0, -1));
    const pair = meant === kind ? pairAt(parent, way.at(-1)!) : undefined;
    if (!pair || (isSticky && !isSticky.test(asString(pair.value) ?? ''))) continue;
    // The settings of an affinity that is not there are refused.
    const settings = pairAt(parent, 'sessionAffinityConfig');
    yield {
      at: {
        span: { start: pair.keySpan.start, end: isSticky ? pair.value.span.end : pair.keySpan.end },
        path: [path, ...way].join('/'),
      },
      message: `${quote(isSticky ? `${pair.key}: ${asString(pair.value)}` : pair.key)} ${reason}`,
      fixes: without(settings ? [pair, settings] : [pair], node, text, 'Remove the affinity'),
    };
  }
  if (kind === 'IngressRoute') yield* checkRoutes(object, text);
}

/** https://doc.traefik.io/traefik/routing/providers/kubernetes-crd/#kind-ingressroute */
function* checkRoutes(object: KubernetesObject, text: string): Iterable<RuleFinding> {
  for (const service of itemsOf(object.get('spec', 'routes')).flatMap((route) => itemsOf(get(route, 'services')))) {
    const sticky = pairAt(service, 'sticky');
    if (!sticky || !pairAt(sticky.value, 'cookie')) continue;
    yield {
      at: { span: sticky.keySpan, path: `${object.path}/services[${asString(get(service, 'name')) ?? 0}]/sticky` },
      message: `\`sticky\` ${reason}`,
      fixes: without([sticky], object.node, text, 'Remove the affinity'),
    };
  }
}

function without(pairs: readonly YamlPair[], root: YamlMap, text: string, title: string): readonly Fix[] {
  const edits = removeEntries(text, root, new Set(pairs));
  return edits ? [{ title, safety: 'suggested', edits }] : [];
}

function* checkResource(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  if (stickyResources.has(resource.type)) yield { at: resource, message: `${quote(resource.type)} ${reason}` };
  for (const argument of stickyArguments) {
    if (argument.type.test(resource.type)) yield* checkArgument(resource, argument, text);
  }
  yield* checkAnnotations(resource);
}

function* checkArgument(resource: TerraformResource, argument: StickyArgument, text: string): Iterable<RuleFinding> {
  const { blocks, name, isSticky, isDefault, off } = argument;
  let holders: readonly TerraformBlock[] = [resource];
  for (const type of blocks) holders = holders.flatMap((holder) => holder.blocks(type));
  for (const holder of holders) {
    // Whether there is such a block at all may hang on what it goes through.
    if (holder.isDynamic) continue;
    const value = holder.value(name);
    const attribute = holder.attribute(name);
    if (!value || !attribute) {
      if (!isDefault) continue;
      const edits = insertAttribute(text, holder.block, `${name} = ${off}`);
      yield { at: holder, message: `${quote(holder.type)} ${reason}`, fixes: turnOff(edits) };
    } else if (isSticky.test(toText(value).text)) {
      const written = value.kind === 'string' ? `"${toText(value).text}"` : toText(value).text;
      const setting = `${name} = ${written}`;
      const isWritten = text.slice(attribute.value.span.start, attribute.value.span.end) === written;
      yield {
        at: { span: attribute.span, path: `${holder.path}/${name}` },
        message: `${quote(blocks.length > 0 ? `${holder.type} { ${setting} }` : setting)} ${reason}`,
        related: relatedTo(value.origins),
        fixes: isWritten ? turnOff([replaceValue(attribute, off)]) : [],
      };
    }
  }
}

const turnOff = (edits: Fix['edits']): readonly Fix[] => [{ title: 'Turn it off', safety: 'suggested', edits }];

/** Annotations of `kubernetes_ingress_v1` and the like, and objects that a `kubernetes_manifest` is given. */
function* checkAnnotations(resource: TerraformResource): Iterable<RuleFinding> {
  if (!resource.type.startsWith('kubernetes_')) return;
  const manifest = manifestOf(resource);
  const annotations =
    property(property(manifest?.object, 'metadata'), 'annotations') ??
    resource.blocks('metadata')[0]?.value('annotations');
  for (const { key, value, keySpan } of annotations?.kind === 'object' ? annotations.entries : []) {
    const isSticky = stickyAnnotations.some((one) => one.key.test(key) && one.isSticky.test(toText(value).text));
    if (isSticky) yield found(resource, keySpan, value, `annotations[${key}]`, key);
  }
  for (const { kind, way, isSticky } of stickyFields) {
    if (manifest?.kind !== kind) continue;
    let value: Value | undefined = manifest.object;
    for (const key of way) value = property(value, key);
    if (value && isSticky?.test(toText(value).text))
      yield found(resource, undefined, value, way.join('/'), way.at(-1)!);
  }
}

function found(
  { path }: TerraformResource,
  keySpan: Span | undefined,
  { span, origins }: Value,
  place: string,
  key: string,
): RuleFinding {
  const at = {
    span: keySpan ? { start: keySpan.start, end: Math.max(keySpan.end, span.end) } : span,
    path: `${path}/${place}`,
  };
  return { at, message: `${quote(key)} ${reason}`, related: relatedTo(origins) };
}

function service(field: string): string {
  return manifest('v1', 'Service', `${field}\nselector:\n  app: web\nports:\n  - port: 80`);
}

function ingress(annotation: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    ${annotation}
spec:
  ingressClassName: nginx
`;
}

function targetGroup(block: string): string {
  return `resource "aws_lb_target_group" "web" {
  name_prefix = "web"
  port        = 8080
  protocol    = "HTTP"

  ${block}

  lifecycle {
    create_before_destroy = true
  }
}
`;
}
