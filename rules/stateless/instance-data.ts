import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, type Value } from '../../languages/terraform/value.ts';
import { isAllowed } from '../shared/allow.ts';
import { type ComputeResource, computeResources } from '../shared/computeResources.ts';
import { furtherNames, furtherTypesOption } from '../shared/furtherTypes.ts';
import { quote } from '../shared/message.ts';
import { isRepeated } from '../shared/repeated.ts';
import { namesOfResource } from '../shared/resourceNames.ts';
import { mayVary } from '../shared/terraformVariables.ts';

const options = {
  resources: furtherTypesOption('machines, each with the block that makes a disk for data'),
  allow: stringList([], 'Machines that may keep data, by their address, name or `Name` tag, with `*` for any text.'),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'stateless/instance-data',
  title: 'Data on the disks of a machine',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  options,
  since: '0.1.0',
  why: `
A disk that is described inside a machine lives as long as the machine. Data that is kept there makes the machine impossible to replace,
and so everything else about it, the system, the packages, the configuration, can only be changed in place.

It bites when a new image is rolled out. Terraform replaces the instance, and an inline \`ebs_block_device\` is destroyed along with it. With
\`delete_on_termination = false\` the old root disk does stay, but no new machine is given it: it costs money, and somebody copies files
off it at night.

Make a disk a resource of its own (\`aws_ebs_volume\` with \`aws_volume_attachment\`, \`google_compute_disk\`, \`azurerm_managed_disk\`), which the next machine
attaches; or keep the data in a database, a bucket or a file system. Let the disk that a machine starts from go with the machine.

Disks of launch templates, groups and machines in numbers (\`count\`) are left alone: there a disk is as short-lived as each machine. Instance stores are lost at each
stop, which is right for scratch space, so that they are an information only. Ignore it for a machine with a disk for a cache or for
swap, or name it in the option \`allow\`.

See [\`aws_instance\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#ebs-ephemeral-and-root-block-devices) and
[\`google_compute_instance\`](https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_instance" "shop" {
  ami = "ami-0123456789abcdef0"

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 100
  }
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "shop" {
  name = "shop"

  boot_disk {
    auto_delete = false
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_instance" "shop" {
  ami = "ami-0123456789abcdef0"

  root_block_device {
    volume_size = 20
  }
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.data.id
  instance_id = aws_instance.shop.id
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "shop" {
  name = "shop"

  boot_disk {
    initialize_params {
      image = "shop-v42"
    }
  }

  attached_disk {
    source = google_compute_disk.data.self_link
  }
}
`,
      },
    ],
  },

  *check({ resources }, { options: { allow, resources: further } }) {
    for (const resource of resources) {
      const known = computeResources.get(resource.type) ?? furtherMachine(further, resource.type);
      if (known?.kind !== 'machine' || namesOfResource(resource).some((name) => isAllowed(allow, name))) continue;
      yield* checkBootDisk(resource, known);
      for (const type of known.dataDisks ?? []) {
        // Several disks of one machine are one thing to mend.
        const disk = isRepeated(resource) ? undefined : resource.blocks(type).find(isNewDisk);
        if (disk) yield diskFinding(disk, resource);
      }
      for (const type of known.scratchDisks ?? []) {
        const disk = resource.blocks(type).find(isNewDisk);
        if (disk) yield scratchFinding(disk, resource);
      }
    }
  },
});

function furtherMachine(further: readonly string[], type: string): ComputeResource | undefined {
  const dataDisks = furtherNames(further, type);
  return dataDisks && { kind: 'machine', dataDisks };
}

function* checkBootDisk(resource: TerraformResource, { bootDisk }: ComputeResource): Iterable<RuleFinding> {
  if (!bootDisk) return;
  const { block, goesWithMachine } = bootDisk;
  const disks: readonly TerraformBlock[] = block === undefined ? [resource] : resource.blocks(block);
  for (const disk of disks) {
    const attribute = disk.attribute(goesWithMachine);
    const value = disk.value(goesWithMachine);
    if (!attribute || !isOff(value) || mayVary(value)) continue;
    yield {
      at: { span: attribute.span, path: `${disk.path}/${goesWithMachine}` },
      message: `\`${goesWithMachine} = false\` leaves a disk behind that no next machine gets; keep data of ${quote(resource.address)} on a volume of its own`,
      related: relatedTo(value?.origins ?? []),
    };
  }
}

const isOff = (value: Value | undefined): boolean =>
  (value?.kind === 'bool' && !value.value) || knownText(value) === 'false';

/** Whether a block makes a disk: it neither takes out one of the image's, nor attaches one that is there, nor hangs on what nobody knows. */
function isNewDisk(disk: TerraformBlock): boolean {
  const noDevice = disk.value('no_device');
  if (disk.isDynamic || (noDevice && !isOff(noDevice))) return false;
  const option = disk.value('create_option');
  return option === undefined || knownText(option)?.toLowerCase() === 'empty';
}

const diskFinding = (disk: TerraformBlock, { address }: TerraformResource): RuleFinding => ({
  at: disk,
  message: `\`${disk.type}\` ties its data to this one ${quote(address)}; attach a volume that is a resource of its own`,
});

const scratchFinding = (disk: TerraformBlock, { address }: TerraformResource): RuleFinding => ({
  at: disk,
  message: `\`${disk.type}\` is lost whenever ${quote(address)} stops; keep nothing there that cannot be made again`,
  atMost: 'info',
});
