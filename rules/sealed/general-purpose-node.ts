import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { referencesIn } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'sealed/general-purpose-node',
  title: 'Cluster node with a general-purpose operating system',
  languages: ['terraform'],
  level: { recommended: 'off' },
  since: '0.1.0',
  why: `
A cluster's node runs containers and nothing else. A general-purpose system brings a package manager, a writable root and services of
its own along: ways to change a node while it runs, and parts that nobody needs and somebody must patch.

It bites as a node pool in which the nodes are not alike, because each has updated itself at another time, or because a script of its
user data has installed what was newest on the day it started.

Take a system that is made for containers, which has a read-only root and is updated as a whole image by replacing the node:
Container-Optimized OS at Google, Bottlerocket at AWS, Azure Linux, or Talos and Flatcar anywhere. Let node image updates replace nodes.

Ignore it where a driver or an agent needs such a system, for instance for a GPU or a storage system.

See [GKE node images](https://cloud.google.com/kubernetes-engine/docs/concepts/node-images),
[Bottlerocket on EKS](https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-ami-bottlerocket.html) and
[AKS node image upgrades](https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image).
`,
  examples: {
    bad: [
      {
        terraform: `resource "google_container_node_pool" "web" {
  cluster = "acme"

  node_config {
    image_type = "UBUNTU_CONTAINERD"
  }
}
`,
      },
      {
        terraform: `resource "azurerm_kubernetes_cluster_node_pool" "web" {
  name   = "web"
  os_sku = "Ubuntu"
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "google_container_node_pool" "web" {
  cluster = "acme"

  node_config {
    image_type = "COS_CONTAINERD"
  }
}
`,
      },
      {
        terraform: `resource "aws_eks_node_group" "web" {
  cluster_name = "acme"
  ami_type     = "BOTTLEROCKET_x86_64"

  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }
}

resource "aws_launch_template" "web" {
  user_data = base64encode("[settings.host-containers.admin]\\nenabled = false\\n")
}
`,
      },
    ],
  },

  *check({ resources, siblings }) {
    for (const resource of resources) {
      switch (resource.type) {
        case 'google_container_cluster':
        case 'google_container_node_pool':
          for (const block of googleNodes(resource)) {
            yield* checkSystem(block, 'image_type', /^UBUNTU/i, 'COS_CONTAINERD');
          }
          break;
        case 'azurerm_kubernetes_cluster':
          for (const block of resource.blocks('default_node_pool')) {
            yield* checkSystem(block, 'os_sku', /^Ubuntu/i, 'AzureLinux');
          }
          yield* checkChannel(resource);
          break;
        case 'azurerm_kubernetes_cluster_node_pool':
          yield* checkSystem(resource, 'os_sku', /^Ubuntu/i, 'AzureLinux');
          break;
        case 'aws_eks_node_group': {
          const template = templateOf(resource, siblings);
          if (template?.attribute('user_data')) yield* checkSystem(resource, 'ami_type', /^AL2_/, undefined);
          break;
        }
      }
    }
  },
});

const googleNodes = (resource: TerraformResource): readonly TerraformBlock[] => [
  ...resource.blocks('node_config'),
  ...resource.blocks('node_pool').flatMap((pool) => pool.blocks('node_config')),
  ...resource.blocks('cluster_autoscaling').flatMap((scaling) => scaling.blocks('auto_provisioning_defaults')),
];

/** The launch template that a node group names, where it is in the same module. */
function templateOf(group: TerraformResource, siblings: readonly TerraformResource[]): TerraformResource | undefined {
  const names = referencesIn(group.blocks('launch_template').map(({ body }) => body));
  return siblings.find(({ type, address }) => type === 'aws_launch_template' && names.has(address));
}

function* checkSystem(
  block: TerraformBlock,
  argument: string,
  general: RegExp,
  better: string | undefined,
): Iterable<RuleFinding> {
  const value = block.value(argument);
  const attribute = block.attribute(argument);
  const system = knownText(value);
  if (!value || !attribute || system === undefined || !general.test(system)) return;
  const fix: Fix | undefined =
    better === undefined || value.origins.length > 0
      ? undefined
      : { title: `Set it to \`${better}\``, safety: 'suggested', edits: [replaceValue(attribute, `"${better}"`)] };
  yield {
    at: { span: attribute.span, path: `${block.path}/${argument}` },
    message: `\`${system}\` is a system that can be changed while it runs; take one that is made for containers`,
    related: relatedTo(value.origins),
    fixes: fix ? [fix] : [],
  };
}

/** With `Unmanaged`, each node patches itself (learn.microsoft.com/azure/aks/auto-upgrade-node-os-image#channels). */
function* checkChannel(resource: TerraformResource): Iterable<RuleFinding> {
  for (const argument of ['node_os_upgrade_channel', 'node_os_channel_upgrade']) {
    const attribute = resource.attribute(argument);
    const value = resource.value(argument);
    if (!attribute || !value || knownText(value) !== 'Unmanaged') continue;
    yield {
      at: { span: attribute.span, path: `${resource.path}/${argument}` },
      message: '`Unmanaged` lets each node patch itself; let `NodeImage` replace nodes by newer ones',
      related: relatedTo(value.origins),
      fixes:
        value.origins.length > 0
          ? []
          : [
              {
                title: 'Set it to `NodeImage`',
                safety: 'suggested',
                edits: [replaceValue(attribute, '"NodeImage"')],
              },
            ],
    };
  }
}
