import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, insertAttributeAfter, insertBlock, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, type Value } from '../../languages/terraform/value.ts';
import { isIgnored } from '../shared/ignoreChanges.ts';
import { namesFor, referencesIn } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'replaceable/group-health-check',
  title: 'Group that keeps machines that do not answer',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A group replaces machines that are broken; the question is who says so. By default it is the cloud's own check, which only sees
whether the machine is on. A machine whose application hangs, or never started, passes it.

It bites as a service that gets smaller by itself. The load balancer sends nothing to the broken machine, the group counts it as one of
three that it needs, and nobody replaces it until the third is broken as well. An update of the group goes on as well: to its check
every new machine is fine.

Let the group ask what the load balancer asks: \`health_check_type = "ELB"\` for an autoscaling group, \`auto_healing_policies\` with a health
check for a managed instance group, \`health_probe_id\` or the application health extension for a scale set.

Only groups behind a load balancer are meant. Ignore it where machines share a load balancer's check that does not tell of the machine, as
with nodes of Kubernetes.

See [health checks](https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html) at AWS,
[autohealing](https://cloud.google.com/compute/docs/instance-groups/autohealing-instances-in-migs) at Google and
[application health](https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension) at Azure.
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_autoscaling_group" "web" {
  max_size          = 3
  min_size          = 3
  target_group_arns = [aws_lb_target_group.web.arn]
}
`,
      },
      {
        terraform: `resource "google_compute_instance_group_manager" "web" {
  base_instance_name = "web"

  named_port {
    name = "http"
    port = 8080
  }
}

resource "google_compute_health_check" "web" {
  name = "web"

  http_health_check {
    port = 8080
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_autoscaling_group" "web" {
  max_size          = 3
  min_size          = 3
  target_group_arns = [aws_lb_target_group.web.arn]
  health_check_type = "ELB"
}
`,
      },
      {
        terraform: `resource "google_compute_instance_group_manager" "web" {
  base_instance_name = "web"

  named_port {
    name = "http"
    port = 8080
  }

  auto_healing_policies {
    health_check      = google_compute_health_check.web.id
    initial_delay_sec = 300
  }
}
`,
      },
    ],
  },

  *check(document) {
    for (const resource of document.resources) {
      switch (resource.type) {
        case 'aws_autoscaling_group':
          yield* checkAutoscalingGroup(resource, document);
          break;
        case 'google_compute_instance_group_manager':
        case 'google_compute_region_instance_group_manager':
          yield* checkManagedGroup(resource, document);
          break;
        case 'azurerm_linux_virtual_machine_scale_set':
        case 'azurerm_windows_virtual_machine_scale_set':
          yield* checkScaleSet(resource, document);
          break;
      }
    }
  },
});

function* checkAutoscalingGroup(group: TerraformResource, document: TerraformDocument): Iterable<RuleFinding> {
  const text = document.file.text;
  const value = group.value('health_check_type');
  const attribute = group.attribute('health_check_type');
  if (!isAbsent(value) && knownText(value) !== 'EC2') return;
  if (isIgnored(group, 'health_check_type')) return;
  const balanced = ['target_group_arns', 'load_balancers'].find((name) => hasItems(group.value(name)));
  const isAttached =
    group.blocks('traffic_source').some(isLoadBalancer) ||
    usersOf(group, document).some(({ type, block }) => type === 'aws_autoscaling_attachment' && isMadeOnce(block));
  if (!balanced && !isAttached) return;
  const line = 'health_check_type = "ELB"';
  const after = balanced && group.attribute(balanced);
  const edits = attribute
    ? [replaceValue(attribute, '"ELB"')]
    : after
      ? insertAttributeAfter(text, group.body, after, line)
      : insertAttribute(text, group.block, line);
  yield {
    at: attribute
      ? { span: attribute.span, path: `${group.path}/health_check_type` }
      : { span: group.span, path: group.path },
    message: `\`${group.address}\` keeps machines that its load balancer finds broken; set \`health_check_type = "ELB"\``,
    related: relatedTo(value?.origins ?? []),
    fixes: [{ title: 'Set `health_check_type = "ELB"`', safety: 'suggested', edits }],
  };
}

/** VPC Lattice has a health check type of its own. */
const isLoadBalancer = (source: TerraformBlock): boolean =>
  !source.isDynamic && (isAbsent(source.value('type')) || /^elb/.test(knownText(source.value('type')) ?? ''));

