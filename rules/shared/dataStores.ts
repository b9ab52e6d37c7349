import { isAllowed } from './allow.ts';

/**
 * Software that keeps data. Images are by the last part of their name, directories and ports are those that the images'
 * own documentation names (hub.docker.com/_/NAME and the vendors' pages). What it is installed and run by stands in
 * `serverPackages.ts`.
 */
export interface DataStore {
  readonly name: string;
  readonly images: readonly string[];
  /** Where its images keep data, each a folder that nothing else calls so. */
  readonly dataDirectories: readonly string[];
  /** Folders of the same use whose name says nothing without the image. */
  readonly commonDirectories: readonly string[];
  /** Where the image of the first name wants its volume; undefined where that hangs on its version. */
  readonly volumeTarget: string | undefined;
  readonly ports: readonly number[];
  /** Often run with its data thrown away on purpose. */
  readonly isOftenCache: boolean;
}

const table: readonly (Pick<DataStore, 'name' | 'images' | 'dataDirectories' | 'ports'> & Partial<DataStore>)[] = [
  {
    name: 'PostgreSQL',
    images: ['postgres', 'postgresql', 'postgis', 'timescaledb', 'timescaledb-ha', 'pgvector', 'spilo'],
    dataDirectories: ['/var/lib/postgresql', '/bitnami/postgresql'],
    ports: [5432],
  },
  {
    name: 'MySQL',
    images: ['mysql', 'mysql-server', 'percona', 'percona-server', 'percona-xtradb-cluster'],
    dataDirectories: ['/var/lib/mysql', '/bitnami/mysql'],
    volumeTarget: '/var/lib/mysql',
    ports: [3306, 33060, 33061],
  },
  {
    name: 'MariaDB',
    images: ['mariadb', 'mariadb-galera'],
    dataDirectories: ['/bitnami/mariadb'],
    commonDirectories: ['/var/lib/mysql'],
    volumeTarget: '/var/lib/mysql',
    ports: [3306, 4444, 4567, 4568],
  },
  {
    name: 'MongoDB',
    images: ['mongo', 'mongodb', 'mongodb-community-server', 'percona-server-mongodb'],
    dataDirectories: ['/data/db', '/var/lib/mongodb', '/bitnami/mongodb'],
    volumeTarget: '/data/db',
    ports: [27017, 27018, 27019, 28017],
  },
  {
    name: 'Redis',
    images: ['redis', 'redis-stack', 'redis-stack-server', 'valkey', 'keydb'],
    dataDirectories: ['/bitnami/redis', '/var/lib/redis'],
    commonDirectories: ['/data'],
    volumeTarget: '/data',
    ports: [6379, 16379, 26379],
    isOftenCache: true,
  },
  {
    name: 'RabbitMQ',
    images: ['rabbitmq'],
    dataDirectories: ['/var/lib/rabbitmq', '/bitnami/rabbitmq'],
    volumeTarget: '/var/lib/rabbitmq',
    ports: [1883, 4369, 5671, 5672, 15671, 15672, 25672, 61613],
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
    volumeTarget: '/usr/share/elasticsearch/data',
    ports: [9200, 9300],
  },
  {
    name: 'Cassandra',
    images: ['cassandra', 'scylla'],
    dataDirectories: ['/var/lib/cassandra', '/var/lib/scylla', '/bitnami/cassandra'],
    volumeTarget: '/var/lib/cassandra',
    ports: [7000, 7001, 7199, 9042, 9160],
  },
  {
    name: 'Kafka',
    images: ['kafka', 'cp-kafka', 'cp-server'],
    dataDirectories: ['/var/lib/kafka', '/bitnami/kafka'],
    commonDirectories: ['/tmp/kafka-logs', '/tmp/kraft-combined-logs'],
    ports: [9092, 9093, 9094],
  },
  {
    name: 'ZooKeeper',
    images: ['zookeeper', 'cp-zookeeper'],
    dataDirectories: ['/var/lib/zookeeper', '/bitnami/zookeeper'],
    commonDirectories: ['/data'],
    volumeTarget: '/data',
    ports: [2181, 2888, 3888],
  },
  {
    name: 'etcd',
    images: ['etcd'],
    dataDirectories: ['/var/lib/etcd', '/bitnami/etcd'],
    commonDirectories: ['/etcd-data'],
    ports: [2379, 2380, 4001],
  },
  {
    name: 'InfluxDB',
    images: ['influxdb'],
    dataDirectories: ['/var/lib/influxdb', '/var/lib/influxdb2', '/bitnami/influxdb'],
    ports: [8083, 8086, 8088],
  },
  {
    name: 'CouchDB',
    images: ['couchdb', 'couchbase'],
    dataDirectories: ['/opt/couchdb/data', '/opt/couchbase/var', '/bitnami/couchdb'],
    volumeTarget: '/opt/couchdb/data',
    ports: [4369, 5984, 8091, 8092, 8093, 8094, 8095, 8096, 9100, 11210],
  },
  {
    name: 'Neo4j',
    images: ['neo4j'],
    dataDirectories: ['/var/lib/neo4j/data', '/bitnami/neo4j'],
    commonDirectories: ['/data'],
    volumeTarget: '/data',
    ports: [7473, 7474, 7687],
  },
  {
    name: 'ClickHouse',
    images: ['clickhouse', 'clickhouse-server'],
    dataDirectories: ['/var/lib/clickhouse', '/bitnami/clickhouse'],
    volumeTarget: '/var/lib/clickhouse',
    ports: [8123, 9000, 9009],
  },
  {
    name: 'Microsoft SQL Server',
    images: ['mssql', 'mssql-server'],
    dataDirectories: ['/var/opt/mssql'],
    ports: [1433],
  },
  {
    name: 'CockroachDB',
    images: ['cockroach'],
    dataDirectories: ['/cockroach/cockroach-data'],
    volumeTarget: '/cockroach/cockroach-data',
    ports: [26257],
  },
];

const nothingSpecial = { commonDirectories: [], volumeTarget: undefined, isOftenCache: false };

export const dataStores: readonly DataStore[] = table.map((store) => ({ ...nothingSpecial, ...store }));

/** What the `databases` option of rules says for itself. */
export const databasesDescription =
  'Images that hold data beside the well-known ones, by name; `*` stands for any text.';

/**
 * The data store that an image holds, by the last part of its name (`docker.io/bitnami/postgresql` -> PostgreSQL), or, where
 * one of the patterns fits the whole name, one of which only its name is known.
 */
export function dataStoreOfImage(name: string, databases: readonly string[] = []): DataStore | undefined {
  const lastPart = name.slice(name.lastIndexOf('/') + 1);
  const known = dataStores.find(({ images }) => images.includes(lastPart));
  if (known || !isAllowed(databases, name)) return known;
  return { ...nothingSpecial, name: 'a database', images: [], dataDirectories: [], ports: [] };
}

/** The data store whose folder a path is, or is in. */
export const dataStoreOfDirectory = (path: string): DataStore | undefined =>
  dataStores.find(({ dataDirectories }) => dataDirectories.some((directory) => isWithin(path, directory)));

/** Whether a path is a folder, or is in it. */
export const isWithin = (path: string, folder: string): boolean =>
  `${path.replace(/\/+$/, '')}/`.startsWith(`${folder.replace(/\/+$/, '')}/`);
