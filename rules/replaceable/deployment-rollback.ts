import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, insertBlock, removeAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownNumber, knownText, type Value } from '../../languages/terraform/value.ts';

export default defineRule<TerraformDocument>({
  id: 'replaceable/deployment-rollback',
  title: 'Deployment that does not roll back',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
Since every version is an artifact of its own, the last good one is still there when a deployment fails. Somebody has to go back to it:
the platform does so by itself, if it is told to.

It bites as a service of ECS whose new tasks fail at their start. Without a circuit breaker ECS starts them again and again for hours,
while the apply has long been green. With \`deployment_minimum_healthy_percent = 0\` the old tasks are stopped first, so that nothing
runs at all. CodeDeploy leaves a failed deployment as it is, some machines new and some old.

Add \`deployment_circuit_breaker { enable = true, rollback = true }\` to a service of ECS, and \`auto_rollback_configuration\` to a
deployment group of CodeDeploy. At Cloud Run give revisions names, so that a change of \`traffic\` can go back to one.

Services that CodeDeploy or another controller deploys, daemons, and services that alarms roll back are left alone. Ignore a percentage
of 0 for a task of which there must never be two.

See the [circuit breaker](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html) of ECS and
[rollbacks](https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html) of CodeDeploy.
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 3
}
`,
      },
      {
        terraform: `resource "aws_codedeploy_deployment_group" "web" {
  app_name              = aws_codedeploy_app.web.name
  deployment_group_name = "web"
  service_role_arn      = aws_iam_role.deploy.arn
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 3

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
`,
      },
      {
        terraform: `resource "aws_codedeploy_deployment_group" "web" {
  app_name              = aws_codedeploy_app.web.name
  deployment_group_name = "web"
  service_role_arn      = aws_iam_role.deploy.arn

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
}
`,
      },
    ],
  },

  *check({ resources, file }) {
    for (const resource of resources) {
      switch (resource.type) {
        case 'aws_ecs_service':
          if (isRolledByEcs(resource)) {
            yield* checkCircuitBreaker(resource, file.text);
            yield* checkHealthyPercent(resource, file.text);
          }
          break;
        case 'aws_codedeploy_deployment_group':
          yield* checkAutoRollback(resource, file.text);
          break;
        case 'google_cloud_run_service':
        case 'google_cloud_run_v2_service':
          yield* checkTraffic(resource);
          break;
      }
    }
  },
});

/** Whether ECS itself replaces the tasks of a service, by and by. */
const isRolledByEcs = (service: TerraformResource): boolean =>
  mayBe(service.value('scheduling_strategy'), 'REPLICA') &&
  service.blocks('deployment_controller').every((controller) => mayBe(controller.value('type'), 'ECS')) &&
  service.blocks('deployment_configuration').every((settings) => mayBe(settings.value('strategy'), 'ROLLING'));

/** Whether a value is the default, written out or not. */
const mayBe = (value: Value | undefined, text: string): boolean =>
  value === undefined || value.kind === 'null' || knownText(value) === text;

const isOff = (value: Value | undefined): boolean =>
  value === undefined || value.kind === 'null' || (value.kind === 'bool' && !value.value);

function* checkCircuitBreaker(service: TerraformResource, text: string): Iterable<RuleFinding> {
  if (service.blocks('alarms').some((alarms) => !isOff(alarms.value('rollback')))) return;
  const [breaker] = service.blocks('deployment_circuit_breaker');
  if (!breaker) {
    const lines = ['enable = true', 'rollback = true'];
    yield {
      at: { span: service.span, path: service.path },
      message: `ECS starts failing tasks of \`${service.address}\` again and again; add a \`deployment_circuit_breaker\` that rolls back`,
      fixes: [
        {
          title: 'Add a `deployment_circuit_breaker` block',
          safety: 'suggested',
          edits: insertBlock(text, service.block, 'deployment_circuit_breaker', lines),
        },
      ],
    };
    return;
  }
  for (const [name, message] of breakerArguments) {
    const attribute = breaker.attribute(name);
    const value = breaker.value(name);
    // Both are required: what is left out is still to be written.
    if (!attribute || !isOff(value)) continue;
    yield {
      at: { span: attribute.span, path: `${breaker.path}/${name}` },
      message,
      related: relatedTo(value?.origins ?? []),
      fixes: [{ title: `Set \`${name} = true\``, safety: 'suggested', edits: [replaceValue(attribute, 'true')] }],
    };
  }
}

