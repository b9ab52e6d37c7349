import { isKnown } from '../../core/embedded.ts';
import { folderOf, resolvePath } from '../../core/project.ts';
import { asString, get, type YamlNode } from '../yaml/node.ts';
import type { ComposeService } from './service.ts';

/**
 * What a service of the Compose file at `path` is built from: a folder and the Dockerfile. Undefined when it builds nothing, or what is
 * not here, or what hangs on a variable that `textOf` does not put in (https://docs.docker.com/reference/compose-file/build/).
 */
export function buildOf(
  path: string,
  service: ComposeService,
  textOf: (node: YamlNode | undefined) => string | undefined = asString,
): { readonly context: string; readonly dockerfile: string } | undefined {
  const build = service.get('build');
  if (!build || get(build, 'dockerfile_inline')) return undefined;
  const context = textOf(build) ?? textOf(get(build, 'context')) ?? '.';
  const name = textOf(get(build, 'dockerfile')) ?? 'Dockerfile';
  const isElsewhere = /^(?:\/|~|[\w+.-]+:)/;
  if (
    build.kind === 'null' ||
    [context, name].some((part) => part.includes('$') || !isKnown(part) || isElsewhere.test(part))
  )
    return undefined;
  const folder = resolvePath(folderOf(path), context);
  const dockerfile = folder === undefined ? undefined : resolvePath(folder, name);
  return folder === undefined || dockerfile === undefined ? undefined : { context: folder, dockerfile };
}
