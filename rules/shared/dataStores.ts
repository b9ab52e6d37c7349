/**
 * Software that keeps data, in one table. Images are by the last part of their name; data directories are those that the
 * images' own documentation names (hub.docker.com/_/NAME and the vendors' pages); packages are by their names in Debian,
 * Fedora, Alpine and the vendors' repositories; services are systemd units.
 */
export interface DataStore {
  readonly name: string;
  readonly images: readonly string[];
  readonly dataDirectories: readonly string[];
  /** Server packages; clients and libraries are not among them. A trailing `*` stands for a version. */
  readonly packages: readonly string[];
  readonly services: readonly string[];
  /** Programs that serve when run; a container that runs something else is a client. */
  readonly servers: readonly string[];
  /** Often run with its data thrown away on purpose. */
  readonly isOftenCache?: true;
}

export const dataStores: readonly DataStore[] = [
  {
    name: 'PostgreSQL',
    images: ['postgres', 'postgresql', 'postgis', 'timescaledb', 'timescaledb-ha', 'pgvector', 'spilo'],
    dataDirectories: ['/var/lib/postgresql', '/bitnami/postgresql'],
    packages: ['postgresql', 'postgresql-server', 'postgresql-*', 'postgresql*-server'],
    services: ['postgresql', 'postgresql@*', 'postgresql-*'],
    servers: ['postgres', 'pg_ctl', 'pg_ctlcluster'],
  },
  {
    name: 'MySQL',
    images: ['mysql', 'mysql-server', 'percona', 'percona-server', 'percona-xtradb-cluster'],
    dataDirectories: ['/var/lib/mysql', '/bitnami/mysql'],
    packages: [
      'mysql',
      'mysql-server',
      'mysql-server-*',
      'mysql-community-server',
      'percona-server-server',
      'default-mysql-server',
    ],
    services: ['mysql', 'mysqld'],
    servers: ['mysqld', 'mysqld_safe'],
  },
  {
    name: 'MariaDB',
    images: ['mariadb', 'mariadb-galera'],
    dataDirectories: ['/bitnami/mariadb'],
    packages: ['mariadb', 'mariadb-server', 'mariadb-server-*', 'mariadb*-server'],
    services: ['mariadb'],
    servers: ['mariadbd', 'mariadbd-safe'],
  },
  {
    name: 'MongoDB',
    images: ['mongo', 'mongodb', 'mongodb-community-server', 'percona-server-mongodb'],
    dataDirectories: ['/data/db', '/var/lib/mongodb', '/bitnami/mongodb'],
    packages: ['mongodb', 'mongodb-server', 'mongodb-org', 'mongodb-org-server'],
    services: ['mongod', 'mongodb'],
    servers: ['mongod'],
  },
  {
    name: 'Redis',
    images: ['redis', 'redis-stack', 'redis-stack-server', 'valkey', 'keydb'],
    dataDirectories: ['/bitnami/redis', '/var/lib/redis'],
    packages: ['redis', 'redis-server', 'redis6', 'valkey', 'valkey-server'],
    services: ['redis', 'redis-server', 'valkey', 'valkey-server'],
    servers: ['redis-server', 'valkey-server', 'keydb-server'],
    isOftenCache: true,
  },
  {
    name: 'RabbitMQ',
    images: ['rabbitmq'],
    dataDirectories: ['/var/lib/rabbitmq', '/bitnami/rabbitmq'],
    packages: ['rabbitmq-server'],
    services: ['rabbitmq-server'],
    servers: ['rabbitmq-server'],
  },
  {
    name: 'Elasticsearch',
    images: ['elasticsearch', 'opensearch'],
    dataDirectories: [
      '/usr/share/elasticsearch/data',
      '/usr/share/opensearch/data',
      '/var/lib/elasticsearch',
      '/bitnami/elasticsearch',
    ],
    packages: ['elasticsearch', 'opensearch'],
    services: ['elasticsearch', 'opensearch'],
    servers: ['elasticsearch', 'opensearch'],
  },
  {
    name: 'Cassandra',
    images: ['cassandra', 'scylla'],
    dataDirectories: ['/var/lib/cassandra', '/var/lib/scylla'],
    packages: ['cassandra', 'scylla', 'scylla-server'],
    services: ['cassandra', 'scylla-server'],
    servers: ['cassandra', 'scylla'],
  },
  {
    name: 'Kafka',
    images: ['kafka', 'cp-kafka', 'cp-server'],
    dataDirectories: ['/var/lib/kafka', '/bitnami/kafka'],
    packages: ['confluent-kafka'],
    services: ['kafka', 'confluent-kafka'],
    servers: ['kafka-server-start', 'kafka-server-start.sh'],
  },
  {
    name: 'ZooKeeper',
    images: ['zookeeper', 'cp-zookeeper'],
    dataDirectories: ['/var/lib/zookeeper', '/bitnami/zookeeper'],
    packages: ['zookeeper', 'zookeeperd'],
    services: ['zookeeper'],
    servers: ['zkServer.sh'],
  },
  {
    name: 'etcd',
    images: ['etcd'],
    dataDirectories: ['/var/lib/etcd', '/bitnami/etcd'],
    packages: ['etcd', 'etcd-server'],
    services: ['etcd'],
    servers: ['etcd'],
  },
  {
    name: 'InfluxDB',
    images: ['influxdb'],
    dataDirectories: ['/var/lib/influxdb', '/var/lib/influxdb2'],
    packages: ['influxdb', 'influxdb2'],
    services: ['influxdb'],
    servers: ['influxd'],
  },
  {
    name: 'CouchDB',
    images: ['couchdb', 'couchbase'],
    dataDirectories: ['/opt/couchdb/data', '/opt/couchbase/var'],
    packages: ['couchdb', 'couchbase-server'],
    services: ['couchdb', 'couchbase-server'],
    servers: ['couchdb'],
  },
  {
    name: 'Neo4j',
    images: ['neo4j'],
    dataDirectories: ['/var/lib/neo4j'],
    packages: ['neo4j'],
    services: ['neo4j'],
    servers: ['neo4j'],
  },
  {
    name: 'ClickHouse',
    images: ['clickhouse', 'clickhouse-server'],
    dataDirectories: ['/var/lib/clickhouse'],
    packages: ['clickhouse-server'],
    services: ['clickhouse-server'],
    servers: ['clickhouse-server', 'clickhouse'],
  },
  {
    name: 'Microsoft SQL Server',
    images: ['mssql', 'mssql-server'],
    dataDirectories: ['/var/opt/mssql'],
    packages: ['mssql-server'],
    services: ['mssql-server'],
    servers: ['sqlservr'],
  },
  {
    name: 'CockroachDB',
    images: ['cockroach'],
    dataDirectories: ['/cockroach/cockroach-data'],
    packages: [],
    services: ['cockroach', 'cockroachdb'],
    servers: ['cockroach'],
  },
];

