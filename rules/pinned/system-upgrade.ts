import { defineRule } from '../../core/rule.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { placeElsewhere, quoteCommand, within } from '../shared/message.ts';
import { removalOf } from '../shared/removal.ts';

export default defineRule({
  id: 'pinned/system-upgrade',
  title: 'Upgrade of every package while an image is built',
  languages: ['dockerfile'],
  level: { recommended: 'warning' },
  since: '0.1.0',
  why: `
\`apt-get upgrade\` in a Dockerfile replaces packages of the base image by whatever the mirror holds on the day of the build. Two
builds of one commit give two systems, and the layer cache decides which of them you get.

It bites as a library that changed between the build that was tested and the one that was shipped, with nothing in the
repository to show it. It also makes the base image's own digest mean little, since its packages are not what runs.

Get security updates by moving the base image: pin it by digest and let a bot raise the digest when the publisher rebuilds it.
Then the update is a commit, it is tested, and it can be reverted.

An upgrade is right for a base image of your own that is rebuilt on a schedule and that others pin by digest, or when the
publisher is slow with a fix that you need today. Say so in a suppression with its reason.

See [Docker's build best practices](https://docs.docker.com/build/building/best-practices/#apt-get).
`,
  examples: {
    bad: [
      {
        dockerfile:
          'FROM debian:12.8\nRUN apt-get update && apt-get upgrade -y && apt-get install -y curl=7.88.1-10+deb12u8\n',
      },
      { dockerfile: 'FROM alpine:3.20.3\nRUN apk upgrade --no-cache\n' },
      { dockerfile: 'FROM rockylinux:9.3\nRUN dnf -y update \\\n    && dnf clean all\n' },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y curl\n' },
      { dockerfile: 'FROM rockylinux:9.3\nRUN dnf -y update openssl\n' },
      { dockerfile: 'FROM debian:12.8\nRUN echo "apt-get upgrade -y" > /usr/share/doc/how-to\n' },
      { dockerfile: 'FROM debian:12.8\nCMD ["sh", "-c", "apt-get upgrade -y"]\n' },
    ],
  },

  *check({ scripts, file }) {
    for (const script of scripts) {
      if (script.phase !== 'build') continue;
      for (const command of script.commands) {
        const upgrade = packageCommandOf(command);
        if (upgrade?.action !== 'upgrade' || upgrade.packages.length > 0 || !systemManagers.has(upgrade.manager))
          continue;
        const text = quoteCommand(command, file.text);
        const removal = removalOf(command, script);
        yield {
          at: within(script, command.span),
          message: `${text} takes whatever the mirror has on the day of the build; raise the base image instead`,
          ...placeElsewhere(command),
          fixes: removal ? [{ title: `Remove ${text}`, safety: 'suggested', edits: removal }] : [],
        };
      }
    }
  },
});

const systemManagers: ReadonlySet<string> = new Set(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pacman']);
