/** A resource of Terraform that computes, and should be replaced without a second thought. */
export interface ComputeResource {
  /** `machine`: a single one; `group`: keeps a number of machines; `template`: what a group makes machines of; `service`: runs containers or functions. */
  readonly kind: 'machine' | 'group' | 'template' | 'service';
  /** Its arguments that keep it, or machines of it, from being taken away. */
  readonly protections?: readonly string[];
  /** Of a machine: where the disk that it starts from is described, and the argument that tells whether the disk goes with it. */
  readonly bootDisk?: Disk;
  /** Of a machine: nested blocks that make a disk for data which lives and dies with it. */
  readonly dataDisks?: readonly string[];
  /** Of a machine: nested blocks for disks that are lost whenever it stops. */
  readonly scratchDisks?: readonly string[];
}

interface Disk {
  /** The type of its block; undefined where the argument stands in the resource itself. */
  readonly block: string | undefined;
  readonly goesWithMachine: string;
}

const instance: ComputeResource = {
  kind: 'machine',
  protections: ['disable_api_termination'],
  bootDisk: { block: 'root_block_device', goesWithMachine: 'delete_on_termination' },
  dataDisks: ['ebs_block_device'],
  scratchDisks: ['ephemeral_block_device'],
};
const machine: ComputeResource = { kind: 'machine' };
const group: ComputeResource = { kind: 'group' };
const template: ComputeResource = { kind: 'template' };
const service: ComputeResource = { kind: 'service' };

/**
 * Resources that compute, by type. From the pages of the resources in the documentation of each provider
 * (registry.terraform.io/providers/hashicorp/aws, /google, /azurerm, /aliyun/alicloud, /scaleway/scaleway).
 */
export const computeResources: ReadonlyMap<string, ComputeResource> = new Map<string, ComputeResource>([
  ['aws_instance', instance],
  ['aws_spot_instance_request', instance],
  ['aws_launch_template', { kind: 'template', protections: ['disable_api_termination'] }],
  ['aws_launch_configuration', template],
  ['aws_autoscaling_group', { kind: 'group', protections: ['protect_from_scale_in'] }],
  ['aws_eks_node_group', group],
  ['aws_ecs_service', service],
  ['aws_ecs_task_definition', service],
  ['aws_lambda_function', service],
  [
    'google_compute_instance',
    {
      kind: 'machine',
      protections: ['deletion_protection'],
      bootDisk: { block: 'boot_disk', goesWithMachine: 'auto_delete' },
      scratchDisks: ['scratch_disk'],
    },
  ],
  ['google_compute_instance_from_template', { kind: 'machine', protections: ['deletion_protection'] }],
  ['google_compute_instance_template', template],
  ['google_compute_region_instance_template', template],
  ['google_compute_instance_group_manager', group],
  ['google_compute_region_instance_group_manager', group],
  ['google_container_node_pool', group],
  ['google_cloud_run_service', service],
  ['google_cloud_run_v2_service', service],
  ['azurerm_linux_virtual_machine', machine],
  ['azurerm_windows_virtual_machine', machine],
  [
    'azurerm_virtual_machine',
    {
      kind: 'machine',
      bootDisk: { block: undefined, goesWithMachine: 'delete_os_disk_on_termination' },
      dataDisks: ['storage_data_disk'],
    },
  ],
  ['azurerm_linux_virtual_machine_scale_set', group],
  ['azurerm_windows_virtual_machine_scale_set', group],
  ['azurerm_orchestrated_virtual_machine_scale_set', group],
  ['azurerm_virtual_machine_scale_set', group],
  ['alicloud_instance', { kind: 'machine', protections: ['deletion_protection'], dataDisks: ['data_disks'] }],
  ['scaleway_instance_server', { kind: 'machine', protections: ['protected'] }],
]);
