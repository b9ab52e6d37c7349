import type { RuleFinding } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';
import {
  createFirst,
  hasFixedName,
  isNeverReplaced,
  mayBeCreatedFirst,
  toPrefix,
} from '../shared/createBeforeDestroy.ts';
import { furtherNames, furtherTypesOption } from '../shared/furtherTypes.ts';
import { type ReplacedResource, replacedResources } from '../shared/replacedResources.ts';
import { namesFor, referencesIn } from '../shared/terraformReferences.ts';

const options = {
  resources: furtherTypesOption('resources that are replaced when they change, each with a type that uses it'),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'replaceable/create-before-destroy',
  title: 'Resource that is destroyed before there is a new one',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  options,
  since: '0.1.0',
  why: `
Some resources can't be changed: for another image or port Terraform has to make a new one. Unless it is told otherwise, it destroys
the old one first.

It bites in the middle of an apply. The old launch configuration, instance template, target group or certificate is still used, the
cloud refuses to delete it, and the apply stops there: half of the change is made, and the new image is not out. Plans never
show it, so that it is met first when something urgent is to be released.

Set \`create_before_destroy = true\` in its \`lifecycle\` block. Terraform makes the new one, moves what uses it over, and deletes
the old one last. Both exist for a while, and need different names: use \`name_prefix\` instead of \`name\`.

A resource that something with \`create_before_destroy\` depends on is created first too, and is left alone. So are launch templates, which
get a new version instead. Ignore it where a change of the resource is never expected.

See [\`create_before_destroy\`](https://developer.hashicorp.com/terraform/language/meta-arguments#lifecycle), and for example
[\`google_compute_instance_template\`](https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance_template#using-with-instance-group-manager).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_launch_configuration" "web" {
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.small"
}

resource "aws_autoscaling_group" "web" {
  launch_configuration = aws_launch_configuration.web.name
  max_size             = 3
  min_size             = 3
}
`,
      },
      {
        terraform: `resource "google_compute_instance_template" "web" {
  name         = "web"
  machine_type = "e2-small"
}

resource "google_compute_instance_group_manager" "web" {
  name               = "web"
  base_instance_name = "web"

  version {
    instance_template = google_compute_instance_template.web.id
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_lb_target_group" "web" {
  name_prefix = "web-"
  port        = 8080
  protocol    = "HTTP"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "web" {
  port = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
`,
      },
      {
        terraform: `resource "aws_launch_template" "web" {
  image_id = "ami-0123456789abcdef0"
}

resource "aws_autoscaling_group" "web" {
  max_size = 3
  min_size = 3

  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }
}
`,
      },
    ],
  },

  *check({ resources, module, file }, { options: { resources: further } }) {
    for (const resource of resources) {
      const kind = replacedResources.get(resource.type) ?? furtherResource(further, resource.type);
      if (!kind || (kind.changesWith !== undefined && !resource.attribute(kind.changesWith))) continue;
      const user = userOf(resource, kind, module);
      if (!user || mayBeCreatedFirst(resource, module) || isNeverReplaced(resource)) continue;
      yield findingOf(resource, kind, user, file.text);
    }
  },
});

function furtherResource(further: readonly string[], type: string): ReplacedResource | undefined {
  const usedBy = furtherNames(further, type);
  return usedBy && { usedBy };
}

/** A resource of the module that holds on to this one. */
function userOf({ address }: TerraformResource, kind: ReplacedResource, module: TerraformModule) {
  const { usedBy, through } = kind;
  const usersOf = (name: string) =>
    [...namesFor(name, module)].flatMap((one) => usersByReference(module).get(one) ?? []);
  const direct = usersOf(address);
  const between = direct.filter(({ labels }) => labels[0] === through);
  const all = [...direct, ...between.flatMap(({ labels }) => usersOf(labels.join('.')))];
  return all.find(({ labels }) => usedBy.includes(labels[0] ?? ''));
}

const usersByReference = lazyFor((module: TerraformModule): ReadonlyMap<string, readonly ModuleBlock[]> => {
  const users = new Map<string, ModuleBlock[]>();
  for (const block of module.blocks) {
    if (block.type !== 'resource') continue;
    for (const reference of referencesIn(block.body)) {
      const known = users.get(reference);
      if (known) known.push(block);
      else users.set(reference, [block]);
    }
  }
  return users;
});

function findingOf(resource: TerraformResource, kind: ReplacedResource, user: ModuleBlock, text: string): RuleFinding {
  const [lifecycle] = resource.blocks('lifecycle');
  const attribute = lifecycle?.attribute('create_before_destroy');
  const renaming = renamingOf(resource, kind, text);
  const userName = user.labels.join('.');
  return {
    at: attribute
      ? { span: attribute.span, path: `${lifecycle!.path}/create_before_destroy` }
      : { span: resource.span, path: resource.path },
    message: `\`${resource.address}\` cannot be replaced while \`${userName}\` uses it; set \`create_before_destroy = true\``,
    related: [{ file: user.file.path, span: user.span, message: `\`${userName}\` uses it` }],
    fixes: renaming
      ? [
          {
            title: 'Set `create_before_destroy = true`',
            safety: 'suggested',
            edits: [...renaming, ...createFirst(resource, text)],
          },
        ]
      : [],
  };
}

/** What it takes that two of it can exist at a time; undefined when that takes a person. */
function renamingOf(
  resource: TerraformResource,
  { naming }: ReplacedResource,
  text: string,
): readonly TextEdit[] | undefined {
  const isNamed = hasFixedName(resource, naming ?? { name: 'name', prefix: '', maxPrefixLength: 0 });
  if (!isNamed) return [];
  return naming && toPrefix(resource, naming, text);
}
