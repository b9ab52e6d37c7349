import type { ShellCommand } from '../../core/script.ts';

/** A program that serves until it is stopped. */
export interface Daemon {
  /** What it is, whichever of its programs is called: `apache` for `httpd` and for `apachectl`. */
  readonly name: string;
  /** Whether the program goes to the background by itself, as it is called. */
  readonly isDetached: boolean;
}

/** The daemon that a command starts; undefined for any other program, and for one that is only asked something. */
export function daemonOf({ name: program, words }: ShellCommand): Daemon | undefined {
  const name = names.get(program) ?? names.get(program.replace(/[\d.]+$/, ''));
  if (name === undefined) return undefined;
  const given = words
    .slice(1)
    .map(({ value }) => value)
    .join(' ');
  if (asks.test(given) || onlyAsks.get(name)?.test(given)) return undefined;
  const stays = staysByOption.get(name);
  return { name, isDetached: stays ? !stays.test(given) : (detaches.get(name)?.test(given) ?? false) };
}

const programs: readonly (readonly [name: string, ...programs: readonly string[]])[] = [
  ['apache', 'httpd', 'httpd-foreground', 'apache2', 'apache2-foreground', 'apachectl', 'apache2ctl'],
  ['caddy', 'caddy'],
  ['celery', 'celery'],
  ['cron', 'cron', 'crond', 'supercronic'],
  ['dnsmasq', 'dnsmasq'],
  ['docker', 'dockerd', 'dockerd-entrypoint.sh'],
  ['envoy', 'envoy'],
  ['fluentd', 'fluentd', 'fluent-bit', 'td-agent'],
  ['gunicorn', 'gunicorn'],
  ['haproxy', 'haproxy'],
  ['memcached', 'memcached'],
  ['mongodb', 'mongod', 'mongos'],
  ['mysql', 'mysqld', 'mysqld_safe', 'mariadbd', 'mariadbd-safe'],
  ['nginx', 'nginx', 'openresty'],
  ['php-fpm', 'php-fpm'],
  ['postfix', 'postfix'],
  ['postgres', 'postgres'],
  ['puma', 'puma'],
  ['redis', 'redis-server'],
  ['sidekiq', 'sidekiq'],
  ['squid', 'squid'],
  ['syslog', 'rsyslogd', 'syslogd', 'syslog-ng'],
  ['uvicorn', 'uvicorn'],
  ['uwsgi', 'uwsgi'],
  ['varnish', 'varnishd'],
];

const names: ReadonlyMap<string, string> = new Map(
  programs.flatMap(([name, ...all]) => all.map((program): readonly [string, string] => [program, name])),
);

const asks = /(?:^| )(?:--version|--help|-h|-V)(?: |$)/;
const onlyAsks: ReadonlyMap<string, RegExp> = new Map([
  ['apache', /(?:^| )(?:-[tvSlL]|configtest|stop|graceful|restart)(?: |$)/],
  ['caddy', /^(?!(?:run|start)\b)/],
  ['celery', /^(?!.*\b(?:worker|beat|flower|multi)\b)/],
  ['haproxy', /(?:^| )-c(?: |$)/],
  ['mysql', /--(?:initialize|bootstrap|verbose|validate-config)/],
  ['nginx', /(?:^| )-[tTsvq]/],
  ['php-fpm', /(?:^| )-[tvim]/],
  ['postfix', /^(?!start)/],
]);

/** Those that go to the background unless they are told to stay. */
const staysByOption: ReadonlyMap<string, RegExp> = new Map([
  ['cron', /(?:^| )-[a-z]*[fn]|\/|crontab/],
  ['dnsmasq', /(?:^| )(?:-k|-d|--keep-in-foreground|--no-daemon)/],
  ['nginx', /daemon off/],
  ['syslog', /(?:^| )-[a-zA-Z]*[nF]/],
]);
/** Those that do so when they are told to. */
const detaches: ReadonlyMap<string, RegExp> = new Map([
  ['apache', /^(?:-k )?start(?: |$)/],
  ['caddy', /^start\b/],
  ['celery', /--detach|\bmulti start\b/],
  ['gunicorn', /(?:^| )(?:-D|--daemon)(?: |$)/],
  ['haproxy', /(?:^| )-D(?: |$)/],
  ['memcached', /(?:^| )-d(?: |$)/],
  ['mongodb', /--fork/],
  ['php-fpm', /(?:^| )(?:-D|--daemonize)/],
  ['postfix', /^start(?: |$)/],
  ['redis', /--daemonize yes/],
  ['uwsgi', /(?:^| )(?:-d|--daemonize)/],
]);
