import { isKnown, UNKNOWN } from '../../core/embedded.ts';
import type { RuleFinding } from '../../core/finding.ts';
import { defineRule } from '../../core/rule.ts';
import type { Script, ShellCommand, ShellWord } from '../../core/script.ts';
import type { Span } from '../../core/text.ts';
import { downloadOf, interpreterOf } from '../../languages/downloads.ts';
import { instance, pod, service, workflow } from '../shared/examples.ts';
import { placeElsewhere, quote, spanOf, textOfCommand, within } from '../shared/message.ts';

export default defineRule({
  id: 'pinned/pipe-to-shell',
  title: 'Downloaded text run by a shell unseen',
  languages: ['dockerfile', 'compose', 'kubernetes', 'helm', 'terraform', 'pipeline'],
  level: { recommended: 'error', start: 'error' },
  since: '0.1.0',
  why: `
\`curl https://... | sh\` runs whatever the server answers at that moment. Nothing names a version, nothing is checked, nothing is
kept: the same line does something else tomorrow, and nobody can say afterwards what it did.

It bites when an installer is updated between two builds of one commit, when the connection breaks half-way and half a script is
run, and when the server was taken over: a changed upload script at a well-known coverage service collected its users' CI secrets
for two months in 2021.

Download a file of a named version, check it against a checksum that stands in the source, then run it; or use a package or an
image that already holds the tool.

Ignore it where a person runs the line by hand and looks at the text first; a file that is built or deployed again is no such place.

See [Dockerfile reference, ADD --checksum](https://docs.docker.com/reference/dockerfile/#add---checksum) for a download that
is checked in one line.
`,
  examples: {
    bad: [
      { dockerfile: 'FROM debian:12.8\nRUN curl -fsSL https://get.acme.dev/install.sh | sh\n' },
      { dockerfile: 'FROM debian:12.8\nRUN wget -qO- https://get.acme.dev/install.sh | sudo -E bash -s -- --yes\n' },
      {
        dockerfile:
          'FROM debian:12.8\nSHELL ["/bin/bash", "-c"]\nRUN bash <(curl -s https://get.acme.dev/install.sh)\n',
      },
      { dockerfile: 'FROM debian:12.8\nRUN sh -c "$(curl -fsSL https://get.acme.dev/install.sh)"\n' },
      { compose: service('command: sh -c "curl -fsSL https://get.acme.dev/setup.sh | sh && exec web"') },
      { kubernetes: pod(shell('curl -s https://get.acme.dev/agent | bash && exec agent')) },
      { helm: pod(shell('curl -s https://get.acme.dev/{{ .Values.agent }} | bash && exec agent')) },
      { terraform: instance('#!/bin/bash\ncurl -fsSL https://get.docker.com | sh') },
      { pipeline: workflow('- run: curl -fsSL https://get.acme.dev/cli.sh | sh -s -- ${{ inputs.version }}') },
      {
        file: '.gitlab-ci.yml',
        pipeline:
          'deploy:\n  before_script:\n    - wget -qO- https://get.acme.dev/cli.sh | sh\n  script:\n    - acme deploy\n',
      },
    ],
    good: [
      { dockerfile: 'FROM debian:12.8\nRUN curl -fsSL https://get.acme.dev/tool-1.2.tgz | tar -xz -C /usr/local\n' },
      { dockerfile: 'FROM debian:12.8\nRUN bash <<< "echo hello"\n' },
      { dockerfile: 'FROM debian:12.8\nRUN cat install.sh | sh\n' },
      { dockerfile: 'FROM debian:12.8\nRUN curl -s https://api.acme.dev/version | python3 -m json.tool\n' },
      { compose: service('command: sh -c "curl -fsS http://api:8080/state | jq .ready && exec web"') },
      { kubernetes: pod(shell('curl -s https://get.acme.dev/data.json | jq .items')) },
      { helm: pod(shell('curl -s https://get.acme.dev/{{ .Values.data }} | jq .items')) },
      {
        terraform: instance(
          '#!/bin/bash\ncurl -fsSL https://download.acme.dev/key.asc | gpg --dearmor -o /usr/share/keyrings/acme.gpg',
        ),
      },
      { pipeline: workflow('- run: curl -fsSL https://get.acme.dev/cli-1.2.tgz | tar -xz') },
    ],
  },

  *check({ scripts, file }) {
    const finding = (script: Script, span: Span, text = file.text.slice(span.start, span.end)): RuleFinding => ({
      at: within(script, span),
      message: `${quote(text)} runs whatever the server answers; download a named version and check it first`,
    });
    const mayBePowerShell = runningPattern.test(file.text);
    for (const script of scripts) {
      for (const command of script.commands) {
        const span = pipedInto(command) ?? substitutedInto(command, file.text);
        if (!span) continue;
        if (!command.origins) yield finding(script, span);
        else {
          const text = command.pipeline.map((part) => textOfCommand(part, file.text)).join(' | ');
          yield { ...finding(script, span, text), ...placeElsewhere(command) };
        }
      }
      const powerShell = mayBePowerShell ? powerShellSpan(file.text, script) : undefined;
      if (powerShell) yield finding(script, powerShell);
    }
  },
});

