import type { RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script } from '../../core/script.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { instance } from '../shared/examples.ts';
import { placeElsewhere, quote, within } from '../shared/message.ts';
import { packagesOption, type Server, serverOfPackage, serverOfService } from '../shared/serverPackages.ts';
import { startedServices } from '../shared/services.ts';

export default defineRule({
  id: 'stateless/database-on-instance',
  title: 'Database installed on a compute instance',
  languages: ['terraform'],
  level: { recommended: 'error', start: 'error' },
  options: { packages: packagesOption },
  since: '0.1.0',
  why: `
A database that is installed by a machine's user data keeps its data on that machine. The data then lives exactly as long as the
machine, so the machine can never be replaced, and every change to it has to be made by hand, in place.

It bites when Terraform decides that an instance must be replaced, for a new image or an edit of the user data: the plan says
\`1 to destroy\`, and what is destroyed is the database.

Use a managed database (RDS, Cloud SQL, Azure Database), which has a life of its own, or put the data on a volume that is a
resource of its own and is attached to whichever machine runs the server.

Clients and libraries (\`postgresql-client\`, \`libpq-dev\`) are no databases. Ignore it for a machine that is a test bed and whose
data nobody will miss.

See [EC2 root volumes and instance life](https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/RootDeviceStorage.html).
`,
  examples: {
    bad: [
      { terraform: instance('#!/bin/bash\napt-get install -y nginx postgresql-15') },
      { terraform: instance('#cloud-config\npackages:\n  - mariadb-server') },
      {
        terraform: `resource "google_compute_instance" "shop" {
  name                    = "shop"
  metadata_startup_script = "systemctl enable --now mongod"
}
`,
      },
    ],
    good: [
      { terraform: instance('#!/bin/bash\napt-get install -y postgresql-client-15 libpq-dev redis-tools') },
      {
        terraform: `resource "google_compute_instance" "shop" {
  name                    = "shop"
  metadata_startup_script = "systemctl stop postgresql"
}
`,
      },
      { terraform: 'resource "aws_db_instance" "shop" {\n  engine = "postgres"\n}\n' },
    ],
  },

  *check({ scripts, packageLists, workloads }, { options }) {
    const containers = new Set(workloads.map(({ path }) => path));
    for (const script of scripts) {
      if (isOnMachine(script) && !containers.has(resourceOf(script))) yield* checkScript(script, options.packages);
    }
    for (const list of packageLists) {
      for (const { name, span } of list.packages) {
        const server = serverOfPackage(name, undefined, options.packages);
        if (server) {
          yield { at: within(list, span), message: messageFor(quote(name), server), ...placeElsewhere(list) };
        }
      }
    }
  },
});

/** Whether a script is run on what the resource makes, and not beside Terraform. */
const isOnMachine = ({ path, phase }: Script): boolean =>
  phase === 'boot' || (phase === 'deploy' && !path.endsWith('/command'));

const resourceOf = ({ path }: Script): string => /^[^/]*/.exec(path)![0];

/** Installing a server and starting it is one finding, at the first of the two. */
function* checkScript(script: Script, further: readonly string[]): Iterable<RuleFinding> {
  const told = new Set<Server>();
  for (const command of script.commands) {
    const call = packageCommandOf(command);
    const installed = call?.action === 'install' ? call.packages : [];
    const found = [
      ...installed.map(({ name, word }) => ({
        name,
        span: word.span,
        server: serverOfPackage(name, call!.manager, further),
      })),
      ...startedServices(command).map((name) => ({ name, span: command.span, server: serverOfService(name) })),
    ];
    for (const { name, span, server } of found) {
      if (!server || told.has(server)) continue;
      told.add(server);
      yield { at: within(script, span), message: messageFor(quote(name), server), ...placeElsewhere(command) };
    }
  }
}

const messageFor = (what: string, { store }: Server): string =>
  `${what} puts ${store}'s data on a machine that has to be replaceable; use a managed database or a volume of its own`;
