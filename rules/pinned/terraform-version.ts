import type { Fix } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { insertAttribute, replaceValue } from '../../languages/hcl/edit.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import type { ModuleBlock } from '../../languages/terraform/wholeModule.ts';
import { quote } from '../shared/message.ts';
import { moduleBlockOf } from '../shared/moduleBlock.ts';
import { closeConstraint, isOpenConstraint } from '../shared/versionConstraint.ts';

export default defineRule<TerraformDocument>({
  id: 'pinned/terraform-version',
  title: 'Root module that any Terraform may run',
  languages: ['terraform'],
  level: { recommended: 'info' },
  since: '0.1.0',
  why: `
Without \`required_version\`, or with nothing but a lowest one, whatever Terraform or OpenTofu a laptop or a pipeline happens to have
plans and applies, and each may plan something else.

It bites when one colleague applies with a newer version: the state is written in a form that the older one of the pipeline refuses
to read, and there is no way back but a backup of the state.

Say which versions may run, \`required_version = "~> 1.9"\`, and use the same one everywhere: a \`.terraform-version\` file, a container
image, the setup step of the pipeline.

Modules that others call are left alone: there a lowest version is right. Ignore it where the version is held by what runs
Terraform for you, such as a workspace of HCP Terraform.

See [\`required_version\`](https://developer.hashicorp.com/terraform/language/block/terraform#required_version).
`,
  examples: {
    bad: [
      { terraform: 'terraform {\n  backend "s3" {\n    bucket = "acme-state"\n  }\n}\n' },
      { terraform: 'terraform {\n  required_version = ">= 1.5"\n\n  cloud {\n    organization = "acme"\n  }\n}\n' },
      { terraform: 'provider "aws" {\n  region = "eu-west-1"\n}\n' },
    ],
    good: [
      { terraform: 'terraform {\n  required_version = "~> 1.9"\n\n  cloud {\n    organization = "acme"\n  }\n}\n' },
      { terraform: '# A module that others call.\nterraform {\n  required_version = ">= 1.5"\n}\n' },
      { terraform: 'terraform {\n  required_version = ">= 1.5, < 2.0"\n}\n\nprovider "aws" {}\n' },
    ],
  },

  *check(document) {
    const { module, file } = document;
    if (!module.isRoot) return;
    const required = module.blocks.filter(
      ({ type, attribute }) => type === 'terraform' && attribute('required_version'),
    );
    const isClosed = (block: ModuleBlock): boolean => {
      const constraint = knownText(block.value('required_version'));
      return constraint === undefined || !isOpenConstraint(constraint);
    };
    if (required.some(isClosed)) return;
    for (const block of required) {
      if (block.file.path !== file.path) continue;
      const attribute = block.attribute('required_version')!;
      const constraint = knownText(block.value('required_version'))!;
      const closed = closeConstraint(constraint);
      yield {
        at: { span: attribute.value.span, path: `${block.path}/required_version` },
        message: `${quote(constraint)} lets in the next major version of Terraform; use \`~>\``,
        fixes: closed
          ? [
              {
                title: `Replace it by \`${closed}\``,
                safety: 'suggested',
                edits: [replaceValue(attribute, `"${closed}"`)],
              },
            ]
          : [],
      };
    }
    const place = required.length === 0 ? moduleBlockOf(document) : undefined;
    if (place) {
      yield {
        at: { span: place.span, path: 'module/required_version' },
        message: 'any version of Terraform may run this; set `required_version`',
        fixes: place.type === 'terraform' ? [placeholderFix(place)] : [],
      };
    }
  },
});

const placeholder = 'VERSION';

const placeholderFix = ({ block, file }: ModuleBlock): Fix => ({
  title: 'Set `required_version`',
  safety: 'placeholder',
  placeholder,
  edits: insertAttribute(file.text, block, `required_version = "${placeholder}"`),
});
