import type { RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { removeAttribute, removeBlock } from '../../languages/hcl/edit.ts';
import { removeListed } from '../../languages/hcl/editObject.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { type IgnoredChange, ignoredChangesOf } from '../shared/ignoreChanges.ts';
import { quote } from '../shared/message.ts';
import { mayReplace, turnReplacingOn } from '../shared/userData.ts';

export default defineRule<TerraformDocument>({
  id: 'sealed/ignore-changes',
  title: 'Change of an artifact that Terraform is told to ignore',
  languages: ['terraform'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: `
With \`ignore_changes\` on what a machine or container is made of, the code no longer says what runs. Whoever deploys by hand or by
another tool is never contradicted, and a change of that line in the code does nothing at all.

It bites when it matters most: a patched image is merged, the plan says "no changes", and the machines with the hole in them stay.
Or everything is made anew in another region, from the image of two years ago that the code still names.

Let Terraform deploy: give it the image or version as a variable that the pipeline fills in, and take the entry out. With \`all\` Terraform
only ever creates, so that nothing that is in the code can be trusted.

Counts that an autoscaler changes, and tags and annotations that others write, are not meant. Neither is the task
definition of a service that CodeDeploy deploys. Ignore it where another tool owns deployments for good, and is itself kept in code.

See [\`ignore_changes\`](https://developer.hashicorp.com/terraform/language/meta-arguments#lifecycle).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_instance" "web" {
  ami = "ami-0123456789abcdef0"

  lifecycle {
    ignore_changes = [ami, tags]
  }
}
`,
      },
      {
        terraform: `resource "google_cloud_run_v2_service" "web" {
  name = "web"

  lifecycle {
    ignore_changes = [template[0].containers[0].image]
  }
}
`,
      },
      {
        terraform: `resource "aws_launch_template" "web" {
  image_id = "ami-0123456789abcdef0"

  lifecycle {
    ignore_changes = all
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn

  lifecycle {
    ignore_changes = [desired_count, tags["LastScaled"]]
  }
}
`,
      },
      {
        terraform: `resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn

  deployment_controller {
    type = "CODE_DEPLOY"
  }

  lifecycle {
    ignore_changes = [task_definition]
  }
}
`,
      },
    ],
  },

  *check({ resources, file }) {
    for (const resource of resources) {
      if (isDeployedByOthers(resource)) continue;
      for (const change of ignoredChangesOf(resource)) {
        const finding = findingOf(resource, change, file.text);
        if (!finding) continue;
        const title = change.names.length === 0 ? 'Remove `ignore_changes`' : 'Let Terraform change it';
        yield {
          ...finding,
          fixes: [
            {
              title,
              safety: 'suggested',
              edits: [...removalOf(change, file.text), ...replacing(resource, change, file.text)],
            },
          ],
        };
      }
    }
  },
});

function findingOf(resource: TerraformResource, change: IgnoredChange, text: string): RuleFinding | undefined {
  const { names, span, lifecycle } = change;
  const path = `${lifecycle.path}/ignore_changes`;
  if (names.length === 0) {
    if (!runsSomething.test(resource.type)) return undefined;
    return {
      at: { span, path },
      message: `no change of \`${resource.address}\` in the code is ever deployed; name what others may change`,
    };
  }
  if (!isArtifact(resource.type, names)) return undefined;
  return {
    at: { span, path: `${path}[${names.join('.')}]` },
    message: `a change of ${quote(text.slice(span.start, span.end))} in the code is never deployed; let Terraform deploy it`,
    atMost: 'warning',
  };
}

/** Whether the names lead to what a machine, a container or a function is made of. */
function isArtifact(type: string, names: readonly string[]): boolean {
  // The image of a disk is what it was made of once; its data is what counts.
  if (/_disk$/.test(type)) return false;
  const last = names.at(-1)!;
  if (names.includes('launch_template') && (last === 'version' || last === 'id')) return true;
  if (artifactArguments.has(last)) return true;
  return hasContainers.test(type) && containerArguments.has(last);
}

const artifactArguments: ReadonlySet<string> = new Set([
  'ami',
  'boot_disk',
  'container_definitions',
  'custom_data',
  'docker_image_name',
  'image',
  'image_id',
  'image_name',
  'image_uri',
  'initialize_params',
  'launch_configuration',
  'launch_template',
  'linux_fx_version',
  'metadata_startup_script',
  'mixed_instances_policy',
  's3_key',
  's3_object_version',
  'source_code_hash',
  'source_image',
  'source_image_id',
  'source_image_reference',
  'startup-script',
  'storage_image_reference',
  'task_definition',
  'user-data',
  'user_data',
  'user_data_base64',
]);

/** Blocks that hold the image, in resources that run containers. In others `template` is any text. */
const containerArguments: ReadonlySet<string> = new Set(['container', 'containers', 'template']);
const hasContainers = /^(?:kubernetes_|google_cloud_run_|azurerm_container_(?:app|group))/;

/** Resources that run machines, containers or functions: with all changes ignored, what they run is. */
const runsSomething = new RegExp(
  `^(?:${[
    'aws_(?:apprunner_service|autoscaling_group|batch_job_definition|ec2_fleet|ecs_(?:service|task_definition|task_set))',
    'aws_(?:eks_node_group|instance|lambda_function|launch_(?:configuration|template)|spot_(?:fleet|instance)_request)',
    'azurerm_(?:container_(?:app|app_job|group)|(?:linux|windows)_(?:function|web)_app(?:_slot)?)',
    'azurerm_(?:linux_|orchestrated_|windows_)?virtual_machine(?:_scale_set)?',
    'docker_(?:container|service)|digitalocean_(?:app|droplet)|hcloud_server|oci_core_instance|openstack_compute_instance_v2',
    'google_(?:cloud_run_.*(?:job|service)|cloudfunctions2?_function|container_node_pool)',
    'google_compute_(?:region_)?instance(?:_from_template|_group_manager|_template)?|helm_release',
    'kubernetes_(?:cron_?job|daemon_?set|deployment|job|manifest|pod|replication_controller|stateful_?set)(?:_v1)?',
  ].join('|')})$`,
);

/** CodeDeploy, and whoever else is named, moves the service to another task definition itself. */
const isDeployedByOthers = (resource: TerraformResource): boolean =>
  resource.blocks('deployment_controller').some((controller) => knownText(controller.value('type')) !== 'ECS');

/** Takes the entry out, and with the last one what would be left empty around it. */
function removalOf({ span, names, attribute, lifecycle }: IgnoredChange, text: string): readonly TextEdit[] {
  const isOnly = attribute.value.kind !== 'tuple' || attribute.value.items.length === 1;
  if (names.length > 0 && !isOnly) return removeListed(text, span);
  const { block } = lifecycle;
  const isEmpty =
    lifecycle.body.items.length === 1 && !/#|\/\/|\/\\*/.test(text.slice(block.span.start, block.span.end));
  return isEmpty && !lifecycle.isDynamic ? removeBlock(text, block) : removeAttribute(text, attribute);
}

/** An instance whose user data was ignored would from now on be changed where it stands. */
function replacing(resource: TerraformResource, { names }: IgnoredChange, text: string): readonly TextEdit[] {
  const name = names[0] ?? 'user_data';
  const userData = /^user_data/.test(name) ? resource.attribute(name) : undefined;
  return resource.type === 'aws_instance' && userData && !mayReplace(resource)
    ? turnReplacingOn(resource, userData, text)
    : [];
}
