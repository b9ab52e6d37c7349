import type { ShellCommand, ShellWord } from '../../core/script.ts';

/** The image that a container engine's command pulls, or runs and pulls where it is not there yet. */
export function imageFetchedBy({ name, words }: ShellCommand): ShellWord | undefined {
  if (!engines.has(name)) return undefined;
  const at = words.findIndex(({ value }) => value === 'pull' || value === 'run' || value === 'create');
  const before = words.slice(1, Math.max(at, 1)).map(({ value }) => value);
  // `docker compose run`, `docker network create`.
  if (at === -1 || before.some((value) => !value.startsWith('-') && value !== 'container' && value !== 'image')) {
    return undefined;
  }
  for (let index = at + 1; index < words.length; index++) {
    const { value } = words[index]!;
    if (!value.startsWith('-')) return words[index];
    if (takesNext(value)) index++;
  }
  return undefined;
}

const engines: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'crictl']);

/** Most options of these commands take a value, so that those are listed that do not; of Docker 27 and Podman 5. */
function takesNext(option: string): boolean {
  if (option.includes('=')) return false;
  if (option.startsWith('--')) return !switches.has(option);
  const first = [...option].findIndex((letter, index) => index > 0 && !'aditPqT'.includes(letter));
  return first === option.length - 1;
}

const switches: ReadonlySet<string> = new Set([
  ...['--all-tags', '--detach', '--disable-content-trust', '--help', '--init', '--interactive', '--no-healthcheck'],
  ...[
    '--oom-kill-disable',
    '--privileged',
    '--publish-all',
    '--quiet',
    '--read-only',
    '--replace',
    '--rm',
    '--sig-proxy',
  ],
  ...['--tls-verify', '--tty'],
]);
