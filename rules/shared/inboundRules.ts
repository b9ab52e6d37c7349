import { isKnown } from '../../core/embedded.ts';
import type { Place } from '../../core/facts.ts';
import { lazyFor } from '../../core/lazy.ts';
import type { TextEdit } from '../../core/text.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import { removalOfBlock } from '../../languages/terraform/removal.ts';
import { itemsOf, knownNumber, knownText, property, toText, type Value } from '../../languages/terraform/value.ts';
import { referencesIn } from './terraformReferences.ts';

/** A rule of a firewall that lets networks in over TCP; those that let in other groups of machines alone are none. */
export interface InboundRule extends Place {
  readonly ports: readonly PortRange[];
  readonly source: Source;
  /** The edits that take it out; undefined when that cannot be done here. */
  readonly removal: readonly TextEdit[] | undefined;
}

/** Both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `unknown` may be no network at all. */
export type Source = 'anywhere' | 'networks' | 'unknown';

/** The inbound rules of a resource, of the providers that are known here; `siblings` are the resources of its module. */
export function inboundRulesOf(
  resource: TerraformResource,
  siblings: readonly TerraformResource[],
  text: string,
): readonly InboundRule[] {
  const read = (blocks: readonly TerraformBlock[], reader: Reader): readonly InboundRule[] =>
    blocks.flatMap((block) =>
      toRules(
        block.path,
        block,
        (name) => block.value(name),
        reader,
        () => removalOfBlock(block, text),
      ),
    );
  // JSON writes blocks as lists.
  const nested = (name: string, reader: Reader): readonly InboundRule[] =>
    resource.blocks(name).length > 0 ? read(resource.blocks(name), reader) : listed(resource, name, reader);
  switch (resource.type) {
    case 'aws_security_group':
    case 'aws_default_security_group':
      return nested('ingress', awsRule);
    case 'aws_security_group_rule':
      return knownText(resource.value('type')) === 'ingress' ? read([resource], awsRule) : [];
    case 'aws_vpc_security_group_ingress_rule':
      return read([resource], awsRule);
    case 'azurerm_network_security_rule':
      return read([resource], azureRule(denialsOf(resource, siblings)));
    case 'azurerm_network_security_group':
      return nested('security_rule', azureRule(denialsOf(resource, siblings)));
    case 'google_compute_firewall':
      return googleRules(resource, text);
    case 'hcloud_firewall':
      return nested('rule', hetznerRule);
    case 'digitalocean_firewall':
      return nested('inbound_rule', digitalOceanRule);
    case 'openstack_networking_secgroup_rule_v2':
      return read([resource], openStackRule);
    default:
      return [];
  }
}

type Get = (name: string) => Value | undefined;
/** What a rule says, by its arguments; undefined when it lets nobody in over TCP, or when that is not known. */
type Reader = (get: Get) => Pick<InboundRule, 'ports' | 'source'> | undefined;

function toRules(
  path: string,
  { span }: Pick<Place, 'span'>,
  get: Get,
  reader: Reader,
  removal: () => readonly TextEdit[] | undefined,
): readonly InboundRule[] {
  const rule = reader(get);
  return rule ? [{ ...rule, span, path, removal: removal() }] : [];
}

/** Rules that are written as a list of objects. */
const listed = (resource: TerraformResource, name: string, reader: Reader): readonly InboundRule[] =>
  itemsOf(resource.value(name)).flatMap((item, index) =>
    toRules(
      `${resource.path}/${name}[${index}]`,
      item,
      (key) => property(item, key),
      reader,
      () => undefined,
    ),
  );

const allPorts: readonly PortRange[] = [{ from: 0, to: 65535 }];

