import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { ignoredChangesOf } from '../shared/ignoreChanges.ts';
import { addRollingUpdate, instanceRefresh, keepsMachines, proactiveUpdate } from '../shared/rollingUpdates.ts';
import { referencesIn } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'replaceable/instance-refresh',
  title: 'Group that keeps its old machines',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A group of machines starts each of them from a template. When the template changes, the group is updated and the machines that are
there are not: only the next ones, whenever they are needed, are of the new template.

It bites as an apply that was green and did nothing. The patched image is in the template, and the machines with the hole run on for
weeks; then the group grows at night, and half of it is a version that nobody has seen under load.

Let the group replace its machines: an \`instance_refresh\` block for an autoscaling group, an update policy of type \`PROACTIVE\` for a
managed instance group. Both go in small steps, and wait for the health of the new machines. For a scale set of Azure use
\`upgrade_mode = "Rolling"\`: with \`Manual\` the machines are changed one after the other at best, whatever becomes of them.

Left alone are groups that are made anew for each template, groups that CodeDeploy deploys to, groups that keep the state of each
machine, and those with a \`max_instance_lifetime\`. Ignore it where another tool replaces the machines.

See [instance refresh](https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html) and
[updates of a managed instance group](https://cloud.google.com/compute/docs/instance-groups/rolling-out-updates-to-managed-instance-groups).
`,
  examples: {
    bad: [
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
        terraform: `resource "google_compute_instance_group_manager" "web" {
  name               = "web"
  base_instance_name = "web"

  version {
    instance_template = google_compute_instance_template.web.id
  }

  update_policy {
    type           = "OPPORTUNISTIC"
    minimal_action = "REPLACE"
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

  instance_refresh {
    strategy = "Rolling"
  }
}
`,
      },
      {
        terraform: `resource "google_compute_instance_group_manager" "web" {
  name               = "web"
  base_instance_name = "web"

  version {
    instance_template = google_compute_instance_template.web.id
  }

  update_policy {
    type           = "PROACTIVE"
    minimal_action = "REPLACE"
  }
}
`,
      },
    ],
  },

  *check({ resources, module, file }) {
    for (const resource of resources) {
      switch (resource.type) {
        case 'aws_autoscaling_group':
          yield* checkAutoscalingGroup(resource, module, file.text);
          break;
        case 'google_compute_instance_group_manager':
        case 'google_compute_region_instance_group_manager':
          yield* checkManagedGroup(resource, module, file.text);
          break;
        case 'azurerm_linux_virtual_machine_scale_set':
        case 'azurerm_windows_virtual_machine_scale_set':
          yield* checkMode(resource, 'upgrade_mode');
          break;
        case 'azurerm_virtual_machine_scale_set':
          yield* checkMode(resource, 'upgrade_policy_mode');
          break;
      }
    }
  },
});

function* checkAutoscalingGroup(
  group: TerraformResource,
  module: TerraformModule,
  text: string,
): Iterable<RuleFinding> {
  if (!templateArguments.some((name) => group.attribute(name) || group.blocks(name).length > 0)) return;
  if (group.blocks('instance_refresh').length > 0 || group.attribute('max_instance_lifetime')) return;
  if (ignores(group, templateArguments) || isMadeAnew(group) || hasCodeDeploy(module)) return;
  yield {
    at: { span: group.span, path: group.path },
    message: `\`${group.address}\` keeps its old machines when their template changes; add an \`instance_refresh\` block`,
    fixes: [
      {
        title: 'Add an `instance_refresh` block',
        safety: 'suggested',
        edits: addRollingUpdate(group, instanceRefresh, text),
      },
    ],
  };
}

const templateArguments = ['launch_configuration', 'launch_template', 'mixed_instances_policy'];

/** Whether others see to one of the arguments, or to a part of it. */
const ignores = (group: TerraformResource, names: readonly string[]): boolean =>
  ignoredChangesOf(group).some((change) => change.names.length === 0 || names.includes(change.names[0]!));

/** Whether a new template makes a new group, since the group's name has the template's in it or Terraform is told to replace it. */
function isMadeAnew(group: TerraformResource): boolean {
  const names = [group.attribute('name'), group.attribute('name_prefix')].map((attribute) => attribute?.value);
  return (
    [...referencesIn(names)].some((reference) =>
      /^(?:aws_launch_|random_|null_resource|terraform_data)/.test(reference),
    ) || group.blocks('lifecycle').some((lifecycle) => lifecycle.attribute('replace_triggered_by'))
  );
}

/** CodeDeploy may make groups of its own; which ones are its cannot be told in each case. */
const hasCodeDeploy = ({ blocks }: TerraformModule): boolean =>
  blocks.some(
    (block) => block.labels[0] === 'aws_codedeploy_deployment_group' && block.attribute('autoscaling_groups'),
  );

function* checkManagedGroup(group: TerraformResource, module: TerraformModule, text: string): Iterable<RuleFinding> {
  if (ignores(group, ['version', 'update_policy']) || keepsMachines(group, module)) return;
  const [policy] = group.blocks('update_policy');
  const attribute = policy?.attribute('type');
  const value = policy?.value('type');
  if (policy && (!attribute || knownText(value) !== 'OPPORTUNISTIC')) return;
  const isHere = !attribute || attribute.value.kind === 'template';
  const fix: Fix = {
    title: 'Replace machines when their template changes',
    safety: 'suggested',
    edits: attribute ? [replaceValue(attribute, '"PROACTIVE"')] : addRollingUpdate(group, proactiveUpdate(1), text),
  };
  yield {
    at: attribute ? { span: attribute.span, path: `${policy!.path}/type` } : { span: group.span, path: group.path },
    message: `\`${group.address}\` keeps its old machines when their template changes; set \`type = "PROACTIVE"\` in its \`update_policy\``,
    related: relatedTo(value?.origins ?? []),
    fixes: isHere ? [fix] : [],
  };
}

function* checkMode(scaleSet: TerraformResource, argument: string): Iterable<RuleFinding> {
  const attribute = scaleSet.attribute(argument);
  const value = scaleSet.value(argument);
  if (!attribute || knownText(value) !== 'Manual') return;
  yield {
    at: { span: attribute.span, path: `${scaleSet.path}/${argument}` },
    message: `machines of \`${scaleSet.address}\` are upgraded without a look at their health, if at all; use \`Rolling\``,
    related: relatedTo(value?.origins ?? []),
  };
}
