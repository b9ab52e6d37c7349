import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { moduleSourceOf } from '../../languages/terraform/moduleSource.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { referenceOf } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/launch-template-version',
  title: 'Launch template version that moves by itself',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
\`$Latest\` and \`$Default\` are not versions: AWS looks them up each time a machine starts. Whoever makes a new version of the launch
template, by hand or in another pipeline, changes what the group starts next, and Terraform plans nothing, since its text is the same.

It bites as a group of mixed machines. The template got a broken image, nothing was replaced and nothing failed; at night the group
grows, and each new machine is broken. And where an instance refresh waits for a change of the template's version, it never begins.

Write \`version = aws_launch_template.web.latest_version\`. It is a number in the plan, so that a new version of the template shows, is
reviewed, starts the instance refresh, and can be taken back.

Ignore it for a group whose template is deliberately released by another team, by moving its default version.

See [\`aws_autoscaling_group\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#launch_template).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_autoscaling_group" "web" {
  max_size = 3
  min_size = 3

  launch_template {
    id      = aws_launch_template.web.id
    version = "$Latest"
  }
}
`,
      },
      {
        terraform: `resource "aws_eks_node_group" "web" {
  cluster_name = "acme"

  launch_template {
    name    = aws_launch_template.web.name
    version = "$Default"
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_autoscaling_group" "web" {
  max_size = 3
  min_size = 3

  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }
}
`,
      },
      {
        terraform: `resource "aws_autoscaling_group" "web" {
  max_size = 3
  min_size = 3

  launch_template {
    id      = var.launch_template
    version = "7"
  }
}
`,
      },
    ],
  },

  *check({ resources, modules, file }) {
    for (const resource of resources) {
      for (const block of referringBlocks(resource)) yield* checkVersion(block, 'version', file.text);
    }
    for (const call of modules) {
      // A module of the project is judged by what it does with its inputs.
      if (moduleSourceOf(knownText(call.value('source')) ?? '.')?.kind === 'local') continue;
      yield* checkVersion(call, 'launch_template_version', file.text);
    }
  },
});

/** The blocks of a resource that name a launch template and its version, at any depth. */
function referringBlocks(resource: TerraformBlock): readonly TerraformBlock[] {
  const within = (block: TerraformBlock, types: readonly string[]): readonly TerraformBlock[] =>
    types.flatMap((type) => block.blocks(type));
  const outer = within(resource, [
    'launch_template',
    'launch_template_config',
    'mixed_instances_policy',
    'compute_resources',
  ]);
  const inner = outer.flatMap((block) => within(block, ['launch_template', 'launch_template_specification']));
  const innermost = inner.flatMap((block) => within(block, ['launch_template_specification', 'override']));
  const overriding = innermost.flatMap((block) => within(block, ['launch_template_specification']));
  return [...outer, ...inner, ...innermost, ...overriding];
}

function* checkVersion(block: TerraformBlock, argument: string, text: string): Iterable<RuleFinding> {
  const value = block.value(argument);
  const attribute = block.attribute(argument);
  const version = knownText(value);
  if (!value || !attribute || (version !== '$Latest' && version !== '$Default')) return;
  const template = templateOf(block, text);
  const isHere = attribute.value.kind === 'template' && value.origins.length === 0;
  const number = version === '$Latest' ? 'latest_version' : 'default_version';
  const reference = template && `${template}.${number}`;
  const fix: Fix | undefined =
    reference === undefined || !isHere
      ? undefined
      : { title: `Set it to \`${reference}\``, safety: 'suggested', edits: [replaceValue(attribute, reference)] };
  yield {
    at: { span: attribute.span, path: `${block.path}/${argument}` },
    message: `\`${version}\` is looked up whenever a machine starts, and no plan shows that it has moved; use \`${number}\` of the template`,
    related: relatedTo(value.origins),
    fixes: fix ? [fix] : [],
  };
}

/** The resource or data source that the block names by its id or name: `aws_launch_template.web`, with its index if it has one. */
function templateOf(block: TerraformBlock, text: string): string | undefined {
  for (const argument of ['id', 'name', 'launch_template_id', 'launch_template_name']) {
    const expression = block.attribute(argument)?.value;
    if (expression?.kind !== 'traversal' || !/^(?:data\.)?aws_launch_template\./.test(referenceOf(expression) ?? ''))
      continue;
    const last = expression.steps.at(-1)!;
    if (expression.steps.length < 2 || last.kind !== 'attribute' || !['id', 'name'].includes(last.name)) continue;
    return text.slice(expression.span.start, last.span.start);
  }
  return undefined;
}
