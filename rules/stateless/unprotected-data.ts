import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { insertAttribute, insertBlock, replaceValue } from '../../languages/hcl/edit.ts';
import type { HclAttribute } from '../../languages/hcl/syntax.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownNumber, knownText, type Value } from '../../languages/terraform/value.ts';
import { isAllowed } from '../shared/allow.ts';
import { isForDevelopment } from '../shared/development.ts';
import { furtherNames, furtherTypesOption } from '../shared/furtherTypes.ts';
import { quote } from '../shared/message.ts';
import { passingName } from '../shared/passing.ts';
import { namesOfResource } from '../shared/resourceNames.ts';
import { type Backup, type Setting, type StatefulResource, statefulResources } from '../shared/statefulResources.ts';
import { mayVary } from '../shared/terraformVariables.ts';

const options = {
  resources: furtherTypesOption('resources that hold data, each with the argument that protects it'),
  allow: stringList(
    [],
    'Resources whose data may be lost, by their address, name, identifier or `Name` tag, with `*` for any text: `*-dev`.',
  ),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'stateless/unprotected-data',
  title: 'Data that can be destroyed with its resource',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  options,
  since: '0.1.0',
  why: `
Compute can be replaced at any time because the data lives elsewhere. That is worth as much as the care that is taken of the place
where it lives: a database that one \`terraform apply\` can destroy is no safer than a disk in a machine.

It bites when an argument is changed that a database cannot change in place, such as its name or its encryption. The plan has one line
in many, \`must be replaced\`, somebody approves it, and the data is gone; with \`skip_final_snapshot = true\` or without backups, for good.

Turn deletion protection on, or set \`prevent_destroy\` in \`lifecycle\` where a service has no such thing. Keep backups, and a last
snapshot. Leave \`force_destroy\` out of buckets: whoever wants one gone can empty it first.

Fixity says nothing of replicas, caches, buckets for logs and for what is made anew, folders for development and tests, and of what a
variable decides. Name other data that may be lost in the option \`allow\`. For file systems on AWS and databases on Azure, backup plans
and locks may be elsewhere, so that there it is an information only.

See [\`aws_db_instance\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance),
[\`google_sql_database_instance\`](https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/sql_database_instance) and
[\`prevent_destroy\`](https://developer.hashicorp.com/terraform/language/meta-arguments#lifecycle).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  backup_retention_period = 7
  skip_final_snapshot     = true
}
`,
      },
      {
        terraform: `resource "aws_dynamodb_table" "orders" {
  name                        = "orders"
  hash_key                    = "id"
  deletion_protection_enabled = true
}
`,
      },
      {
        terraform:
          'resource "aws_s3_bucket" "invoices" {\n  bucket        = "acme-invoices"\n  force_destroy = true\n}\n',
      },
    ],
    good: [
      {
        terraform: `resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  backup_retention_period = 7
  deletion_protection     = true
}
`,
      },
      {
        terraform: `resource "aws_db_instance" "replica" {
  replicate_source_db = aws_db_instance.orders.identifier
  skip_final_snapshot = true
}
`,
      },
      {
        terraform: `resource "aws_efs_file_system" "uploads" {
  lifecycle {
    prevent_destroy = true
  }
}
`,
      },
    ],
  },

  *check(document, { options: { allow, resources: further } }) {
    const { resources, siblings, module } = document;
    if (module.isExample || isForDevelopment(`${module.folderFromRoot}/main.tf`)) return;
    // A plan may choose by tags what it is for.
    const isBackedUp = siblings.some(({ type }) => type === 'aws_backup_selection');
    for (const resource of resources) {
      const known = statefulResources.get(resource.type) ?? furtherResource(further, resource.type);
      if (!known || resource.block.openBrace === undefined || isLeftAlone(resource, known, allow)) continue;
      const finding = destruction(resource, known, document);
      if (finding) yield finding;
      if (known.backup && !isBackedUp) yield* checkBackup(resource, known.backup, document.file.text);
    }
  },
});

