import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import type { PipelineDocument } from '../../languages/pipeline/document.ts';
import { isAllowed } from '../shared/allow.ts';
import { agentPackages, agentServices, type ManagementTool, managementOf } from '../shared/configManagement.ts';
import { instance, pod, workflow } from '../shared/examples.ts';
import { jobsOf } from '../shared/jobs.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { startedServices } from '../shared/services.ts';
import { nameOfPlace } from '../shared/startScripts.ts';

export default defineRule({
  id: 'sealed/config-management',
  title: 'Configuration management of what is already running',
  languages: ['dockerfile', 'kubernetes', 'helm', 'terraform', 'pipeline'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  options: {
    allow: stringList(
      ['*test*', '*e2e*', '*molecule*'],
      'Jobs of pipelines, and workloads, that work on what is thrown away after: names, with `*` for any text.',
    ),
  },
  why: `
Ansible, Chef, Puppet and Salt were made to bring running machines into shape. Each run starts from what the runs before have left
behind, so a machine is the sum of its history, and the description says only what was wanted.

It bites when a machine has to be made anew. The playbook has not been run from nothing for a year; a task fails, or the result differs
from the machines that have grown into it. And an agent that asks its server every half hour changes production whenever the server's
repository changes, with no deployment.

Run these tools while an image is built, with a local connection: in Packer, EC2 Image Builder or a Dockerfile. The machine then starts as it
should be, and a change of configuration is a new image and new machines.

Playbooks that call the interfaces of a cloud or cluster from \`localhost\` are not meant. Ignore the rule for what cannot be replaced by
an image, such as network devices.

See [the Ansible provisioner of Packer](https://developer.hashicorp.com/packer/integrations/hashicorp/ansible/latest/components/provisioner/ansible-local).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y nginx puppet-agent\n' },
      { kubernetes: pod('command: ["ansible-playbook", "-i", "production", "site.yml"]') },
      { helm: pod('command: ["ansible-playbook", "-i", "{{ .Values.inventory }}", "site.yml"]') },
      { terraform: instance('#!/bin/bash\nansible-pull -U https://github.com/acme/ansible.git site.yml') },
      { pipeline: workflow('- run: ansible-playbook -i inventories/production site.yml') },
    ],
    good: [
      {
        dockerfile:
          'FROM debian:12.8\nRUN apt-get update && apt-get install -y ansible && ansible-playbook -c local -i localhost, site.yml\n',
      },
      { kubernetes: pod('command: ["ansible-playbook", "-i", "localhost,", "-c", "local", "create-bucket.yml"]') },
      { helm: pod('command: ["ansible-playbook", "--syntax-check", "{{ .Values.playbook }}"]') },
      { terraform: instance('#!/bin/bash\nsystemctl disable --now puppet') },
      { pipeline: workflow('- run: ansible-playbook -i inventories/production site.yml --check --diff') },
    ],
  },

  *check(document, { options }) {
    const { scripts, workloads, language, file } = document;
    const baked = new Set(scripts.filter(({ phase }) => phase === 'build').flatMap(toolsRunBy));
    for (const script of scripts) {
      const names =
        language === 'pipeline'
          ? jobsOf(script, document as PipelineDocument).map(({ name }) => name)
          : [nameOfPlace(script.path, workloads)];
      if (names.some((name) => isAllowed(options.allow, name.toLowerCase()))) continue;
      for (const command of script.commands) {
        if (script.phase === 'build') yield* findingsInBuild(command, script, baked, file.text);
        const message = messageOf(command, script, language === 'terraform');
        if (message === undefined) continue;
        yield {
          at: within(script, command.span),
          message: `${quoteCommand(command, file.text)} ${message}`,
          ...placeElsewhere(command),
        };
      }
    }
  },
});

/** The tools that a build brings the image into shape with, so that it needs them. */
const toolsRunBy = ({ commands }: Script): readonly ManagementTool[] =>
  commands.flatMap((command) => managementOf(command)?.tool ?? []);

function findingsInBuild(
  command: ShellCommand,
  script: Script,
  baked: ReadonlySet<ManagementTool>,
  text: string,
): readonly RuleFinding[] {
  const call = packageCommandOf(command);
  if (call?.action === 'install' && systemManagers.has(call.manager)) {
    return call.packages.flatMap(({ name, word }): readonly RuleFinding[] => {
      const tool = agentPackages.get(name);
      if (tool === undefined || baked.has(tool)) return nothing;
      const message = `${quote(name)} has a server change what runs; leave it out, and configure the image when it is built`;
      return [{ at: within(script, word.span), message, ...placeElsewhere(command) }];
    });
  }
  if (!startsAgent(command)) return nothing;
  const message = `${quoteCommand(command, text)} has a server change what runs; configure the image when it is built`;
  return [{ at: within(script, command.span), message, ...placeElsewhere(command) }];
}

const nothing: readonly RuleFinding[] = [];

const startsAgent = (command: ShellCommand): boolean =>
  startedServices(command).some((service) => agentServices.has(service));

const systemManagers: ReadonlySet<string> = new Set(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pacman']);

const elsewhere = 'changes machines where they stand; configure an image, and replace them';
const here = 'makes something else of what was started; configure the image when it is built';

function messageOf(command: ShellCommand, { phase }: Script, isMachine: boolean): string | undefined {
  // What provisioners of Terraform do is a finding of their own.
  if (phase === 'build' || phase === 'probe' || (phase === 'deploy' && isMachine)) return undefined;
  const management = managementOf(command);
  if (!management) {
    const isAgent = phase === 'boot' && startsAgent(command);
    return isAgent ? here : undefined;
  }
  const { tool, target, isLocal } = management;
  if (target === 'others') return isOnTests(command) ? undefined : elsewhere;
  // In a pipeline it is the runner that changes. In a container, a local playbook is most likely about something else.
  if (isLocal && (phase === 'deploy' || (tool === 'ansible' && !isMachine))) return undefined;
  return here;
}

/** Whether a playbook or an inventory is one of a test's. */
const isOnTests = ({ words }: ShellCommand): boolean =>
  words.some(({ value }) => /(?:^|\/)(?:tests?|molecule)(?:\/|$|\.)/.test(value));