/** `curl ... | sh`, from the download to the interpreter. */
function pipedInto(command: ShellCommand): Span | undefined {
  if (interpreterOf(command) === undefined) return undefined;
  const before = command.pipeline.slice(0, command.pipeline.indexOf(command));
  const download = before.find(isDownload);
  return download && spanOf(download, command);
}

/** `bash <(curl ...)`, `. <(curl ...)`, `sh -c "$(curl ...)"`, `eval "$(curl ...)"`. */
function substitutedInto(command: ShellCommand, text: string): Span | undefined {
  const { name, nested, words, span, origins } = command;
  const runsFirstWord = name === 'source' || name === '.' || name === 'eval';
  if (!runsFirstWord && !shells.has(name)) return undefined;
  const program = words[runsFirstWord ? 1 : programIndex(words)];
  if (!program) return undefined;
  // All words of another file's command have one place: the substitution is the program when nothing else is unknown.
  if (origins && (program.value !== UNKNOWN || words.some((word) => word !== program && !isKnown(word.value)))) {
    return undefined;
  }
  const isRun = nested.some(
    ({ kind, span: inner, commands }) =>
      (kind === 'process-substitution' || kind === 'command-substitution') &&
      // It is the whole program, but for quotes: `bash -c "echo $(curl ...)"` runs `echo`.
      inner.start >= program.span.start &&
      /^\\?"?$/.test(text.slice(program.span.start, inner.start)) &&
      inner.end <= program.span.end &&
      commands.some((download) => isDownload(download) && download.pipeline.at(-1) === download),
  );
  return isRun ? span : undefined;
}

/** The index of the word that a shell takes its program from: what follows `-c`, or the first word that is no option. */
function programIndex(words: readonly ShellWord[]): number {
  const option = words.findIndex(({ value }) => /^-[a-z]*c$/.test(value));
  return option === -1 ? words.findIndex(({ value }, index) => index > 0 && !value.startsWith('-')) : option + 1;
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'ash', 'dash', 'ksh']);

const isDownload = (command: ShellCommand): boolean => {
  const download = downloadOf(command);
  return download?.output === 'stdout' && !download.url?.value.startsWith('file:');
};

/** `iex (iwr ...)` in any of its spellings. PowerShell is not parsed, so its text is looked at. */
function powerShellSpan(text: string, script: Script): Span | undefined {
  const { start, end } = script.span;
  const match = powerShellPattern.exec(text.slice(start, end));
  return match ? { start: start + match.index, end: start + match.index + match[0].length } : undefined;
}

const fetching = String.raw`(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString)\b`;
const running = String.raw`(?:iex|Invoke-Expression)\b`;
const runningPattern = new RegExp(String.raw`\b${running}`, 'i');
const powerShellPattern = new RegExp(
  String.raw`\b${running}[^;\n#]*?\b${fetching}(?:[^;\n"'#|]|'[^'\n]*')*|\b${fetching}[^;\n#]*?\|\s*${running}`,
  'i',
);

function shell(script: string): string {
  return `command: ["sh", "-c"]\nargs:\n  - |\n    ${script}`;
}
