import type { RuleFinding } from '../../core/finding.ts';
import { integer } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { TextEdit } from '../../core/text.ts';
import { insertBehind, insertBlock, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformBlock, TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { itemsOf, knownNumber, knownText } from '../../languages/terraform/value.ts';
import { artifactBuckets, keepsRollbacks } from '../shared/artifactBuckets.ts';
import { bucketVersioning } from '../shared/bucketVersioning.ts';
import { type ExpiryRule, expiryRulesOf } from '../shared/ecrPolicy.ts';
import { quote } from '../shared/message.ts';

const options = {
  keep: integer(1, 5, 'How many images a registry must keep, so that there is something to go back to.'),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'replaceable/rollback-artifacts',
  title: 'Artifacts that are not kept for a rollback',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  options,
  since: '0.1.0',
  why: `
Going back to the old version is the quickest way out of a bad release, as long as the old version is still there. A bucket for
artifacts without versions forgets it with the next upload, and a registry that expires images by their age forgets it with time.

It bites twice. A service that was not released for a month has only one image, the running one, and the policy deletes it since
it is thirty days old: the next node that starts cannot pull it. And state of Terraform that was overwritten by a mistake is gone, when
yesterday's version would have been a click away.

Turn versioning on for buckets that hold state and artifacts. Let registries expire images by number and not by age
(\`imageCountMoreThan\`), keep some more than you would ever go back, and expire without limit only what has no tag, or tags that
are for a while (\`pr-\`, \`dev-\`, \`cache\`).

Fixity takes a bucket for one of state or artifacts by its name. Ignore it where artifacts have names that are never used
again, such as the hash of what they hold, and nobody may delete them.

See [ECR lifecycle policies](https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html),
[S3 versioning](https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html) and
[cleanup policies of Artifact Registry](https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy).
`,
  examples: {
    bad: [
      {
        terraform:
          'resource "google_storage_bucket" "terraform_state" {\n  name     = "acme-state"\n  location = "EU"\n}\n',
      },
      {
        terraform: `resource "aws_ecr_lifecycle_policy" "web" {
  repository = "web"
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "sinceImagePushed", countUnit = "days", countNumber = 30 }
      action       = { type = "expire" }
    }]
  })
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_s3_bucket" "artifacts" {
  bucket = "acme-artifacts"
}

resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id

  versioning_configuration {
    status = "Enabled"
  }
}
`,
      },
      {
        terraform: `resource "aws_ecr_lifecycle_policy" "web" {
  repository = "web"
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 30 }
      action       = { type = "expire" }
    }]
  })
}
`,
      },
    ],
  },

  *check(document, { options: { keep } }) {
    const { resources, dataSources, module, file } = document;
    if (module.isExample) return;
    for (const resource of resources) {
      if (resource.block.openBrace === undefined) continue;
      if (resource.type === 'aws_ecr_lifecycle_policy') yield* checkExpiry(resource, keep, file.text);
      else if (resource.type === 'google_artifact_registry_repository') yield* checkCleanup(resource, keep);
      else if (artifactBuckets.has(resource.type) && keepsRollbacks(resource)) {
        yield* checkBucket(resource, document);
      }
    }
    for (const dataSource of dataSources) {
      if (dataSource.type === 'aws_ecr_lifecycle_policy_document') yield* checkExpiry(dataSource, keep, file.text);
    }
  },
});

function* checkBucket(resource: TerraformResource, { module, file }: TerraformDocument): Iterable<RuleFinding> {
  const versioning = bucketVersioning(resource, module);
  if (versioning.state !== 'off') return;
  const { inside, other } = versioning;
  const edits = other ? [] : versioningEdit(resource, inside, file.text);
  yield {
    at: inside ?? resource,
    message: `${quote(resource.address)} keeps no old versions to go back to; turn versioning on`,
    related: other
      ? [{ file: other.file.path, span: other.span, message: `\`${other.labels.join('.')}\` leaves it off` }]
      : [],
    fixes: edits.length > 0 ? [{ title: 'Turn versioning on', safety: 'suggested', edits }] : [],
  };
}

/** Turns versioning on where the bucket has it inside; for S3, in a resource of its own behind the bucket. */
function versioningEdit(
  { type, block, address, name, attribute }: TerraformResource,
  inside: TerraformBlock | undefined,
  text: string,
): readonly TextEdit[] {
  const written = inside?.attribute('enabled') ?? inside?.attribute('versioning_enabled');
  if (written) return [replaceValue(written, 'true')];
  if (type === 'google_storage_bucket') return insertBlock(text, block, 'versioning', ['enabled = true']);
  // Each of several buckets would need one.
  if (type !== 'aws_s3_bucket' || attribute('count') || attribute('for_each')) return [];
  return insertBehind(text, block, [
    `resource "aws_s3_bucket_versioning" "${name}" {`,
    `  bucket = ${address}.id`,
    '',
    '  versioning_configuration {',
    '    status = "Enabled"',
    '  }',
    '}',
  ]);
}

