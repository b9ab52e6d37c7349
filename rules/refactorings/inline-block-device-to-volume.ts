import { defineRefactoring, type Offer } from '../../core/refactoring.ts';
import type { TextEdit } from '../../core/text.ts';
import { insertBehind, removeSpan } from '../../languages/hcl/edit.ts';
import { commentsAbove, type MovedItem, movedItems } from '../../languages/hcl/move.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument, TerraformFile } from '../../languages/terraform/document.ts';
import { namesFor, referenceOf, traversalsIn } from '../shared/terraformReferences.ts';

/**
 * Every `ebs_block_device` of an instance becomes an `aws_ebs_volume` with an `aws_volume_attachment`: all at once, as the
 * provider takes either the ones or the others
 * (registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#ebs-ephemeral-and-root-block-devices).
 */
export default defineRefactoring<TerraformDocument>({
  id: 'inline-block-device-to-volume',
  kind: 'extract',
  languages: ['terraform'],

  *offers(document, at) {
    for (const instance of document.resources) {
      if (instance.type !== 'aws_instance') continue;
      const devices = instance.blocks('ebs_block_device');
      const isHere = devices.some(({ block: { span } }) => span.start <= at.end && at.start <= span.end);
      const offer = isHere ? toOffer(instance, devices, document) : undefined;
      if (offer) yield offer;
    }
  },
});

function toOffer(
  instance: TerraformResource,
  devices: readonly TerraformBlock[],
  document: TerraformDocument,
): Offer | undefined {
  const { file } = document;
  // The instance would go on giving its tags to the volumes, each time after these have given them theirs.
  if (instance.attribute('volume_tags') || isReadElsewhere(instance, document)) return undefined;
  if (!devices.every((device) => isMovable(device, instance, file))) return undefined;
  const names = freeNames(`${instance.name}_data`, devices.length, document);
  const resources = devices.map((device, index) => resourcesFor(device, instance, names[index]!, file));
  const lines = resources.flatMap((one, index) => (index > 0 ? ['', ...one] : one));
  return {
    title:
      devices.length === 1 ? 'Move the block device to its own volume' : 'Move the block devices to their own volumes',
    edits: [...removals(devices, file), ...insertBehind(file.text, instance.block, lines)],
    placeholder: names[0]!,
  };
}

/** What an argument of the inline block is called in `aws_ebs_volume`. */
const volumeArguments: ReadonlyMap<string, string> = new Map([
  ['volume_size', 'size'],
  ['volume_type', 'type'],
  ...['encrypted', 'iops', 'kms_key_id', 'snapshot_id', 'tags', 'throughput', 'volume_initialization_rate'].map(
    (name) => [name, name] as const,
  ),
]);

/** Whether a device stands in the instance's own block, and all of it has a place in the new resources, which need a size. */
function isMovable(device: TerraformBlock, instance: TerraformResource, { text }: TerraformFile): boolean {
  const { block, body, isDynamic, attribute } = device;
  if (isDynamic || block.closeBrace === undefined || instance.block.closeBrace === undefined) return false;
  if (!instance.block.body.blocks.includes(block) || body.blocks.length > 0) return false;
  const isKnown = body.attributes.every(
    ({ name, span }) =>
      (volumeArguments.has(name) || name === 'device_name' || name === 'delete_on_termination') &&
      // The lines of a heredoc say something by their indentation.
      !text.slice(span.start, span.end).includes('<<'),
  );
  return isKnown && Boolean(attribute('device_name') && (attribute('volume_size') ?? attribute('snapshot_id')));
}

/** Whether something in the module asks the instance for its devices. */
function isReadElsewhere({ address }: TerraformResource, { module }: TerraformDocument): boolean {
  const names = namesFor(address, module);
  return traversalsIn(module.blocks.map(({ body }) => body)).some(
    (traversal) =>
      names.has(referenceOf(traversal) ?? '') &&
      traversal.steps.some((step) => step.kind === 'attribute' && step.name === 'ebs_block_device'),
  );
}

