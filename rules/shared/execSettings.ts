import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import type { TextEdit } from '../../core/text.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import { objectAt, removeAllListed, removeListed } from '../../languages/hcl/editObject.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { removalOfAttribute, removalOfBlock } from '../../languages/terraform/removal.ts';
import { itemsOf, knownText, toText, type Value } from '../../languages/terraform/value.ts';
import { letsIn } from './execRoles.ts';
import { quote } from './message.ts';
import { referencesIn } from './terraformReferences.ts';

/** What a Terraform resource says about ways into what runs. */
export function* execSettingsOf(resource: TerraformResource, document: TerraformDocument): Iterable<RuleFinding> {
  const { type, address, path, span } = resource;
  const { text } = document.file;
  const setting = settings.find(({ types }) => types.test(type));
  if (setting) yield* checkSetting(resource, setting, text);
  if (type === 'aws_ec2_serial_console_access') yield* checkSerialConsole(resource, text);
  else if (
    type === 'azurerm_virtual_machine_extension' &&
    /^CustomScript/.test(knownText(resource.value('type')) ?? '')
  ) {
    const attribute = resource.attribute('type')!;
    yield {
      at: { span: attribute.span, path: `${path}/type` },
      message: `\`${address}\` runs a script on a machine that is there; put what it does into the machine's image`,
    };
  } else if (/^google_compute_(?:instance|(?:region_)?instance_template|project_metadata)$/.test(type)) {
    yield* checkMetadata(resource, text);
  } else if (/^google_compute_(?:project|instance)_metadata_item$/.test(type)) {
    if (knownText(resource.value('key')) !== serialPort || !isOn(resource.value('value'))) return;
    yield { at: { span, path: `${path}/key` }, message: serialPortMessage(address) };
  } else if (/^kubernetes_(?:cluster_)?role(?:_v1)?$/.test(type)) yield* checkRole(resource, document);
}

interface Setting {
  readonly types: RegExp;
  readonly name: string;
  readonly lets: string;
  /** What it is to be instead; nothing when it is off where it is not written. */
  readonly instead: string | undefined;
}

const extensions = 'scripts be run on';

/** By the documentation of the providers `aws` and `azurerm`. */
const settings: readonly Setting[] = [
  {
    types: /^aws_ecs_service$/,
    name: 'enable_execute_command',
    lets: 'people into running tasks of',
    instead: undefined,
  },
  {
    types: /^azurerm_(?:linux|windows)_virtual_machine$/,
    name: 'allow_extension_operations',
    lets: extensions,
    instead: 'false',
  },
  {
    types: /^azurerm_(?:linux|windows)_virtual_machine_scale_set$/,
    name: 'extension_operations_enabled',
    lets: extensions,
    instead: 'false',
  },
];

function* checkSetting(
  resource: TerraformResource,
  { name, lets, instead }: Setting,
  text: string,
): Iterable<RuleFinding> {
  const attribute = resource.attribute(name);
  const value = resource.value(name);
  if (!attribute || !value || !isOn(value)) return;
  const isWritten = value.origins.length === 0;
  const edits = instead === undefined ? removalOfAttribute(resource, name, text) : [replaceValue(attribute, instead)];
  const advice = instead === undefined ? 'take it out' : `set it to \`${instead}\``;
  yield {
    at: { span: attribute.span, path: `${resource.path}/${name}` },
    message: `\`${name}\` lets ${lets} \`${resource.address}\`; ${advice}, and replace what is broken`,
    related: relatedTo(value.origins),
    fixes:
      edits && isWritten
        ? [
            {
              title: instead === undefined ? `Remove \`${name}\`` : `Set \`${name} = ${instead}\``,
              safety: 'suggested',
              edits,
            },
          ]
        : [],
  };
}

const isOn = (value: Value | undefined): boolean =>
  value !== undefined && /^(?:true|yes|y|1)$/i.test(toText(value).text);

/** On unless it says otherwise (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_serial_console_access). */
function* checkSerialConsole(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const enabled = resource.attribute('enabled');
  const value = resource.value('enabled');
  if (value && !isOn(value)) return;
  const setting = 'enabled = false';
  const edits = enabled ? [replaceValue(enabled, 'false')] : insertAttribute(text, resource.block, setting);
  yield {
    at: { span: enabled?.span ?? resource.span, path: `${resource.path}/enabled` },
    message: 'the serial console lets people log in to every machine of the account; set `enabled = false`',
    fixes: value?.origins.length ? [] : [{ title: `Set \`${setting}\``, safety: 'suggested', edits }],
  };
}

