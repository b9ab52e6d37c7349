import type { Port } from '../../core/facts.ts';
import { lazyProperties } from '../../core/lazy.ts';
import type { TerraformBlock, TerraformResource } from './block.ts';
import type { TerraformContainer } from './containers.ts';
import { removalOfBlock } from './removal.ts';
import { itemsOf, knownNumber, property, type Value } from './value.ts';

/** Every port that a resource's containers listen on, and that a Service or a published port leads to. */
export function portsOf(
  resource: TerraformResource,
  containers: readonly TerraformContainer[],
  source: string,
): readonly Port[] {
  switch (resource.type) {
    case 'docker_container':
      return resource.blocks('ports').flatMap((block) => blockPort(block, 'internal', 'published', source));
    case 'kubernetes_service':
    case 'kubernetes_service_v1':
      return servicePorts(resource, source);
    default:
      return containers.flatMap((container) => containerPorts(container, source));
  }
}

/** `portMappings` is ECS's, `ports` Kubernetes'. */
const listNames = ['portMappings', 'ports'];

function containerPorts({ block, path, value }: TerraformContainer, source: string): readonly Port[] {
  if (!block) {
    return listNames.flatMap((name) =>
      itemsOf(value(name)).flatMap((mapping, index) => {
        const portPath = `${path}/${name}[${index}]/containerPort`;
        return toPort(property(mapping, 'containerPort'), portPath, 'container', () => undefined);
      }),
    );
  }
  // `port` is that of the kubernetes provider, `ports` that of Google's and of Azure's.
  return [...block.blocks('port'), ...block.blocks('ports')].flatMap((port) => {
    const name = port.attribute('container_port') ? 'container_port' : 'port';
    return blockPort(port, name, 'container', source);
  });
}

/** The port that a Service has and the one it leads to, once when they are the same. */
function servicePorts(resource: TerraformResource, source: string): readonly Port[] {
  return resource.blocks('spec').flatMap((spec) => {
    const blocks = spec.blocks('port');
    // A Service must have a port.
    const removal = (block: TerraformBlock) => (blocks.length > 1 ? removalOfBlock(block, source) : undefined);
    return blocks.flatMap((block) => {
      const port = toPort(block.value('port'), `${block.path}/port`, 'service', () => removal(block));
      const targetValue = block.value('target_port');
      const target = toPort(targetValue, `${block.path}/target_port`, 'service', () => removal(block));
      return [...port, ...target.filter((one) => one.port !== port[0]?.port)];
    });
  });
}

function blockPort(block: TerraformBlock, name: string, usage: Port['usage'], source: string): readonly Port[] {
  return toPort(block.value(name), `${block.path}/${name}`, usage, () => removalOfBlock(block, source));
}

function toPort(
  value: Value | undefined,
  path: string,
  usage: Port['usage'],
  removalOf: () => Port['removal'],
): readonly Port[] {
  const port = knownNumber(value);
  if (value === undefined || port === undefined) return [];
  return [withRemoval({ span: value.span, path, port, usage }, { removal: removalOf })];
}

const withRemoval = lazyProperties<Pick<Port, 'removal'>>('removal');
