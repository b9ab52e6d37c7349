import { folderOf, resolvePath } from '../../core/project.ts';
import { asString, get } from '../yaml/node.ts';
import type { ComposeDocument } from './document.ts';

/**
 * The path of the Dockerfile that a service builds, `servicePath` being such as `services/web`; undefined when it builds none, or one
 * that is not a file here, or that hangs on a variable (https://docs.docker.com/reference/compose-file/build/).
 */
export function dockerfileOf({ file, services }: ComposeDocument, servicePath: string): string | undefined {
  const build = services.find(({ path }) => path === servicePath)?.get('build');
  if (!build || get(build, 'dockerfile_inline')) return undefined;
  const context = asString(build) ?? asString(get(build, 'context')) ?? '.';
  const name = asString(get(build, 'dockerfile')) ?? 'Dockerfile';
  const isElsewhere = /^(?:\/|~|[\w+.-]+:)/;
  if (build.kind === 'null' || [context, name].some((part) => part.includes('$') || isElsewhere.test(part)))
    return undefined;
  const folder = resolvePath(folderOf(file.path), context);
  return folder === undefined ? undefined : resolvePath(folder, name);
}
