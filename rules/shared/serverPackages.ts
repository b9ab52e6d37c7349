import { stringList } from '../../core/options.ts';
import type { ManagerName } from '../../languages/packages/managers.ts';
import { isAllowed } from './allow.ts';

/**
 * How servers of data are installed and started. Packages are by their names in Debian, Fedora, Alpine and the vendors'
 * repositories (packages.debian.org, packages.fedoraproject.org, pkgs.alpinelinux.org); clients and libraries are not
 * among them. Services are systemd units. A `*` stands for a version.
 */
export interface Server {
  /** What it is called in `dataStores.ts`. */
  readonly store: string;
  /** Packages that hold the server wherever there is one of that name. */
  readonly packages: readonly string[];
  /** Those that hold the server in Debian and Ubuntu, and in Alpine; elsewhere they are the client, or nothing. */
  readonly apt?: readonly string[];
  readonly apk?: readonly string[];
  readonly services: readonly string[];
  /** Programs that serve when run; a container that runs something else is a client. */
  readonly programs: readonly string[];
}

export const servers: readonly Server[] = [
  {
    store: 'PostgreSQL',
    packages: ['postgresql-server', 'postgresql*-server', 'postgresql-*-server'],
    apt: ['postgresql', 'postgresql-*'],
    apk: ['postgresql', 'postgresql*'],
    services: ['postgresql', 'postgresql@*', 'postgresql-*'],
    programs: ['postgres', 'pg_ctl', 'pg_ctlcluster'],
  },
  {
    store: 'MySQL',
    packages: [
      'mysql-server',
      'mysql-server-*',
      'mysql-community-server',
      'percona-server-server',
      'percona-server-server-*',
      'default-mysql-server',
    ],
    apk: ['mysql'],
    services: ['mysql', 'mysqld'],
    programs: ['mysqld', 'mysqld_safe'],
  },
  {
    store: 'MariaDB',
    packages: ['mariadb-server', 'mariadb-server-*', 'mariadb*-server', 'MariaDB-server'],
    apk: ['mariadb'],
    services: ['mariadb'],
    programs: ['mariadbd', 'mariadbd-safe'],
  },
  {
    store: 'MongoDB',
    packages: ['mongodb', 'mongodb-server', 'mongodb-org', 'mongodb-org-server'],
    services: ['mongod', 'mongodb'],
    programs: ['mongod'],
  },
  {
    store: 'Redis',
    packages: ['redis-server', 'valkey-server'],
    // Elsewhere the package of that name is what one installs for the client, too.
    apt: ['redis', 'valkey'],
    services: ['redis', 'redis-server', 'redis6', 'valkey', 'valkey-server'],
    programs: ['redis-server', 'valkey-server', 'keydb-server'],
  },
  {
    store: 'RabbitMQ',
    packages: ['rabbitmq-server'],
    services: ['rabbitmq-server'],
    programs: ['rabbitmq-server'],
  },
  {
    store: 'Elasticsearch',
    packages: ['elasticsearch', 'opensearch'],
    services: ['elasticsearch', 'opensearch'],
    programs: ['elasticsearch', 'opensearch'],
  },
  {
    store: 'Cassandra',
    packages: ['cassandra', 'scylla', 'scylla-server'],
    services: ['cassandra', 'scylla-server'],
    programs: ['cassandra', 'scylla'],
  },
  {
    store: 'Kafka',
    packages: ['confluent-kafka'],
    services: ['kafka', 'confluent-kafka'],
    programs: ['kafka-server-start', 'kafka-server-start.sh'],
  },
  {
    store: 'ZooKeeper',
    packages: ['zookeeperd', 'zookeeper-server'],
    services: ['zookeeper'],
    programs: ['zkServer.sh'],
  },
  { store: 'etcd', packages: ['etcd', 'etcd-server'], services: ['etcd'], programs: ['etcd'] },
  { store: 'InfluxDB', packages: ['influxdb', 'influxdb2'], services: ['influxdb'], programs: ['influxd'] },
  {
    store: 'CouchDB',
    packages: ['couchdb', 'couchbase-server'],
    services: ['couchdb', 'couchbase-server'],
    programs: ['couchdb'],
  },
  { store: 'Neo4j', packages: ['neo4j'], services: ['neo4j'], programs: ['neo4j'] },
  {
    store: 'ClickHouse',
    packages: ['clickhouse-server'],
    services: ['clickhouse-server'],
    programs: ['clickhouse-server', 'clickhouse'],
  },
  { store: 'Microsoft SQL Server', packages: ['mssql-server'], services: ['mssql-server'], programs: ['sqlservr'] },
  { store: 'CockroachDB', packages: [], services: ['cockroach', 'cockroachdb'], programs: ['cockroach'] },
];

/**
 * The server that a package holds; `manager` is undefined for a list that may be for any system. Packages of languages are
 * clients. `further` are patterns of packages that a user adds to those that are known.
 */
export function serverOfPackage(
  name: string,
  manager: ManagerName | undefined,
  further: readonly string[],
): Server | undefined {
  if (manager !== undefined && !systemManagers.has(manager)) return undefined;
  const known = servers.find(({ packages, apt = [], apk = [] }) => {
    const patterns = [...packages, ...(manager === 'apt' ? apt : []), ...(manager === 'apk' ? apk : [])];
    return patterns.some((pattern) => isMatch(pattern, name));
  });
  return known ?? (isAllowed(further, name) ? furtherServer : undefined);
}

/** The option that gives `serverOfPackage` its `further`. */
export const packagesOption = stringList([], 'Further packages of database servers, with `*` for any text.');

const furtherServer: Server = { store: 'a database', packages: [], services: [], programs: [] };

const systemManagers: ReadonlySet<ManagerName> = new Set<ManagerName>([
  ...(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pacman'] as const),
]);

export function serverOfService(unit: string): Server | undefined {
  const name = unit.replace(/\.service$/, '');
  return servers.find(({ services }) => services.some((pattern) => isMatch(pattern, name)));
}

export const serverOfProgram = (name: string): Server | undefined =>
  servers.find(({ programs }) => programs.includes(name));

/** `*` stands for digits and dots, so that `postgresql-*` is not `postgresql-client`. */
function isMatch(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === name;
  const after = pattern.slice(star + 1);
  if (!name.startsWith(pattern.slice(0, star)) || !name.endsWith(after)) return false;
  return /^[\d.]+(?:-main)?$/.test(name.slice(star, name.length - after.length));
}
