import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { hasFixedName, isCreatedFirst, isNeverReplaced, toPrefix } from '../shared/createBeforeDestroy.ts';
import { quote } from '../shared/message.ts';
import { type Naming, naming, replacedResources } from '../shared/replacedResources.ts';

const options = {
  resources: stringList([], 'Further types of resources that have both a `name` and a `name_prefix`.'),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'replaceable/fixed-name',
  title: 'Name that the new one cannot have',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  options,
  since: '0.1.0',
  why: `
With \`create_before_destroy\` the old and the new one of a resource exist side by side for a while. Most clouds do not let two of
them have the same name.

It bites at the first replacement, which may be months after the code was written. Terraform asks for the new one, the
cloud answers that the name is taken, and the apply fails each time until somebody changes the name by hand.

Use \`name_prefix\`: the provider adds something to it that no other has. Where other code needs to know the name, let it refer to the
resource. The prefix of a target group has at most 6 characters.

A name that changes with the resource, since a version or a random part is in it, is left alone. Ignore it where the resource is only
ever replaced together with its name.

See [\`create_before_destroy\`](https://developer.hashicorp.com/terraform/language/meta-arguments#lifecycle), and \`name_prefix\` of
[\`aws_lb_target_group\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_launch_configuration" "web" {
  name     = "web"
  image_id = "ami-0123456789abcdef0"

  lifecycle {
    create_before_destroy = true
  }
}
`,
      },
      {
        terraform: `resource "google_compute_instance_template" "web" {
  name         = "web"
  machine_type = "e2-small"

  lifecycle {
    create_before_destroy = true
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_launch_configuration" "web" {
  name_prefix = "web-"
  image_id    = "ami-0123456789abcdef0"

  lifecycle {
    create_before_destroy = true
  }
}
`,
      },
      {
        terraform: `resource "google_compute_instance_template" "web" {
  name         = "web-\${var.image_version}"
  machine_type = "e2-small"

  lifecycle {
    create_before_destroy = true
  }
}
`,
      },
    ],
  },

  *check({ resources, module, file }, { options: { resources: further } }) {
    for (const resource of resources) {
      const known = replacedResources.get(resource.type);
      const { naming, changesWith } = known ?? (further.includes(resource.type) ? furtherResource : {});
      if (!naming || (changesWith !== undefined && !resource.attribute(changesWith))) continue;
      if (!hasFixedName(resource, naming)) continue;
      if (isCreatedFirst(resource, module) && !isNeverReplaced(resource)) yield findingOf(resource, naming, file.text);
    }
  },
});

/** How long a prefix may be of what nobody here knows is taken from the shortest names that are usual: 63 characters. */
const furtherResource = { naming: naming(37), changesWith: undefined };

function findingOf(resource: TerraformResource, naming: Naming, text: string): RuleFinding {
  const attribute = resource.attribute(naming.name)!;
  const edits = toPrefix(resource, naming, text);
  const { start, end } = attribute.value.span;
  return {
    at: { span: attribute.span, path: `${resource.path}/${naming.name}` },
    message: `the old one still has the name ${quote(text.slice(start, end))} when the new one is made; use \`${naming.prefix}\``,
    related: relatedTo(resource.value(naming.name)?.origins ?? []),
    fixes: edits ? [{ title: `Use \`${naming.prefix}\``, safety: 'suggested', edits }] : [],
  };
}
