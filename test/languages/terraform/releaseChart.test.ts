import { expect, it } from 'vitest';
import { createProject } from '../../../core/project.ts';
import { helm } from '../../../languages/helm/language.ts';
import type { TerraformDocument } from '../../../languages/terraform/document.ts';
import { terraform } from '../../../languages/terraform/language.ts';
import { cut } from './read.ts';

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      {{- if .Values.agent.enabled }}
      hostPID: true
      {{- end }}
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          {{- with .Values.command }}
          command: {{- toYaml . | nindent 12 }}
          {{- end }}
          args: ["--log", {{ .Values.log | quote }}]
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          {{- if eq .Values.mode "debug" }}
          tty: true
          {{- else }}
          stdin: {{ .Values.stdin }}
          {{- end }}
          livenessProbe:
            {{- toYaml .Values.probe | nindent 12 }}
          volumeMounts:
            - name: engine
              mountPath: /engine
            - name: data
              mountPath: {{ .Values.data.target }}
      volumes:
        - name: engine
          hostPath:
            path: /var/lib/engine
        - name: data
          {{- if .Values.data.host }}
          hostPath:
            path: {{ .Values.data.host }}
          {{- else }}
          emptyDir: {}
          {{- end }}
        {{- with .Values.volumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
`;

const values = `image:
  repository: acme/web
  tag: "1"
agent:
  enabled: false
securityContext:
  readOnlyRootFilesystem: true
  runAsNonRoot: true
command: []
log: info
probe:
  exec:
    command: ["cat", "/ready"]
data:
  target: /data
  host: ""
volumes: []
`;

const chartFile = 'apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.4.2\n';

function read(body: string, template_: string = template, ownValues: string | undefined = values): TerraformDocument {
  const main = terraform.parse({ path: 'infra/main.tf', text: `resource "helm_release" "x" {\n${body}\n}\n` });
  const files = [
    ['Chart.yaml', chartFile],
    ['values.yaml', ownValues],
    ['templates/web.yaml', template_],
  ].map(([path, text = '']) => helm.parse({ path: `infra/charts/web/${path}`, text }));
  return terraform.toDocument(main, createProject([main, ...files])) as TerraformDocument;
}

const names = ['readOnlyRootFilesystem', 'privileged', 'stdin', 'tty'] as const;

/** All that the release brings about, as short texts. */
function told({ workloads, scripts, mounts, images }: TerraformDocument): readonly string[] {
  const containers = workloads.flatMap((workload) => workload.containers);
  return [
    ...images.map(({ name, text, version }) => `image ${name} ${version.kind} ${text}`),
    ...containers.flatMap(({ name, switchOf }) =>
      names.flatMap((setting) => {
        const found = switchOf(setting);
        return found ? [`${name} ${setting} ${found.state}`] : [];
      }),
    ),
    ...containers.flatMap(({ addedCapabilities }) => addedCapabilities.map(({ name }) => `capability ${name}`)),
    ...workloads.flatMap(({ hostNamespaces }) => hostNamespaces.map(({ kind }) => `namespace ${kind}`)),
    ...scripts.map(
      ({ phase, commands }) =>
        `${phase} ${commands.map(({ words }) => words.map(({ value }) => value).join(' ')).join(' | ')}`,
    ),
    ...mounts.map(({ source, target }) => `mount ${source.kind === 'host-path' ? source.path : source.kind} ${target}`),
  ];
}

const local = '  chart = "${path.module}/charts/web"\n';
const set = (name: string, value: string, more = ''): string =>
  `  set {\n    name  = "${name}"\n    value = "${value}"\n${more}  }\n`;
const given = (yaml: string): string => `  values = [yamlencode(${yaml})]\n`;

it.each<[string, string, readonly string[]]>([
  ['nothing', '', []],
  ['what the chart says already', set('securityContext.readOnlyRootFilesystem', 'true'), []],
  ['what is of no concern', set('securityContext.runAsUser', '1000'), []],
  ['a switch', set('securityContext.readOnlyRootFilesystem', 'false'), ['web readOnlyRootFilesystem off']],
  ['a switch as it is by default', set('securityContext.privileged', 'false'), []],
  ['a switch in values', given('{ securityContext = { privileged = true } }'), ['web privileged on']],
  [
    'a switch by null',
    given('{ securityContext = { readOnlyRootFilesystem = null } }'),
    ['web readOnlyRootFilesystem absent'],
  ],
  ['a text that is no switch', set('securityContext.privileged', 'true', '    type = "string"\n'), []],
  ['a capability', given('{ securityContext = { capabilities = { add = ["SYS_ADMIN"] } } }'), ['capability SYS_ADMIN']],
  ['a branch', set('agent.enabled', 'true'), ['namespace pid']],
  ['an argument', set('log', 'debug'), []],
  [
    'a command',
    given('{ command = ["sh", "-c", "apt-get install -y curl && web"] }'),
    ['boot sh -c apt-get install -y curl && web --log info | apt-get install -y curl | web'],
  ],
  ['a probe', given('{ probe = { exec = { command = ["curl", "-f", "localhost"] } } }'), ['probe curl -f localhost']],
  ['a folder of the machine', set('data.host', '/etc'), ['mount /etc /data']],
  ['another target', set('data.target', '/var/data'), ['mount empty-dir /var/data']],
  [
    'a volume that nothing mounts',
    given('{ volumes = [{ name = "x", hostPath = { path = "/etc" } }] }'),
    ['mount /etc undefined'],
  ],
  ['a tag, which is told where it is set', set('image.tag', '2'), ['image acme/web tag acme/web:2']],
  ['no tag', set('image.tag', ''), ['image acme/web tag acme/web:1.4.2']],
  ['another image', set('image.repository', 'acme/shop'), []],
  [
    'values that unknown ones may take back',
    `  values = [yamlencode({ securityContext = { privileged = true } }), file("none.yaml")]\n`,
    [],
  ],
  [
    'values of two layers',
    '  values = [yamlencode({ data = { host = "/etc" } }), yamlencode({ data = { host = "/usr" } })]\n',
    ['mount /usr /data'],
  ],
  ['a value behind a condition that is not known', set('stdin', 'true'), []],
  ['an item of a list', set('command[0]', 'sleep'), []],
  ['a list', '  set_list {\n    name  = "command"\n    value = ["sleep", "60"]\n  }\n', ['boot sleep 60 --log info']],
  ['unknown values', '  values = [var.values]\n', []],
  ['an unknown value', '  values = [yamlencode({ data = { host = var.host }, log = var.log })]\n', []],
  ['an unknown name', '  set {\n    name  = var.name\n    value = "true"\n  }\n', []],
])('a release that sets %s', (_, body, expected) => {
  expect(told(read(local + body))).toEqual(expected);
});

it.each<[string, string, readonly string[]]>([
  ['a folder', '  chart = "./charts/web"\n', ['web privileged on']],
  ['another folder', '  chart = "./charts/shop"\n', []],
  ['a chart of a repository', '  chart = "charts/web"\n  repository = "https://charts.example.com"\n', []],
  ['a chart of a registry', '  chart = "oci://registry.example.com/charts/web"\n', []],
  ['a variable', '  chart = var.chart\n', []],
])('the chart of a release may be %s', (_, chart, expected) => {
  expect(told(read(chart + set('securityContext.privileged', 'true')))).toEqual(expected);
});

it('a chart whose values cannot be read says nothing of what a release leaves out', () => {
  const body = local + set('log', 'debug');
  expect(told(read(body, template, 'a: ['))).toEqual([]);
});

it('is told where the release names the chart, and leads to the template', () => {
  const document = read(
    local + given('{ command = ["sleep", "60"], securityContext = { privileged = true }, data = { host = "/etc" } }'),
  );
  const { text } = document.file;
  const [workload] = document.workloads;
  const [container] = workload!.containers;
  const privileged = container!.switchOf('privileged')!;
  const [mount] = document.mounts;
  const [command] = document.scripts[0]!.commands;
  expect([workload, container, privileged, mount, command].map((fact) => cut(text, fact!.span))).toEqual(
    Array(5).fill('"${path.module}/charts/web"'),
  );
  expect([privileged.path, document.scripts[0]!.path]).toEqual([
    'helm_release.x/chart/Deployment/web/containers[web]/securityContext/privileged',
    'helm_release.x/chart/Deployment/web/containers[web]/command',
  ]);
  const linesOf = (origins: readonly { readonly file: string; readonly span: { readonly start: number } }[]) =>
    origins.map(({ file, span }) => `${file}:${template.slice(0, span.start).split('\n').length}`);
  expect(linesOf(document.originsAt!(privileged))).toEqual(['infra/charts/web/templates/web.yaml:19']);
  expect(linesOf(document.originsAt!(mount!))).toEqual(['infra/charts/web/templates/web.yaml:39']);
  expect(linesOf(command!.origins!)).toEqual(['infra/charts/web/templates/web.yaml:15']);
  expect([privileged.turnOn, privileged.removal, mount!.removal, mount!.readOnly]).toEqual(Array(4).fill(undefined));
});

it('a version of the chart’s values is told there, also where only the release uses it', () => {
  const whole = `{{- if .Values.agent.enabled }}\n${template}{{- end }}\n`;
  expect(told(read(local + set('agent.enabled', 'true'), whole)).filter((fact) => fact.startsWith('image'))).toEqual(
    [],
  );
});

it('a release and its chart do not tell the same', () => {
  const noSettings = template.replace(/ {10}securityContext:\n.*\n/, '');
  expect(told(read(local + set('log', 'debug') + set('image.repository', 'acme/shop'), noSettings))).toEqual([]);
});

it('a half-typed template is read as far as it goes', () => {
  const body = local + set('agent.enabled', 'true') + set('data.host', '/etc') + set('log', '{{ .Values.log }}');
  const ends = Array.from({ length: 100 }, (_, index) => Math.round((template.length * index) / 100));
  const counts = ends.map((end) => {
    const document = read(body, template.slice(0, end));
    const places = document.mounts.flatMap((mount) => document.originsAt!(mount));
    expect(places.every(({ span }) => 0 <= span.start && span.start <= span.end && span.end <= end)).toBe(true);
    return told(document).length;
  });
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 2]);
});

it('reads the templates of a chart whose path it knows', () => {
  const main = terraform.parse({ path: 'infra/main.tf', text: `resource "helm_release" "x" {\n${local}}\n` });
  expect(terraform.references!(main)).toContainEqual({
    kind: 'folder',
    path: 'infra/charts/web/templates',
    language: 'helm',
  });
});