function furtherResource(further: readonly string[], type: string): StatefulResource | undefined {
  const names = furtherNames(further, type);
  return names && { protections: names.map((path) => ({ path, on: true })) };
}

function isLeftAlone(resource: TerraformResource, known: StatefulResource, allow: readonly string[]): boolean {
  const { replicaOf = [], views = [] } = known;
  const has = (name: string): boolean => resource.attribute(name) !== undefined || resource.blocks(name).length > 0;
  if (replicaOf.some(has) || views.some(has)) return true;
  const names = namesOfResource(resource);
  if (names.some((name) => isAllowed(allow, name))) return true;
  // Locks of Terraform are no data.
  if (resource.type === 'aws_dynamodb_table' && knownText(resource.value('hash_key')) === 'LockID') return true;
  return /_bucket$/.test(resource.type) && names.some((name) => passingName.test(name));
}

function destruction(
  resource: TerraformResource,
  known: StatefulResource,
  { file: { text }, siblings }: TerraformDocument,
): RuleFinding | undefined {
  if (isKept(resource)) return undefined;
  const { protections = [], isProtectedByDefault, loses, skipsSnapshot, guards = [] } = known;
  const states = protections.map((setting) => stateOf(resource, setting));
  if (states.some((state) => state === 'on' || state === 'unknown')) return undefined;
  if (isProtectedByDefault && states[0] === 'absent') return undefined;
  if (loses) {
    return stateOf(resource, loses) === 'on' ? lossFinding(resource, loses, text) : undefined;
  }
  if (siblings.some(({ type }) => guards.includes(type))) return undefined;
  const [protection] = protections;
  const written = protection && settingIn(resource, protection.path).attribute;
  const isWithoutSnapshot = skipsSnapshot && stateOf(resource, { path: skipsSnapshot, on: true }) === 'on';
  const attribute = written ?? (isWithoutSnapshot ? resource.attribute(skipsSnapshot) : undefined);
  const remedy = protection ? `set \`${assignment(protection)}\`` : 'set `prevent_destroy` in its `lifecycle`';
  const edits = protection
    ? editTo(resource, protection.path, literal(protection.on), text)
    : preventDestroy(resource, text);
  return {
    at: attribute ? { span: attribute.span, path: `${resource.path}/${attribute.name}` } : resource,
    message: `${quote(resource.address)} can be destroyed with its data${isWithoutSnapshot ? ' and without a last snapshot' : ''}; ${remedy}`,
    ...(protection ? {} : { atMost: 'info' as const }),
    related: relatedTo((protection && settingIn(resource, protection.path).value?.origins) ?? []),
    fixes: [{ title: sentence(remedy), safety: 'suggested', edits }],
  };
}

/** Whether `lifecycle` keeps it from being destroyed, or whether nobody can know. */
const isKept = (resource: TerraformResource): boolean =>
  resource.blocks('lifecycle').some((lifecycle) => {
    const value = lifecycle.value('prevent_destroy');
    return value !== undefined && value.kind !== 'null' && !(value.kind === 'bool' && !value.value);
  });

function lossFinding(resource: TerraformResource, setting: Setting, text: string): RuleFinding {
  const { attribute, value } = settingIn(resource, setting.path);
  // A last snapshot would need a name, and a policy has others to choose from.
  const fix: Pick<Fix, 'title' | 'edits'> =
    setting.path === 'skip_final_snapshot' || setting.on !== true
      ? { title: 'Set `prevent_destroy` in its `lifecycle`', edits: preventDestroy(resource, text) }
      : { title: `Set \`${setting.path} = false\``, edits: [replaceValue(attribute!, 'false')] };
  return {
    at: { span: attribute!.span, path: `${resource.path}/${setting.path}` },
    message: `\`${assignment(setting)}\` lets ${quote(resource.address)} be destroyed with all its data; leave it out`,
    related: relatedTo(value?.origins ?? []),
    fixes: [{ ...fix, safety: 'suggested' }],
  };
}