function* checkManagedGroup(group: TerraformResource, document: TerraformDocument): Iterable<RuleFinding> {
  if (group.blocks('auto_healing_policies').length > 0 || isIgnored(group, 'auto_healing_policies')) return;
  // Machines that fail are to be left as they are, or may be.
  const onFailure = group
    .blocks('instance_lifecycle_policy')
    .map((policy) => policy.value('default_action_on_failure'));
  if (onFailure.some((value) => !isAbsent(value) && knownText(value) !== 'REPAIR')) return;
  const isBalanced =
    group.blocks('named_port').some(({ isDynamic }) => !isDynamic) ||
    hasItems(group.value('target_pools')) ||
    usersOf(group, document).some(({ type }) => /^google_compute_(?:region_)?backend_service$/.test(type));
  if (!isBalanced) return;
  // The check of a region is none for a group of a zone.
  const isRegional = group.type === 'google_compute_region_instance_group_manager';
  const checks = document.siblings.filter(
    ({ type }) =>
      type === 'google_compute_health_check' || (isRegional && type === 'google_compute_region_health_check'),
  );
  const lines = (check: string) => [`health_check = ${check}.id`, 'initial_delay_sec = 300'];
  yield {
    at: { span: group.span, path: group.path },
    message: `\`${group.address}\` keeps machines that do not answer; add \`auto_healing_policies\` with a health check`,
    fixes: onlyOne(checks).map((check) => ({
      title: `Add \`auto_healing_policies\` with \`${check}\``,
      safety: 'suggested',
      edits: insertBlock(document.file.text, group.block, 'auto_healing_policies', lines(check)),
    })),
  };
}

function* checkScaleSet(scaleSet: TerraformResource, document: TerraformDocument): Iterable<RuleFinding> {
  if (!isAbsent(scaleSet.value('health_probe_id')) || isIgnored(scaleSet, 'health_probe_id')) return;
  const extensions = [
    ...scaleSet.blocks('extension'),
    ...usersOf(scaleSet, document).filter(({ type }) => type === 'azurerm_virtual_machine_scale_set_extension'),
  ];
  if (extensions.some((extension) => mayCheckHealth(extension.isDynamic, extension.value('type')))) return;
  const configurations = scaleSet
    .blocks('network_interface')
    .flatMap((networkInterface) => networkInterface.blocks('ip_configuration'))
    .filter(({ isDynamic }) => !isDynamic);
  const isBehind = (pools: string) => configurations.some((configuration) => hasItems(configuration.value(pools)));
  const isBalanced = isBehind('load_balancer_backend_address_pool_ids');
  if (!isBalanced && !isBehind('application_gateway_backend_address_pool_ids')) return;
  const probes = isBalanced ? document.siblings.filter(({ type }) => type === 'azurerm_lb_probe') : [];
  yield {
    at: { span: scaleSet.span, path: scaleSet.path },
    message: `\`${scaleSet.address}\` keeps machines that do not answer; give it a \`health_probe_id\`, or the application health extension`,
    fixes: onlyOne(probes).map((probe) => ({
      title: `Set \`health_probe_id\` to \`${probe}\``,
      safety: 'suggested',
      edits: insertAttribute(document.file.text, scaleSet.block, `health_probe_id = ${probe}.id`),
    })),
  };
}

const isAbsent = (value: Value | undefined): boolean => value === undefined || value.kind === 'null';

/** Whether a list is sure to have something in it. */
const hasItems = (value: Value | undefined): boolean => value?.kind === 'list' && value.items.length > 0;

/** `ApplicationHealthLinux`, `ApplicationHealthWindows`, or what nobody can know. */
const mayCheckHealth = (isDynamic: boolean, type: Value | undefined): boolean =>
  isDynamic || /^ApplicationHealth/.test(knownText(type) ?? 'ApplicationHealth');

const isMadeOnce = ({ body }: TerraformResource['block']): boolean =>
  body.attributes.every(({ name }) => name !== 'count' && name !== 'for_each');

/** The resources of the module that refer to this one. */
function usersOf(
  { address }: TerraformResource,
  { module, siblings }: TerraformDocument,
): readonly TerraformResource[] {
  const names = namesFor(address, module);
  return siblings.filter(({ body }) => [...referencesIn(body)].some((reference) => names.has(reference)));
}

/** The address of the only one there is. */
function onlyOne(resources: readonly TerraformResource[]): readonly string[] {
  const [first, ...others] = resources;
  return first && others.length === 0 && isMadeOnce(first.block) ? [first.address] : [];
}