function* checkExpiry(resource: TerraformResource, keep: number, text: string): Iterable<RuleFinding> {
  const rules = expiryRulesOf(resource) ?? [];
  for (const [index, rule] of rules.entries()) {
    const { tagStatus, tags, countType, count, countSpan, path } = rule;
    if (tagStatus !== 'tagged' && tagStatus !== 'any') continue;
    if (tags.length > 0 && tags.every((tag) => tag === '' || passingTag.test(tag))) continue;
    const at = { span: countSpan, path: `${path}/countNumber` };
    if (countType === 'imageCountMoreThan') {
      if (count === undefined || count >= keep) continue;
      const isHere = text.slice(countSpan.start, countSpan.end) === String(count);
      yield {
        at,
        message: `${quote(resource.address)} keeps no more than ${count} ${count === 1 ? 'image' : 'images'} to go back to; keep ${keep} or more`,
        fixes: isHere
          ? [
              {
                title: `Keep ${keep} images`,
                safety: 'suggested',
                edits: [{ span: countSpan, newText: String(keep) }],
              },
            ]
          : [],
      };
    } else if (countType === 'sinceImagePushed' && !isForTheRest(rule, rules.slice(0, index))) {
      yield {
        at,
        message: `${quote(resource.address)} deletes images by their age, the one that is running too; expire by \`imageCountMoreThan\``,
      };
    }
  }
}

/** What tags for a while look like: of a pull request, a branch, a build's cache. */
const passingTag =
  /^(?:pr|prs|mr|pull|merge|dev|develop|development|test|testing|feature|feat|fix|bugfix|branch|snapshot|nightly|cache|buildcache|tmp|temp|preview|review|ci|untagged|alpha|beta|rc|canary)(?:[-_./*]|$|\d)|cache/i;

/** Whether rules before it see to tagged images: what one of them is for, no later one deletes. */
const isForTheRest = ({ tagStatus }: ExpiryRule, earlier: readonly ExpiryRule[]): boolean =>
  tagStatus === 'any' &&
  earlier.some((rule) => rule.tagStatus === 'tagged' && !rule.tags.every((tag) => passingTag.test(tag)));

/** Google keeps what one policy wants kept, whatever others delete. */
function* checkCleanup(resource: TerraformResource, keep: number): Iterable<RuleFinding> {
  if (knownText(resource.value('format'))?.toUpperCase() !== 'DOCKER') return;
  const dryRun = resource.value('cleanup_policy_dry_run');
  if (dryRun && !(dryRun.kind === 'bool' && !dryRun.value)) return;
  const policies = resource.blocks('cleanup_policies');
  const actionOf = (policy: TerraformBlock): string => knownText(policy.value('action')) ?? 'unknown';
  if (policies.some((policy) => policy.isDynamic || actionOf(policy) === 'unknown')) return;
  const kept = policies.filter((policy) => actionOf(policy) === 'KEEP');
  const deleting = policies.find((policy) => actionOf(policy) === 'DELETE' && deletesTagged(policy));
  if (!deleting) return;
  for (const recent of kept.flatMap((policy) => policy.blocks('most_recent_versions'))) {
    const count = knownNumber(recent.value('keep_count'));
    if (kept.length > 1 || count === undefined || count >= keep) continue;
    yield {
      at: { span: recent.attribute('keep_count')!.span, path: `${recent.path}/keep_count` },
      message: `${quote(resource.address)} keeps no more than ${count} ${count === 1 ? 'image' : 'images'} to go back to; keep ${keep} or more`,
      fixes: [
        {
          title: `Keep ${keep} images`,
          safety: 'suggested',
          edits: [replaceValue(recent.attribute('keep_count')!, String(keep))],
        },
      ],
    };
  }
  if (kept.length > 0) return;
  yield {
    at: deleting,
    message: `${quote(resource.address)} deletes images that have a tag, the one that is running too; keep the most recent ones`,
  };
}

function deletesTagged(policy: TerraformBlock): boolean {
  const [condition] = policy.blocks('condition');
  if (!condition || condition.isDynamic) return false;
  const state = condition.value('tag_state');
  if (state && !/^(?:TAGGED|ANY|TAG_STATE_UNSPECIFIED)$/i.test(knownText(state) ?? '')) return false;
  const tags = itemsOf(condition.value('tag_prefixes')).map((item) => knownText(item) ?? '');
  return !(tags.length > 0 && tags.every((tag) => tag === '' || passingTag.test(tag)));
}
