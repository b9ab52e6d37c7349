import { UNKNOWN } from '../../core/embedded.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import { itemsOf, knownText, toText, type Value } from '../../languages/terraform/value.ts';

/** The argument by which a data source takes whichever image is newest; undefined when it names one, or when that is not known. */
export function movingArgument(dataSource: TerraformResource): string | undefined {
  const { type } = dataSource;
  if (type === 'aws_ami')
    return isTrue(dataSource.value('most_recent')) ? movingAmi(dataSource, 'most_recent') : undefined;
  // Sorted by age, for the first one to be taken.
  if (type === 'aws_ami_ids') return movingAmi(dataSource, 'owners');
  if (type === 'aws_ssm_parameter') return isMovingParameter(toTextOf(dataSource.value('name'))) ? 'name' : undefined;
  if (type === 'google_compute_image' || type === 'yandex_compute_image') {
    return dataSource.attribute('family') ? 'family' : ifNewest(dataSource);
  }
  if (type === 'azurerm_shared_image_version') {
    return /^(?:latest|recent)$/i.test(knownText(dataSource.value('name')) ?? '') ? 'name' : undefined;
  }
  if (type === 'oci_core_images') return namesOracleImage(dataSource) ? undefined : 'operating_system';
  if (type === 'azurerm_image') return dataSource.attribute('name_regex') ? 'name_regex' : undefined;
  return /image/.test(type) ? ifNewest(dataSource) : undefined;
}

const ifNewest = (dataSource: TerraformResource): string | undefined =>
  isTrue(dataSource.value('most_recent')) ? 'most_recent' : undefined;

const isTrue = (value: Value | undefined): boolean =>
  (value?.kind === 'bool' && value.value) || knownText(value) === 'true';

function movingAmi(dataSource: TerraformResource, argument: string): string | undefined {
  const filters = dataSource.blocks('filter').map((filter) => ({
    name: knownText(filter.value('name')),
    values: itemsOf(filter.value('values')).map(toTextOf),
    isKnown: !filter.isDynamic && filter.value('values')?.kind === 'list',
  }));
  // Each build of one's own has its own name or tag, and a variable or a tag says which one is meant.
  const isOwn = itemsOf(dataSource.value('owners')).some((owner) => knownText(owner) === 'self');
  if (filters.some(({ name = '', values }) => isVersionFilter(name) || (isOwn && values.some(hasUnknown))))
    return undefined;
  if (filters.some(({ name, isKnown }) => name === undefined || !isKnown)) return undefined;
  const names = filters.filter(({ name }) => name === 'name').flatMap(({ values }) => values);
  return names.length === 0 || names.some((name) => /[*?]/.test(name)) ? argument : undefined;
}

/**
 * Whether a list of Oracle's images, which begins with the newest, is narrowed to a name. What a filter asks for that is not known may be one
 * (https://registry.terraform.io/providers/oracle/oci/latest/docs/data-sources/core_images).
 */
const namesOracleImage = (dataSource: TerraformResource): boolean =>
  dataSource.attribute('display_name') !== undefined ||
  dataSource.blocks('filter').some((filter) => {
    const name = knownText(filter.value('name'));
    return filter.isDynamic || name === undefined || (oracleNames.has(name) && !isTrue(filter.value('regex')));
  });

const oracleNames: ReadonlySet<string> = new Set(['display_name', 'id']);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
const isVersionFilter = (name: string): boolean =>
  name === 'image-id' || /^tag:.*(?:version|release|commit|revision|sha|build|git)/i.test(name);

const hasUnknown = (text: string): boolean => text.includes(UNKNOWN);

const toTextOf = (value: Value | undefined): string => (value ? toText(value).text : UNKNOWN);

/**
 * Whether a parameter of Systems Manager is given other images in time: what AWS and Canonical publish so, and one's own of such a name.
 * `name:3` is one version of it (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-versions.html).
 */
const isMovingParameter = (name: string): boolean =>
  !/:\d+$/.test(name) && /(?:\/|-)latest(?:\/|$)|^\/aws\/service\/.*\/(?:recommended|current)(?:\/|$)/.test(name);

/**
 * Whether an image id is looked up in a parameter whenever a machine starts, and the parameter's version is not given
 * (https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html).
 */
export const isMovingResolve = (text: string): boolean => /^resolve:ssm:/.test(text) && !/:\d+$/.test(text);

/**
 * Whether an image of Google Compute Engine is named by its family, which stands for its newest image: where the name says so,
 * and for images of Google's public projects, whose names have a date or a build number and whose families have not
 * (https://cloud.google.com/compute/docs/images/os-details).
 */
export function isImageFamily(text: string): boolean {
  if (hasUnknown(text)) return false;
  if (/(?:^|\/)family\/[^/]+$/.test(text)) return true;
  const [, project, name = ''] = /^(?:.*\bprojects\/)?(?:([^/]+)\/)?(?:global\/images\/)?([^/]+)$/.exec(text) ?? [];
  if (/\d{6}|-\d+-\d+-\d+-\d+$/.test(name)) return false;
  return project === undefined ? publicName.test(name) : publicProjects.has(project);
}

const publicProjects: ReadonlySet<string> = new Set([
  'centos-cloud',
  'cos-cloud',
  'debian-cloud',
  'fedora-cloud',
  'fedora-coreos-cloud',
  'opensuse-cloud',
  'rhel-cloud',
  'rhel-sap-cloud',
  'rocky-linux-cloud',
  'suse-cloud',
  'suse-sap-cloud',
  'ubuntu-os-cloud',
  'ubuntu-os-pro-cloud',
  'windows-cloud',
  'windows-sql-cloud',
]);

/** Families that the provider finds without their project. */
const publicName =
  /^(?:centos-(?:stream-)?\d+|cos-(?:\d+-lts|stable|beta|dev)|debian-\d+|rhel-\d+|rocky-linux-\d+|sles-\d+|ubuntu-\d{4}-lts|windows-\d{4})(?:-arm64|-amd64)?$/;
