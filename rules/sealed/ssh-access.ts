import type { Fix, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { objectAt, removeListed } from '../../languages/hcl/editObject.ts';
import { keyTextOf } from '../../languages/hcl/syntax.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { removalOfAttribute, removalOfBlock } from '../../languages/terraform/removal.ts';
import { itemsOf, knownText, property } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { isAllowed } from '../shared/allow.ts';
import { type InboundRule, inboundRulesOf } from '../shared/inboundRules.ts';
import { isReferredTo, referencesIn } from '../shared/terraformReferences.ts';

const options = {
  allow: stringList(
    [],
    'Resources that may be reached by SSH or remote desktop, by their address, name or `Name` tag, with `*` for any text: `*bastion*`.',
  ),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'sealed/ssh-access',
  title: 'Login access to machines',
  languages: ['terraform'],
  level: { recommended: 'error' },
  options,
  since: '0.1.0',
  why: `
An open SSH or remote desktop port, and a key on every machine, is a standing invitation to repair machines by hand. What is done
that way is in no code, and is gone with the next replacement, or worse: nobody dares to replace the machine any more.

It bites twice. The hotfix that was typed into one of five machines comes back as a bug when that machine is replaced. And a port that
is open to the internet is tried out by strangers within minutes, all day long.

Close the port and leave the key out. Look from outside, by logs, metrics and traces; for an emergency use a session manager
(AWS Systems Manager, Identity-Aware Proxy, Azure Bastion), which needs no open port and writes down what was done; replace the machine after.

An address range of one's own is a smaller matter than the whole internet, and is reported as a warning. Checkov asks for SSH keys on
machines (CKV_LIN_2, CKV_DIO_2) because a password would be worse; we ask for neither. Azure wants one of both for each Linux
machine, and some hosts make a password where no key is given, so that there it is information only. Name a bastion in the option
\`allow\`.

See [Session Manager](https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html) and
[TCP forwarding by Identity-Aware Proxy](https://cloud.google.com/iap/docs/using-tcp-forwarding).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      },
      {
        terraform: `resource "google_compute_firewall" "login" {
  name          = "login"
  network       = "default"
  source_ranges = ["203.0.113.0/24"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}
`,
      },
      {
        terraform: `resource "aws_instance" "web" {
  ami      = "ami-0123456789abcdef0"
  key_name = aws_key_pair.ops.key_name
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`,
      },
      {
        terraform: `resource "google_compute_firewall" "login" {
  name          = "login"
  network       = "default"
  source_ranges = ["35.235.240.0/20"] # Identity-Aware Proxy

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}
`,
      },
      {
        terraform: `resource "aws_security_group" "bastion" {
  name = "bastion"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["203.0.113.7/32"]
  }
}
`,
        options: { allow: ['*bastion*'] },
      },
    ],
  },

  *check({ resources, siblings, module, file }, { options: { allow } }) {
    for (const resource of resources) {
      if (namesOf(resource).some((name) => isAllowed(allow, name))) continue;
      const removalFix = toRemovalFix(resource, module);
      for (const rule of inboundRulesOf(resource, siblings, file.text)) yield* checkInbound(rule, resource, removalFix);
      yield* checkLogins(resource, removalFix, file.text);
    }
  },
});

/** The names by which people know what a resource is for, those of the group that a rule belongs to among them. */
function namesOf(resource: TerraformResource): readonly string[] {
  const groups = ['security_group_id', 'network_security_group_name'].flatMap((name) => [
    ...referencesIn(resource.attribute(name)?.value),
  ]);
  const given = [resource.value('name'), property(resource.value('tags'), 'Name')].map(knownText);
  return [resource.address, resource.name, ...groups, ...given.filter((name) => name !== undefined)];
}

const loginPorts: readonly (readonly [port: number, protocol: string])[] = [
  [22, 'SSH'],
  [3389, 'remote desktop'],
];

function* checkInbound(rule: InboundRule, resource: TerraformResource, removalFix: RemovalFix): Iterable<RuleFinding> {
  const { ports, source, removal } = rule;
  const open = loginPorts.filter(([port]) => ports.some(({ from, to }) => from <= port && port <= to));
  const [first] = open;
  const isOnly = ports.every(({ from, to }) => from === to && loginPorts.some(([port]) => port === from));
  // A wide range from somewhere unknown says little.
  if (!first || (source === 'unknown' && !isOnly)) return;
  const protocols = open.map(([, protocol]) => protocol).join(' and ');
  const portList = open.map(([port]) => `\`${port}\``).join(' and ');
  const whence = source === 'anywhere' ? 'from anywhere' : 'from other networks';
  yield {
    at: rule,
    message: `\`${resource.address}\` lets ${protocols} in ${whence}; close ${portList}, and look from outside or use a session manager`,
    ...(source === 'anywhere' ? {} : { atMost: 'warning' as const }),
    fixes: isOnly ? removalFix('Remove the rule', removal) : [],
  };
}

/** Ways in that are no rule of a firewall. */
function* checkLogins(resource: TerraformResource, removalFix: RemovalFix, text: string): Iterable<RuleFinding> {
  const { address } = resource;
  const whole = () => removalOfBlock(resource, text);
  if (keyedTypes.has(resource.type)) yield* checkKey(resource, removalFix, text);
  else if (resource.type === 'aws_ec2_instance_connect_endpoint') {
    yield {
      at: resource,
      message: `\`${address}\` lets people log in to machines; look from outside or use a session manager`,
      atMost: 'warning',
      fixes: removalFix('Remove the endpoint', whole()),
    };
  } else if (resource.type === 'aws_eks_node_group') {
    for (const block of resource.blocks('remote_access')) {
      if (block.isDynamic) continue;
      yield {
        at: block,
        message: `\`remote_access\` lets people log in to nodes of \`${address}\`; take it out, and replace a node that is broken`,
        atMost: 'warning',
        fixes: removalFix('Remove `remote_access`', removalOfBlock(block, text)),
      };
    }
  } else if (/^azurerm_linux_virtual_machine(?:_scale_set)?$/.test(resource.type)) {
    for (const block of resource.blocks('admin_ssh_key')) {
      yield {
        at: block,
        message: `who has this key can log in to \`${address}\`; let nobody keep its private half`,
        atMost: 'info',
      };
    }
  } else if (keyLists.has(resource.type)) {
    yield* checkKeyList(resource, keyLists.get(resource.type)!);
  } else if (/^google_compute_(?:(?:region_)?instance_template|instance|project_metadata)$/.test(resource.type)) {
    yield* checkMetadata(resource, removalFix, text);
  } else if (
    /^google_compute_(?:project|instance)_metadata_item$/.test(resource.type) &&
    isKeyOfMetadata(knownText(resource.value('key')))
  ) {
    yield { ...metadataFinding(resource), fixes: removalFix('Remove the keys', whole()) };
  }
}

const keyedTypes: ReadonlySet<string> = new Set([
  'aws_instance',
  'aws_launch_configuration',
  'aws_launch_template',
  'aws_spot_instance_request',
]);

function* checkKey(resource: TerraformResource, removalFix: RemovalFix, text: string): Iterable<RuleFinding> {
  const attribute = resource.attribute('key_name');
  if (!attribute) return;
  const isPair = [...referencesIn(attribute.value)].some((name) => /^(?:data\.)?aws_key_pair\./.test(name));
  // What is given from outside may be nothing at all.
  if (!isPair && !knownText(resource.value('key_name'))) return;
  yield {
    at: { span: attribute.span, path: `${resource.path}/key_name` },
    message: `who has this key can log in to machines of \`${resource.address}\`; leave it out, and use a session manager`,
    atMost: 'warning',
    fixes: removalFix('Remove `key_name`', removalOfAttribute(resource, 'key_name', text)),
  };
}

/** Hosts that set a password where a machine has no key, by the arguments that hold its keys. */
const keyLists: ReadonlyMap<string, string> = new Map([
  ['digitalocean_droplet', 'ssh_keys'],
  ['hcloud_server', 'ssh_keys'],
  ['linode_instance', 'authorized_keys'],
]);

function* checkKeyList(resource: TerraformResource, name: string): Iterable<RuleFinding> {
  const attribute = resource.attribute(name);
  if (!attribute || itemsOf(resource.value(name)).length === 0) return;
  yield {
    at: { span: attribute.span, path: `${resource.path}/${name}` },
    message: `who has these keys can log in to \`${resource.address}\`; let nobody keep their private halves`,
    atMost: 'info',
  };
}

function* checkMetadata(resource: TerraformResource, removalFix: RemovalFix, text: string): Iterable<RuleFinding> {
  const metadata = resource.attribute('metadata')?.value;
  const object = metadata && objectAt(resource.body, metadata.span);
  if (!object) return;
  for (const item of object.items) {
    if (!isKeyOfMetadata(keyTextOf(item))) continue;
    const edits = object.items.length > 1 ? removeListed(text, item.span) : withoutMetadata(resource, text);
    yield {
      ...metadataFinding({ ...resource, span: item.span, path: `${resource.path}/metadata/ssh-keys` }),
      fixes: removalFix('Remove the keys', edits),
    };
  }
}

/** Of a project's metadata nothing is left without it. */
const withoutMetadata = (resource: TerraformResource, text: string): readonly TextEdit[] | undefined =>
  resource.type === 'google_compute_project_metadata'
    ? removalOfBlock(resource, text)
    : removalOfAttribute(resource, 'metadata', text);

const isKeyOfMetadata = (key: string | undefined): boolean => key === 'ssh-keys' || key === 'sshKeys';

const metadataFinding = ({ span, path, address }: TerraformResource): RuleFinding => ({
  at: { span, path },
  message: `who has these keys can log in to machines by \`${address}\`; leave them out, and use Identity-Aware Proxy`,
  atMost: 'warning',
});

type RemovalFix = (title: string, edits: readonly TextEdit[] | undefined) => readonly Fix[];

/** A fix by these edits; none when they would take out a whole resource that something refers to. */
const toRemovalFix =
  ({ span: { start }, address }: TerraformResource, module: TerraformModule): RemovalFix =>
  (title, edits) => {
    if (!edits) return [];
    const takesAll = edits.some(({ span }) => span.start <= start && start < span.end);
    return takesAll && isReferredTo(address, module) ? [] : [{ title, safety: 'suggested', edits }];
  };
