import { folderOf, resolvePath } from '../../core/project.ts';
import { asString, get } from '../yaml/node.ts';
import type { ComposeDocument } from './document.ts';
import type { ComposeService } from './service.ts';

/**
 * The path of the Dockerfile that a service builds, `servicePath` being such as `services/web`; undefined when it builds none, or one
 * that is not a file here, or that hangs on a variable (https://docs.docker.com/reference/compose-file/build/).
 */
export function dockerfileOf({ file, services }: ComposeDocument, servicePath: string): string | undefined {
  const service = services.find(({ path }) => path === servicePath);
  return service && buildOf(file.path, service)?.dockerfile;
}

/** What a service of the Compose file at `path` is built from: a folder and the Dockerfile. Undefined as above. */
export function buildOf(
  path: string,
  service: ComposeService,
): { readonly context: string; readonly dockerfile: string } | undefined {
  const build = service.get('build');
  if (!build || get(build, 'dockerfile_inline')) return undefined;
  const context = asString(build) ?? asString(get(build, 'context')) ?? '.';
  const name = asString(get(build, 'dockerfile')) ?? 'Dockerfile';
  const isElsewhere = /^(?:\/|~|[\w+.-]+:)/;
  if (build.kind === 'null' || [context, name].some((part) => part.includes('$') || isElsewhere.test(part)))
    return undefined;
  const folder = resolvePath(folderOf(path), context);
  const dockerfile = folder === undefined ? undefined : resolvePath(folder, name);
  return folder === undefined || dockerfile === undefined ? undefined : { context: folder, dockerfile };
}
