import type { ImageUsage, Place } from '../../core/facts.ts';
import type { TerraformBlock, TerraformResource } from './block.ts';
import { readJson } from './json.ts';
import { manifestContainers, manifestOf } from './manifest.ts';
import { itemsOf, knownText, property, type Value } from './value.ts';

/** A container that a resource describes, as a block or in JSON. */
export interface TerraformContainer extends Place {
  readonly usage: ImageUsage;
  /** The block; undefined in JSON and in a manifest. */
  readonly block: TerraformBlock | undefined;
  /** The object in JSON or in a manifest; undefined for a block. */
  readonly object: Value | undefined;
  /** An attribute of the block, or a property of the JSON object. */
  value(name: string): Value | undefined;
}

/** All containers of a resource in textual order; none for a type of resource that has none. */
export function containersOf(resource: TerraformResource): readonly TerraformContainer[] {
  const { type } = resource;
  if (type === 'docker_container') return [toContainer(resource)];
  if (type === 'aws_ecs_task_definition') return taskContainers(resource);
  const manifest = manifestOf(resource);
  if (manifest) {
    return manifestContainers(manifest).map(({ node, isInit, place }) => ({
      path: `${resource.path}/${place}`,
      usage: isInit ? 'init-container' : 'container',
      span: node.span,
      block: undefined,
      object: node,
      value: (name) => property(node, name),
    }));
  }
  return (containerPaths.get(type) ?? podPathsOf(type)).flatMap((path) => blocksAt(resource, path).map(toContainer));
}

/** The nested blocks at a path of block types such as `template/spec`. */
export function blocksAt(block: TerraformBlock, path: string): readonly TerraformBlock[] {
  let reached: readonly TerraformBlock[] = [block];
  for (const type of path.split('/')) reached = reached.flatMap((one) => one.blocks(type));
  return reached;
}

/** Where the pod's specification stands in a resource of the `kubernetes` provider; undefined when it has none. */
export function podSpecPathOf(type: string): string | undefined {
  // Most resources are of other providers.
  return type.startsWith('kubernetes_') ? podSpecPaths.get(type.replace(/_v\d\w*$/, '')) : undefined;
}

const podSpecPaths: ReadonlyMap<string, string> = new Map([
  ['kubernetes_cron_job', 'spec/job_template/spec/template/spec'],
  ['kubernetes_daemonset', 'spec/template/spec'],
  ['kubernetes_daemon_set', 'spec/template/spec'],
  ['kubernetes_deployment', 'spec/template/spec'],
  ['kubernetes_job', 'spec/template/spec'],
  ['kubernetes_pod', 'spec'],
  ['kubernetes_replication_controller', 'spec/template/spec'],
  ['kubernetes_stateful_set', 'spec/template/spec'],
]);

const containerPaths: ReadonlyMap<string, readonly string[]> = new Map([
  ['aws_sagemaker_model', ['primary_container', 'container']],
  ['azurerm_container_app', ['template/init_container', 'template/container']],
  ['azurerm_container_app_job', ['template/init_container', 'template/container']],
  ['azurerm_container_group', ['init_container', 'container']],
  ['docker_service', ['task_spec/container_spec']],
  ['google_cloud_run_service', ['template/spec/containers']],
  ['google_cloud_run_v2_job', ['template/template/containers']],
  ['google_cloud_run_v2_service', ['template/containers']],
]);

function podPathsOf(type: string): readonly string[] {
  const path = podSpecPathOf(type);
  return path === undefined ? [] : [`${path}/init_container`, `${path}/container`];
}

function toContainer(block: TerraformBlock): TerraformContainer {
  const usage = block.type === 'init_container' ? 'init-container' : 'container';
  const { path, span } = block;
  return { path, span, usage, block, object: undefined, value: (name) => block.value(name) };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definitions */
function taskContainers(resource: TerraformResource): readonly TerraformContainer[] {
  return itemsOf(asData(resource.value('container_definitions'))).map((container, index) => ({
    path: `${resource.path}/container_definitions[${knownText(property(container, 'name')) ?? index}]`,
    usage: 'container',
    span: container.span,
    block: undefined,
    object: container,
    value: (name) => property(container, name),
  }));
}

/** What a string of JSON says, whether it is written as text or made by `jsonencode`. */
export function asData(value: Value | undefined): Value | undefined {
  if (value?.kind === 'json') return value.value;
  return value?.kind === 'string' ? readJson(value.value, value.origins) : undefined;
}
