import { type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import { removeAttribute } from '../../languages/hcl/edit.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText } from '../../languages/terraform/value.ts';
import { isIgnored } from '../shared/ignoreChanges.ts';
import { mayReplace, replacingSetting, turnReplacingOn } from '../shared/userData.ts';

export default defineRule<TerraformDocument>({
  id: 'sealed/user-data-in-place',
  title: 'Machine that is changed where it stands',
  languages: ['terraform'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
User data is a script that cloud-init runs once, at a machine's first start. When it changes, the AWS provider stops the instance, writes
the new text and starts it again: the plan says "updated in-place", the instance says it has the new script, and the script has never run.

It bites as a machine that differs from its own description. The next one that is made from the same code is another machine, and
nobody has tested that one. \`allow_stopping_for_update\` at Google is the same idea: a machine type or a service account is changed
under a disk that lives on.

Set \`user_data_replace_on_change = true\`, so that a new script is a new machine, and leave \`allow_stopping_for_update\` out. What must
survive belongs on a volume or in a service of its own. Better still is a launch template or instance template with a group.

Ignore it for a machine that is a pet on purpose and is looked after by hand.

See [\`aws_instance\`](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance) and
[\`google_compute_instance\`](https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_instance" "web" {
  ami       = "ami-0123456789abcdef0"
  user_data = file("start.sh")
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "web" {
  name                      = "web"
  machine_type              = "e2-small"
  allow_stopping_for_update = true
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_instance" "web" {
  ami                         = "ami-0123456789abcdef0"
  user_data                   = file("start.sh")
  user_data_replace_on_change = true
}
`,
      },
      {
        terraform: `resource "aws_launch_template" "web" {
  image_id  = "ami-0123456789abcdef0"
  user_data = filebase64("start.sh")
}
`,
      },
    ],
  },

  *check({ resources, file }) {
    for (const resource of resources) {
      switch (resource.type) {
        case 'aws_instance':
          yield* checkUserData(resource, file.text);
          break;
        case 'google_compute_instance':
        case 'google_compute_instance_from_template':
          yield* checkStopping(resource, file.text);
          break;
      }
    }
  },
});

function* checkUserData(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const name = ['user_data', 'user_data_base64'].find((one) => isGiven(resource, one));
  // What is ignored is not changed at all.
  if (name === undefined || mayReplace(resource) || isIgnored(resource, name)) return;
  const userData = resource.attribute(name)!;
  const known = resource.attribute(replacingSetting);
  yield {
    at: { span: known?.span ?? userData.nameSpan, path: `${resource.path}/${known ? replacingSetting : name}` },
    message: `a changed \`${name}\` is written into the stopped machine, where it never runs; set \`${replacingSetting} = true\``,
    related: relatedTo(resource.value(replacingSetting)?.origins ?? []),
    fixes: [
      {
        title: `Set \`${replacingSetting} = true\``,
        safety: 'suggested',
        edits: turnReplacingOn(resource, userData, text),
      },
    ],
  };
}

function isGiven(resource: TerraformResource, name: string): boolean {
  const value = resource.value(name);
  return value !== undefined && value.kind !== 'null' && knownText(value) !== '';
}

function* checkStopping(resource: TerraformResource, text: string): Iterable<RuleFinding> {
  const attribute = resource.attribute('allow_stopping_for_update');
  const value = resource.value('allow_stopping_for_update');
  if (!attribute || value?.kind !== 'bool' || !value.value) return;
  yield {
    at: { span: attribute.span, path: `${resource.path}/allow_stopping_for_update` },
    message: '`allow_stopping_for_update` changes the machine where it stands; take it out, and replace the machine',
    related: relatedTo(value.origins),
    fixes: [
      {
        title: 'Remove `allow_stopping_for_update`',
        safety: 'suggested',
        edits: removeAttribute(text, attribute),
      },
    ],
  };
}
