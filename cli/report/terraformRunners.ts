import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import { folderOf, resolvePath } from '../../core/project.ts';
import type { Runner } from '../../core/services.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, toText, type Value } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { imageFetchedBy } from '../../rules/shared/engineImages.ts';
import { usersOf } from '../../rules/shared/terraformReferences.ts';

/**
 * What of Terraform runs images, by the path of its file: workloads, what clouds have in their place, machines whose start runs
 * containers, calls of modules that are given an image; and what puts one of these to work, such as the service of a task definition.
 */
export function terraformRunners(documents: readonly TerraformDocument[]): ReadonlyMap<string, readonly Runner[]> {
  const own = new Map(documents.map((document) => [document, runnersIn(document)]));
  return new Map(
    documents.map((document) => {
      const folder = folderOf(document.file.path);
      const ofModule = [...own].flatMap(([other, runners]) =>
        folderOf(other.file.path) === folder ? runners.map((runner) => ({ ...runner, file: other.file.path })) : [],
      );
      const runners = own.get(document)!.map((runner) => withImageOf(runner, ofModule, document));
      return [document.file.path, [...runners, ...helpersIn(document, ofModule)]];
    }),
  );
}

/** Paths of findings in resources and calls begin with their address. */
const runnersIn = (document: TerraformDocument): readonly Runner[] => [
  ...document.resources.flatMap((resource) => runnerOf(resource, document) ?? []),
  ...document.modules.flatMap((call) => {
    const images = imagesGivenTo(call);
    const name = call.labels[0];
    return images.length > 0 ? [{ path: call.path, name, images, dockerfile: undefined, isOnlyJoined: true }] : [];
  }),
];

function runnerOf(resource: TerraformResource, document: TerraformDocument): Runner | undefined {
  const { address, type } = resource;
  const workload = document.workloads.find(({ path }) => path === address);
  const named = document.images.filter((image) => isWithin(image.path, address)).map(({ name }) => name);
  const started = document.scripts
    .filter(({ path, phase }) => phase === 'boot' && isWithin(path, address))
    .flatMap(({ commands }) => commands.flatMap((command) => imageFetchedBy(command)?.value ?? []))
    .map(withoutVersion);
  const images = [...named, ...started].filter((image) => image !== UNKNOWN);
  const dockerfile = type === 'docker_image' ? dockerfileOf(resource, document) : undefined;
  if (!workload && named.length === 0 && started.length === 0 && dockerfile === undefined) return undefined;
  const runner = {
    path: address,
    name: workload?.name ?? knownText(resource.value('name')) ?? nameIn(resource),
    images: images.length > 0 ? images : repositoryOf(resource, document),
    dockerfile,
  };
  const isWhole = workload !== undefined || (named.length > 0 && !['helm_release', 'docker_image'].includes(type));
  return isWhole ? runner : { ...runner, isOnlyJoined: true };
}

/** Names that are given where there is only one of a kind say nothing. */
const nameIn = ({ name }: TerraformResource): string | undefined =>
  ['this', 'main', 'default', 'task', 'service', 'app'].includes(name) ? undefined : name;

const isWithin = (path: string, address: string): boolean => path === address || path.startsWith(`${address}/`);

const withoutVersion = (image: string): string => image.replace(/@.*$/s, '').replace(/:[^:/]*$/, '');

/** The name of the registry's repository that an image is taken from, when the resource refers to one alone. */
function repositoryOf({ address }: TerraformResource, { siblings, module }: TerraformDocument): readonly string[] {
  const repositories = siblings.filter(
    (one) => repositoryTypes.has(one.type) && isUsedBy(one.address, address, module),
  );
  const [repository, ...others] = repositories;
  if (!repository || others.length > 0) return [];
  return [knownText(repository.value('name')) ?? repository.name];
}

const repositoryTypes: ReadonlySet<string> = new Set(['aws_ecr_repository', 'aws_ecrpublic_repository']);

/** https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs/resources/image; paths are those of the root module. */
function dockerfileOf(resource: TerraformResource, { file, isRootModule }: TerraformDocument): string | undefined {
  const [build] = resource.blocks('build');
  const context = knownText(build?.value('context'));
  if (!build || context === undefined || !isRootModule) return undefined;
  const folder = resolvePath(folderOf(file.path), context);
  return folder === undefined ? undefined : resolvePath(folder, knownText(build.value('dockerfile')) ?? 'Dockerfile');
}

/** The images that arguments of a module's call name, at any depth. */
const imagesGivenTo = (call: TerraformBlock): readonly string[] =>
  call.body.attributes.flatMap(({ name }) => imagesIn(name, call.value(name)));

function imagesIn(key: string, value: Value | undefined): readonly string[] {
  switch (value?.kind) {
    case 'object':
      return value.entries.flatMap((entry) => imagesIn(entry.key, entry.value));
    case 'list':
      return value.items.flatMap((item) => imagesIn(key, item));
    case 'json':
      return imagesIn(key, value.value);
    case 'string': {
      const image = withoutVersion(toText(value).text);
      return imageKey.test(key) && isKnown(image.slice(image.lastIndexOf('/') + 1)) ? [image] : [];
    }
    default:
      return [];
  }
}

const imageKey = /(?:^|_)(?:image|image_?(?:uri|url|name|repository|identifier))$/i;

/** A container whose image is a resource of its own. */
function withImageOf(runner: Runner, runners: readonly Runner[], { module }: TerraformDocument): Runner {
  if (runner.images.length > 0 || !runner.path.startsWith('docker_container.')) return runner;
  const image = runners.find(({ path }) => path.startsWith('docker_image.') && isUsedBy(path, runner.path, module));
  return image ? { ...runner, images: image.images, dockerfile: image.dockerfile } : runner;
}

const isUsedBy = (address: string, user: string, module: TerraformModule): boolean =>
  usersOf(address, module).some(({ type, labels }) => type === 'resource' && labels.join('.') === user);

interface RunnerOfFile extends Runner {
  readonly file: string;
}

/** Resources that put one runner to work belong to it. */
function helpersIn(document: TerraformDocument, runners: readonly RunnerOfFile[]): readonly Runner[] {
  const { resources, module } = document;
  const taken = new Set(runners.map(({ path }) => path));
  return resources.flatMap((resource) => {
    if (!helperTypes.test(resource.type)) return [];
    const used = runners.filter((runner) => isUsedBy(runner.path, resource.address, module));
    const [first, ...others] = used;
    if (!first || others.length > 0 || taken.has(resource.address)) return [];
    const { file, path, ...runner } = first;
    return [{ ...runner, path: resource.address, helps: { file, path } }];
  });
}

const helperTypes =
  /^(?:aws_ecs_service|aws_ecs_task_set|aws_autoscaling_group|aws_lambda_alias|google_compute_(?:region_)?instance_group_manager|kubernetes_(?:service|pod_disruption_budget|horizontal_pod_autoscaler)(?:_v\d\w*)?|docker_service)$/;
