import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, insertBlock, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { referencesIn } from '../shared/terraformReferences.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/registry-tag-mutability',
  title: 'Registry that lets a tag be moved',
  languages: ['terraform'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
A registry lets anybody who may push move a tag to other bits, unless it is told not to. Then \`web:1.4.2\` is a name and not a
version: what was tested and what is pulled tomorrow can differ, though no file has changed.

It bites as a hotfix pushed over an existing tag. Nodes that had the old image keep it, new nodes pull the new one, and a rollback
to \`1.4.2\` brings back the wrong bits. It is also how one stolen push token reaches every running service.

Make tags immutable, and push each build under a tag of its own: the commit, the version, the build's number.

Ignore it for a pull-through cache, which has to follow its upstream, and for a registry of throw-away builds.

See [ECR image tag mutability](https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html) and
[\`immutable_tags\` of Artifact Registry](https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/artifact_registry_repository).
`,
  examples: {
    bad: [
      { terraform: 'resource "aws_ecr_repository" "web" {\n  name = "web"\n}\n' },
      {
        terraform:
          'resource "aws_ecr_repository" "web" {\n  name                 = "web"\n  image_tag_mutability = "MUTABLE"\n}\n',
      },
      {
        terraform: `resource "google_artifact_registry_repository" "web" {
  location      = "europe-west1"
  repository_id = "web"
  format        = "DOCKER"
}
`,
      },
      { terraform: 'resource "harbor_project" "web" {\n  name = "web"\n}\n' },
    ],
    good: [
      {
        terraform:
          'resource "aws_ecr_repository" "web" {\n  name                 = "web"\n  image_tag_mutability = "IMMUTABLE"\n}\n',
      },
      {
        terraform:
          'variable "mutability" {}\n\nresource "aws_ecr_repository" "web" {\n  name                 = "web"\n  image_tag_mutability = var.mutability\n}\n',
      },
      {
        terraform:
          'resource "google_artifact_registry_repository" "npm" {\n  repository_id = "npm"\n  format        = "NPM"\n}\n',
      },
      {
        terraform: `resource "google_artifact_registry_repository" "hub" {
  repository_id = "hub"
  format        = "DOCKER"
  mode          = "REMOTE_REPOSITORY"
}
`,
      },
    ],
  },

  *check(document) {
    for (const resource of document.resources) {
      // Half a header says nothing of what the block will hold.
      if (resource.block.openBrace === undefined) continue;
      switch (resource.type) {
        case 'aws_ecr_repository':
          if (!isCache(resource, document)) yield* checkEcr(resource, document.file.text);
          break;
        case 'google_artifact_registry_repository':
          yield* checkArtifactRegistry(resource, document.file.text);
          break;
        case 'harbor_project':
          yield* checkHarbor(resource, document);
          break;
      }
    }
  },
});

function* checkEcr(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const value = resource.value('image_tag_mutability');
  const mutability = knownText(value);
  if (value && (mutability === undefined || mutability.startsWith('IMMUTABLE'))) return;
  const attribute = resource.attribute('image_tag_mutability');
  // Which tags it leaves out would be the wrong ones for the opposite.
  const isFixable = mutability !== 'MUTABLE_WITH_EXCLUSION';
  yield {
    at: attribute ? { span: attribute.span, path: `${resource.path}/image_tag_mutability` } : resource,
    message: `tags of \`${resource.address}\` can be moved to other bits; make them immutable`,
    related: relatedTo(value?.origins ?? []),
    fixes: isFixable ? [immutableFix(resource, text)] : [],
  };
}

function immutableFix({ attribute, block }: TerraformResource, text: string): Fix {
  const known = attribute('image_tag_mutability');
  const setting = 'image_tag_mutability = "IMMUTABLE"';
  return {
    title: `Set \`${setting}\``,
    safety: 'suggested',
    edits: known ? [replaceValue(known, '"IMMUTABLE"')] : insertAttribute(text, block, setting),
  };
}

/** Whether a repository holds what a pull-through cache fetches: its name begins with the prefix of a rule of the module. */
function isCache(resource: TerraformResource, { siblings }: TerraformDocument): boolean {
  const name = knownText(resource.value('name'));
  const references = referencesIn(resource.attribute('name')?.value);
  return siblings
    .filter(({ type }) => type === 'aws_ecr_pull_through_cache_rule')
    .some((rule) => {
      const prefix = knownText(rule.value('ecr_repository_prefix'));
      // `ROOT` stands for all that no other rule has.
      return prefix === 'ROOT' || name?.startsWith(`${prefix}/`) || references.has(rule.address);
    });
}

function* checkArtifactRegistry(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  if (knownText(resource.value('format'))?.toUpperCase() !== 'DOCKER') return;
  const mode = resource.value('mode');
  // Remote and virtual repositories follow others.
  if (mode && knownText(mode) !== 'STANDARD_REPOSITORY') return;
  const configuration = resource.blocks('docker_config')[0];
  const value = configuration?.value('immutable_tags');
  if (configuration?.isDynamic || (value && !(value.kind === 'bool' && !value.value))) return;
  const attribute = configuration?.attribute('immutable_tags');
  const edits = attribute
    ? [replaceValue(attribute, 'true')]
    : configuration
      ? insertAttribute(text, configuration.block, 'immutable_tags = true')
      : insertBlock(text, resource.block, 'docker_config', ['immutable_tags = true']);
  yield {
    at: attribute ? { span: attribute.span, path: `${resource.path}/docker_config/immutable_tags` } : resource,
    message: `tags of \`${resource.address}\` can be moved to other bits; make them immutable`,
    related: relatedTo(value?.origins ?? []),
    fixes: [{ title: 'Set `immutable_tags = true`', safety: 'suggested', edits }],
  };
}

function* checkHarbor(resource: TerraformResource, { siblings }: TerraformDocument): Iterable<RuleFinding> {
  // A project with a registry is a proxy cache.
  if (resource.attribute('registry_id')) return;
  // Which project a rule is for is known only at run time; any rule in the module counts.
  if (siblings.some(({ type }) => type === 'harbor_immutable_tag_rule')) return;
  yield {
    at: resource,
    message: `tags of \`${resource.address}\` can be moved to other bits; add a \`harbor_immutable_tag_rule\``,
  };
}
