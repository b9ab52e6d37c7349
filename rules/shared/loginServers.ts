import type { ShellCommand } from '../../core/script.ts';
import { startedServices } from './services.ts';

/** Packages that hold an SSH, telnet or remote desktop server, by their names in Debian, Fedora and Alpine. */
export const loginServerPackages: ReadonlySet<string> = new Set([
  ...['openssh-server', 'openssh-server-pam', 'dropbear', 'dropbear-bin', 'dropbear-run', 'tinyssh', 'tinysshd'],
  ...['telnetd', 'telnetd-ssl', 'inetutils-telnetd', 'telnet-server', 'xrdp'],
]);

/** Whether a command starts such a server, now or at every boot. */
export function startsLoginServer(command: ShellCommand): boolean {
  const { name, words } = command;
  // `sshd -t` and the like look at the settings and end.
  if (programs.has(name)) return name !== 'sshd' || !words.some(({ value }) => /^-[tTGV]$/.test(value));
  return startedServices(command).some((service) => services.has(service));
}

const programs: ReadonlySet<string> = new Set(['sshd', 'dropbear', 'telnetd', 'in.telnetd', 'xrdp', 'tinysshd']);
const services: ReadonlySet<string> = new Set([
  ...['ssh', 'sshd', 'dropbear', 'telnet', 'telnetd', 'xrdp'],
  ...['ssh.socket', 'sshd.socket', 'dropbear.socket', 'telnet.socket'],
]);
