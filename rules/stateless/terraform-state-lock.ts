import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { roleOf } from '../../languages/terraform/files.ts';
import { knownText, type Value } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';

export default defineRule<TerraformDocument>({
  id: 'stateless/terraform-state-lock',
  title: 'Terraform state that nothing locks',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
Terraform reads its state, works for minutes, and writes the state back. Two runs at once each write what they know, and the later one
wins. Most backends lock the state meanwhile by themselves; \`s3\`, \`http\` and \`oss\` do so only when they are told to.

It bites when two pull requests are merged within a minute. Both pipelines apply, one state overwrites the other, and what the other
run made is running, costs money, and is known to nobody.

Set \`use_lockfile = true\` for \`s3\` (Terraform and OpenTofu 1.10 or later), or name a table in \`dynamodb_table\` for an older version; set
\`lock_address\` and \`unlock_address\` for \`http\`, and \`tablestore_table\` for \`oss\`.

A backend that is only partly written here (\`backend "s3" {}\`) gets the rest from \`-backend-config\`, the lock perhaps among it, and is
left alone; so is a store of another maker that speaks S3, of whose locks nothing is known. Ignore it where one pipeline, with a queue of its own, is all that ever applies. Encryption is no matter of this rule: S3 has encrypted every object
since January 2023.

See [\`s3\`](https://developer.hashicorp.com/terraform/language/backend/s3#state-locking) and
[\`http\`](https://developer.hashicorp.com/terraform/language/backend/http).
`,
  examples: {
    bad: [
      {
        terraform:
          'terraform {\n  backend "s3" {\n    bucket = "acme-state"\n    key    = "orders/terraform.tfstate"\n    region = "eu-west-1"\n  }\n}\n',
      },
      { terraform: 'terraform {\n  backend "http" {\n    address = "https://state.example.com/orders"\n  }\n}\n' },
    ],
    good: [
      {
        terraform: `terraform {
  backend "s3" {
    bucket       = "acme-state"
    key          = "orders/terraform.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }
}
`,
      },
      { terraform: 'terraform {\n  backend "s3" {}\n}\n' },
      { terraform: 'terraform {\n  backend "gcs" {\n    bucket = "acme-state"\n  }\n}\n' },
    ],
  },

  *check({ settings, module, file }) {
    if (module.isExample || module.mayBeWrapped || roleOf(file.path) === 'override') return;
    for (const backend of settings.flatMap((block) => block.blocks('backend'))) {
      switch (backend.labels[0]) {
        case 's3':
          yield* checkS3(backend, module, file.text);
          break;
        case 'http':
          if (has(backend, 'address') && !has(backend, 'lock_address')) {
            yield findingAt(backend, 'set `lock_address` and `unlock_address`');
          }
          break;
        case 'oss':
          if (has(backend, 'bucket') && !has(backend, 'tablestore_table')) {
            yield findingAt(backend, 'set `tablestore_endpoint` and `tablestore_table`');
          }
          break;
      }
    }
  },
});

/** Whether something is given; what cannot be known is. */
const has = (block: TerraformBlock, name: string): boolean => isGiven(block.value(name));

const isGiven = (value: Value | undefined): boolean =>
  value !== undefined && value.kind !== 'null' && knownText(value) !== '';

const findingAt = (backend: TerraformBlock, advice: string): RuleFinding => ({
  at: backend,
  message: `two runs at once can overwrite each other's state; ${advice}`,
});

function* checkS3(backend: TerraformBlock, module: TerraformModule, text: string): Iterable<RuleFinding> {
  if (!has(backend, 'bucket') || !has(backend, 'key') || has(backend, 'dynamodb_table')) return;
  if (foreignStores.some((name) => backend.attribute(name) || backend.blocks(name).length > 0)) return;
  const attribute = backend.attribute('use_lockfile');
  const value = backend.value('use_lockfile');
  if (attribute && !(value?.kind === 'null' || (value?.kind === 'bool' && !value.value))) return;
  const isOld = mayNotLock(module);
  yield {
    ...findingAt(backend, isOld ? 'name a table in `dynamodb_table`' : 'set `use_lockfile = true`'),
    ...(attribute ? { at: { span: attribute.span, path: `${backend.path}/use_lockfile` } } : {}),
    related: relatedTo(value?.origins ?? []),
    fixes: isOld ? [] : [lockFix(backend, text)],
  };
}

/** What points the backend at something else than Amazon's S3. */
const foreignStores = ['endpoint', 'endpoints', 'skip_credentials_validation', 'skip_requesting_account_id'];

/** Whether the module asks for a version before 1.10, which has no lock files. */
const mayNotLock = ({ blocks }: TerraformModule): boolean =>
  blocks.some((block) => oldVersion.test(knownText(block.value('required_version')) ?? ''));

/** `~> 1.5.0`, `1.5.7`, `~> 0.13`, `< 1.6`. */
const oldVersion =
  /(?:^|,)\s*(?:(?:=|~>)?\s*(?:0\.\d+|1\.\d\.\d+)|<=?\s*(?:0\.\d+|1\.\d(?:\.\d+)?|1\.10(?:\.0)?))\s*(?:,|$)/;

function lockFix(backend: TerraformBlock, text: string): Fix {
  const known = backend.attribute('use_lockfile');
  const setting = 'use_lockfile = true';
  return {
    title: `Set \`${setting}\``,
    safety: 'suggested',
    edits: known ? [replaceValue(known, 'true')] : insertAttribute(text, backend.block, setting),
  };
}
