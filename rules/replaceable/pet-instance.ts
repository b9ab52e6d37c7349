import type { RelatedPlace, RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { resolvePath } from '../../core/project.ts';
import { defineRule } from '../../core/rule.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { isAllowed } from '../shared/allow.ts';
import { isForDevelopment, isNamedTest } from '../shared/development.ts';
import { quote } from '../shared/message.ts';
import { isRepeated } from '../shared/repeated.ts';
import { namesOfResource } from '../shared/resourceNames.ts';
import { reachable } from '../shared/terraformProviders.ts';
import { referencesIn, usersOf } from '../shared/terraformReferences.ts';

const options = {
  allow: stringList(
    [],
    'Machines that may stand alone, by their address, name or `Name` tag, with `*` for any text: `*-builder`.',
  ),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'replaceable/pet-instance',
  title: 'Machine that stands alone',
  languages: ['terraform'],
  level: { recommended: 'info' },
  options,
  since: '0.1.0',
  why: `
A machine that is the only one of its kind is a pet: it has a name, an address that others know, and nobody to stand in for it. To replace it
is to be down, so it is not replaced but patched, and drifts a little further from its code each time.

It bites when the machine fails. A group would have started another one by now; here somebody wakes up, and finds out that the code
no longer makes what was running.

Put an image or a launch template behind a group, with one machine if one is enough: an autoscaling group, a managed instance group, a scale set.
Let others find it by a load balancer or a DNS name, and not by a fixed address that no second machine can have.

Fixity says nothing of machines in numbers (\`count\`, \`for_each\`), behind a load balancer, or of which an image is made, and of
bastions, jump hosts, NAT, VPN and test machines. Name others that may stand alone in the option \`allow\`.

See [Auto Scaling groups](https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-groups.html),
[managed instance groups](https://cloud.google.com/compute/docs/instance-groups) and
[scale sets](https://learn.microsoft.com/en-us/azure/virtual-machine-scale-sets/overview).
`,
  examples: {
    bad: [
      { terraform: 'resource "aws_instance" "shop" {\n  ami = "ami-0123456789abcdef0"\n}\n' },
      {
        terraform:
          'resource "aws_instance" "shop" {\n  ami        = "ami-0123456789abcdef0"\n  private_ip = "10.0.0.7"\n}\n',
      },
      {
        terraform: `resource "aws_instance" "shop" {
  ami = "ami-0123456789abcdef0"
}

resource "aws_eip" "shop" {
  instance = aws_instance.shop.id
}
`,
      },
    ],
    good: [
      { terraform: 'resource "aws_instance" "bastion" {\n  ami = "ami-0123456789abcdef0"\n}\n' },
      {
        terraform: `resource "aws_instance" "shop" {
  count = 3
  ami   = "ami-0123456789abcdef0"
}
`,
      },
      {
        terraform: `resource "aws_instance" "shop" {
  ami = "ami-0123456789abcdef0"
}

resource "aws_lb_target_group_attachment" "shop" {
  target_group_arn = aws_lb_target_group.shop.arn
  target_id        = aws_instance.shop.id
}
`,
      },
    ],
  },

  *check({ resources, module }, { options: { allow } }) {
    if (module.isExample || isForDevelopment(`${module.folderFromRoot}/main.tf`)) return;
    for (const resource of resources) {
      if (!machines.test(resource.type) || resource.block.openBrace === undefined) continue;
      const names = namesOfResource(resource);
      if (names.some((name) => gateway.test(name) || isNamedTest(name) || isAllowed(allow, name)) || forwards(resource))
        continue;
      if (isRepeated(resource) || mayBeMany(module)) continue;
      const finding = petFinding(resource, module);
      if (finding) yield finding;
    }
  },
});

const machines = /^(?:aws_instance|google_compute_instance|azurerm_(?:linux_|windows_)?virtual_machine)$/;

/** What there is one of by its nature: the way into a network, or out of it. */
const gateway =
  /bastion|jump[-_ ]?(?:box|host|server|vm)?\b|(?:^|[-_.\s])(?:nat|vpn|gateway|openvpn|wireguard|proxy|router|firewall)(?:$|[-_.\s])/i;

/** Whether it hands on what is meant for others. */
const forwards = (resource: TerraformResource): boolean => {
  const check = resource.value('source_dest_check');
  const forward = resource.value('can_ip_forward');
  return (check?.kind === 'bool' && !check.value) || (forward?.kind === 'bool' && forward.value);
};

/** Whether the module as a whole, or one that it is called from, is called several times, or is kept for callers that are not here. */
const mayBeMany = (module: TerraformModule): boolean =>
  [module, ...reachable(module, ({ callers }) => callers)].some((one) => {
    if (one.isRoot) return false;
    if (one.callers.length === 0) return one.blocks.some(({ type }) => type === 'variable');
    const calls = callsOf(one);
    return calls.length > 1 || calls.some(isRepeated);
  });

const callsOf = ({ callers, folder }: TerraformModule): readonly ModuleBlock[] =>
  callers.flatMap((caller) =>
    caller.blocks.filter(
      (block) =>
        block.type === 'module' && resolvePath(caller.folder, knownText(block.value('source')) ?? '') === folder,
    ),
  );

function petFinding(resource: TerraformResource, module: TerraformModule): RuleFinding | undefined {
  const { address } = resource;
  const users = usersOf(address, module);
  // Its network interface is what a load balancer of Azure knows of it.
  const interfaces = [...referencesIn(resource.body)].filter((name) => name.startsWith('azurerm_network_interface.'));
  const around = [...users, ...interfaces.flatMap((name) => usersOf(name, module))];
  if (around.some(({ labels }) => standsBehind.test(labels[0] ?? ''))) return undefined;
  const fixed = fixedAddress(resource);
  if (fixed) {
    return {
      at: fixed,
      message: `a fixed address makes ${quote(address)} one that nothing can stand in for; let others find it by a name or a load balancer`,
    };
  }
  const bound = users.find(({ labels }) => labels[0] === 'aws_eip' || labels[0] === 'aws_eip_association');
  if (bound) {
    return {
      at: resource,
      message: `${quote(address)} has an address that is bound to it alone; run it in a group behind a load balancer`,
      related: [boundPlace(bound)],
    };
  }
  return {
    at: resource,
    message: `${quote(address)} stands alone, and nothing takes over when it is replaced; run it in a group`,
  };
}

const boundPlace = ({ file, span, labels }: ModuleBlock): RelatedPlace => ({
  file: file.path,
  span,
  message: `\`${labels.slice(0, 2).join('.')}\` binds an address to it`,
});

/** What spreads work over machines, and what makes an image of one. */
const standsBehind =
  /^(?:aws_(?:a?lb_target_group_attachment|elb|elb_attachment|ami_from_instance|autoscaling_attachment|globalaccelerator_endpoint_group|imagebuilder_\w+)|google_compute_(?:instance_group|target_pool|target_instance|network_endpoint|image|machine_image)|azurerm_(?:network_interface_(?:nat_rule|backend_address_pool|application_gateway_backend_address_pool)_association|lb_backend_address_pool_address|image|shared_image_version))$/;

/** Where a machine is given an address that only one machine can have. */
function fixedAddress(resource: TerraformResource) {
  const blocks = [resource, ...resource.blocks('network_interface')];
  for (const block of blocks) {
    for (const name of ['private_ip', 'network_ip']) {
      const attribute = block.attribute(name);
      if (attribute && knownText(block.value(name))) {
        return { span: attribute.span, path: `${block.path}/${name}` };
      }
    }
  }
  return undefined;
}
