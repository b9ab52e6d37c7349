import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { removeAttribute, removeBlock } from '../../languages/hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { isAllowed } from '../shared/allow.ts';
import { computeResources } from '../shared/computeResources.ts';
import { furtherNames, furtherTypesOption } from '../shared/furtherTypes.ts';
import { quote } from '../shared/message.ts';
import { namesOfResource } from '../shared/resourceNames.ts';
import { mayVary } from '../shared/terraformVariables.ts';

const options = {
  resources: furtherTypesOption('resources that compute, each with the argument that protects it'),
  allow: stringList(
    [],
    'Compute that may be protected, by its address, name or `Name` tag, with `*` for any text: `*license-server*`.',
  ),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'replaceable/termination-protection',
  title: 'Compute that must not be terminated',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  options,
  since: '0.1.0',
  why: `
Termination protection on a machine says that this very machine must stay. That is the opposite of what makes machines cheap to change:
that any of them may go at any time, and another one takes over.

It bites on the day of a new image. The plan wants to replace the machine and fails half way, so somebody turns the protection off by
hand, or, more often, decides to patch the machine where it is. From then on it is a pet. \`protect_from_scale_in\` does the same for a
whole group: its old machines stay, and an instance refresh waits for them.

Protect what holds data, such as databases, volumes and buckets, and take the protection off what computes. If a machine is protected
because it holds data, move the data to a volume of its own or a service first.

A group that an ECS capacity provider manages with \`managed_termination_protection\` has to have \`protect_from_scale_in\`, and is left
alone, as is what a variable decides. Some guides ask for termination protection on instances as a safeguard against mistakes; where
data lives elsewhere there is nothing to guard.

See [EC2 termination protection](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html),
[scale-in protection](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html) and
[\`prevent_destroy\`](https://developer.hashicorp.com/terraform/language/meta-arguments#lifecycle).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_instance" "web" {
  ami                     = "ami-0123456789abcdef0"
  disable_api_termination = true
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "web" {
  name         = "web"
  machine_type = "e2-small"

  lifecycle {
    prevent_destroy = true
  }
}
`,
      },
    ],
    good: [
      {
        terraform:
          'resource "aws_instance" "web" {\n  ami                     = "ami-0123456789abcdef0"\n  disable_api_termination = false\n}\n',
      },
      {
        terraform: `resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  size              = 100

  lifecycle {
    prevent_destroy = true
  }
}
`,
      },
    ],
  },

  *check({ resources, siblings, file }, { options: { allow, resources: further } }) {
    for (const resource of resources) {
      const known = computeResources.get(resource.type);
      const protections = known ? (known.protections ?? []) : furtherNames(further, resource.type);
      if (!protections || namesOfResource(resource).some((name) => isAllowed(allow, name))) continue;
      for (const name of protections) {
        if (name === 'protect_from_scale_in' && siblings.some(managesTermination)) continue;
        yield* checkArgument(resource, name, resource, (attribute) => removeAttribute(file.text, attribute));
      }
      for (const lifecycle of resource.blocks('lifecycle')) {
        yield* checkArgument(lifecycle, 'prevent_destroy', resource, (attribute) =>
          lifecycle.body.items.length === 1
            ? removeBlock(file.text, lifecycle.block)
            : removeAttribute(file.text, attribute),
        );
      }
    }
  },
});

function* checkArgument(
  block: TerraformBlock,
  name: string,
  resource: TerraformResource,
  removal: (attribute: NonNullable<ReturnType<TerraformBlock['attribute']>>) => readonly TextEdit[],
): Iterable<RuleFinding> {
  const attribute = block.attribute(name);
  const value = block.value(name);
  const isOn = (value?.kind === 'bool' && value.value) || knownText(value) === 'true';
  if (!attribute || !isOn || mayVary(value)) return;
  yield {
    at: { span: attribute.span, path: `${resource.path}/${name}` },
    message: `\`${name}\` keeps ${quote(resource.address)} from being replaced; take it out, and protect the data instead`,
    related: relatedTo(value?.origins ?? []),
    fixes: [{ title: `Remove \`${name}\``, safety: 'suggested', edits: removal(attribute) }],
  };
}

/** The provider refuses groups whose machines are not protected (docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html). */
const managesTermination = (resource: TerraformResource): boolean =>
  resource.type === 'aws_ecs_capacity_provider' &&
  resource.blocks('auto_scaling_group_provider').some((provider) => {
    const value = provider.value('managed_termination_protection');
    return value !== undefined && knownText(value) !== 'DISABLED';
  });
