import { shells } from '../shell/interpreters.ts';
import { asString, get, itemsOf, type YamlNode } from '../yaml/node.ts';

/**
 * Whether a POSIX-like shell runs the script of a step: what `shell` names in the step or in the defaults of job and
 * workflow, else `bash`, and PowerShell on Windows
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell).
 */
export function isRunByShell(workflow: YamlNode, job: YamlNode, step: YamlNode): boolean {
  const shell = [step, get(job, 'defaults', 'run'), get(workflow, 'defaults', 'run')]
    .map((node) => get(node, 'shell'))
    .find((node) => node !== undefined && node.kind !== 'null');
  if (shell) return (asString(shell) ?? '').split(/[\s/-]+/).some((word) => shells.has(word));
  return !windowsCondition.test(asString(get(step, 'if')) ?? '') && !isOnWindows(job);
}

const windowsCondition = /(?:==\s*|(?<!!)\b(?:startsWith|contains)\([^()]*,\s*)'windows/i;

function isOnWindows(job: YamlNode): boolean {
  const runsOn = get(job, 'runs-on');
  const labels = runsOn?.kind === 'map' ? get(runsOn, 'labels') : runsOn;
  const names = labels?.kind === 'sequence' ? itemsOf(labels) : [labels];
  return names.some((name) => isWindows(asString(name) ?? '', job));
}

/** Of a matrix, all systems must be Windows: any other one runs the script in `bash`. */
function isWindows(label: string, job: YamlNode): boolean {
  const key = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(label)?.[1];
  if (key === undefined) return /windows/i.test(label.replace(/\$\{\{.*?\}\}/g, ''));
  const matrix = get(job, 'strategy', 'matrix');
  const included = itemsOf(get(matrix, 'include')).map((one) => get(one, key));
  const values = [...itemsOf(get(matrix, key)), ...included].flatMap((value) => asString(value) ?? []);
  return values.length > 0 && values.every((value) => /windows/i.test(value));
}
