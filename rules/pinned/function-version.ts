import { UNKNOWN } from '../../core/embedded.ts';
import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { lazyFor } from '../../core/lazy.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, toText, type Value } from '../../languages/terraform/value.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { isIgnored } from '../shared/ignoreChanges.ts';
import { quote } from '../shared/message.ts';
import { referenceOf, referencesIn } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/function-version',
  title: 'Function that is called at its latest code',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A published version of a Lambda function never changes. \`$LATEST\` is the opposite, the draft that each upload overwrites: an alias
or a permission at \`$LATEST\` is at whatever code is there at this moment.

It bites during a rollback: the alias that should go back to the last good version has never had another one than \`$LATEST\`, and the good
code is overwritten. Code in S3 has the same weakness. Under a fixed key, with neither the object's version nor a hash of it,
Terraform cannot see that somebody has uploaded something else, and the next deployment for another reason brings it along.

Set \`publish = true\`, let the alias point to \`aws_lambda_function.x.version\`, and give code in S3 a key, an \`s3_object_version\` or a
\`source_code_hash\` that changes with it. Then each deployment is a number, and going back is moving the alias.

Ignore it for a function that nothing but a test environment calls. An image by its digest needs none of it.

See [Lambda versions](https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html) and
[\`aws_lambda_function\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = var.function_name
  function_version = "$LATEST"
}
`,
      },
      {
        terraform: `resource "aws_lambda_function" "resize" {
  function_name = "resize"
  s3_bucket     = "acme-releases"
  s3_key        = "resize.zip"
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_lambda_function" "resize" {
  function_name    = "resize"
  publish          = true
  filename         = "resize.zip"
  source_code_hash = filebase64sha256("resize.zip")
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.resize.function_name
  function_version = aws_lambda_function.resize.version
}
`,
      },
      {
        terraform: `resource "aws_lambda_function" "resize" {
  function_name = "resize"
  s3_bucket     = "acme-releases"
  s3_key        = "resize/\${var.commit}.zip"
}
`,
      },
    ],
  },

  *check({ resources, module, file }) {
    for (const resource of resources) {
      switch (resource.type) {
        case 'aws_lambda_alias':
          yield* checkLatest(resource, 'function_version', file.text);
          break;
        case 'aws_lambda_permission':
          yield* checkLatest(resource, 'qualifier', file.text);
          break;
        case 'aws_lambda_function':
          yield* checkPublished(resource, module, file.text);
          yield* checkCode(resource);
          break;
        case 'aws_lambda_layer_version':
          yield* checkCode(resource);
          break;
      }
    }
  },
});

function* checkLatest(resource: TerraformResource, argument: string, text: string): Iterable<RuleFinding> {
  const value = resource.value(argument);
  const attribute = resource.attribute(argument);
  if (!value || !attribute || knownText(value) !== '$LATEST') return;
  const called = argument === 'function_version' ? functionOf(resource, text) : undefined;
  const isHere = attribute.value.kind === 'template' && value.origins.length === 0;
  const fix: Fix | undefined =
    called === undefined || !isHere
      ? undefined
      : {
          title: `Set it to \`${called}.version\``,
          safety: 'suggested',
          edits: [replaceValue(attribute, `${called}.version`)],
        };
  yield {
    at: { span: attribute.span, path: `${resource.path}/${argument}` },
    message: `\`$LATEST\` is whatever code was uploaded last; name a published version${argument === 'qualifier' ? ' or an alias' : ''}`,
    related: relatedTo(value.origins),
    fixes: fix ? [fix] : [],
  };
}

/** The function that an alias names, as an expression: `aws_lambda_function.resize[0]`. */
function functionOf(alias: TerraformBlock, text: string): string | undefined {
  const expression = alias.attribute('function_name')?.value;
  if (expression?.kind !== 'traversal' || !referenceOf(expression)?.startsWith('aws_lambda_function.'))
    return undefined;
  const last = expression.steps.at(-1)!;
  return expression.steps.length > 1 && last.kind === 'attribute' && /^(?:function_name|arn|id)$/.test(last.name)
    ? text.slice(expression.span.start, last.span.start)
    : undefined;
}

/** An alias that takes its version from a function which publishes none stays at \`$LATEST\`. */
function* checkPublished(resource: TerraformResource, module: TerraformModule, text: string): Iterable<RuleFinding> {
  const value = resource.value('publish');
  const isOff = value === undefined || value.kind === 'null' || (value.kind === 'bool' && !value.value);
  if (!isOff || isByDigest(resource)) return;
  const alias = unpublishedAliases(module).get(resource.address);
  if (!alias) return;
  const attribute = resource.attribute('publish');
  yield {
    at: attribute ? { span: attribute.span, path: `${resource.path}/publish` } : resource,
    message: `\`${resource.address}\` publishes no version for its alias to point to; set \`publish = true\``,
    related: [
      ...relatedTo(value?.origins ?? []),
      { file: alias.file.path, span: alias.span, message: 'the alias is here' },
    ],
    fixes: [
      {
        title: 'Set `publish = true`',
        safety: 'suggested',
        edits: attribute ? [replaceValue(attribute, 'true')] : insertAttribute(text, resource.block, 'publish = true'),
      },
    ],
  };
}

/** The first alias of each function, among those that take its version or are at its latest code. */
const unpublishedAliases = lazyFor(({ blocks }: TerraformModule): ReadonlyMap<string, ModuleBlock> => {
  const aliases = new Map<string, ModuleBlock>();
  for (const block of blocks) {
    if (block.type !== 'resource' || block.labels[0] !== 'aws_lambda_alias') continue;
    const argument = knownText(block.value('function_version')) === '$LATEST' ? 'function_name' : 'function_version';
    for (const name of referencesIn(block.attribute(argument)?.value)) {
      if (!aliases.has(name)) aliases.set(name, block);
    }
  }
  return aliases;
});

const isByDigest = (resource: TerraformResource): boolean => textOf(resource.value('image_uri')).includes('@sha256:');

/** Code in S3 whose change nobody would see. */
function* checkCode(resource: TerraformResource): Iterable<RuleFinding> {
  const key = resource.value('s3_key');
  const attribute = resource.attribute('s3_key');
  if (!attribute || !resource.attribute('s3_bucket') || versionArguments.some((name) => resource.attribute(name)))
    return;
  const text = textOf(key);
  // What is known only at the run may be a commit, and a key with a version or a hash in it is not used twice.
  if (text.includes(UNKNOWN) || /\d[._]\d|\d{6}|[0-9a-f]{7}/.test(text) || isDeployedByOthers(resource)) return;
  yield {
    at: { span: attribute.span, path: `${resource.path}/s3_key` },
    message: `other code under ${quote(text)} goes unseen; set \`s3_object_version\` or \`source_code_hash\``,
    related: relatedTo(key?.origins ?? []),
  };
}

const versionArguments = ['s3_object_version', 'source_code_hash', 'code_sha256'];

/** Whether Terraform leaves the code to another tool. */
const isDeployedByOthers = (resource: TerraformResource): boolean =>
  ['s3_key', 's3_object_version', 'source_code_hash'].some((name) => isIgnored(resource, name));

const textOf = (value: Value | undefined): string => (value ? toText(value).text : UNKNOWN);
