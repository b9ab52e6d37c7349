import type { Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import type { IgnoringFile } from '../../languages/terraform/gitIgnore.ts';
import { moduleBlockOf } from '../shared/moduleBlock.ts';
import { reachable, requirementsOf, usedProvidersOf } from '../shared/terraformProviders.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/terraform-lockfile',
  title: 'Root module without a lock file',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
\`terraform init\` writes \`.terraform.lock.hcl\`: the exact version of each provider, and the checksums of its packages. Where the file is
not in the repository, each machine and each run of the pipeline chooses anew, and trusts whatever it is given.

It bites as a plan that differs between two machines of the same commit, since one has fetched its providers a week later. And a
provider that was tampered with on its way would run with all your credentials, unnoticed.

Commit the file, and take it out of \`.gitignore\`; what belongs there is the folder \`.terraform/\`. To change a version run
\`terraform init -upgrade\` and review the change. \`terraform providers lock -platform=...\` adds the checksums for other systems.

Modules that others call and examples need none: the file of the root module counts. Ignore it where a wrapper makes the root
module on the fly.

See [dependency lock file](https://developer.hashicorp.com/terraform/language/files/dependency-lock).
`,
  examples: {
    bad: [
      { terraform: 'provider "aws" {\n  region = "eu-west-1"\n}\n' },
      {
        file: 'main.tf',
        terraform: 'provider "aws" {\n  region = "eu-west-1"\n}\n',
        beside: {
          '.gitignore': '.terraform/\n.terraform.lock.hcl\n*.tfplan\n',
          '.terraform.lock.hcl': 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.76.0"\n}\n',
        },
      },
      {
        terraform: `terraform {
  backend "s3" {
    bucket = "acme-state"
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"
}
`,
      },
    ],
    good: [
      { terraform: '# A module that others call.\nresource "aws_s3_bucket" "logs" {\n  bucket = var.name\n}\n' },
      {
        terraform: `# What is built into Terraform has no version of its own.
terraform {
  cloud {
    organization = "acme"
  }
}

resource "terraform_data" "release" {
  input = "1.4.2"
}
`,
      },
    ],
  },

  *check(document) {
    const { module } = document;
    if (!module.isRoot || (module.lockFile !== undefined && module.lockFileIgnoredBy === undefined)) return;
    const modules = [module, ...reachable(module, ({ callees }) => callees)];
    if (!modules.some((one) => usedProvidersOf(one).size > 0 || requirementsOf(one).length > 0)) return;
    const place = moduleBlockOf(document);
    if (!place) return;
    const { lockFileIgnoredBy } = module;
    yield {
      at: { span: place.span, path: 'module/.terraform.lock.hcl' },
      message: lockFileIgnoredBy
        ? `\`${lockFileIgnoredBy.relativePath}\` keeps \`.terraform.lock.hcl\` out of the repository, so providers change unseen; take that line out and commit the file`
        : 'providers have no `.terraform.lock.hcl`, so each `terraform init` chooses anew; commit the one it writes',
      fixes: lockFileIgnoredBy ? fixesOf(lockFileIgnoredBy) : [],
    };
  },
});

function fixesOf({ path, relativePath, unignore }: IgnoringFile): readonly Fix[] {
  const edits = unignore();
  const title = `Let git see \`.terraform.lock.hcl\`, in \`${relativePath}\``;
  return edits ? [{ title, safety: 'suggested', edits: [], elsewhere: [{ kind: 'edit', file: path, edits }] }] : [];
}
