import type { Document } from '../../core/document.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import type { DockerfileDocument } from '../../languages/dockerfile/document.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { scriptsOf } from '../shared/containers.ts';
import { baseStoreOf, makesDatabaseImage, shippedStages } from '../shared/databaseImages.ts';
import { databasesDescription, dataStoreOfDirectory, dataStoreOfImage, isWithin } from '../shared/dataStores.ts';
import { isNamedTest } from '../shared/development.ts';
import { taskDefinition } from '../shared/examples.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import {
  packagesOption,
  type Server,
  serverOfPackage,
  serverOfProgram,
  serverOfService,
} from '../shared/serverPackages.ts';
import { startedServices } from '../shared/services.ts';

export default defineRule({
  id: 'stateless/database-in-image',
  title: 'Database in the image of an application',
  languages: ['dockerfile', 'terraform'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: `
An image with a database server in it makes containers that hold data. Such a container cannot be replaced, because its data goes
with it; it cannot be run twice, because each copy would have other data; and the database is upgraded, restarted and killed
whenever the application is.

It bites at the first release: the new container starts with an empty database, or with the rows that were in the image when it was
built. Data files that are copied into a database's image do the same, only later: every container begins from that day's state.

Run the database as a service of its own, from its own image, with a volume; let the application find it by an address in its
configuration. What a new database needs to begin with, a schema or first rows, belongs in migrations, or as a script in
\`/docker-entrypoint-initdb.d\`.

Clients and libraries (\`postgresql-client\`, \`libpq-dev\`) are no databases. The image of a database itself is left alone, and so
are stages that do not end up in the image, where tests may need one. Ignore it for an image that is only run as a demonstration or
in tests.

See [Decouple applications](https://docs.docker.com/build/building/best-practices/#decouple-applications).
`,
  options: { databases: stringList([], databasesDescription), packages: packagesOption },
  examples: {
    bad: [
      {
        dockerfile:
          'FROM php:8.3.14-apache\nRUN apt-get update && apt-get install -y mariadb-server curl\nCOPY . /var/www/html\n',
      },
      {
        dockerfile: 'FROM python:3.13.1\nCOPY . /app\nCMD service postgresql start && python /app/main.py\n',
      },
      { dockerfile: 'FROM mysql:8.4.3\nCOPY dump/ /var/lib/mysql/\n' },
      {
        terraform: taskDefinition(
          '{ name = "web", image = "acme/web:1.4.2", command = ["sh", "-c", "redis-server --daemonize yes && node server.js"] }',
        ),
      },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y postgresql-client libpq-dev\n' },
      { dockerfile: 'FROM mysql:8.4.3\nCOPY schema.sql /docker-entrypoint-initdb.d/\n' },
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y redis-server\nCMD ["redis-server"]\n' },
      {
        terraform: taskDefinition(
          '{ name = "web", image = "acme/web:1.4.2", command = ["sh", "-c", "redis-cli ping && node server.js"] }',
        ),
      },
    ],
  },

  *check(document, { options, pathFromRoot }) {
    if (document.language === 'dockerfile') yield* checkImage(document as DockerfileDocument, pathFromRoot, options);
    else yield* checkContainers(document, options);
  },
});

interface Known {
  readonly databases: readonly string[];
  readonly packages: readonly string[];
}

function* checkImage(
  document: DockerfileDocument,
  pathFromRoot: string,
  { databases, packages }: Known,
): Iterable<RuleFinding> {
  const stages = shippedStages(document);
  // Tests may bring their database along.
  if (isNamedTest(stages[0]?.name ?? '')) return;
  const shipped = new Set(stages.map(({ label }) => `stage:${label}`));
  const isShipped = ({ path }: { readonly path: string }): boolean => shipped.has(/^[^/]*/.exec(path)![0]);
  const { file } = document;
  if (!makesDatabaseImage(document, pathFromRoot, databases)) {
    yield* checkScripts(document.scripts.filter(isShipped), packages, file.text);
  }
  const base = baseStoreOf(document, databases);
  const folders = base ? [...base.dataDirectories, ...base.commonDirectories] : [];
  for (const write of document.fileWrites) {
    const { target, span } = write;
    if (!isShipped(write) || isConfiguration.test(target)) continue;
    if (!dataStoreOfDirectory(target) && !folders.some((folder) => isWithin(target, folder))) continue;
    yield {
      at: write,
      message: `${quote(file.text.slice(span.start, span.end))} gets data that every container starts from; keep it in a volume, and what a new database needs in a script`,
    };
  }
}

/** Files that lie among the data and are none: settings, keys, what a home folder has. */
const isConfiguration =
  /\.(?:c(?:o?nf|fg|rt|ert)|ini|ya?ml|json|xml|properties|env|sh|js|sql|gz|key|pem|cookie)$|\/\.[^/]*$|\/(?:conf|config|plugins|scripts|certs?)(?:\/|$)/i;

function* checkContainers(
  { workloads, scripts, file }: Document,
  { databases, packages }: Known,
): Iterable<RuleFinding> {
  for (const container of workloads.flatMap((workload) => workload.containers)) {
    if (container.image && dataStoreOfImage(container.image.name, databases)) continue;
    yield* checkScripts(scriptsOf(container, scripts), packages, file.text);
  }
}

/** Installing a server and starting it is one finding, at the first of the two. */
function* checkScripts(scripts: readonly Script[], packages: readonly string[], text: string): Iterable<RuleFinding> {
  const told = new Set<Server>();
  for (const script of scripts) {
    if (script.phase !== 'build' && script.phase !== 'boot') continue;
    for (const command of script.commands) {
      for (const { server, span, what } of serversIn(command, script, packages, text)) {
        if (told.has(server)) continue;
        told.add(server);
        yield {
          at: within(script, span),
          message: `${what} puts ${server.store} into the application's own container, and its data with it; run it as a service of its own`,
          ...placeElsewhere(command),
        };
      }
    }
  }
}

interface FoundServer {
  readonly server: Server;
  readonly span: Span;
  readonly what: string;
}

function serversIn(
  command: ShellCommand,
  script: Script,
  packages: readonly string[],
  text: string,
): readonly FoundServer[] {
  const { span } = command;
  const call = packageCommandOf(command);
  const found = (server: Server | undefined, place: Span, what: string) =>
    server ? [{ server, span: place, what }] : [];
  return [
    ...(call?.action === 'install' ? call.packages : []).flatMap(({ name, word }) =>
      found(serverOfPackage(name, call?.manager, packages), word.span, quote(name)),
    ),
    ...startedServices(command).flatMap((name) => found(serverOfService(name), span, quoteCommand(command, text))),
    ...found(serverBeside(command, script), span, quoteCommand(command, text)),
  ];
}

/** A server that runs when the container starts, and after it the application, which is the last command. */
const serverBeside = ({ name }: ShellCommand, { phase, commands }: Script): Server | undefined =>
  phase === 'boot' && isApplication(commands.at(-1)) ? serverOfProgram(name) : undefined;

const isApplication = (last: ShellCommand | undefined): boolean =>
  last !== undefined && !waiters.has(last.name) && !/(?:-cli|ctl)$/.test(last.name) && !serverOfProgram(last.name);

/** What ends a script whose program runs in the background, and clients that set a database up. */
const waiters: ReadonlySet<string> = new Set([
  ...['wait', 'tail', 'sleep', 'fg', 'true', 'exit', 'kill', 'trap', 'echo', ''],
  ...['psql', 'createdb', 'createuser', 'mysql', 'mysqladmin', 'mariadb', 'mongo', 'mongosh', 'cqlsh', 'curl'],
]);
