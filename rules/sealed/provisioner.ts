import type { RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { removeBlock } from '../../languages/hcl/edit.ts';
import { literalTextOf } from '../../languages/hcl/syntax.ts';
import type { TerraformBlock } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { itemsOf, knownText } from '../../languages/terraform/value.ts';
import { liveEditOf } from '../shared/liveEdits.ts';

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
      if (command === undefined || isForDestruction(block)) {
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

/** Whether it notices that something goes, https://developer.hashicorp.com/terraform/language/provisioners#run-on-destroy */
function isForDestruction(block: TerraformBlock): boolean {
  const when = block.attribute('when')?.value;
  // Before Terraform 0.12 it was a string.
  return when !== undefined && (when.kind === 'variable' ? when.name : literalTextOf(when)) === 'destroy';
}

/** The program by which a `local-exec` reaches a running machine, cluster or container, if it does. */
function remoteCommand(block: TerraformBlock, scripts: readonly Script[]): string | undefined {
  const interpreter = knownText(itemsOf(block.value('interpreter'))[0])?.replace(/.*\//s, '');
  if (interpreter !== undefined && remotePrograms.has(interpreter)) return interpreter;
  const { span } = block.block;
  return scripts
    .filter((script) => script.span.start >= span.start && script.span.end <= span.end)
    .flatMap((script) => script.commands)
    .map(reachedBy)
    .find((program) => program !== undefined);
}

function reachedBy(command: ShellCommand): string | undefined {
  const { name, words } = command;
  if (remotePrograms.has(name)) return name;
  const isChange = name === 'kubectl' ? !onlyLooks(words.map(({ value }) => value)) : liveEditOf(command);
  if (!isChange) return undefined;
  return engines.test(name) ? `${name} ${words.some(({ value }) => value === 'exec') ? 'exec' : 'cp'}` : name;
}

const remotePrograms: ReadonlySet<string> = new Set(['sftp', 'ansible', 'ansible-playbook']);
const engines = /^(?:docker|podman|nerdctl)(?:-compose)?$/;

function onlyLooks(words: readonly string[]): boolean {
  const verb = words.findIndex((word) => lookers.has(word) || changers.has(word));
  const next = words[verb + 1] ?? '';
  return words[verb] === 'rollout' ? next === 'status' || next === 'history' : lookers.has(words[verb] ?? '');
}

/** What kubectl 1.31 looks by, waits by, or sets itself up by; and what may stand before a word that is called so too. */
const lookers: ReadonlySet<string> = new Set([
  ...['get', 'describe', 'logs', 'wait', 'version', 'cluster-info', 'config', 'explain', 'api-resources'],
  ...['api-versions', 'top', 'auth', 'diff', 'kustomize', 'events', 'port-forward', 'proxy', 'completion'],
]);
const changers: ReadonlySet<string> = new Set([
  ...[
    'apply',
    'create',
    'delete',
    'replace',
    'patch',
    'edit',
    'set',
    'scale',
    'autoscale',
    'label',
    'annotate',
    'taint',
  ],
  ...['cordon', 'uncordon', 'drain', 'exec', 'cp', 'run', 'expose', 'attach', 'debug', 'rollout', 'certificate'],
]);
