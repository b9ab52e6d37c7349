import { isKnown, sliceEmbedded, toSource } from '../../core/embedded.ts';
import type { Mount, Place } from '../../core/facts.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { stringList } from '../../core/options.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import type { DockerfileDocument, DockerfileFile, Stage } from '../../languages/dockerfile/document.ts';
import { quotedWords } from '../../languages/dockerfile/words.ts';
import { containersOf } from '../../languages/kubernetes/container.ts';
import type { KubernetesDocument } from '../../languages/kubernetes/language.ts';
import { contentSpan } from '../../languages/kubernetes/object.ts';
import { asString, get, itemsOf, type YamlMap } from '../../languages/yaml/node.ts';
import { isAllowed } from '../shared/allow.ts';
import { scriptsOf } from '../shared/containers.ts';
import { shippedStages, volumeFoldersOf } from '../shared/databaseImages.ts';
import { isWithin } from '../shared/dataStores.ts';
import { pod } from '../shared/examples.ts';
import { placeElsewhere, quote, within } from '../shared/message.ts';
import { isDevice } from '../shared/output.ts';

export default defineRule({
  id: 'stateless/file-log',
  title: 'Log written to a file in the container',
  languages: ['dockerfile', 'kubernetes'],
  level: { recommended: 'off' },
  since: '0.1.0',
  why: `
A log in a file inside a container is state that nobody meant to keep there. It grows until the node's disk is full, it can only be
read by going into the container, and it is gone with it, just when somebody wants to know why the container died.

It bites after a crash: the platform has started a new container, \`kubectl logs\` shows nothing, and the file with the answer was
in the old one.

Write logs to standard output and standard error; the platform collects, rotates and ships them. For a program that only knows
files, link the file to \`/dev/stdout\` in the image, as the official nginx image does, or let a second container read it from a
shared volume.

Files in a mounted volume, files that are linked to a device, and files that \`tail -f\` prints are left alone. The rule is off by
default, as a log file is often written beside the same lines on standard output.

See [Logging architecture](https://kubernetes.io/docs/concepts/cluster-administration/logging/) and
[Logs](https://12factor.net/logs).
`,
  options: { allow: stringList([], 'Files and folders of logs that may be in containers; `*` stands for any text.') },
  examples: {
    bad: [
      { dockerfile: 'FROM node:22.11.0\nCOPY . /app\nCMD node /app/server.js >> /var/log/app.log 2>&1\n' },
      { dockerfile: 'FROM python:3.13.1\nENV LOG_FILE=/var/log/app/app.log\nCMD ["python", "main.py"]\n' },
      { kubernetes: pod('args: ["--log-file=/var/log/agent.log"]') },
    ],
    good: [
      { dockerfile: 'FROM node:22.11.0\nCOPY . /app\nCMD ["node", "/app/server.js"]\n' },
      {
        dockerfile:
          'FROM debian:12.8\nRUN ln -sf /dev/stdout /var/log/app.log\nCMD ["/app", "--log-file", "/var/log/app.log"]\n',
      },
      { kubernetes: pod('args: ["--log-file=/dev/stderr"]') },
    ],
  },

  *check(document, { options }) {
    const logs =
      document.language === 'dockerfile'
        ? logsOfImage(document as DockerfileDocument)
        : logsOfPods(document as KubernetesDocument);
    for (const { at, file, command } of logs) {
      if (isAllowed(options.allow, file)) continue;
      yield {
        at,
        message: `${quote(file)} is a log inside the container, and is lost with it; write it to standard output`,
        ...(command && placeElsewhere(command)),
      } satisfies RuleFinding;
    }
  },
});

interface Log {
  readonly at: Place;
  readonly file: string;
  /** What writes it, where that is a command. */
  readonly command?: ShellCommand;
}

function logsOfImage(document: DockerfileDocument): readonly Log[] {
  const { scripts, file } = document;
  const stages = shippedStages(document);
  const [last] = stages;
  const started = scripts.filter(({ path, phase }) => phase === 'boot' && path.startsWith(`stage:${last?.label}/`));
  const printed = printedFiles(scripts);
  const logs = [...started.flatMap(logsOfScript), ...stages.flatMap((stage) => logsInEnvironment(file, stage))];
  const volumes = stages.flatMap(({ instructions }) => instructions.filter(({ keyword }) => keyword === 'VOLUME'));
  const folders = volumes.flatMap(volumeFoldersOf);
  return logs.filter((log) => !isPrinted(log, printed) && !folders.some((folder) => isWithin(log.file, folder)));
}

function logsOfPods({ workloads, scripts, objects }: KubernetesDocument): readonly Log[] {
  const nodes = new Map(objects.flatMap(({ pods }) => pods.flatMap(containersOf)).map((one) => [one.path, one.node]));
  return workloads
    .flatMap(({ containers }) => containers)
    .flatMap((container): readonly Log[] => {
      if (container.role !== 'main') return [];
      const { mounts, path } = container;
      const own = scriptsOf(container, scripts);
      const printed = printedFiles(own);
      const started = own.filter(({ phase }) => phase === 'boot').flatMap(logsOfScript);
      const logs = [...started, ...logsInFields(nodes.get(path), path)];
      return logs.filter((log) => !isPrinted(log, printed) && !mounts.some((mount) => mayHold(mount, log)));
    });
}