function freeNames(name: string, count: number, { siblings }: TerraformDocument): readonly string[] {
  const others = siblings.filter(({ type }) => type === 'aws_ebs_volume' || type === 'aws_volume_attachment');
  const taken = new Set(others.map((other) => other.name));
  const names: string[] = [];
  for (let number = 1; names.length < count; number++) {
    const next = number === 1 ? name : `${name}_${number}`;
    if (!taken.has(next)) names.push(next);
  }
  return names;
}

function resourcesFor(
  { block }: TerraformBlock,
  instance: TerraformResource,
  name: string,
  { text, comments }: TerraformFile,
): readonly string[] {
  const [repetition, index] = repetitionOf(instance, text);
  const items = movedItems(text, block, comments);
  const { zone, isKept } = zoneOf(instance, `${instance.address}${index}`, text);
  return [
    ...commentsAbove(text, block, comments).map(({ start, end }) => text.slice(start, end)),
    `resource "aws_ebs_volume" "${name}" {`,
    ...repetition,
    `  availability_zone = ${zone}`,
    ...items.filter((item) => item.name !== 'device_name').flatMap((item) => volumeLines(item)),
    ...(isKept ? [] : ['', '  lifecycle {', '    ignore_changes = [availability_zone]', '  }']),
    '}',
    '',
    `resource "aws_volume_attachment" "${name}" {`,
    ...repetition,
    ...items.filter((item) => item.name === 'device_name').flatMap((item) => attributeLines('device_name', item)),
    `  instance_id = ${instance.address}${index}.id`,
    `  volume_id = aws_ebs_volume.${name}${index}.id`,
    '}',
  ];
}

/** As many of the new resources as there are instances, and how one of them names its own. */
function repetitionOf(
  { attribute }: TerraformResource,
  text: string,
): readonly [lines: readonly string[], index: string] {
  const repetition = attribute('count') ?? attribute('for_each');
  if (!repetition) return [[], ''];
  const written = text.slice(repetition.span.start, repetition.span.end).split(/\r?\n/);
  return [
    [`  ${written[0]!.replace(/\s*=/, ' =')}`, ...written.slice(1), ''],
    repetition.name === 'count' ? '[count.index]' : '[each.key]',
  ];
}

/**
 * The zone of the instance. Where AWS chooses it, the zone of the next instance is not known before that is there, and Terraform
 * would replace the volume, data and all, unless it is told to keep it.
 */
function zoneOf({ attribute }: TerraformResource, instance: string, text: string) {
  const subnet = attribute('subnet_id')?.value;
  const ofInstance = { zone: `${instance}.availability_zone`, isKept: attribute('availability_zone') !== undefined };
  if (ofInstance.isKept || subnet?.kind !== 'traversal') return ofInstance;
  const subnetId = /^((?:data\.)?aws_subnet\.[^*\n]+)\.id$/.exec(text.slice(subnet.span.start, subnet.span.end));
  return subnetId ? { zone: `${subnetId[1]}.availability_zone`, isKept: true } : ofInstance;
}

function volumeLines(item: MovedItem): readonly string[] {
  if (item.name === undefined) return item.lines.map((line) => `  ${line}`);
  const name = volumeArguments.get(item.name);
  // What a comment says of `delete_on_termination` may be said of the volume.
  if (name === undefined) return item.comment === '' ? [] : [`  ${item.comment}`];
  return attributeLines(name, item);
}

function attributeLines(name: string, { lines, comment }: MovedItem): readonly string[] {
  const written = lines.map((line, index) => (index === 0 ? `  ${name}${line}` : `  ${line}`));
  return comment === '' ? written : [...written.slice(0, -1), `${written.at(-1)} ${comment}`];
}

/** Takes the devices out with the comments above them; those that stand side by side as one, with what is between. */
function removals(devices: readonly TerraformBlock[], { text, comments }: TerraformFile): readonly TextEdit[] {
  const spans: { start: number; end: number }[] = [];
  for (const { block } of devices) {
    const start = commentsAbove(text, block, comments)[0]?.start ?? block.span.start;
    const last = spans.at(-1);
    if (last && text.slice(last.end, start).trim() === '') last.end = block.span.end;
    else spans.push({ start, end: block.span.end });
  }
  return spans.map((span) => removeSpan(text, span));
}
