import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { defineRule } from '../../core/rule.ts';
import type { HclAttribute, HclBody } from '../../languages/hcl/syntax.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { imageFixes, versionFixes } from '../shared/machineImageFixes.ts';
import { isImageFamily, isMovingResolve, movingArgument } from '../shared/machineImages.ts';
import { quote } from '../shared/message.ts';
import { namesFor, referencesIn } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/machine-image',
  title: 'Machine image that is whichever is newest',
  languages: ['terraform'],
  level: { recommended: 'error' },
  since: '0.1.0',
  why: `
A machine image is most of what runs on a machine. Where it is looked up as the newest of a name, a family or a channel, Terraform
takes another one as soon as its publisher has one, and the same commit makes different machines from one day to the next.

It bites in two ways. A plan for a changed tag wants to replace every machine, because a new image came out overnight; or a group
that grows during a busy hour mixes machines of two images, and only the new half fails.

Name one image: an AMI's id or its full name, a Google image with its date, an Azure version number, an SSM parameter with its
version. Let your image build write it into a variable without a default, or let a bot propose the next one, so that it
comes with a commit, a plan and a way back. A fix can only put a word in the place of the image or its version, for you to replace: which
there are is known to the provider alone. Where the place cannot be told either, as with a regular expression, there is none.

Ignore it for a machine that lives for minutes, such as a build agent, where the newest patches matter more than sameness.

See [\`aws_ami\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ami),
[image families](https://cloud.google.com/compute/docs/images/image-families-best-practices) and
[Azure image versions](https://learn.microsoft.com/azure/virtual-machines/linux/cli-ps-findimage).
`,
  examples: {
    bad: [
      {
        terraform: `data "aws_ami" "ubuntu" {
  most_recent = true
  owners      = ["099720109477"]

  filter {
    name   = "name"
    values = ["ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"]
  }
}

resource "aws_instance" "web" {
  ami = data.aws_ami.ubuntu.id
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "web" {
  name = "web"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }
}
`,
      },
      {
        terraform: `resource "azurerm_linux_virtual_machine_scale_set" "web" {
  name = "web"

  source_image_reference {
    publisher = "Canonical"
    offer     = "0001-com-ubuntu-server-jammy"
    sku       = "22_04-lts"
    version   = "latest"
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `data "aws_ami" "ubuntu" {
  most_recent = true
  owners      = ["099720109477"]

  filter {
    name   = "name"
    values = ["ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20241002"]
  }
}

resource "aws_instance" "web" {
  ami = data.aws_ami.ubuntu.id
}
`,
      },
      {
        terraform: `variable "image" {
  description = "Made by the image build of this commit."
}

resource "aws_launch_template" "web" {
  image_id = var.image
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "web" {
  name = "web"

  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12-bookworm-v20241112"
    }
  }
}
`,
      },
    ],
  },

  *check({ dataSources, resources, module, file }) {
    for (const dataSource of dataSources) {
      const argument = movingArgument(dataSource);
      const use = argument === undefined ? undefined : machineUseOf(dataSource.address, module);
      if (!use) continue;
      const { attribute, file: usingFile } = use;
      yield {
        at: { span: dataSource.attribute(argument!)?.span ?? dataSource.span, path: `${dataSource.path}/${argument}` },
        message: `\`${dataSource.address}\` is whichever image is newest when Terraform runs; name one image`,
        related: [{ file: usingFile, span: attribute.span, message: 'a machine is made of it here' }],
        fixes: imageFixes(dataSource, file.text),
      };
    }
    for (const resource of resources) {
      yield* checkTexts(resource);
      yield* checkAzure(resource, file.text);
    }
  },
});

/** Arguments, at any depth of a resource, that say which image its machine is made of. */
const imageArguments: ReadonlySet<string> = new Set([
  'ami',
  'ami_id',
  'image',
  'image_id',
  'image_name',
  'release_version',
  'source_id',
  'source_image',
  'source_image_id',
  'uuid',
]);