/** Of a path without its folder, nobody knows what it is in. */
const mayHold = ({ target }: Mount, { file }: Log): boolean =>
  target === undefined || !file.startsWith('/') || isWithin(file, target);

/** What a container's arguments and environment call a log; arguments beside a command are read with it. */
function logsInFields(node: YamlMap | undefined, path: string): readonly Log[] {
  const words = get(node, 'command') ? [] : itemsOf(get(node, 'args'));
  const args = words.map((word) => ({ value: asString(word) ?? '', span: contentSpan(word) }));
  const fromEnvironment = itemsOf(get(node, 'env')).flatMap((variable): readonly Log[] => {
    const [name = '', value] = [asString(get(variable, 'name')), get(variable, 'value')];
    const file = asString(value) ?? '';
    if (!value || !variableName.test(name) || !isLog(file)) return [];
    return [{ at: { span: contentSpan(value), path: `${path}/env[${name}]` }, file }];
  });
  return [
    ...logsInOptions(args).map(({ value, span }) => ({ at: { span, path: `${path}/args` }, file: value })),
    ...fromEnvironment,
  ];
}

const logsOfScript = (script: Script): readonly Log[] =>
  script.commands.flatMap((command) => {
    const { name, words, redirects } = command;
    const written = redirects.flatMap(({ operator, target }) => (isOutput.test(operator) && target ? [target] : []));
    const files = [...written, ...(name === 'tee' ? words.slice(1) : [])].filter(({ value }) => isLog(value));
    return [...files, ...logsInOptions(words)].map(({ value, span }) => ({
      at: within(script, span),
      file: value,
      command,
    }));
  });

const isOutput = /^(?:[12]?>>?|&>>?)$/;

/** What options name as a log, `--log-file=app.log` and `--log-file app.log`. */
function logsInOptions(words: readonly ShellWord[]): readonly ShellWord[] {
  const values = words.flatMap(({ value: text, span }, index): readonly ShellWord[] => {
    const [, option = '', value] = /^--?([\w.-]+)(?:=(.*))?$/s.exec(text) ?? [];
    if (!optionName.test(option)) return [];
    return value === undefined ? words.slice(index + 1, index + 2) : [{ value, span }];
  });
  return values.filter(({ value }) => isLog(value));
}

/** `--log-file`, `--access-logfile`, `--logpath`, `-Dlogging.file.name`; neither `--login` nor `--log-level`. */
const optionName =
  /(?:^|[-_.])(?:log|logs|logging|D?logging)(?:[-_.]?(?:file|path|dir|directory|output|to))?(?:[-_.]?(?:name|path))?$/i;

const variableName = /(?:^|_)LOGS?_?(?:FILE|PATH|DIR|DIRECTORY|FOLDER)(?:_?NAME)?$/i;

/** Whether a value is the path of a log: by its ending, or by its folder. Settings of loggers are none. */
const isLog = (value: string): boolean =>
  isKnown(value) &&
  !isDevice(value) &&
  !/[\s$]|:\/\/|\.(?:conf|cfg|ini|ya?ml|json|xml|properties|toml|pid)$/i.test(value) &&
  (/\.(?:log|out)$/i.test(value) || /^\.?\/?(?:[^/]+\/)*logs?(?:\/|$)/i.test(value)) &&
  (value.includes('/') || value.endsWith('.log'));

/** The files that are linked to a device, or whose lines are printed as they come. */
const printedFiles = (scripts: readonly Script[]): readonly string[] =>
  scripts.flatMap(({ commands }) =>
    commands.flatMap(({ name, words }) => {
      const values = words.slice(1).map(({ value }) => value);
      if (name === 'tail') return values.some((value) => /^-\w*[fF]|^--follow/.test(value)) ? values : [];
      return name === 'ln' && values.some(isDevice) ? values.slice(-1) : [];
    }),
  );

/** A folder counts when a file in it is printed, as nobody knows what else is written there. */
const isPrinted = ({ file }: Log, printed: readonly string[]): boolean =>
  printed.some((other) => isWithin(file, other) || isWithin(other, file));

function logsInEnvironment(file: DockerfileFile, { label, instructions }: Stage): readonly Log[] {
  return instructions.flatMap(({ keyword, arguments: text }) => {
    if (keyword !== 'ENV') return [];
    // `ENV NAME the rest`: https://docs.docker.com/reference/dockerfile/#env
    const isPair = /^\w+\s/.test(text.text);
    const words = isPair ? [{ start: 0, end: text.text.length }] : quotedWords(text.text, file.escapeCharacter);
    return words.flatMap(({ start, end }): readonly Log[] => {
      const word = sliceEmbedded(text, start, end);
      const [, name = '', value = ''] = /^(\w+)(?:=|\s+)["']?([^"']*)/.exec(word.text) ?? [];
      if (!variableName.test(name) || !isLog(value)) return [];
      return [{ at: { span: toSource(word, 0, word.text.length), path: `stage:${label}/ENV[${name}]` }, file: value }];
    });
  });
}
