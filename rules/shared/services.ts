import type { ShellCommand } from '../../core/script.ts';

/**
 * The service that a command starts now or at every boot: `systemctl enable --now x`, `service x start`, `rc-update add x`,
 * `/etc/init.d/x start`, `update-rc.d x enable`. Stopping, masking and asking are not starting. Without `.service`.
 */
export function startedServices({ name, words }: ShellCommand): readonly string[] {
  const isInitScript = words[0]?.value.startsWith('/etc/init.d/') === true;
  if (!isInitScript && !serviceManagers.has(name)) return nothing;
  const plain = words.slice(1).flatMap(({ value }) => (value.startsWith('-') ? [] : [value]));
  const [first, second] = plain;
  switch (name) {
    case 'systemctl':
      return systemctlActions.has(first ?? '') ? plain.slice(1).map(withoutSuffix) : [];
    case 'service':
    case 'rc-service':
      return first !== undefined && startActions.has(second ?? '') ? [first] : [];
    case 'rc-update':
      return first === 'add' && second !== undefined ? [second] : [];
    case 'update-rc.d':
      return first !== undefined && (second === 'enable' || second === 'defaults') ? [first] : [];
    case 'chkconfig':
      return first !== undefined && second === 'on' ? [first] : [];
    default:
      return isInitScript && startActions.has(first ?? '') ? [name] : [];
  }
}

const nothing: readonly string[] = [];
const serviceManagers: ReadonlySet<string> = new Set([
  'systemctl',
  'service',
  'rc-service',
  'rc-update',
  'update-rc.d',
  'chkconfig',
]);
const systemctlActions: ReadonlySet<string> = new Set(['start', 'restart', 'enable', 'reenable', 'reload-or-restart']);
const startActions: ReadonlySet<string> = new Set(['start', 'restart', 'force-reload']);

const withoutSuffix = (unit: string): string => unit.replace(/\.service$/, '');