/** The data store that an image holds, by the last part of its name (`docker.io/bitnami/postgresql` -> PostgreSQL). */
export const dataStoreOfImage = (name: string): DataStore | undefined =>
  dataStores.find(({ images }) => images.includes(name.slice(name.lastIndexOf('/') + 1)));

export const dataStoreOfDirectory = (path: string): DataStore | undefined =>
  dataStores.find(({ dataDirectories }) =>
    dataDirectories.some((directory) => path === directory || path.startsWith(`${directory}/`)),
  );

export const dataStoreOfPackage = (name: string): DataStore | undefined =>
  dataStores.find(({ packages }) => packages.some((pattern) => isMatch(pattern, name)));

export const dataStoreOfService = (unit: string): DataStore | undefined => {
  const name = unit.replace(/\.service$/, '');
  return dataStores.find(({ services }) => services.some((pattern) => isMatch(pattern, name)));
};

/** `*` stands for a version: digits and dots, so that `postgresql-*` is not `postgresql-client`. */
function isMatch(pattern: string, name: string): boolean {
  const [before, after] = pattern.split('*');
  if (after === undefined) return pattern === name;
  const middle = name.slice(before!.length, name.length - after.length);
  return name.startsWith(before!) && name.endsWith(after) && /^[\d.]+(?:-main)?$/.test(middle);
}
