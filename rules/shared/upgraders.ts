import type { ShellCommand } from '../../core/script.ts';
import { startedServices } from './services.ts';

/** Packages whose one purpose is to upgrade the others by themselves, in Debian's and Red Hat's families. */
export const upgradePackages: ReadonlySet<string> = new Set([
  ...['unattended-upgrades', 'cron-apt', 'dnf-automatic', 'dnf5-plugin-automatic', 'yum-cron'],
]);

/** Whether a command runs such a package's program. */
export const isUpgrader = ({ name, words }: ShellCommand): boolean =>
  upgradePrograms.has(name) && !words.some(({ value }) => value === '--dry-run');

const upgradePrograms: ReadonlySet<string> = new Set([
  ...['unattended-upgrade', 'unattended-upgrades', 'do-release-upgrade', 'cron-apt', 'dnf-automatic'],
]);

/** Whether a command has such a package do its work from now on. */
export const startsUpgrades = (command: ShellCommand): boolean =>
  startedServices(command).some((service) => upgradeServices.test(service));

const upgradeServices =
  /^(?:unattended-upgrades|apt-daily-upgrade(?:\.timer)?|yum-cron|dnf5?-automatic(?:-install)?(?:\.timer)?)$/;