const breakerArguments = [
  ['enable', 'the circuit breaker is off, and ECS starts failing tasks again and again; set `enable = true`'],
  ['rollback', 'the circuit breaker stops a failing deployment where it is; set `rollback = true`'],
] as const;

function* checkHealthyPercent(service: TerraformResource, text: string): Iterable<RuleFinding> {
  const name = 'deployment_minimum_healthy_percent';
  const attribute = service.attribute(name);
  const value = service.value(name);
  if (!attribute || knownNumber(value) !== 0) return;
  // With no more than 100 percent at a time, no task could ever be replaced.
  const mayGo = service.attribute('deployment_maximum_percent') === undefined;
  yield {
    at: { span: attribute.span, path: `${service.path}/${name}` },
    message: `all tasks of \`${service.address}\` may be stopped before a new one runs; keep some of them`,
    related: relatedTo(value?.origins ?? []),
    fixes: mayGo
      ? [
          {
            title: `Remove \`${name}\`, which is 100 by default`,
            safety: 'suggested',
            edits: removeAttribute(text, attribute),
          },
        ]
      : [],
  };
}

function* checkAutoRollback(group: TerraformResource, text: string): Iterable<RuleFinding> {
  const [rollback] = group.blocks('auto_rollback_configuration');
  const message = `CodeDeploy leaves a failed deployment of \`${group.address}\` as it is; turn \`auto_rollback_configuration\` on`;
  if (!rollback) {
    const lines = ['enabled = true', 'events = ["DEPLOYMENT_FAILURE"]'];
    yield {
      at: { span: group.span, path: group.path },
      message,
      fixes: [
        {
          title: 'Add an `auto_rollback_configuration` block',
          safety: 'suggested',
          edits: insertBlock(text, group.block, 'auto_rollback_configuration', lines),
        },
      ],
    };
    return;
  }
  const value = rollback.value('enabled');
  if (rollback.isDynamic || !isOff(value)) return;
  const attribute = rollback.attribute('enabled');
  yield {
    at: { span: attribute?.span ?? rollback.span, path: attribute ? `${rollback.path}/enabled` : rollback.path },
    message,
    related: relatedTo(value?.origins ?? []),
    // It is of no use without events.
    fixes: rollback.attribute('events')
      ? [
          {
            title: 'Set `enabled = true`',
            safety: 'suggested',
            edits: attribute
              ? [replaceValue(attribute, 'true')]
              : insertAttribute(text, rollback.block, 'enabled = true'),
          },
        ]
      : [],
  };
}

function* checkTraffic(service: TerraformResource): Iterable<RuleFinding> {
  const [traffic, ...others] = service.blocks('traffic');
  if (!traffic || others.length > 0 || traffic.isDynamic || !isAllToLatest(traffic) || hasNamedRevision(service))
    return;
  yield {
    at: { span: traffic.span, path: traffic.path },
    message: `all traffic of \`${service.address}\` goes to what is newest; name revisions, so that \`traffic\` can go back to one`,
    atMost: 'info',
  };
}

function isAllToLatest(traffic: TerraformBlock): boolean {
  const latest = traffic.value('latest_revision');
  const isLatest =
    (latest?.kind === 'bool' && latest.value) ||
    knownText(traffic.value('type')) === 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST';
  return isLatest && knownNumber(traffic.value('percent')) === 100;
}

/** Whether the code names its revision, or may do so. */
const hasNamedRevision = (service: TerraformResource): boolean =>
  service
    .blocks('template')
    .some(
      (template) =>
        template.isDynamic ||
        template.attribute('revision') ||
        template.blocks('metadata').some((metadata) => metadata.isDynamic || metadata.attribute('name')),
    );
