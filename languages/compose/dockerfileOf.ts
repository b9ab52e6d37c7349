import type { Project } from '../../core/project.ts';
import { buildOf } from './build.ts';
import type { ComposeDocument } from './document.ts';
import { layersOf } from './layers.ts';
import { stringOf } from './value.ts';

/**
 * The path of the Dockerfile that a service builds, `servicePath` being such as `services/web`, variables of `.env` put in; undefined
 * when it builds none, or one that is not a file here, or that hangs on what is not known
 * (https://docs.docker.com/reference/compose-file/build/).
 */
export function dockerfileOf(
  { file, services }: ComposeDocument,
  servicePath: string,
  project: Project,
): string | undefined {
  const service = services.find(({ path }) => path === servicePath);
  const layers = service ? layersOf(project, file.path, service.name) : [];
  const builds = layers.flatMap(
    ({ path, scope, service: layer }) => buildOf(path, layer, (node) => stringOf(scope, node)) ?? [],
  );
  return builds[0]?.dockerfile;
}
