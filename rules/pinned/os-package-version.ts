import { isKnown } from '../../core/embedded.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import { type NamedPackage, type PackageCommand, packageCommandOf } from '../../languages/packages.ts';
import { isAllowed } from '../shared/allow.ts';
import { spanOfWords } from '../shared/commandWords.ts';
import { placeElsewhere, quote, within } from '../shared/message.ts';

export default defineRule({
  id: 'pinned/os-package-version',
  title: 'Package of the operating system without a version',
  languages: ['dockerfile'],
  level: { recommended: 'off', strict: 'info' },
  options: { allow: stringList([], 'Packages that may be installed without a version; `*` stands for any text.') },
  since: '0.1.0',
  why: `
\`apt-get install curl\` installs the version that the mirror has today. Within a release of a distribution that changes with every
security fix, so two builds of one commit may differ in what they link against.

It bites rarely, and then it is hard to find: a library's fix changes a corner of its behaviour, the image that was tested has the old
one and the image that is shipped the new one, and the Dockerfile is the same.

There are two ways. Name versions (\`curl=7.88.1-10+deb12u8\`), and keep a bot that raises them, because Debian and Alpine remove
the old ones and the build then fails. Or install from a snapshot of the archive, such as \`snapshot.debian.org\`,
\`snapshot.ubuntu.com\` or a versioned repository of Amazon Linux: then names alone are enough.

This is off by default, since a base image that is pinned by digest and a rebuild on schedule are enough for most. Turn it on where
images must be rebuilt bit by bit. Packages that should be new, such as \`ca-certificates\` and \`tzdata\`, can be named by the option
\`allow\`.

See [apt-get in Docker's build best practices](https://docs.docker.com/build/building/best-practices/#apt-get) and
[snapshot.debian.org](https://snapshot.debian.org).
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y curl git=1:2.39.5-0+deb12u1\n' },
      { dockerfile: 'FROM alpine:3.20.3\nRUN apk add --no-cache --virtual .build-deps gcc musl-dev\n' },
      { dockerfile: 'FROM rockylinux:9.3\nRUN dnf -y install nginx && dnf clean all\n' },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y curl=7.88.1-10+deb12u8\n' },
      { dockerfile: 'FROM debian:12.8\nCOPY tool.deb .\nRUN apt-get install -y ./tool.deb\n' },
      {
        dockerfile: `FROM debian:12.8
RUN echo "deb https://snapshot.debian.org/archive/debian/20241201T000000Z bookworm main" > /etc/apt/sources.list
RUN apt-get update && apt-get install -y curl
`,
      },
      { dockerfile: 'FROM alpine:3.20.3\nRUN apk add --no-cache nginx=1.26.2-r0\n' },
      {
        dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y ca-certificates\n',
        options: { allow: ['ca-certificates'] },
      },
    ],
  },

  *check({ scripts, file }, { options }) {
    // A snapshot is most often configured once, for all stages or in the one that others are built from.
    if (snapshot.test(file.text)) return;
    for (const script of scripts) {
      if (script.phase !== 'build') continue;
      for (const command of script.commands) {
        const open = openPackages(command).filter(({ name }) => !isAllowed(options.allow, name));
        if (open.length === 0) continue;
        yield {
          at: within(script, command.origins ? command.span : spanOfWords(open.map(({ word }) => word))),
          // Without the names: taking one of them out is no new finding.
          message: `${quote(`${command.name} ${packageCommandOf(command)?.verb?.value ?? ''}`)} takes whatever version the mirror has on the day of the build; name versions, or install from a snapshot`,
          ...placeElsewhere(command),
        };
      }
    }
  },
});

// Repositories that stay as they are: https://snapshot.debian.org, https://snapshot.ubuntu.com, and the versioned ones of
// Amazon Linux 2023 (`--releasever=2023.6.20241111`).
const snapshot =
  /\bsnapshot(?:-\w+)?\.(?:debian|ubuntu)\.|APT::Snapshot|--snapshot[= ]|--releasever[= ]\d+\.\d+\.\d{8}|archive\.archlinux\.org/;

function openPackages(command: ShellCommand): readonly NamedPackage[] {
  const install = packageCommandOf(command);
  if (install?.action !== 'install' || !systemManagers.has(install.manager) || !takesVersions(install, command))
    return [];
  return install.packages.filter(({ name, version, range, word }) => {
    if (version !== undefined || range !== undefined || !isKnown(word.value)) return false;
    // Groups (`@development`), tasks (`standard^`), what is to be taken out (`curl-`), and virtual names (`.build-deps`).
    return /^[A-Za-z\d]/.test(name) && !/[\^-]$/.test(word.value) && !/[*?(]/.test(word.value);
  });
}

/** Groups, modules and what is needed to build a package have no version of their own. */
const takesVersions = ({ verb, flags }: PackageCommand, { words }: ShellCommand): boolean =>
  !/group|builddep|build-dep|source|satisfy|swap|^si$/.test(verb?.value ?? '') &&
  words.every(({ value }) => value !== 'group' && value !== 'module') &&
  // What zypper is to install may be a pattern or a patch.
  flags.every((flag) => !flag.startsWith('--type'));

const systemManagers: ReadonlySet<PackageCommand['manager']> = new Set([
  ...(['apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper'] as const),
]);
