import type { Document } from '../../core/document.ts';
import { isKnown } from '../../core/embedded.ts';
import type { Container } from '../../core/facts.ts';
import { defineRule } from '../../core/rule.ts';
import type { ShellCommand } from '../../core/script.ts';
import { downloadOf } from '../../languages/downloads.ts';
import { packageCommandOf } from '../../languages/packages.ts';
import { isRemoteAddress } from '../shared/addresses.ts';
import { keepsDownload } from '../shared/downloads.ts';
import { pod } from '../shared/examples.ts';
import { gitCallOf } from '../shared/git.ts';
import { placeElsewhere, quote, quoteCommand, within } from '../shared/message.ts';
import { objectFetchOf } from '../shared/objectFetches.ts';
import { writtenFilesOf } from '../shared/writtenFiles.ts';

export default defineRule({
  id: 'sealed/post-start-hook',
  title: 'Hook that changes a container after its start',
  languages: ['kubernetes', 'helm'],
  level: { recommended: 'warning' },
  yieldsTo: [
    ...(['sealed/runtime-install', 'sealed/runtime-upgrade', 'sealed/runtime-fetch', 'sealed/live-edit'] as const),
    ...(['sealed/ssh-server', 'pinned/pipe-to-shell'] as const),
  ],
  since: '0.1.0',
  why: `
A \`postStart\` hook runs beside the main process and not before it: Kubernetes promises no order between the two. What the hook installs,
downloads or writes may be there when the program looks for it, or may come a second later.

It bites as a pod that is right nine times out of ten, and as one that is killed again and again because a mirror is slow: a container
whose hook fails is stopped. What the hook has changed is in no image, so nothing that was tested has it.

Put files into the image, or mount them from a ConfigMap. What must be prepared for each start belongs in an init container, which
is over before the program starts, and writes into a volume that both share.

A hook that tells others, warms a cache or waits is what hooks are for. Ignore the rule where a file has to be written after the
program has started.

See [container lifecycle hooks in the Kubernetes documentation](https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/).
`,
  examples: {
    bad: [
      { kubernetes: pod(hook('apt-get install -y curl')) },
      { kubernetes: pod(hook('cp /defaults/nginx.conf /etc/nginx/nginx.conf && nginx -s reload')) },
      { helm: pod(hook('echo {{ .Values.motd }} > /usr/share/message')) },
    ],
    good: [
      { kubernetes: pod(hook('curl -X POST https://hooks.acme.dev/started')) },
      {
        kubernetes: pod(
          `${hook('cp /defaults/* /cache')}\nvolumeMounts:\n  - name: cache\n    mountPath: /cache`,
          'volumes:\n  - name: cache\n    emptyDir: {}',
        ),
      },
      { helm: pod(hook('until curl -fs localhost:{{ .Values.port }}/ready; do sleep 1; done')) },
    ],
  },

  *check(document) {
    const containers = document.workloads.flatMap((workload) => workload.containers);
    for (const script of document.scripts) {
      if (!script.path.endsWith('/lifecycle/postStart')) continue;
      const container = containers.find(({ path }) => script.path === `${path}/lifecycle/postStart`);
      for (const command of script.commands) {
        const what = changeBy(command, container, document);
        if (what === undefined) continue;
        yield {
          at: within(script, command.span),
          message: `${shown(command, document.file.text)} ${what}`,
          ...placeElsewhere(command),
        };
      }
    }
  },
});

/** Redirections are no words of a command, and may be all that it changes. */
const shown = (command: ShellCommand, text: string): string =>
  command.redirects.length > 0 && !command.origins
    ? quote(text.slice(command.span.start, command.span.end))
    : quoteCommand(command, text);

function changeBy(command: ShellCommand, container: Container | undefined, document: Document): string | undefined {
  const action = packageCommandOf(command)?.action;
  if (action === 'install' || action === 'upgrade') {
    return 'installs beside a program that has started; install it when the image is built';
  }
  if (fetches(command)) {
    return 'fetches beside a program that has started; build it into the image, or use an init container';
  }
  if (!container || mayMountMore(document)) return undefined;
  return writtenFilesOf(command).some(({ value }) => isOfImage(value, container))
    ? 'changes files beside a program that has started; build them into the image, or mount them'
    : undefined;
}

function fetches(command: ShellCommand): boolean {
  const git = gitCallOf(command)?.action.value;
  if (git === 'clone' || git === 'pull' || objectFetchOf(command)) return true;
  return keepsDownload(command) && isRemoteAddress(downloadOf(command)?.url?.value ?? '');
}

/** Whether a chart's values may mount folders that the template does not name. */
const mayMountMore = ({ language, file }: Document): boolean =>
  language === 'helm' && /volumeMounts["']?:[ \t]*(?:\r?\n[ \t]*)?\{\{|VolumeMounts\b/.test(file.text);

/** Whether a path is one of the image's own files: absolute, in no volume, and in no folder for what comes and goes. */
function isOfImage(path: string, { mounts }: Container): boolean {
  if (!isKnown(path) || !/^\/(?!(?:tmp|run|var\/tmp|var\/run|var\/log|dev|proc|sys)(?:\/|$))/.test(path)) return false;
  return mounts.every(({ target }) => {
    const folder = target?.replace(/\/+$/, '');
    return folder !== undefined && isKnown(folder) && path !== folder && !path.startsWith(`${folder}/`);
  });
}

function hook(script: string): string {
  return `lifecycle:\n  postStart:\n    exec:\n      command:\n        - sh\n        - -c\n        - ${script}`;
}
