import type { Document } from '../../core/document.ts';
import type { PackageList } from '../../core/facts.ts';
import { type Fix, type RuleFinding, relatedTo } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand } from '../../core/script.ts';
import type { TextEdit } from '../../core/text.ts';
import { replaceValue } from '../../languages/hcl/edit.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import type { TerraformResource } from '../../languages/terraform/block.ts';
import type { TerraformDocument } from '../../languages/terraform/document.ts';
import { knownText, property } from '../../languages/terraform/value.ts';
import { instance, pod, service } from '../shared/examples.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { removalOf, wordRemoval } from '../shared/removal.ts';
import { findingsAtCommands } from '../shared/steps.ts';
import { isUpgrader, startsUpgrades, upgradePackages } from '../shared/upgraders.ts';

export default defineRule({
  id: 'sealed/runtime-upgrade',
  title: 'Upgrade of what is already running',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'error' },
  yieldsTo: ['sealed/ssh-server'],
  since: '0.1.0',
  why: `
An upgrade in place makes a machine or container something that nobody built and nobody tested. It happens when the machine happens
to start or when a timer happens to fire, so after a month no two machines of one group are the same, and no file says what each of them is.

It bites when an upgrade breaks something: half of the fleet has it, there is no version to go back to, and a new machine made from the
same source behaves differently again. A container that is updated by a bot in the background runs a release that nobody has deployed.

Let the upgrade be a new image: rebuild it on a schedule, test it, and replace machines and containers by it. That patches a fleet as fast,
is seen in the history, and can be taken back. Node pools that replace their nodes by a newer image, as GKE and EKS do, are fine.

Checkov's CKV_AZURE_95 and CKV_AZURE_177 ask for automatic patching of virtual machines. That is right for machines that are never
replaced, and the opposite of this rule: a machine that is replaced every week has its patches from its image. Ignore the rule for
machines that have to be pets.

See [automatic guest patching at Azure](https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching),
[Patch Manager at AWS](https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager.html) and
[cloud-init's package module](https://cloudinit.readthedocs.io/en/latest/reference/modules.html#package-update-upgrade-install).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nCMD apt-get update && apt-get upgrade -y && exec app\n' },
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y nginx unattended-upgrades\n' },
      { compose: 'services:\n  updater:\n    image: containrrr/watchtower:1.7.1\n' },
      { kubernetes: pod('command: ["sh", "-c", "apk upgrade && exec agent"]') },
      { helm: pod('command: ["sh", "-c", "apk upgrade && exec {{ .Values.program }}"]') },
      { terraform: instance('#!/bin/bash\nyum update -y\nsystemctl start app') },
      { terraform: instance('#cloud-config\npackage_upgrade: true') },
      {
        terraform:
          'resource "azurerm_linux_virtual_machine" "web" {\n  name       = "web"\n  patch_mode = "AutomaticByPlatform"\n}\n',
      },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get purge -y unattended-upgrades\nCMD ["app"]\n' },
      { compose: service('command: ["app", "upgrade"]') },
      { kubernetes: pod('command: ["sh", "-c", "app db upgrade && exec app"]') },
      { helm: pod('command: ["sh", "-c", "helm upgrade --install web {{ .Values.chart }}"]') },
      { terraform: instance('#!/bin/bash\nsystemctl disable --now unattended-upgrades') },
      {
        terraform:
          'resource "google_container_node_pool" "web" {\n  name = "web"\n\n  management {\n    auto_upgrade = true\n  }\n}\n',
      },
    ],
  },

  *check(document) {
    const { scripts, packageLists, file } = document;
    yield* findingsAtCommands(scripts, (command, script) => findingsAt(command, script, file.text));
    for (const list of packageLists) yield* checkList(list, file.text);
    yield* checkImages(document);
    if (document.language === 'terraform') {
      for (const resource of (document as TerraformDocument).resources) yield* checkResource(resource);
    }
  },
});

function findingsAt(command: ShellCommand, script: Script, text: string): readonly RuleFinding[] {
  const { phase } = script;
  if (phase !== 'boot' && phase !== 'build') return nothing;
  const call = packageCommandOf(command);
  if (call?.action === 'install') {
    return call.packages.flatMap(({ name, word }): readonly RuleFinding[] => {
      if (!upgradePackages.has(name)) return nothing;
      const edits = call.packages.length === 1 ? removalIn(command, script) : wordRemoval(command, word, text);
      const fixes = removal(quote(name), edits);
      return [{ at: within(script, word.span), message: upgraderMessage(name), ...placeElsewhere(command), fixes }];
    });
  }
  const complaint =
    phase === 'boot' && (call?.action === 'upgrade' || isUpgrader(command))
      ? 'makes something else of the image at start-up; build a newer image instead'
      : startsUpgrades(command)
        ? 'has packages upgraded while the system runs; build a newer image instead'
        : undefined;
  if (complaint === undefined) return nothing;
  const shown = quoteCommand(command, text);
  const fixes = removal(shown, removalIn(command, script));
  return [{ at: within(script, command.span), message: `${shown} ${complaint}`, ...placeElsewhere(command), fixes }];
}

const nothing: readonly RuleFinding[] = [];

const upgraderMessage = (name: string): string =>
  `${quote(name)} upgrades packages while the system runs; leave it out, and build a newer image instead`;

/** The main process of an image is not taken out: what is left would do something else. */
const removalIn = (command: ShellCommand, script: Script): readonly TextEdit[] | undefined =>
  script.phase === 'boot' ? command.removal : removalOf(command, script);

const removal = (what: string, edits: readonly TextEdit[] | undefined): readonly Fix[] =>
  edits ? [{ title: `Remove ${what}`, safety: 'suggested', edits }] : [];

function* checkList(list: PackageList, text: string): Iterable<RuleFinding> {
  for (const { name, span } of list.packages) {
    if (upgradePackages.has(name)) {
      yield { at: within(list, span), message: upgraderMessage(name), ...placeElsewhere(list) };
    }
  }
  if (!list.isUpgrade) return;
  const written = text.slice(list.span.start, list.span.end);
  const setting = list.path.slice(list.path.lastIndexOf('/') + 1);
  const value = list.origins ? undefined : /:[ \t]+(true|yes|on)$/i.exec(written)?.[1];
  const start = list.span.end - (value?.length ?? 0);
  yield {
    at: list,
    message: `\`${setting}\` upgrades every package at first start; build a newer image instead`,
    ...placeElsewhere(list),
    fixes:
      value === undefined
        ? []
        : [
            {
              title: `Turn \`${setting}\` off`,
              safety: 'suggested',
              edits: [{ span: { start, end: list.span.end }, newText: 'false' }],
            },
          ],
  };
}