/** https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-using-serial-console */
const serialPort = 'serial-port-enable';
const serialPortMessage = (address: string): string =>
  `\`${serialPort}\` lets people log in to machines by \`${address}\`; take it out, and replace what is broken`;

function* checkMetadata(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const metadata = resource.value('metadata');
  const entry = metadata?.kind === 'object' ? metadata.entries.findLast(({ key }) => key === serialPort) : undefined;
  const attribute = resource.attribute('metadata');
  if (!attribute || !entry || !isOn(entry.value)) return;
  const object = objectAt(resource.body, attribute.value.span);
  const item = object?.items.find(({ key }) => key.span.start === entry.keySpan?.start);
  const isAlone = object?.items.length === 1;
  const edits = isAlone ? removalOfAttribute(resource, 'metadata', text) : item && removeListed(text, item.span);
  const isNeeded = isAlone && resource.type === 'google_compute_project_metadata';
  yield {
    at: { span: item?.span ?? attribute.nameSpan, path: `${resource.path}/metadata/${serialPort}` },
    message: serialPortMessage(resource.address),
    fixes: item && edits && !isNeeded ? [{ title: `Remove \`${serialPort}\``, safety: 'suggested', edits }] : [],
  };
}

function* checkRole(role: TerraformResource, { siblings, file: { text } }: TerraformDocument): Iterable<RuleFinding> {
  const isServices = isBoundToServices(role, siblings);
  const rules = role.blocks('rule');
  for (const rule of rules) {
    const groups = itemsOf(rule.value('api_groups')).map(knownText);
    const verbs = itemsOf(rule.value('verbs')).flatMap((verb) => knownText(verb) ?? []);
    const resources = itemsOf(rule.value('resources'));
    const granting = resources.filter((one) => letsIn(knownText(one) ?? '', verbs));
    const first = granting.find((one) => knownText(one) !== '*');
    if (isServices || !first || !groups.some((group) => group === '' || group === '*')) continue;
    const isWhole = granting.length === resources.length;
    const edits = isWhole ? removalOfRule(rule, rules, text) : removalOfItems(granting, resources, text);
    const resource = quote(knownText(first) ?? '');
    yield {
      at: { span: first.span, path: `${rule.path}/resources[${knownText(first)}]` },
      message: `${resource} lets people into running pods by \`${role.address}\`; leave it out, and look from outside`,
      fixes: edits ? [{ title: `Leave ${resource} out`, safety: 'suggested', edits }] : [],
    };
  }
}

/** Whether bindings of the module give a role to service accounts, and none to anybody else. */
function isBoundToServices(role: TerraformResource, siblings: readonly TerraformResource[]): boolean {
  const name = knownText(role.blocks('metadata')[0]?.value('name'));
  const bindings = siblings.filter(({ type, body, blocks }) => {
    if (!/^kubernetes_(?:cluster_)?role_binding(?:_v1)?$/.test(type)) return false;
    const named = knownText(blocks('role_ref')[0]?.value('name'));
    return referencesIn(body).has(role.address) || (name !== undefined && named === name);
  });
  const subjects = bindings.flatMap(({ blocks }) => blocks('subject'));
  return subjects.length > 0 && subjects.every((subject) => knownText(subject.value('kind')) === 'ServiceAccount');
}

/** A role without rules is none. */
const removalOfRule = (
  rule: TerraformBlock,
  rules: readonly TerraformBlock[],
  text: string,
): readonly TextEdit[] | undefined => (rules.length > 1 ? removalOfBlock(rule, text) : undefined);

function removalOfItems(items: readonly Value[], all: readonly Value[], text: string): readonly TextEdit[] | undefined {
  const areWritten = items.every(({ span }) => /^"[\w/]+"$/.test(text.slice(span.start, span.end)));
  if (!areWritten) return undefined;
  const lastKept = all.findLast((item) => !items.includes(item));
  const last = items.at(-1);
  if (!lastKept || !last) return undefined;
  const tail = { start: lastKept.span.end, end: last.span.end };
  // Those at the end go with the comma before them.
  const isTail = items.length === all.length - 1 - all.indexOf(lastKept);
  if (isTail && /^(?:,[ \t]*"[\w/]+")+$/.test(text.slice(tail.start, tail.end))) return [{ span: tail, newText: '' }];
  return removeAllListed(
    text,
    items.map(({ span }) => span),
  );
}
