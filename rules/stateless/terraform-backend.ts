import type { Fix } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { insertBlock } from '../../languages/hcl/edit.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { roleOf } from '../../languages/terraform/files.ts';
import { knownText } from '../../languages/terraform/value.ts';
import type { ModuleBlock, TerraformModule } from '../../languages/terraform/wholeModule.ts';
import { isAllowed } from '../shared/allow.ts';
import { moduleBlockOf } from '../shared/moduleBlock.ts';
import { keepsState } from '../shared/stateStore.ts';

const options = {
  temporary: stringList(
    [
      'test',
      'tests',
      'testing',
      'testdata',
      'fixtures',
      'e2e',
      'samples',
      'demo',
      'demos',
      'sandbox',
      'playground',
      '*-examples',
      '*-samples',
    ],
    'Names of folders below which modules are run to try something out, and their state may be lost, with `*` for any text.',
  ),
};

export default defineRule<TerraformDocument, typeof options>({
  id: 'stateless/terraform-backend',
  title: 'Terraform state on a local disk',
  languages: ['terraform'],
  level: { recommended: 'error' },
  options,
  since: '0.1.0',
  why: `
Terraform writes down what it has made in its state. Without a backend that is the file \`terraform.tfstate\` on whichever disk it ran:
a laptop, or a pipeline's runner that is thrown away a minute later.

It bites when the disk is gone, or when a colleague applies from another one: Terraform knows of nothing, wants to make everything a
second time, and fails on names that are taken. What it made before can only be changed by hand from then on. A state file in the
repository is worse: two branches have two states, nothing locks it, and the passwords in it are in the history for good.

Keep the state in a backend (\`s3\`, \`gcs\`, \`azurerm\`, a \`cloud\` block), with locking and old versions. \`terraform init
-migrate-state\` moves what there is. Take a state file out of the repository and change the passwords that are in it.

Fixity looks at root modules alone. It says nothing of examples and tests, of a module that makes the bucket for the state of others, where Terragrunt
or Atmos may write the backend, and where a variable has no value in the folder: what gives it one may give the backend too.
Ignore it for a module that you run once and never again; for a whole folder, use an override of the configuration.

See [backends](https://developer.hashicorp.com/terraform/language/backend) and
[sensitive data in state](https://developer.hashicorp.com/terraform/language/manage-sensitive-data).
`,
  examples: {
    bad: [
      {
        terraform:
          'terraform {\n  required_version = "~> 1.9"\n}\n\nprovider "aws" {\n  region = "eu-west-1"\n}\n\nresource "aws_sns_topic" "orders" {\n  name = "orders"\n}\n',
      },
      { terraform: 'terraform {\n  backend "local" {\n    path = "live.tfstate"\n  }\n}\n' },
    ],
    good: [
      {
        terraform: `terraform {
  backend "s3" {
    bucket       = "acme-state"
    key          = "orders/terraform.tfstate"
    use_lockfile = true
  }
}

resource "aws_sns_topic" "orders" {
  name = "orders"
}
`,
      },
      { terraform: '# A module that others call.\nresource "aws_sns_topic" "orders" {\n  name = var.name\n}\n' },
    ],
  },

  *check(document, { options: { temporary } }) {
    const { module, settings, file } = document;
    if (module.isExample || module.folderFromRoot.split('/').some((name) => isAllowed(temporary, name))) return;
    const place = moduleBlockOf(document);
    if (place && module.hasStateFile) {
      yield {
        at: { span: place.span, path: 'module/terraform.tfstate' },
        message:
          '`terraform.tfstate` with all its secrets is part of the repository; move the state to a backend, and take the file out',
      };
      return;
    }
    // An override is what somebody has on their own machine.
    if (roleOf(file.path) === 'override') return;
    for (const backend of settings.flatMap((block) => block.blocks('backend'))) {
      if (backend.labels[0] !== 'local') continue;
      yield {
        at: { span: backend.span, path: 'module/backend' },
        message: '`backend "local"` keeps the state on the disk of whoever runs it; use a remote backend',
      };
    }
    if (!place || !module.isRoot || !isWithoutBackend(module) || mayHaveBackend(module)) return;
    yield {
      at: { span: place.span, path: 'module/backend' },
      message: 'without a backend the state is on the disk of whoever runs it; keep it in a remote backend',
      fixes: backendFix(place, module),
    };
  },
});

const isWithoutBackend = ({ blocks }: TerraformModule): boolean =>
  !blocks.some((block) => block.type === 'terraform' && block.body.blocks.some(({ type }) => keepers.has(type)));

const keepers: ReadonlySet<string> = new Set(['backend', 'cloud']);

/** Whether what runs the module may bring a backend, or there is nothing that the state could be lost of. */
function mayHaveBackend(module: TerraformModule): boolean {
  const { blocks, mayBeWrapped, unsetVariables } = module;
  const isSecret = ({ value }: ModuleBlock): boolean => {
    const sensitive = value('sensitive');
    return sensitive?.kind === 'bool' && sensitive.value;
  };
  return (
    mayBeWrapped ||
    !unsetVariables.every(isSecret) ||
    !blocks.some(({ type }) => type === 'resource' || type === 'module') ||
    blocks.some(keepsState)
  );
}

function backendFix(place: ModuleBlock, module: TerraformModule): readonly Fix[] {
  if (place.type !== 'terraform') return [];
  const providers = module.blocks.filter(({ type }) => type === 'provider');
  const backend = backends.find(({ provider }) => providers.some(({ labels }) => labels[0] === provider));
  if (!backend) return [];
  const { provider, type, placeholder, linesFor } = backend;
  const folder = module.folderFromRoot;
  const region = knownText(providers.find(({ labels }) => labels[0] === provider)?.value('region'));
  const lines = linesFor(folder === '' ? 'terraform' : folder, region);
  return [
    {
      title: `Keep the state in a backend of type \`${type}\``,
      safety: 'placeholder',
      placeholder,
      edits: insertBlock(place.file.text, place.block, `backend "${type}"`, lines),
    },
  ];
}

/** Where the state goes beside what a provider makes (developer.hashicorp.com/terraform/language/backend/s3, /gcs, /azurerm). */
const backends: readonly {
  readonly provider: string;
  readonly type: string;
  readonly placeholder: string;
  readonly linesFor: (name: string, region: string | undefined) => readonly string[];
}[] = [
  {
    provider: 'aws',
    type: 's3',
    placeholder: 'BUCKET',
    linesFor: (name, region) => [
      'bucket = "BUCKET"',
      `key = "${name}.tfstate"`,
      ...(region === undefined ? [] : [`region = "${region}"`]),
      'encrypt = true',
      'use_lockfile = true',
    ],
  },
  {
    provider: 'google',
    type: 'gcs',
    placeholder: 'BUCKET',
    linesFor: (name) => ['bucket = "BUCKET"', `prefix = "${name}"`],
  },
  {
    provider: 'azurerm',
    type: 'azurerm',
    placeholder: 'STORAGE_ACCOUNT',
    linesFor: (name) => [
      'storage_account_name = "STORAGE_ACCOUNT"',
      'container_name = "tfstate"',
      `key = "${name}.tfstate"`,
      'use_azuread_auth = true',
    ],
  },
];
