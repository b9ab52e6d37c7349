import type { ShellCommand } from '../../core/script.ts';

/** A run of a program that brings machines into a state that is described elsewhere. */
export interface Management {
  readonly tool: ManagementTool;
  /** What it changes: the machine or container that it runs on, or others. */
  readonly target: 'self' | 'others';
  /** Whether all that it needs is there, so that no server says what to do. */
  readonly isLocal: boolean;
}

export type ManagementTool = 'ansible' | 'bolt' | 'cfengine' | 'chef' | 'puppet' | 'salt';

/** What a command does with Ansible, Chef, Puppet, Salt or CFEngine; undefined for all else, for questions and for trial runs. */
export function managementOf({ name, words }: ShellCommand): Management | undefined {
  // Most commands are none of these, and to put their words together takes time.
  if (!programs.has(name)) return undefined;
  const values = words.slice(1).map(({ value }) => value);
  const given = values.join(' ');
  if (/(?:^| )(?:--version|--help|-h|--noop|--why-run|-W)(?: |$)/.test(given)) return undefined;
  const first = values.find((value) => !value.startsWith('-'));
  switch (name) {
    case 'ansible-pull':
      return { tool: 'ansible', target: 'self', isLocal: false };
    case 'ansible-playbook':
    case 'ansible':
      return ansibleRun(name, given, first);
    case 'ansible-runner':
      return first === 'run' ? { tool: 'ansible', target: 'others', isLocal: false } : undefined;
    case 'bolt':
      return /^(?:apply|(?:command|file|plan|script|task) (?:run|upload))\b/.test(given)
        ? { tool: 'bolt', target: 'others', isLocal: false }
        : undefined;
    case 'chef-client':
    case 'cinc-client':
      return { tool: 'chef', target: 'self', isLocal: /(?:^| )(?:-z|--local-mode)(?: |$)/.test(given) };
    case 'chef-solo':
    case 'cinc-solo':
      return { tool: 'chef', target: 'self', isLocal: true };
    case 'knife':
      return /^(?:ssh|bootstrap|winrm)$/.test(first ?? '')
        ? { tool: 'chef', target: 'others', isLocal: false }
        : undefined;
    case 'puppet':
      if (first !== 'agent' && first !== 'apply') return undefined;
      return { tool: 'puppet', target: 'self', isLocal: first === 'apply' };
    case 'salt-minion':
      return { tool: 'salt', target: 'self', isLocal: false };
    case 'salt-call':
      return { tool: 'salt', target: 'self', isLocal: /(?:^| )--local(?: |$)/.test(given) };
    case 'salt':
    case 'salt-ssh':
      return / test\.ping\b/.test(given) ? undefined : { tool: 'salt', target: 'others', isLocal: false };
    case 'cf-agent':
    case 'cf-execd':
      return { tool: 'cfengine', target: 'self', isLocal: false };
    default:
      return undefined;
  }
}

const programs: ReadonlySet<string> = new Set([
  ...['ansible', 'ansible-playbook', 'ansible-pull', 'ansible-runner', 'bolt', 'cf-agent', 'cf-execd', 'chef-client'],
  ...['chef-solo', 'cinc-client', 'cinc-solo', 'knife', 'puppet', 'salt', 'salt-call', 'salt-minion', 'salt-ssh'],
]);

function ansibleRun(name: string, given: string, first: string | undefined): Management | undefined {
  const asks = /(?:^| )(?:--syntax-check|--list-(?:tasks|hosts|tags)|--check|-[a-zA-BD-Z]*C)(?: |$)/;
  if (first === undefined || asks.test(given)) return undefined;
  // Without an action, and with one that only looks.
  if (
    name === 'ansible' &&
    !/(?:^| )(?:-a|--args|(?:-m\s*|--module-name[= ])(?!\s*(?:ping|setup|debug)\b))/.test(given)
  ) {
    return undefined;
  }
  const isLocal =
    /(?:^| )(?:(?:-c ?|--connection[= ])local|(?:-i ?|--inventory[= ])(?:localhost|127\.0\.0\.1),?)(?: |$)/.test(
      given,
    ) ||
    (name === 'ansible' && /^(?:localhost|127\.0\.0\.1)$/.test(first));
  // https://docs.ansible.com/ansible/latest/inventory/implicit_localhost.html
  const namesHosts = name === 'ansible' || /(?:^| )(?:-[il]|--inventory|--inventory-file|--limit)/.test(given);
  return { tool: 'ansible', target: isLocal || !namesHosts ? 'self' : 'others', isLocal: isLocal || !namesHosts };
}

/** The packages of agents, which have a server change the machine for as long as it runs. */
export const agentPackages: ReadonlyMap<string, ManagementTool> = new Map<string, ManagementTool>([
  ['cfengine-community', 'cfengine'],
  ['cfengine3', 'cfengine'],
  ['chef', 'chef'],
  ['cinc', 'chef'],
  ['puppet', 'puppet'],
  ['puppet-agent', 'puppet'],
  ['salt-minion', 'salt'],
]);

export const agentServices: ReadonlySet<string> = new Set([
  ...['cfengine3', 'chef-client', 'cinc-client', 'puppet', 'puppet-agent', 'salt-minion'],
]);
