import type { Fix, RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { insertObjectItem, objectAt } from '../../languages/hcl/editObject.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, type Value } from '../../languages/terraform/value.ts';
import type { TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { quote } from '../shared/message.ts';
import {
  lockedVersionOf,
  type ProviderRequirement,
  reachable,
  requirementsOf,
  usedProvidersOf,
} from '../shared/terraformProviders.ts';
import { closeConstraint, isOpenConstraint } from '../shared/versionConstraint.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/terraform-provider',
  title: 'Terraform provider without an upper version',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
A provider decides what each line of a configuration does. With no version, or with nothing but a lowest one, \`terraform init -upgrade\`,
a lost lock file or a fresh folder takes the newest there is, and a new major version renames arguments, changes defaults and
replaces resources.

It bites on the day that a provider's next major version comes out: the pipeline that was green in the morning plans to replace a
cluster in the afternoon, and no commit lies between.

Name each provider in \`required_providers\` with \`~>\`, which lets in fixes and new features of one major version, and let the lock
file say which one exactly. Raise it by a change that somebody reviews.

A module that others call is the other way round: it should give the lowest version that it works with and leave the rest to who
calls it, so \`>=\` is right there and not reported. Ignore it for a provider of your own that is released together with the configuration.

See [provider requirements](https://developer.hashicorp.com/terraform/language/providers/requirements) and
[version constraints](https://developer.hashicorp.com/terraform/language/expressions/version-constraints).
`,
  examples: {
    bad: [
      {
        terraform: 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n',
      },
      {
        terraform: `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

provider "aws" {
  region = "eu-west-1"
}
`,
      },
      { terraform: 'provider "google" {\n  project = "acme"\n}\n' },
    ],
    good: [
      {
        terraform: `terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.76" }
  }
}

provider "aws" {
  region = "eu-west-1"
}
`,
      },
      {
        terraform: `# A module that others call.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}
`,
      },
      {
        terraform: `terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.replica]
    }
  }
}
`,
      },
    ],
  },

  *check({ module, file }) {
    if (module.isExample) return;
    const requirements = requirementsOf(module);
    for (const requirement of requirements) {
      if (requirement.block.file.path === file.path) yield* checkRequirement(requirement, requirements, module);
    }
    if (!module.isRoot) return;
    for (const [name, { file: usingFile, span, path }] of usedProvidersOf(module)) {
      if (usingFile.path !== file.path || requirements.some((other) => other.name === name)) continue;
      if (isHeldAround(name, module)) continue;
      yield {
        at: { span, path: `${path}/provider` },
        message: `provider \`${name}\` has no version, so any new major version gets in; declare it in \`required_providers\``,
      };
    }
  },
});

function* checkRequirement(
  requirement: ProviderRequirement,
  all: readonly ProviderRequirement[],
  module: TerraformModule,
): Iterable<RuleFinding> {
  const { name, span, version, path, isHandedOver } = requirement;
  const others = all.filter((other) => other !== requirement && other.name === name);
  if (others.some(isClosed)) return;
  if (version === undefined) {
    if (isHandedOver || others.some((other) => other.version) || isHeldAround(name, module)) return;
    yield {
      at: { span, path },
      message: `provider \`${name}\` has no version, so any new major version gets in; add one`,
      fixes: addition(requirement, module),
    };
  } else if (module.isRoot && !isClosed(requirement) && !isHeldAround(name, module)) {
    yield {
      at: { span: version.span, path: `${path}/version` },
      message: `${quote(knownText(version)!)} lets in the next major version of provider \`${name}\`; use \`~>\``,
      fixes: closing(version, lockedConstraint(requirement, module) ?? closeConstraint(knownText(version)!)),
    };
  }
}

/** What nobody can know here is taken for closed. */
function isClosed({ version }: ProviderRequirement): boolean {
  const constraint = knownText(version);
  return version !== undefined && (constraint === undefined || !isOpenConstraint(constraint));
}

/** Constraints of all modules of a run count together; a module that is called leaves its upper ends to its callers, which are judged themselves. */
function isHeldAround(name: string, module: TerraformModule): boolean {
  const asked = (one: TerraformModule) => requirementsOf(one).filter((requirement) => requirement.name === name);
  return (
    reachable(module, ({ callers }) => callers).some((caller) => asked(caller).some(({ version }) => version)) ||
    reachable(module, ({ callees }) => callees).some((callee) => asked(callee).some(isClosed))
  );
}

const placeholder = 'VERSION';

function addition(requirement: ProviderRequirement, module: TerraformModule): readonly Fix[] {
  const { block, value, name } = requirement;
  const object = objectAt(block.body, value.span);
  if (!object) return [];
  const edits = (version: string) => insertObjectItem(block.file.text, object, ['version'], `"${version}"`);
  const locked = lockedConstraint(requirement, module);
  return locked === undefined
    ? [{ title: `Set the version of \`${name}\``, safety: 'placeholder', placeholder, edits: edits(placeholder) }]
    : [{ title: `Hold \`${name}\` at \`${locked}\``, safety: 'suggested', edits: edits(locked) }];
}

/** The version that the lock file has, with room for newer minor versions. */
function lockedConstraint({ source }: ProviderRequirement, module: TerraformModule): string | undefined {
  const [, minor] = /^(\d+\.\d+)\.\d+$/.exec(lockedVersionOf(module, source) ?? '') ?? [];
  return minor && `~> ${minor}`;
}

function closing({ span, origins }: Value, constraint: string | undefined): readonly Fix[] {
  if (constraint === undefined || origins.length > 0) return [];
  const edits = [{ span, newText: `"${constraint}"` }];
  return [{ title: `Replace it by \`${constraint}\``, safety: 'suggested', edits }];
}