const awsRule: Reader = (get) => {
  const protocol = protocolOf(get('protocol') ?? get('ip_protocol'));
  const ports = protocol === 'all' ? allPorts : protocol === 'tcp' ? numbered(get('from_port'), get('to_port')) : [];
  const source = sourceOf(['cidr_blocks', 'ipv6_cidr_blocks', 'cidr_ipv4', 'cidr_ipv6'].map(get));
  // What networks a list holds is said elsewhere.
  const hasList = itemsOf(get('prefix_list_ids')).length > 0 || get('prefix_list_id') !== undefined;
  if (source === undefined) return hasList ? { ports, source: 'unknown' } : undefined;
  return { ports, source };
};

/** Of all rules that fit, the one with the lowest number decides (learn.microsoft.com/azure/virtual-network/network-security-groups-overview). */
const azureRule =
  (denials: readonly Denial[]): Reader =>
  (get) => {
    const ports = azurePorts(get, 'allow');
    const source = sourceOf([get('source_address_prefix'), get('source_address_prefixes')]);
    const priority = knownNumber(get('priority'));
    const before = denials.filter((denial) => priority !== undefined && denial.priority < priority);
    return ports && source && { ports: before.reduce((open, denial) => without(open, denial.ports), ports), source };
  };

interface Denial {
  readonly priority: number;
  readonly ports: readonly PortRange[];
}

function azurePorts(get: Get, access: 'allow' | 'deny'): readonly PortRange[] | undefined {
  const word = (name: string): string | undefined => knownText(get(name))?.toLowerCase();
  const protocol = protocolOf(get('protocol'));
  if (word('direction') !== 'inbound' || word('access') !== access || protocol === undefined) return undefined;
  return texts(get('destination_port_range'), get('destination_port_ranges')).flatMap(toRange);
}

/** What the security group of a rule, or a group itself, keeps everybody from. */
const denialsOf = (resource: TerraformResource, siblings: readonly TerraformResource[]): readonly Denial[] =>
  groupsOf(resource).flatMap((group) => denialsByGroup(siblings).get(group) ?? []);

const groupsOf = (resource: TerraformResource): readonly string[] =>
  resource.type === 'azurerm_network_security_group'
    ? [resource.address]
    : [...referencesIn(resource.attribute('network_security_group_name')?.value)];

const denialsByGroup = lazyFor((siblings: readonly TerraformResource[]): ReadonlyMap<string, readonly Denial[]> => {
  const denials = new Map<string, Denial[]>();
  for (const resource of siblings) {
    const isRule = resource.type === 'azurerm_network_security_rule';
    if (!isRule && resource.type !== 'azurerm_network_security_group') continue;
    const found = (isRule ? [resource] : resource.blocks('security_rule')).flatMap(denialBy);
    for (const group of groupsOf(resource)) {
      const known = denials.get(group);
      if (known) known.push(...found);
      else denials.set(group, [...found]);
    }
  }
  return denials;
});

function denialBy(block: TerraformBlock): readonly Denial[] {
  const get: Get = (name) => block.value(name);
  const ports = azurePorts(get, 'deny');
  const priority = knownNumber(get('priority'));
  const isForAll = ['source_address_prefix', 'source_port_range', 'destination_address_prefix'].every(
    (name) => knownText(get(name)) === '*',
  );
  return ports && priority !== undefined && isForAll ? [{ priority, ports }] : [];
}

const without = (ports: readonly PortRange[], closed: readonly PortRange[]): readonly PortRange[] =>
  closed.reduce(
    (open, { from, to }) =>
      open
        .flatMap((range) => [
          { from: range.from, to: Math.min(range.to, from - 1) },
          { from: Math.max(range.from, to + 1), to: range.to },
        ])
        .filter((range) => range.from <= range.to),
    ports,
  );

const hetznerRule: Reader = (get) => {
  const source = sourceOf([get('source_ips')]);
  if (knownText(get('direction')) !== 'in' || protocolOf(get('protocol')) !== 'tcp') return undefined;
  return source && { ports: texts(get('port')).flatMap(toRange), source };
};

const digitalOceanRule: Reader = (get) => {
  const source = sourceOf([get('source_addresses')]);
  if (protocolOf(get('protocol')) !== 'tcp') return undefined;
  return source && { ports: texts(get('port_range')).flatMap(toRange), source };
};