/** Programs that put newer images in place of those that were deployed. */
const updaters =
  /(?:^|\/)(?:(?:containrrr|v2tec|centurylink|nickfedor|nicholas-fedor|beatkind)\/watchtower|(?:pyouroboros|circa10a|gmt2001)\/ouroboros|keelhq\/keel)$/;

/** Watchtower only says so, https://containrrr.dev/watchtower/arguments/#without_updating_containers */
const onlyWatches =
  /--monitor-only\b(?!=false)|\bWATCHTOWER_MONITOR_ONLY["']?(?:\s*[:=]\s*|\s+value:\s*)["']?(?:true|1)\b/i;

function* checkImages({ images, file }: Document): Iterable<RuleFinding> {
  for (const image of images) {
    if (!updaters.test(image.name) || onlyWatches.test(file.text)) continue;
    yield {
      at: image,
      message: `${quote(image.text)} replaces running containers by images that nobody deployed; deploy a version from the source`,
      related: relatedTo(image.origins),
    };
  }
}

function* checkResource(resource: TerraformResource): Iterable<RuleFinding> {
  const { type } = resource;
  if (type.startsWith('azurerm_')) yield* checkAzure(resource);
  const reason = type.startsWith('aws_ssm_') ? awsReason(resource) : patchingResources.get(type);
  if (reason !== undefined) {
    yield { at: resource, message: `\`${resource.address}\` ${reason}; build newer images and replace the machines` };
  }
}

const patches = 'patches machines while they run';

const patchingResources: ReadonlyMap<string, string> = new Map([
  ['google_os_config_patch_deployment', patches],
  ['azurerm_automation_software_update_configuration', patches],
]);

function awsReason(resource: TerraformResource): string | undefined {
  switch (resource.type) {
    case 'aws_ssm_patch_baseline':
    case 'aws_ssm_default_patch_baseline':
    case 'aws_ssm_patch_group':
      return 'is there to patch machines while they run';
    case 'aws_ssm_association':
      return patchDocuments.test(textOf(resource, 'name') ?? '') && !onlyScans(resource) ? patches : undefined;
    case 'aws_ssm_maintenance_window_task':
      return patchDocuments.test(textOf(resource, 'task_arn') ?? '') && !onlyScans(resource) ? patches : undefined;
    default:
      return undefined;
  }
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-ssm-documents.html */
const patchDocuments =
  /(?:^|\/)AWS-(?:RunPatchBaseline(?:Association|WithHooks)?|ApplyPatchBaseline|InstallWindowsUpdates)$/;

/** Whether the document is told to look for missing patches only, which the parameter `Operation` says. */
function onlyScans(resource: TerraformResource): boolean {
  const operations = [
    property(resource.value('parameters'), 'Operation'),
    ...resource
      .blocks('task_invocation_parameters')
      .flatMap((parameters) => parameters.blocks('run_command_parameters'))
      .flatMap((parameters) => parameters.blocks('parameter'))
      .filter((parameter) => textOf(parameter, 'name') === 'Operation')
      .map((parameter) => parameter.value('values')),
  ];
  return operations.some((operation) => {
    const value = operation?.kind === 'list' ? operation.items[0] : operation;
    // What is not known may be a scan.
    return value !== undefined && (knownText(value) ?? 'Scan') === 'Scan';
  });
}

const textOf = (block: Pick<TerraformResource, 'value'>, name: string): string | undefined =>
  knownText(block.value(name));

function* checkAzure(resource: TerraformResource): Iterable<RuleFinding> {
  const mode = textOf(resource, 'patch_mode');
  const isTurnedOn = (block: Pick<TerraformResource, 'value'>, name: string): boolean => {
    const value = block.value(name);
    return value?.kind === 'bool' && value.value;
  };
  // The name of Windows machines up to version 4 of the provider, and from there on.
  const updates = ['enable_automatic_updates', 'automatic_updates_enabled'].find((name) => isTurnedOn(resource, name));
  // Scale sets of several kinds of machines have the settings of each kind in a block.
  for (const profile of resource.blocks('os_profile')) {
    const kinds = [...profile.blocks('linux_configuration'), ...profile.blocks('windows_configuration')];
    for (const block of kinds) {
      const own = textOf(block, 'patch_mode');
      if (own === undefined || !automaticModes.has(own)) continue;
      yield settingFinding(block, 'patch_mode', `\`patch_mode = "${own}"\``, []);
    }
  }
  if (mode !== undefined && automaticModes.has(mode)) {
    yield settingFinding(resource, 'patch_mode', `\`patch_mode = "${mode}"\``, patchModeFixes(resource));
  } else if (updates !== undefined) {
    yield settingFinding(resource, updates, `\`${updates} = true\``, []);
  }
  const isInGuest =
    resource.type === 'azurerm_maintenance_configuration' && textOf(resource, 'scope') === 'InGuestPatch';
  if (isInGuest) yield settingFinding(resource, 'scope', '`scope = "InGuestPatch"`', []);
  const name = 'enable_automatic_upgrades';
  for (const block of resource.blocks('os_profile_windows_config')) {
    if (isTurnedOn(block, name)) yield settingFinding(block, name, `\`${name} = true\``, []);
  }
}

const automaticModes: ReadonlySet<string> = new Set(['AutomaticByPlatform', 'AutomaticByOS']);

const settingFinding = (
  block: Pick<TerraformResource, 'attribute' | 'value' | 'span' | 'path'>,
  name: string,
  shown: string,
  fixes: readonly Fix[],
): RuleFinding => ({
  at: { span: block.attribute(name)?.span ?? block.span, path: `${block.path}/${name}` },
  message: `${shown} patches the machine while it runs; build newer images and replace the machine`,
  related: relatedTo(block.value(name)?.origins ?? []),
  fixes,
});

/** The mode that Linux machines have when nothing is said; other settings hang on the one that is there. */
function patchModeFixes(resource: TerraformResource): readonly Fix[] {
  const attribute = resource.attribute('patch_mode');
  const hangsOnMode = ['reboot_setting', 'bypass_platform_safety_checks_on_user_schedule_enabled'];
  const isSimple =
    resource.type === 'azurerm_linux_virtual_machine' && hangsOnMode.every((name) => !resource.attribute(name));
  if (!attribute || !isSimple) return [];
  const edits = [replaceValue(attribute, '"ImageDefault"')];
  return [{ title: 'Set `patch_mode = "ImageDefault"`', safety: 'suggested', edits }];
}
