import type { Container, Workload } from '../../core/facts.ts';
import { lazy, lazyProperties } from '../../core/lazy.ts';
import type { TerraformResource } from './block.ts';
import { blocksAt, podSpecPathOf, type TerraformContainer } from './containers.ts';
import type { TerraformFile } from './document.ts';
import { imageOfContainer } from './images.ts';
import { type Manifest, manifestOf, podSpecOf } from './manifest.ts';
import { containerMountsOf } from './mounts.ts';
import { containerSettings, hostNamespacesIn, type SettingPaths } from './settings.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { knownText, property, type Value } from './value.ts';

/** What runs containers: a pod or what makes pods, an ECS task, a container of Docker; undefined for other resources. */
export function workloadOf(
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  file: TerraformFile,
): Workload | undefined {
  const given = { resource, containers, file };
  if (resource.type === 'aws_ecs_task_definition') return taskOf(given);
  if (resource.type === 'docker_container') return dockerContainerOf(given);
  const manifest = manifestOf(resource);
  if (manifest) return podSpecOf(manifest) && manifestWorkload(manifest, given);
  const specPath = podSpecPathOf(resource.type);
  return specPath === undefined ? undefined : podWorkload(specPath, given);
}

/** What a workload is read from. */
interface Given {
  readonly resource: TerraformResource;
  readonly containers: readonly TerraformContainer[];
  readonly file: TerraformFile;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
function taskOf(given: Given): Workload {
  const { resource, file } = given;
  const { type, path } = resource;
  const family = resource.value('family');
  const system = knownText(resource.blocks('runtime_platform')[0]?.value('operating_system_family'));
  return withContainers(
    {
      kind: type,
      name: knownText(family),
      namespace: undefined,
      span: family?.span ?? resource.span,
      path,
      operatingSystem: system?.startsWith('WINDOWS') ? 'windows' : 'linux',
    },
    {
      containers: lazy(() => toContainers(given, taskPaths)),
      hostNamespaces: lazy(() =>
        hostNamespacesIn({ block: resource, object: undefined }, modeNames, 'host', path, file),
      ),
    },
  );
}

/** https://registry.terraform.io/providers/kreuzwerker/docker/latest/docs/resources/container */
function dockerContainerOf(given: Given): Workload {
  const { resource, file } = given;
  const { type, path } = resource;
  const name = resource.value('name');
  return withContainers(
    {
      kind: type,
      name: knownText(name),
      namespace: undefined,
      span: name?.span ?? resource.span,
      path,
      operatingSystem: 'linux',
    },
    {
      containers: lazy(() => toContainers(given, dockerPaths)),
      hostNamespaces: lazy(() =>
        hostNamespacesIn({ block: resource, object: undefined }, modeNames, 'host', path, file),
      ),
    },
  );
}

function manifestWorkload(manifest: Manifest, given: Given): Workload {
  const { resource, file } = given;
  const metadata = property(manifest.object, 'metadata');
  const name = property(metadata, 'name');
  const spec = podSpecOf(manifest);
  const isWindows = systemOf(property(property(spec, 'os'), 'name'), property(spec, 'nodeSelector')) === 'windows';
  const holder = { block: undefined, object: spec };
  return withContainers(
    {
      kind: manifest.kind,
      name: knownText(name),
      namespace: knownText(property(metadata, 'namespace')),
      span: name?.span ?? resource.span,
      path: resource.path,
      operatingSystem: isWindows ? 'windows' : 'linux',
    },
    {
      containers: lazy(() => toContainers(given, manifestPaths)),
      hostNamespaces: lazy(() => hostNamespacesIn(holder, manifestNames, 'true', `${resource.path}/manifest`, file)),
    },
  );
}

function podWorkload(specPath: string, given: Given): Workload {
  const { resource, file } = given;
  const metadata = resource.blocks('metadata')[0];
  const name = metadata?.value('name');
  const [spec] = blocksAt(resource, specPath);
  const holder = { block: spec, object: undefined };
  return withContainers(
    {
      kind: kindOf(resource.type),
      name: knownText(name),
      namespace: knownText(metadata?.value('namespace')),
      span: name?.span ?? resource.span,
      path: resource.path,
      operatingSystem: systemOf(spec?.blocks('os')[0]?.value('name'), spec?.value('node_selector')),
    },
    {
      containers: lazy(() => toContainers(given, podPaths)),
      hostNamespaces: lazy(() => (spec ? hostNamespacesIn(holder, podNames, 'true', spec.path, file) : [])),
    },
  );
}

const withContainers = lazyProperties<Pick<Workload, 'containers' | 'hostNamespaces'>>('containers', 'hostNamespaces');

/** https://kubernetes.io/docs/concepts/windows/user-guide/ */
const systemOf = (name: Value | undefined, nodeSelector: Value | undefined): Workload['operatingSystem'] =>
  [name, property(nodeSelector, 'kubernetes.io/os')].some((value) => knownText(value) === 'windows')
    ? 'windows'
    : 'linux';

/** `kubernetes_cron_job_v1` makes a CronJob; what is called `daemonset` there is a DaemonSet. */
const kindOf = (type: string): string =>
  type
    .replace(/^kubernetes_/, '')
    .replace(/_v\d\w*$/, '')
    .replace('daemonset', 'daemon_set')
    .replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

const modeNames = { pid: 'pid_mode', network: 'network_mode', ipc: 'ipc_mode' } as const;
const podNames = { pid: 'host_pid', network: 'host_network', ipc: 'host_ipc' } as const;
const manifestNames = { pid: 'hostPID', network: 'hostNetwork', ipc: 'hostIPC' } as const;

const podPaths: SettingPaths = {
  switches: {
    readOnlyRootFilesystem: ['security_context', 'read_only_root_filesystem'],
    privileged: ['security_context', 'privileged'],
    stdin: ['stdin'],
    tty: ['tty'],
  },
  capabilities: ['security_context', 'capabilities', 'add'],
};

const manifestPaths: SettingPaths = {
  switches: {
    readOnlyRootFilesystem: ['securityContext', 'readOnlyRootFilesystem'],
    privileged: ['securityContext', 'privileged'],
    stdin: ['stdin'],
    tty: ['tty'],
  },
  capabilities: ['securityContext', 'capabilities', 'add'],
};

const taskPaths: SettingPaths = {
  switches: {
    readOnlyRootFilesystem: ['readonlyRootFilesystem'],
    privileged: ['privileged'],
    stdin: ['interactive'],
    tty: ['pseudoTerminal'],
  },
  capabilities: ['linuxParameters', 'capabilities', 'add'],
};

const dockerPaths: SettingPaths = {
  switches: {
    readOnlyRootFilesystem: ['read_only'],
    privileged: ['privileged'],
    stdin: ['stdin_open'],
    tty: ['tty'],
  },
  capabilities: ['capabilities', 'add'],
};

function toContainers({ resource, containers, file }: Given, paths: SettingPaths): readonly Container[] {
  const mounts = containerMountsOf(resource, containers, file);
  return containers.map((container) => {
    const own = mounts.flatMap((one) => (one.container === container.path ? [one.mount] : []));
    return toContainer(container, own, paths, { resource, file });
  });
}

function toContainer(
  container: TerraformContainer,
  mounts: Container['mounts'],
  paths: SettingPaths,
  { resource, file }: Pick<Given, 'resource' | 'file'>,
): Container {
  const { path, usage } = container;
  const name = container.value('name');
  const place = { span: name?.span ?? container.span, path };
  const { switchOf, capabilities } = containerSettings(container, paths, place, file);
  const role = usage === 'init-container' ? 'init' : 'main';
  const image = imageOfContainer(container, file.text);
  const temporary = (folder: string) => temporaryFolder(file.text, resource, container.block, folder);
  return withCapabilities(
    { role, name: knownText(name), ...place, image, mounts, switchOf, temporaryFolder: temporary },
    { addedCapabilities: lazy(capabilities) },
  );
}

const withCapabilities = lazyProperties<Pick<Container, 'addedCapabilities'>>('addedCapabilities');
