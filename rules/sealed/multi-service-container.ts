import type { Document } from '../../core/document.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { daemonOf } from '../shared/daemons.ts';
import { pod } from '../shared/examples.ts';
import { startsLoginServer } from '../shared/loginServers.ts';
import { placeElsewhere, quoteCommand, within } from '../shared/message.ts';
import { startedServices } from '../shared/services.ts';
import { workloadOf } from '../shared/startScripts.ts';

export default defineRule({
  id: 'sealed/multi-service-container',
  title: 'Several services in one container',
  languages: ['dockerfile', 'kubernetes', 'helm'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A container that starts a supervisor, or a few daemons in the background, is a small server: its services are started, stopped and mended
inside of it while it runs. Nobody outside sees which of them is up, and a part of it can be exchanged without anything being deployed.

It bites when the daemon in the background dies. The container goes on, since its main process is alive; the platform sees nothing to
replace, and the web server answers errors until somebody goes in and runs \`service php-fpm restart\`. All services also share one version, one
restart and one limit of memory.

Give each service a container of its own: side by side in one pod where they have to share files or a network, else as workloads that scale
by themselves. A CronJob takes the place of cron. A small init process such as \`tini\` or \`dumb-init\` is fine, and so is s6 with one service.

Ignore it for images that have to look like a machine, such as those that configuration of machines is tested in.

See [running several processes in a container](https://docs.docker.com/engine/containers/multi-service_container/) and
[sidecar containers in the Kubernetes documentation](https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nCMD ["/usr/bin/supervisord", "-n"]\n' },
      { dockerfile: 'FROM php:8.3.14-fpm\nCMD php-fpm -D && nginx -g "daemon off;"\n' },
      { dockerfile: 'FROM debian:12.8\nCMD cron && exec node /app/server.js\n' },
      { kubernetes: pod('command: ["sh", "-c", "service rsyslog start && exec agent"]') },
      { helm: pod('command: ["sh", "-c", "redis-server & exec {{ .Values.program }} serve"]') },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nENTRYPOINT ["tini", "--", "nginx", "-g", "daemon off;"]\n' },
      { dockerfile: 'FROM debian:12.8\nCMD ["cron", "-f"]\n' },
      { dockerfile: 'FROM debian:12.8\nRUN service postgresql start && psql -f schema.sql\nCMD ["app"]\n' },
      { kubernetes: pod('command: ["sh", "-c", "./wait-for-it.sh db:5432 && exec agent"]') },
      { helm: pod('command: ["sh", "-c", "nginx -t && exec nginx -g \\"daemon off; {{ .Values.flags }}\\""]') },
    ],
  },

  *check(document) {
    for (const script of document.scripts) {
      // Hooks and the containers before the main ones are over when they are done.
      if (script.phase !== 'boot' || /\/(?:lifecycle|initContainers\[[^/]*\])\//.test(script.path)) continue;
      const found = findIn(script, document);
      if (!found) continue;
      yield {
        at: within(script, found.command.span),
        message: `${quoteCommand(found.command, document.file.text)} ${found.what}; give each service a container of its own`,
        ...placeElsewhere(found.command),
      };
    }
  },
});

interface Found {
  readonly command: ShellCommand;
  readonly what: string;
}

/** The first command that makes a container one of several services. Login servers are a finding of their own. */
function findIn(script: Script, document: Document): Found | undefined {
  const commands = withoutSubstitutions(script.commands).filter((command) => !startsLoginServer(command));
  const supervisor = commands.find(isSupervisor);
  if (supervisor) return { command: supervisor, what: 'is there to run several services' };
  const starter = commands.find((command) => startedServices(command).length > 0);
  if (starter) return { command: starter, what: 'leaves a service in the background that nobody looks after' };
  return beside(commands, script, document);
}

/** What stands in a `$(...)` is over when the command that it is a word of starts. */
function withoutSubstitutions(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const substituted = new Set(
    commands.flatMap(({ nested }) =>
      nested.flatMap((inner) => (inner.kind === 'shell-argument' ? [] : inner.commands)),
    ),
  );
  return commands.filter((command) => !substituted.has(command));
}

const isSupervisor = ({ name, words }: ShellCommand): boolean =>
  (supervisors.has(name) && !words.some(({ value }) => /^(?:-v|-h|--version|--help)$/.test(value))) ||
  /^(?:\/usr)?\/s?bin\/init$|(?:^|\/)systemd\/systemd$/.test(words[0]?.value ?? '');

/** `my_init` is that of phusion/baseimage. */
const supervisors: ReadonlySet<string> = new Set([
  ...['supervisord', 'systemd', 'runsvdir', 'runsvdir-start', 'my_init', 'circusd'],
]);

/** A daemon that is put into the background, with another process in front; or several of any kind. */
function beside(commands: readonly ShellCommand[], script: Script, document: Document): Found | undefined {
  const { text } = document.file;
  // One that is stopped again was there to set something up.
  if (commands.some(({ name, words }) => stoppers.has(name) || words.some(({ value }) => value === 'shutdown'))) {
    return undefined;
  }
  const main = commands.at(-1);
  const background = commands.filter((command) => command !== main && isBackground(command, text));
  const workers = background.filter(({ name }) => !helpers.has(name));
  const [first, second] = [...new Map(workers.map((one) => [quoteCommand(one, text), one])).values()];
  // The steps of a job may run side by side.
  const isJob = /^(?:Cron)?Job$/.test(workloadOf(script, document.workloads)?.kind ?? '');
  if (first && second && !isJob && isSameBranch(first, second, text)) {
    return { command: first, what: `runs in the background, beside ${quoteCommand(second, text)}` };
  }
  const inBackground = new Set(background);
  const frontName = main && (daemonOf(main)?.name ?? main.name);
  if (!main || helpers.has(main.name)) return undefined;
  for (const command of commands) {
    const daemon = command === main ? undefined : daemonOf(command);
    const isBehind = daemon?.isDetached || inBackground.has(command);
    if (daemon && isBehind && daemon.name !== frontName && isSameBranch(command, main, text)) {
      return { command, what: `runs in the background, beside ${quoteCommand(main, text)}` };
    }
  }
  return undefined;
}

/** In another branch, a command runs at another time. */
const isSameBranch = (before: ShellCommand, after: ShellCommand, text: string): boolean =>
  !before.origins && !/\b(?:else|elif)\b|;;/.test(text.slice(before.span.end, after.span.start));

/** Whether a `&` stands behind a command, or behind the group that it is the last of. */
const isBackground = ({ span, origins }: ShellCommand, text: string): boolean =>
  !origins && /^[ \t]*(?:;?[ \t]*[)}][ \t]*)?&(?![&>])/.test(text.slice(span.end, span.end + 20));

const stoppers: ReadonlySet<string> = new Set(['kill', 'pkill', 'killall']);

/** What is no service: it waits, prints, watches, or is a part of what an app needs to draw with. */
const helpers: ReadonlySet<string> = new Set([
  ...['sleep', 'tail', 'wait', 'cat', 'echo', 'printf', 'true', ':', 'read', 'trap', 'touch', 'curl', 'wget', 'tee'],
  ...['wait-for-it', 'wait-for-it.sh', 'watch', 'inotifywait', 'Xvfb', 'dbus-daemon', 'logger', 'chown', 'chmod'],
]);