const openStackRule: Reader = (get) => {
  const source = sourceOf([get('remote_ip_prefix')]);
  if (knownText(get('direction')) !== 'ingress' || protocolOf(get('protocol')) !== 'tcp') return undefined;
  return source && { ports: numbered(get('port_range_min'), get('port_range_max')), source };
};

/** A rule of Google's has several `allow` blocks; the last of them cannot go without the rule. */
function googleRules(resource: TerraformResource, text: string): readonly InboundRule[] {
  const direction = resource.value('direction');
  const disabled = resource.value('disabled');
  if (
    (direction && knownText(direction) !== 'INGRESS') ||
    (disabled && !(disabled.kind === 'bool' && !disabled.value))
  ) {
    return [];
  }
  const ranges = resource.value('source_ranges');
  const isByMachine = resource.attribute('source_tags') ?? resource.attribute('source_service_accounts');
  // With no source at all, everybody may come.
  const source = ranges ? sourceOf([ranges]) : isByMachine ? undefined : 'anywhere';
  const allowed = resource.blocks('allow');
  if (source === undefined) return [];
  return allowed.flatMap((allow) => {
    const protocol = protocolOf(allow.value('protocol'));
    if (protocol === undefined) return [];
    const ports = allow.attribute('ports') ? texts(allow.value('ports')).flatMap(toRange) : allPorts;
    const removal = removalOfBlock(allowed.length > 1 ? allow : resource, text);
    return [{ span: allow.span, path: allow.path, ports, source, removal }];
  });
}

function protocolOf(value: Value | undefined): 'tcp' | 'all' | undefined {
  const protocol = value && toText(value).text.toLowerCase();
  if (protocol === 'tcp' || protocol === '6') return 'tcp';
  return protocol === '-1' || protocol === 'all' || protocol === '*' ? 'all' : undefined;
}

function numbered(from: Value | undefined, to: Value | undefined): readonly PortRange[] {
  const [first, last] = [knownNumber(from), knownNumber(to)];
  return first === undefined || last === undefined ? [] : [{ from: first, to: last }];
}

/** `22`, `20-25`, `*`, `any`; what is not known is none. */
function toRange(text: string): readonly PortRange[] {
  if (text === '*' || text === 'any' || text === 'all') return allPorts;
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return from === undefined ? [] : [{ from: Number(from), to: Number(to ?? from) }];
}

const texts = (...values: readonly (Value | undefined)[]): readonly string[] =>
  values.flatMap((value) => {
    if (!value) return [];
    return value.kind === 'list' ? value.items.map((item) => toText(item).text) : [toText(value).text];
  });

/** Who may come, by the networks that are named; undefined when none is, or none but a cloud's own. */
function sourceOf(values: readonly (Value | undefined)[]): Source | undefined {
  const given = values.filter((value) => value !== undefined && value.kind !== 'null');
  const networks = texts(...given).filter((network) => !gateways.has(network));
  if (networks.length === 0)
    return given.some((value) => value?.kind === 'list' && value.isPartial) ? 'unknown' : undefined;
  if (networks.some((network) => anywhere.has(network.toLowerCase()))) return 'anywhere';
  return networks.some(isKnown) || given.some((value) => value?.kind === 'list') ? 'networks' : 'unknown';
}

const anywhere: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0', '*', 'internet', 'any', '0.0.0.0']);

/**
 * Addresses that no person comes from: Identity-Aware Proxy, which asks who it is (cloud.google.com/iap/docs/using-tcp-forwarding),
 * and the probes of Google's (cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges) and Azure's load balancers.
 */
const gateways: ReadonlySet<string> = new Set([
  '35.235.240.0/20',
  '130.211.0.0/22',
  '35.191.0.0/16',
  '209.85.152.0/22',
  '209.85.204.0/22',
  'AzureLoadBalancer',
]);
