import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { instance, pod } from '../shared/examples.ts';
import { placeElsewhere, quoteCommand, within } from '../shared/message.ts';
import { isPlaceAllowed, startScriptsOf } from '../shared/startScripts.ts';
import { upgradePackages } from '../shared/upgraders.ts';

export default defineRule({
  id: 'sealed/runtime-install',
  title: 'Packages installed when a container or machine starts',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform'],
  level: { recommended: 'error' },
  since: '0.1.0',
  options: {
    allow: stringList([], 'Workloads, stages or resources that only build things: names, with `*` for any text.'),
  },
  why: `
A package that is installed at start-up is not part of the artifact. Each container or machine gets what the mirror holds in the
minute that it starts, so two replicas of one version can differ, and the one that was tested exists no more.

It bites in an incident: the group scales out, the mirror is slow or has dropped a version, and new machines never become
healthy, just when they are needed. Start-up also takes minutes instead of seconds, and needs a way out to the internet.

Install at build time: in a Dockerfile's \`RUN\`, or in a machine image made with Packer or EC2 Image Builder. Start-up is then left
with configuration, which is different in each environment.

Ignore it for a job that runs once by hand, and for a first step from a hand-made server towards an image.

See [best practices for building images in Docker's documentation](https://docs.docker.com/build/building/best-practices/) and
[AMI pipelines of EC2 Image Builder](https://docs.aws.amazon.com/imagebuilder/latest/userguide/what-is-image-builder.html).
`,
  examples: {
    bad: [
      {
        dockerfile:
          'FROM python:3.13.1-slim\nCOPY . /app\nCMD pip install -r /app/requirements.txt && python /app/main.py\n',
      },
      {
        dockerfile:
          'FROM debian:12.8\nENTRYPOINT ["sh", "-c", "apt-get update && apt-get install -y nginx && nginx"]\n',
      },
      {
        compose: `services:
  web:
    image: python:3.13.1-slim
    command: sh -c "pip install -r requirements.txt && python main.py"
`,
      },
      { kubernetes: pod('command: ["sh", "-c", "apk add --no-cache curl && ./run.sh"]') },
      { helm: pod('command: ["sh", "-c", "pip install -r {{ .Values.requirements }} && python main.py"]') },
      { terraform: instance('#!/bin/bash\napt-get update\napt-get install -y nginx') },
      { terraform: instance('#cloud-config\npackages:\n  - nginx') },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN apt-get update && apt-get install -y nginx\nCMD ["nginx"]\n' },
      { dockerfile: 'FROM node:22.11.0\nCMD ["npm", "start"]\n' },
      { dockerfile: 'FROM debian:12.8\nCMD echo "to get it: apt-get install nginx"\n' },
      { compose: 'services:\n  web:\n    image: node:22.11.0\n    command: npm run start\n' },
      { kubernetes: pod('command: ["sh", "-c", "pip list && ./run.sh"]') },
      { kubernetes: pod('command: ["sh", "-c", "npm ci && npm run build"]'), options: { allow: ['agent'] } },
      { helm: pod('command: ["npm", "run", "{{ .Values.task }}"]') },
      { terraform: instance('#!/bin/bash\necho "ECS_CLUSTER=web" >> /etc/ecs/ecs.config\nsystemctl restart ecs') },
    ],
  },

  *check(document, { options }) {
    const { text } = document.file;
    for (const script of startScriptsOf(document, options.allow)) {
      for (const command of script.commands) {
        const call = packageCommandOf(command);
        if (call?.action !== 'install' || isForUpgrades(call.packages)) continue;
        yield {
          at: within(script, command.span),
          message: `${quoteCommand(command, text)} runs at start-up; install it when the image is built`,
          ...placeElsewhere(command),
        };
      }
    }
    for (const list of document.packageLists) {
      const { packages, isUpgrade, path } = list;
      if (isUpgrade || isForUpgrades(packages) || isPlaceAllowed(path, options.allow)) continue;
      const what = packages.length === 1 ? 'a package is' : `${packages.length} packages are`;
      yield {
        at: list,
        message: `${what} installed at first start; install them when the image is built`,
        ...placeElsewhere(list),
      };
    }
  },
});

/** Whether all that is installed is there to upgrade the rest, which is a finding of its own. */
const isForUpgrades = (packages: readonly { readonly name: string }[]): boolean =>
  packages.length > 0 && packages.every(({ name }) => upgradePackages.has(name));
