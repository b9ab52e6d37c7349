import { UNKNOWN } from '../../core/embedded.ts';
import { asString, get, itemsOf, pairsOf, type YamlNode } from '../../languages/yaml/node.ts';

/**
 * The folder that a container's environment names for its data in place of the usual one, as its image's documentation has
 * it. `environment` is Compose's map or list of `NAME=value`, or Kubernetes' list. A value that is not known has `UNKNOWN` in
 * it; undefined when there is none.
 */
export function movedDataOf(environment: YamlNode | undefined): string | undefined {
  for (const { key, value } of pairsOf(environment)) if (movers.has(key)) return textOf(asString(value));
  for (const item of itemsOf(environment)) {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(asString(item) ?? '') ?? [];
    if (name !== undefined && movers.has(name)) return textOf(value);
    if (movers.has(asString(get(item, 'name')) ?? '')) return textOf(asString(get(item, 'value')));
  }
  return undefined;
}

/** PostgreSQL, MariaDB and Percona of older images, etcd, RabbitMQ, Kafka, Bitnami's images. */
const movers: ReadonlySet<string> = new Set([
  ...['PGDATA', 'MYSQL_DATADIR', 'ETCD_DATA_DIR', 'RABBITMQ_MNESIA_BASE', 'RABBITMQ_MNESIA_DIR', 'KAFKA_LOG_DIRS'],
  ...['POSTGRESQL_DATA_DIR', 'POSTGRESQL_VOLUME_DIR', 'MONGODB_DATA_DIR', 'ZOO_DATA_DIR', 'ZOOKEEPER_DATA_DIR'],
]);

/** Compose's variables are not put in here. */
const textOf = (value: string | undefined): string => (value === undefined || value.includes('$') ? UNKNOWN : value);
