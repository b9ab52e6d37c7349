import { lazyFor } from '../../core/lazy.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script } from '../../core/script.ts';
import type { DockerfileDocument } from '../../languages/dockerfile/document.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { isAllowed } from '../shared/allow.ts';
import { placeElsewhere, quoteCommand, within } from '../shared/message.ts';
import { removalOf } from '../shared/removal.ts';

export default defineRule({
  id: 'pinned/system-upgrade',
  title: 'Upgrade of every package while an image is built',
  languages: ['dockerfile'],
  level: { recommended: 'warning' },
  options: { allow: stringList([], 'Base images whose packages may be upgraded: names, with `*` for any text.') },
  since: '0.1.0',
  why: `
\`apt-get upgrade\` in a Dockerfile replaces packages of the base image by whatever the mirror holds on the day of the build. Two
builds of one commit give two systems, and the layer cache decides which of them you get.

It bites as a library that changed between the build that was tested and the one that was shipped, with nothing in the
repository to show it. It also makes the base image's own digest mean little, since its packages are not what runs.

Get security updates by moving the base image: pin it by digest and let a bot raise the digest when the publisher rebuilds it.
Then the update is a commit, it is tested, and it can be reverted.

An upgrade is right for a base image of your own that is rebuilt on a schedule and that others pin by digest, or when the
publisher is slow with a fix that you need today. Name what it is built on in the option \`allow\`, or suppress it with the reason.
hadolint had such a rule too (DL3005) and took it out when users had these cases; that is why this one can be told of them.

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
      {
        dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get upgrade -y\n',
        options: { allow: ['debian'] },
      },
    ],
  },

  *check(document: DockerfileDocument, { options }) {
    const { scripts, file } = document;
    for (const script of scripts) {
      if (script.phase !== 'build') continue;
      for (const command of script.commands) {
        const upgrade = packageCommandOf(command);
        if (upgrade?.action !== 'upgrade' || upgrade.packages.length > 0 || !systemManagers.has(upgrade.manager))
          continue;
        if (isAllowed(options.allow, baseOf(script, document) ?? '')) break;
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

/** The name of the image that a script's stage begins with, through the stages between. */
const baseOf = ({ path }: Script, document: DockerfileDocument): string | undefined =>
  basesByStage(document).get(path.slice('stage:'.length, path.indexOf('/')));

const basesByStage = lazyFor(({ stages, images }: DockerfileDocument): ReadonlyMap<string, string | undefined> => {
  const imageNames = new Map(images.toReversed().map(({ path, name }) => [path, name]));
  const bases = new Map<string, string | undefined>();
  const earlier = new Map<string, string | undefined>();
  for (const { label, name, base } of stages) {
    const image = imageNames.get(`stage:${label}/base`) ?? earlier.get(base.text.toLowerCase());
    if (!bases.has(label)) bases.set(label, image);
    if (name !== undefined) earlier.set(name, image);
  }
  return bases;
});

const systemManagers: ReadonlySet<string> = new Set(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pacman']);
