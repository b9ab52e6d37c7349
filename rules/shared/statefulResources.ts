/** A resource of Terraform that holds data, and its arguments that decide whether the data survives it. */
export interface StatefulResource {
  /** Any of them keeps it from being destroyed. */
  readonly protections?: readonly Setting[];
  /** Whether the first of `protections` is on where it is not written. */
  readonly isProtectedByDefault?: true;
  /** What makes destroying it lose data, when nothing is lost without it. */
  readonly loses?: Setting;
  /** With this on, not even a last snapshot is left. */
  readonly skipsSnapshot?: string;
  /** Types of other resources that see to its data: locks, and plans for backups. */
  readonly guards?: readonly string[];
  readonly backup?: Backup;
  /** Arguments that make it a copy of another one. */
  readonly replicaOf?: readonly string[];
  /** Nested blocks of a resource that holds no data itself. */
  readonly views?: readonly string[];
}

/** An argument, behind the types of the nested blocks that it is in (`settings/deletion_protection_enabled`), and the value that turns it on. */
export interface Setting {
  readonly path: string;
  readonly on: true | string;
}

export interface Backup {
  readonly path: string;
  /** What turns it off; also what it is where it is not written, unless `isOnByDefault`. */
  readonly off: false | 0;
  readonly on: string;
  readonly isOnByDefault?: true;
  /** Turns it on where it is not written. */
  readonly impliedBy?: Setting;
}

const isOn = (path: string): Setting => ({ path, on: true });
const rdsReplica = ['replicate_source_db', 'replication_source_identifier', 'global_cluster_identifier'];
const bucket: StatefulResource = { loses: isOn('force_destroy') };
const rdsCluster: StatefulResource = {
  protections: [isOn('deletion_protection')],
  skipsSnapshot: 'skip_final_snapshot',
  replicaOf: rdsReplica,
};
const azureData: StatefulResource = { guards: ['azurerm_management_lock'], replicaOf: ['source_server_id'] };

/**
 * Resources that hold data, by type. From the pages of the resources in the documentation of each provider
 * (registry.terraform.io/providers/hashicorp/aws, /google, /azurerm, /aliyun/alicloud, /scaleway/scaleway,
 * /digitalocean/digitalocean): arguments and their defaults. Caches are not among them.
 */
export const statefulResources: ReadonlyMap<string, StatefulResource> = new Map<string, StatefulResource>([
  [
    'aws_db_instance',
    {
      protections: [isOn('deletion_protection')],
      skipsSnapshot: 'skip_final_snapshot',
      backup: { path: 'backup_retention_period', off: 0, on: '7' },
      replicaOf: rdsReplica,
    },
  ],
  ['aws_rds_cluster', rdsCluster],
  ['aws_docdb_cluster', rdsCluster],
  ['aws_neptune_cluster', rdsCluster],
  [
    'aws_redshift_cluster',
    {
      loses: isOn('skip_final_snapshot'),
      backup: { path: 'automated_snapshot_retention_period', off: 0, on: '7', isOnByDefault: true },
    },
  ],
  [
    'aws_dynamodb_table',
    {
      protections: [isOn('deletion_protection_enabled')],
      backup: { path: 'point_in_time_recovery/enabled', off: false, on: 'true' },
    },
  ],
  ['aws_efs_file_system', { guards: ['aws_efs_backup_policy', 'aws_backup_selection'] }],
  ['aws_s3_bucket', bucket],
  ['aws_backup_vault', bucket],
  [
    'google_sql_database_instance',
    {
      protections: [isOn('deletion_protection'), isOn('settings/deletion_protection_enabled')],
      isProtectedByDefault: true,
      // https://cloud.google.com/sql/docs/mysql/backup-recovery/pitr
      backup: {
        path: 'settings/backup_configuration/enabled',
        off: false,
        on: 'true',
        impliedBy: { path: 'settings/edition', on: 'ENTERPRISE_PLUS' },
      },
      replicaOf: ['master_instance_name'],
    },
  ],
  ['google_storage_bucket', bucket],
  [
    'google_bigquery_table',
    {
      protections: [isOn('deletion_protection')],
      isProtectedByDefault: true,
      views: ['view', 'materialized_view', 'external_data_configuration'],
    },
  ],
  ['google_bigquery_dataset', { loses: isOn('delete_contents_on_destroy') }],
  [
    'google_spanner_database',
    { protections: [isOn('deletion_protection'), isOn('enable_drop_protection')], isProtectedByDefault: true },
  ],
  ['google_spanner_instance', { loses: isOn('force_destroy') }],
  ['google_bigtable_instance', { protections: [isOn('deletion_protection')], isProtectedByDefault: true }],
  [
    'google_alloydb_cluster',
    {
      protections: [isOn('deletion_protection')],
      loses: { path: 'deletion_policy', on: 'FORCE' },
      replicaOf: ['secondary_config'],
    },
  ],
  ['google_filestore_instance', { protections: [isOn('deletion_protection_enabled')] }],
  [
    'google_firestore_database',
    {
      protections: [{ path: 'delete_protection_state', on: 'DELETE_PROTECTION_ENABLED' }],
      loses: { path: 'deletion_policy', on: 'DELETE' },
    },
  ],
  ['azurerm_postgresql_flexible_server', azureData],
  ['azurerm_postgresql_server', { ...azureData, replicaOf: ['creation_source_server_id'] }],
  ['azurerm_mysql_flexible_server', azureData],
  ['azurerm_mysql_server', { ...azureData, replicaOf: ['creation_source_server_id'] }],
  ['azurerm_mariadb_server', { ...azureData, replicaOf: ['creation_source_server_id'] }],
  ['azurerm_mssql_database', { ...azureData, replicaOf: ['creation_source_database_id'] }],
  ['azurerm_cosmosdb_account', azureData],
  ['alicloud_oss_bucket', bucket],
  ['alicloud_db_instance', { protections: [isOn('deletion_protection')] }],
  ['scaleway_object_bucket', bucket],
  ['digitalocean_spaces_bucket', bucket],
]);
