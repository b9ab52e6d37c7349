import type { RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script } from '../../core/script.ts';
import { removeBlock } from '../../languages/hcl/edit.ts';
import type { TerraformBlock } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';

export default defineRule<TerraformDocument>({
  id: 'sealed/provisioner',
  title: 'Provisioner that changes a machine after it was made',
  languages: ['terraform'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
A provisioner logs in to a machine that Terraform has just made and changes it. What it did is in no image and in no state file:
Terraform never runs it again when it is edited, and cannot say whether a machine still is what it left.

It bites when a machine is replaced. The script that worked last spring meets a newer mirror, a closed SSH port or a missing key,
and the one that has to take over never gets ready. It also keeps an SSH way into every machine open for good.

Put what the script does into a machine image (Packer, EC2 Image Builder) or a container image, and give the machine only its
configuration, through \`user_data\` or a metadata service. HashiCorp calls provisioners a last resort.

A \`local-exec\` that touches no machine is a smaller matter, since nothing that was deployed is changed, and is reported as
information: it still runs once and is forgotten. Ignore it where a provider lacks a resource.

See [Terraform's own advice on provisioners](https://developer.hashicorp.com/terraform/language/provisioners).
`,
  examples: {
    bad: [
      {
        terraform: `resource "aws_instance" "web" {
  ami = "ami-0123456789abcdef0"

  provisioner "remote-exec" {
    inline = ["sudo systemctl restart app"]
  }
}
`,
      },
      {
        terraform: `resource "null_resource" "configure" {
  provisioner "local-exec" {
    command = "ansible-playbook -i \${aws_instance.web.public_ip}, site.yml"
  }
}
`,
      },
      {
        terraform: `resource "google_compute_instance" "web" {
  name = "web"

  connection {
    type = "ssh"
    host = self.network_interface[0].access_config[0].nat_ip
  }
}
`,
      },
    ],
    good: [
      {
        terraform: `resource "aws_instance" "web" {
  ami       = "ami-0123456789abcdef0"
  user_data = file("config.env")
}
`,
      },
      {
        terraform: `resource "google_sql_database_instance" "main" {
  name = "main"

  settings {
    tier = "db-f1-micro"
  }
}
`,
      },
      { terraform: 'variable "provisioner" {\n  default = "remote-exec"\n}\n' },
    ],
  },

  *check({ resources, scripts, file }) {
    for (const resource of resources) {
      for (const block of [...resource.blocks('provisioner'), ...resource.blocks('connection')]) {
        const finding = judge(block, scripts);
        if (finding) {
          const title = `Remove the \`${nameOf(block)}\` block`;
          yield {
            ...finding,
            at: block,
            fixes: [{ title, safety: 'suggested', edits: removeBlock(file.text, block.block) }],
          };
        }
      }
    }
  },
});

const nameOf = ({ type, labels }: TerraformBlock): string => (type === 'provisioner' ? (labels[0] ?? '') : type);

function judge(block: TerraformBlock, scripts: readonly Script[]): Omit<RuleFinding, 'at' | 'fixes'> | undefined {
  const name = nameOf(block);
  switch (name) {
    case 'connection':
      return { message: '`connection` is a way into a running machine; bake what it is used for into the image' };
    case 'remote-exec':
      return {
        message: '`remote-exec` changes a machine after it was made; bake it into the image or pass it as user data',
      };
    case 'file':
      return { message: '`file` copies onto a running machine; bake it into the image or pass it as user data' };
    // Gone since Terraform 0.15.
    case 'chef':
    case 'puppet':
    case 'habitat':
    case 'salt-masterless':
      return { message: `\`${name}\` configures a running machine; configure the image when it is built` };
    case 'local-exec': {
      const command = remoteCommand(block, scripts);
      if (command === undefined || block.attribute('when') !== undefined) {
        return {
          message: '`local-exec` runs once and leaves nothing to plan or replace; use a resource',
          atMost: 'info',
        };
      }
      return {
        message: `\`local-exec\` changes what runs by \`${command}\`, which no plan shows; deploy a new version instead`,
      };
    }
    default:
      return undefined;
  }
}

/** The program by which a `local-exec` reaches a running machine or container, if it does. */
function remoteCommand(block: TerraformBlock, scripts: readonly Script[]): string | undefined {
  const { span } = block.block;
  const commands = scripts
    .filter((script) => script.span.start >= span.start && script.span.end <= span.end)
    .flatMap((script) => script.commands);
  for (const { name, words } of commands) {
    if (remotePrograms.has(name)) return name;
    if (name === 'docker' && words[1]?.value === 'exec') return 'docker exec';
  }
  return undefined;
}

const remotePrograms: ReadonlySet<string> = new Set([
  'ssh',
  'scp',
  'sftp',
  'rsync',
  'ansible',
  'ansible-playbook',
  'kubectl',
]);