function* checkBackup(resource: TerraformResource, backup: Backup, text: string): Iterable<RuleFinding> {
  const { attribute, value, isUnsure } = settingIn(resource, backup.path);
  if (isUnsure || mayVary(value)) return;
  const isAbsent = value === undefined || value.kind === 'null';
  if (isAbsent && backup.impliedBy && ['on', 'unknown'].includes(stateOf(resource, backup.impliedBy))) return;
  if (isAbsent ? backup.isOnByDefault : !isOff(value, backup.off)) return;
  const edits = editTo(resource, backup.path, backup.on, text);
  const setting = `${backup.path.split('/').join('.')} = ${backup.on}`;
  yield {
    at: attribute ? { span: attribute.span, path: `${resource.path}/${backup.path}` } : resource,
    message: `${quote(resource.address)} keeps no backups that its data could be brought back from; set \`${setting}\``,
    related: relatedTo(value?.origins ?? []),
    fixes: [{ title: `Set \`${setting}\``, safety: 'suggested', edits }],
  };
}

const isOff = (value: Value, off: Backup['off']): boolean =>
  off === 0 ? knownNumber(value) === 0 : (value.kind === 'bool' && !value.value) || knownText(value) === 'false';

function stateOf(resource: TerraformResource, { path, on }: Setting): 'on' | 'off' | 'absent' | 'unknown' {
  const { value, isUnsure } = settingIn(resource, path);
  if (isUnsure || mayVary(value)) return 'unknown';
  if (value === undefined || value.kind === 'null') return 'absent';
  const text = value.kind === 'bool' ? String(value.value) : knownText(value);
  return text === undefined ? 'unknown' : text === String(on) ? 'on' : 'off';
}

interface Found {
  /** The innermost block on the way that is there. */
  readonly block: TerraformBlock;
  /** The types of blocks that are missing on the way. */
  readonly missing: readonly string[];
  readonly attribute: HclAttribute | undefined;
  readonly value: Value | undefined;
  /** Whether a `dynamic` block may or may not hold it. */
  readonly isUnsure: boolean;
}

function settingIn(resource: TerraformResource, path: string): Found {
  const types = path.split('/');
  const name = types.pop()!;
  let block: TerraformBlock = resource;
  for (const [index, type] of types.entries()) {
    const [inner] = block.blocks(type);
    if (!inner) {
      const missing = types.slice(index);
      // A clone without `settings` has those of what it is made from.
      return {
        block,
        missing,
        attribute: undefined,
        value: undefined,
        isUnsure: block.isDynamic || missing.length > 1,
      };
    }
    block = inner;
  }
  return {
    block,
    missing: [],
    attribute: block.attribute(name),
    value: block.value(name),
    isUnsure: block.isDynamic,
  };
}

function editTo(resource: TerraformResource, path: string, value: string, text: string): readonly TextEdit[] {
  const { block, missing, attribute } = settingIn(resource, path);
  const line = `${path.slice(path.lastIndexOf('/') + 1)} = ${value}`;
  if (attribute) return [replaceValue(attribute, value)];
  const [type] = missing;
  return type === undefined ? insertAttribute(text, block.block, line) : insertBlock(text, block.block, type, [line]);
}

function preventDestroy(resource: TerraformResource, text: string): readonly TextEdit[] {
  const [lifecycle] = resource.blocks('lifecycle');
  const known = lifecycle?.attribute('prevent_destroy');
  if (known) return [replaceValue(known, 'true')];
  const line = 'prevent_destroy = true';
  return lifecycle
    ? insertAttribute(text, lifecycle.block, line)
    : insertBlock(text, resource.block, 'lifecycle', [line]);
}

const literal = (on: Setting['on']): string => (on === true ? 'true' : `"${on}"`);
const assignment = ({ path, on }: Setting): string => `${path.split('/').join('.')} = ${literal(on)}`;
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
