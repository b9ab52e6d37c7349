import { isKnown } from '../../core/embedded.ts';
import type { ShellCommand, ShellWord } from '../../core/script.ts';
import { takesNextWord } from '../../languages/shell/wrappers.ts';

/** What a command changes while it runs: the objects of a cluster, a container, or a machine. */
export interface LiveEdit {
  readonly kind: 'objects' | 'container' | 'machine';
  /** Whether the container is one of the engine's on this machine, for all that is said. */
  readonly isLocal?: true;
}

/**
 * How a command changes something that was deployed; undefined for one that does not, that only looks, and that only says
 * what it would do.
 */
export function liveEditOf({ name, words, redirects, pipeline }: ShellCommand): LiveEdit | undefined {
  const isFed = redirects.some(({ operator }) => operator.startsWith('<')) || (pipeline[0]?.words ?? words) !== words;
  return editBy(name, words, isFed);
}

function editBy(name: string, words: readonly ShellWord[], isFed: boolean): LiveEdit | undefined {
  const values = words.map(({ value }) => value);
  switch (name) {
    case 'kubectl':
    case 'oc':
    case 'microk8s.kubectl':
      return clusterEdit(values.slice(1));
    case 'k3s':
    case 'microk8s':
      return values[1] === 'kubectl' ? clusterEdit(values.slice(2)) : undefined;
    case 'docker':
    case 'podman':
    case 'nerdctl':
    case 'crictl':
    case 'docker-compose':
    case 'podman-compose':
      return containerEdit(values);
    case 'ssh':
    case 'autossh':
      return sshEdit(values.slice(1), isFed) ? { kind: 'machine' } : undefined;
    case 'scp':
      return isRemotePath(operandsOf(values.slice(1), scpValues).at(-1)) && !isBackup(values)
        ? { kind: 'machine' }
        : undefined;
    case 'rsync':
      return rsyncEdit(values.slice(1)) && !isBackup(values) ? { kind: 'machine' } : undefined;
    case 'sshpass': {
      const at = values.findIndex((value) => /(?:^|\/)(?:ssh|scp|rsync)$/.test(value));
      return at === -1 ? undefined : editBy(values[at]!.replace(/.*\//s, ''), words.slice(at), isFed);
    }
    case 'aws':
    case 'gcloud':
    case 'az':
      return cloudEdit(name, values.slice(1));
    default:
      return undefined;
  }
}

/** The words that are no options, up to `--`, and what follows it. */
function splitArguments(
  values: readonly string[],
  takers: readonly string[],
): { readonly operands: readonly string[]; readonly rest: readonly string[]; readonly options: readonly string[] } {
  const operands: string[] = [];
  const options: string[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value === '--') return { operands, rest: values.slice(index + 1), options };
    if (!/^-./.test(value)) operands.push(value);
    else {
      options.push(value);
      if (takesNextWord(value, takers)) index++;
    }
  }
  return { operands, rest: [], options };
}

const operandsOf = (values: readonly string[], takers: readonly string[]): readonly string[] => {
  const { operands, rest } = splitArguments(values, takers);
  return [...operands, ...rest];
};

/** Of kubectl 1.31. */
const kubectlValues = [
  ...['-n', '--namespace', '--context', '--kubeconfig', '--cluster', '--user', '-s', '--server', '--token', '--as'],
  ...['--as-group', '--certificate-authority', '--client-key', '--client-certificate', '--request-timeout', '-v'],
  ...['-c', '--container', '-f', '--filename', '-l', '--selector', '-o', '--output', '-p', '--patch', '--patch-file'],
  ...['--type', '--replicas', '--current-replicas', '--timeout', '--image', '--pod-running-timeout', '--retries'],
];

function clusterEdit(values: readonly string[]): LiveEdit | undefined {
  const { operands, rest, options } = splitArguments(values, kubectlValues);
  const [verb, second] = operands;
  const isTrial = options.some((option) => /^--(?:dry-run(?!=none)|local(?!=false)|help)|^-h$/.test(option));
  if (isTrial || verb === undefined) return undefined;
  switch (verb) {
    case 'exec':
    case 'rsh':
      return onlyLooks(rest.length > 0 ? rest : commandAmong(values, verb)) ? undefined : { kind: 'container' };
    case 'cp':
      return isContainerPath(operands[2]) ? { kind: 'container' } : undefined;
    case 'debug':
      return { kind: 'container' };
    case 'edit':
    case 'patch':
    case 'scale':
      return { kind: 'objects' };
    case 'set':
      return second !== undefined && objectSettings.has(second) ? { kind: 'objects' } : undefined;
    default:
      return undefined;
  }
}

const objectSettings: ReadonlySet<string> = new Set([
  ...['image', 'env', 'resources', 'serviceaccount', 'sa', 'selector', 'subject', 'probe', 'volume', 'volumes'],
]);

/** What stands behind `exec`, its options and the name of the container. */
function commandAmong(values: readonly string[], verb: string): readonly string[] {
  const start = values.indexOf(verb) + 1;
  for (let index = start; index < values.length; index++) {
    const value = values[index]!;
    if (!value.startsWith('-')) return values.slice(index + 1);
    if (takesNextWord(value, [...kubectlValues, ...engineValues])) index++;
  }
  return [];
}

/** Of Docker 27 and Compose 2, before and behind `exec`. */
const engineValues = [
  ...['-H', '--host', '--context', '--config', '--log-level', '-f', '--file', '--project-name', '--project-directory'],
  ...['--profile', '-e', '--env', '--env-file', '-u', '--user', '-w', '--workdir', '--detach-keys', '--index'],
];

function containerEdit(values: readonly string[]): LiveEdit | undefined {
  const { operands } = splitArguments(values.slice(1), [...engineValues, '-p', '-c']);
  const at = operands[0] === 'container' || operands[0] === 'compose' ? 1 : 0;
  const verb = operands[at];
  const isEdit =
    verb === 'exec' ? !onlyLooks(commandAmong(values, verb)) : verb === 'cp' && isContainerPath(operands.at(-1));
  if (!isEdit) return undefined;
  const before = values.slice(1, values.indexOf(verb ?? ''));
  const isElsewhere = before.some((value) => /^(?:-H|--host|--context|-c$)/.test(value));
  return isElsewhere ? { kind: 'container' } : { kind: 'container', isLocal: true };
}

/** `[namespace/]pod:path`, `container:path` */
const isContainerPath = (operand: string | undefined): boolean =>
  operand !== undefined && !/^[./~]/.test(operand) && operand.indexOf(':') > 0;

/** Of OpenSSH 9. */
const sshValues = [...'bcDEeFIiJLlmOopQRSWwBP'].map((letter) => `-${letter}`);
const scpValues = [...'cDFiJloPSX'].map((letter) => `-${letter}`);

function sshEdit(values: readonly string[], isFed: boolean): boolean {
  let index = 0;
  for (; values[index]?.startsWith('-'); index++) {
    const value = values[index]!;
    // A tunnel, a question, the end of a connection that is kept.
    if (/^-[a-zA-Z]*[NVGQOW]/.test(value)) return false;
    if (takesNextWord(value, sshValues)) index++;
  }
  const [host, ...command] = values.slice(index);
  if (host === undefined || isOwnHost(host)) return false;
  return command.length === 0 ? isFed : !onlyLooks(command);
}

/** Hosts of git repositories, which run nothing else, and this machine. */
const isOwnHost = (host: string): boolean =>
  /^git@|(?:^|@)(?:(?:ssh\.)?github\.com|gitlab\.com|bitbucket\.org|localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(
    host,
  );

/** `user@host:path`; what is not known as a whole may be a folder. */
function isRemotePath(operand: string | undefined): boolean {
  const [, host] = /^(?:(?:scp|rsync|ssh):\/\/)?([^/:]+):/.exec(operand ?? '') ?? [];
  return host !== undefined && host.length > 1 && !isOwnHost(host);
}

/** Whether a copy is one to keep, as far as names tell. */
const isBackup = (values: readonly string[]): boolean =>
  values.some((value) => /backup|snapshot|archive|\bdumps?\b|\blogs?\b/i.test(value));

const rsyncValues = [
  ...['-e', '--rsh', '--exclude', '--include', '--exclude-from', '--include-from', '--files-from', '-f', '--filter'],
  ...['--rsync-path', '--chmod', '--chown', '--bwlimit', '--port', '--password-file', '--timeout', '--log-file', '-B'],
  ...['--link-dest', '--compare-dest', '--copy-dest', '--backup-dir', '--suffix', '-T', '--temp-dir', '--max-size'],
];

function rsyncEdit(values: readonly string[]): boolean {
  const { operands, options } = splitArguments(values, rsyncValues);
  const isTrial = options.some((option) => option === '--dry-run' || /^-[a-zA-Z]*n/.test(option));
  const target = operands.at(-1);
  return !isTrial && operands.length > 1 && (isRemotePath(target) || /^rsync:\/\//.test(target ?? ''));
}

function cloudEdit(program: string, values: readonly string[]): LiveEdit | undefined {
  const { operands, rest } = splitArguments(values, ['--profile', '--region', '--project', '--zone', '--output']);
  const said = operands.join(' ');
  const container: LiveEdit = { kind: 'container' };
  const machine: LiveEdit = { kind: 'machine' };
  if (program === 'aws') {
    if (said.startsWith('ecs execute-command')) return container;
    return said.startsWith('ssm send-command') ? machine : undefined;
  }
  if (program === 'az') {
    if (/^(?:container|containerapp) exec\b/.test(said)) return container;
    return /^(?:vm|vmss) (?:run-command (?:invoke|create)|extension set)\b/.test(said) ? machine : undefined;
  }
  const action = /^(?:(?:alpha|beta) )?compute (ssh|scp)\b/.exec(said)?.[1];
  if (action === 'scp') return isRemotePath(operands.at(-1)) ? machine : undefined;
  const at = values.findIndex((value) => /^--command(?:=|$)/.test(value));
  const command = at === -1 ? rest : [values[at]!.replace(/^--command=?/, '') || (values[at + 1] ?? '')];
  return action === 'ssh' && command.length > 0 && !onlyLooks(command) ? machine : undefined;
}

/** Whether a command that is given to another place only looks around there. */
function onlyLooks(words: readonly string[]): boolean {
  const [, shell, option] = /^(?:\S*\/)?(sh|bash|ash|dash) (-[a-z]*c) /.exec(`${words.slice(0, 3).join(' ')} `) ?? [];
  const text = (shell === undefined || option === undefined ? words.join(' ') : (words[2] ?? '')).trim();
  if (text === '' || !isKnown(text.split(/\s/)[0]!)) return false;
  const withoutHarmless = text.replace(/[12&]?>>?\s*(?:\/dev\/null|&[12])/g, '');
  if (/>/.test(withoutHarmless)) return false;
  return withoutHarmless.split(/&&|\|\|?|;|\n/).every((part) => part.trim() === '' || looking.test(part.trim()));
}

const lookers = [
  ...[
    'true',
    ':',
    'exit',
    'cd',
    'echo',
    'printf',
    'cat',
    'ls',
    'head',
    'tail',
    'grep',
    'wc',
    'stat',
    'test',
    'env',
    'ps',
  ],
  ...['printenv', 'id', 'whoami', 'hostname', 'uname', 'date', 'uptime', 'pwd', 'df', 'du', 'free', 'which', 'sleep'],
  ...['nslookup', 'dig', 'getent', 'ping', 'nc', 'ss', 'netstat', 'sha256sum', 'journalctl', 'dmesg', 'pg_isready'],
  ...[
    'mysqladmin ping',
    'redis-cli ping',
    'java -version',
    'systemctl (?:status|is-active|show|--version)',
    String.raw`find(?!.*\s-(?:exec|delete))`,
  ],
  String.raw`curl(?!.*\s(?:-X|--request|-d|--data\S*|--json|-F|-T|-[a-zA-Z]*[oO](?! ?/dev/null)))`,
  String.raw`wget\b.*\s(?:-q?O ?-|--spider)`,
];
/** Programs that change nothing, and what others are asked by. */
const looking = new RegExp(String.raw`^(?:sudo )?(?:\[ |(?:\S*/)?(?:${lookers.join('|')})(?:\s|$))`, 's');