interface MachineUse {
  readonly attribute: HclAttribute;
  /** The path of its file. */
  readonly file: string;
  /** How many come before it. */
  readonly index: number;
}

/** Where the first machine of a module takes its image from a data source, through locals too. What a module is given counts as such. */
function machineUseOf(address: string, module: TerraformModule): MachineUse | undefined {
  const uses = machineUses(module);
  let first: MachineUse | undefined;
  for (const name of namesFor(address, module)) {
    const use = uses.get(name);
    if (use && (!first || use.index < first.index)) first = use;
  }
  return first;
}

/** The first attributes of machines and calls that refer to something, by what that is. */
const machineUses = lazyFor(({ blocks }: TerraformModule): ReadonlyMap<string, MachineUse> => {
  const uses = new Map<string, MachineUse>();
  let index = 0;
  for (const { type, labels, body, file } of blocks) {
    // An image that is made of another one is not yet a machine.
    if (type !== 'module' && (type !== 'resource' || labels[0] === 'google_compute_image')) continue;
    for (const attribute of attributesIn(body)) {
      if (type !== 'module' && !imageArguments.has(attribute.name)) continue;
      index++;
      for (const name of referencesIn(attribute.value)) {
        if (!uses.has(name)) uses.set(name, { attribute, file: file.path, index });
      }
    }
  }
  return uses;
});

const attributesIn = (body: HclBody): readonly HclAttribute[] => [
  ...body.attributes,
  ...body.blocks.flatMap((block) => attributesIn(block.body)),
];

/** Images that are named in the resource itself. */
function* checkTexts(resource: TerraformResource): Iterable<RuleFinding> {
  for (const [block, argument] of imagesNamedIn(resource)) {
    const value = block.value(argument);
    const text = knownText(value);
    const attribute = block.attribute(argument);
    if (!value || text === undefined || !attribute) continue;
    const message = argument === 'image_id' ? resolveMessage(text) : familyMessage(text);
    if (message === undefined) continue;
    yield {
      at: { span: attribute.span, path: `${block.path}/${argument}` },
      message,
      related: relatedTo(value.origins),
    };
  }
}

const resolveMessage = (text: string): string | undefined =>
  isMovingResolve(text)
    ? `${quote(text)} is looked up anew by each machine that starts; add the version of the parameter`
    : undefined;

const familyMessage = (text: string): string | undefined =>
  isImageFamily(text) ? `${quote(text)} is an image family, whose newest image is taken; name one image` : undefined;

function imagesNamedIn(resource: TerraformResource): readonly (readonly [TerraformBlock, string])[] {
  const inBlocks = (type: string, argument: string) =>
    resource.blocks(type).map((block): readonly [TerraformBlock, string] => [block, argument]);
  switch (resource.type) {
    case 'aws_launch_template':
      return [[resource, 'image_id']];
    case 'google_compute_instance':
      return resource
        .blocks('boot_disk')
        .flatMap((disk) => disk.blocks('initialize_params'))
        .map((block) => [block, 'image']);
    case 'google_compute_instance_template':
    case 'google_compute_region_instance_template':
      return inBlocks('disk', 'source_image');
    case 'google_compute_disk':
    case 'google_compute_region_disk':
      return [[resource, 'image']];
    default:
      return [];
  }
}

function* checkAzure(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  if (!/^azurerm_.*(?:virtual_machine|batch_pool)/.test(resource.type)) return;
  for (const block of [...resource.blocks('source_image_reference'), ...resource.blocks('storage_image_reference')]) {
    const value = block.value('version');
    const attribute = block.attribute('version');
    if (!value || !attribute || knownText(value)?.toLowerCase() !== 'latest') continue;
    yield {
      at: { span: attribute.span, path: `${block.path}/version` },
      message: `\`${resource.address}\` takes the \`latest\` image, another one from one day to the next; name a version`,
      related: relatedTo(value.origins),
      fixes: versionFixes(attribute, text),
    };
  }
}
