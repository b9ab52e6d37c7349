import type { LanguageId } from '../../core/document.ts';

/** A file that can be made as long as one likes, by one thing that there is more and more of. */
export interface LongInput {
  readonly language: LanguageId;
  readonly what: string;
  readonly path: string;
  /** Its text with about so many of the thing. */
  text(count: number): string;
}

const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

const lines = (count: number, line: (index: number) => string): string => repeat(count, (index) => `${line(index)}\n`);

const container = (fields: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      image: acme/web:1.2\n${fields}`;

type Texts = Readonly<Record<string, (count: number) => string>>;

const dockerfiles: Texts = {
  stages: (count) =>
    lines(
      count / 4,
      (index) => `FROM acme/web:1.${index} AS s${index}\nRUN apt-get update && apt-get install -y a\nEXPOSE 22`,
    ),
  'stages of each other': (count) => `FROM a AS s0\n${lines(count, (index) => `FROM s${index} AS s${index + 1}`)}`,
  'copies from stages': (count) =>
    `${lines(count, (index) => `FROM acme/web:1.${index} AS s${index}`)}${lines(count, (index) => `COPY --from=s${index} /a /a`)}`,
  'ARGs of each other': (count) =>
    `ARG A0=a\n${lines(count, (index) => `ARG A${index + 1}=$A${index}`)}FROM a:$A${count}\n`,
  'ENVs, all used': (count) =>
    `FROM a\n${lines(count, (index) => `ENV E${index}=v`)}${lines(count, (index) => `COPY $E${index} /a`)}`,
  'an ENV that grows': (count) => `FROM a\n${lines(count, () => 'ENV PATH=$PATH:/opt/bin')}RUN apt-get install $PATH\n`,
  'pairs of one ENV': (count) => `FROM a\nENV ${repeat(count, (index) => `E${index}=v `)}\n`,
  'commands of a chain': (count) => `FROM a\nRUN true${repeat(count, () => ' && apt-get upgrade -y')}\n`,
  'commands on lines of their own': (count) =>
    `FROM a\nRUN true${repeat(count, () => ' \\\n  && apt-get install -y a')}\n`,
  'words of one command': (count) => `FROM a\nRUN apt-get install -y${repeat(count, (index) => ` p${index}`)}\n`,
  'a long word': (count) => `FROM a\nRUN echo ${'a'.repeat(10 * count)}\n`,
  'lines of a heredoc': (count) => `FROM a\nRUN <<EOF\n${lines(count, () => 'apt-get install -y a')}EOF\n`,
  heredocs: (count) => `FROM a\n${lines(count / 2, () => 'RUN <<EOF\ncurl -s x | sh\nEOF')}`,
  'open heredocs': (count) => `FROM a\n${lines(count, (index) => `RUN <<E${index}`)}`,
  'items of a list': (count) => `FROM a\nCMD ["a"${repeat(count, () => ', "b"')}]\n`,
  ports: (count) => `FROM a\nEXPOSE${repeat(count, (index) => ` ${index}`)}\n`,
  comments: (count) => `FROM a\n${lines(count, () => '# fixity: ignore[sealed/ssh-server] no\nEXPOSE 22')}`,
  'comments between lines': (count) => `FROM a\nRUN a \\\n${lines(count, () => '# b')}  c\n`,
  'open quotes': (count) => `FROM a\n${lines(count, () => 'RUN echo "a')}`,
  'nested substitutions': (count) =>
    `FROM a\n${lines(count / 20, () => `RUN ${'echo $('.repeat(20)}${')'.repeat(20)}`)}`,
  'functions of each other': (count) =>
    `FROM a\nRUN <<EOF\n${lines(count, (index) => `f${index + 1}() { f${index}; }`)}f${count}\nEOF\n`,
  'variables of each other': (count) =>
    `FROM a\nRUN <<EOF\na0=b\n${lines(count, (index) => `a${index + 1}=$a${index}`)}echo $a${count}\nEOF\n`,
};

const manifests: Texts = {
  documents: (count) => repeat(count / 4, (index) => `---\n${container(`      args: [a${index}]\n`)}`),
  containers: (count) =>
    container(lines(count / 4, (index) => `    - name: c${index}\n      image: a\n      args: [sh, -c, apk add curl]`)),
  'items of a list': (count) => container(`      args:\n${lines(count, () => '        - a')}`),
  'items on one line': (count) => container(`      args: [sh, -c, a${repeat(count, () => ', a')}]\n`),
  'lines of a script': (count) =>
    container(
      `      args:\n        - sh\n        - -c\n        - |\n${lines(count, () => '          apt-get install -y a')}`,
    ),
  'folded lines': (count) =>
    container(
      `      args:\n        - sh\n        - -c\n        - >\n${lines(count, () => '          apt-get install -y a;')}`,
    ),
  'quoted lines': (count) =>
    container(
      `      args:\n        - sh\n        - -c\n        - "true\n${lines(count, () => '          && apk add \\"a\\"')}          "\n`,
    ),
  'a long word': (count) => container(`      args: [${'a'.repeat(10 * count)}]\n`),
  volumes: (count) =>
    container(
      `      volumeMounts:\n${lines(count / 2, (index) => `        - {name: v${index}, mountPath: /v${index}}`)}  volumes:\n${lines(count / 2, (index) => `    - {name: v${index}, hostPath: {path: /var/run/docker.sock}}`)}`,
    ),
  variables: (count) =>
    container(
      `      env:\n        - {name: V0, value: v}\n${lines(count / 2, (index) => `        - {name: V${index + 1}, value: $(V${index})}`)}      command: [sh, -c, "echo $(V${Math.floor(count / 2)})"]\n`,
    ),
  ports: (count) => container(`      ports:\n${lines(count, () => '        - containerPort: 22')}`),
  anchors: (count) =>
    `${container('')}x:\n${lines(count, (index) => `  a${index}: &a${index} [b]\n  b${index}: *a${index}`)}`,
  'merges of one map': (count) =>
    `x: &x {a: b, c: d}\ny:\n${lines(count, (index) => `  y${index}: {<<: *x, e: f}`)}${container('')}`,
  'merges of merges': (count) =>
    `x0: &x0 {a: b}\n${lines(count, (index) => `x${index + 1}: &x${index + 1} {<<: *x${index}}`)}${container('')}`,
  'open quotes': (count) => container(`${lines(count, () => '      args: "a')}`),
  'keys without colons': (count) => container(`${lines(count, () => '      ar')}`),
  'open brackets': (count) => container(`${lines(count / 10, () => '      args: [[[[[[[[[[a')}`),
  'deep lists': (count) =>
    container(`${lines(count / 20, (index) => `      a${index}: ${'['.repeat(20)}${']'.repeat(20)}`)}`),
  comments: (count) => container(lines(count, () => '      # fixity: ignore[sealed/ssh-server] no')),
  'pods and their scripts': (count) =>
    repeat(
      count / 8,
      (index) =>
        `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${index}}\ndata: {a: "apk add curl"}\n---\napiVersion: v1\nkind: Pod\nspec:\n  volumes: [{name: v, configMap: {name: c${index}}}]\n  containers: [{image: a, command: [/s/a], volumeMounts: [{name: v, mountPath: /s}]}]\n`,
    ),
};

const stack = (fields: string): string => `services:\n  web:\n    image: acme/web:1.2\n${fields}`;

const stacks: Texts = {
  services: (count) => stack(lines(count / 4, (index) => `  s${index}:\n    image: acme/a\n    ports: ["22:22"]`)),
  'services of each other': (count) =>
    stack(lines(count / 2, (index) => `  s${index + 1}: {extends: {service: s${index}}}`)),
  'services of one': (count) =>
    stack(lines(count / 2, (index) => `  s${index + 1}: {extends: {service: web}, command: a}`)),
  ports: (count) => stack(`    ports:\n${lines(count, () => '      - "22:22"')}`),
  volumes: (count) => stack(`    volumes:\n${lines(count, (index) => `      - /var/run/docker.sock:/a${index}`)}`),
  'variables of one value': (count) => stack(`    command: sh -c "${repeat(count, () => `\${V:-a} `)}"\n`),
  'words of one command': (count) => stack(`    command: apk add${repeat(count, (index) => ` p${index}`)}\n`),
  'merges of merges': (count) =>
    `x-0: &x0 {restart: always}\n${lines(count, (index) => `x-${index + 1}: &x${index + 1} {<<: *x${index}}`)}${stack('')}`,
};

const kustomizations: Texts = {
  images: (count) => `images:\n${lines(count, (index) => `  - {name: acme/a${index}, newTag: latest}`)}`,
  'images of one name': (count) => `images:\n${lines(count, () => '  - {name: acme/a, newTag: latest}')}`,
  patches: (count) =>
    `patches:\n${lines(count / 4, (index) => `  - target: {kind: Deployment, name: a${index}}\n    patch: |\n      - {op: replace, path: /spec/template/spec/containers/0/image, value: a}`)}`,
  resources: (count) => `resources:\n${lines(count, (index) => `  - ../a${index}`)}`,
  'helm charts': (count) =>
    `helmCharts:\n${lines(count, (index) => `  - {name: a${index}, repo: https://a, valuesFile: a.yaml}`)}`,
};

const templates: Texts = {
  documents: (count) => repeat(count / 4, (index) => `---\n${container(`      args: [{{ .Values.a${index} }}]\n`)}`),
  actions: (count) => container(`      args:\n${lines(count, (index) => `        - {{ .Values.a${index} | quote }}`)}`),
  'actions of one line': (count) => container(`      args: ["${repeat(count, () => '{{ .Values.a }} ')}"]\n`),
  'if after if': (count) =>
    container(lines(count / 3, () => '      {{- if .Values.a }}\n      tty: true\n      {{- end }}')),
  'if in if': (count) =>
    container(`${lines(count / 2, () => '      {{- if .Values.a }}')}${lines(count / 2, () => '      {{- end }}')}`),
  'else if': (count) =>
    container(`      {{- if .Values.a }}\n${lines(count, () => '      {{- else if .Values.b }}')}      {{- end }}\n`),
  'templates of each other': (count) =>
    `{{ define "t0" }}a{{ end }}\n${lines(count, (index) => `{{ define "t${index + 1}" }}{{ include "t${index}" . }}{{ end }}`)}${container(`      args: [{{ include "t${count}" . }}]\n`)}`,
  variables: (count) =>
    `{{ $v0 := "a" }}\n${lines(count, (index) => `{{ $v${index + 1} := $v${index} }}`)}${container(`      args: [{{ $v${count} }}]\n`)}`,
  'open actions': (count) => container(lines(count, () => '      a: {{ .Values.')),
  'a long pipeline': (count) => container(`      args: [{{ .Values.a${' | quote'.repeat(count)} }}]\n`),
  'deep parentheses': (count) =>
    container(lines(count / 20, (index) => `      a${index}: {{ ${'('.repeat(20)}.Values.a${')'.repeat(20)} }}`)),
};

const values: Texts = {
  images: (count) => lines(count, (index) => `a${index}: {image: {repository: acme/a, tag: latest}}`),
  'a list of images': (count) => `a:\n${lines(count, () => '  - image: acme/a:latest')}`,
};

const workflow = (fields: string): string => `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n${fields}`;

const workflows: Texts = {
  jobs: (count) =>
    workflow(
      `    steps: []\n${lines(count / 4, (index) => `  j${index}:\n    container: acme/ci\n    steps: [{run: make}]`)}`,
    ),
  steps: (count) => workflow(`    steps:\n${lines(count, () => '      - run: curl -s x | sh')}`),
  'lines of a script': (count) =>
    workflow(`    steps:\n      - run: |\n${lines(count, () => '          curl -s x | sh')}`),
  expressions: (count) =>
    workflow(`    steps:\n      - run: |\n${lines(count, () => `          echo \${{ github.sha }}`)}`),
  'open expressions': (count) =>
    workflow(`    steps:\n      - run: |\n${lines(count, () => `          echo \${{ github`)}`),
  'a matrix': (count) =>
    workflow(
      `    container: "a:\${{ matrix.a }}"\n    strategy: {matrix: {a: [b${repeat(count, (index) => `, c${index}`)}]}}\n`,
    ),
};

const gitlabPipelines: Texts = {
  jobs: (count) => lines(count / 2, (index) => `j${index}:\n  image: acme/ci\n  script: [make, curl x | sh]`),
  'jobs of each other': (count) =>
    `j0: {image: a, script: make}\n${lines(count, (index) => `j${index + 1}: {extends: j${index}}`)}`,
  'variables of each other': (count) =>
    `variables:\n  V0: a\n${lines(count, (index) => `  V${index + 1}: $V${index}`)}a: {image: "x:$V${count}", script: make}\n`,
  'lines of a script': (count) => `a:\n  image: b\n  script:\n${lines(count, () => '    - curl -s x | sh')}`,
  'deep lists': (count) => `a:\n  script:\n${lines(count / 20, () => `    - ${'['.repeat(20)}make${']'.repeat(20)}`)}`,
};

const instance = (userData: string): string => `resource "aws_instance" "web" {\n  ami = "a"\n${userData}}\n`;

const terraforms: Texts = {
  resources: (count) =>
    repeat(count / 4, (index) => `resource "aws_instance" "i${index}" {\n  user_data = "apk add curl"\n}\n`),
  'variables, all used': (count) =>
    `${lines(count, (index) => `variable "v${index}" { default = "a" }`)}${lines(count, (index) => `resource "aws_lambda_function" "l${index}" { image_uri = var.v${index} }`)}`,
  'locals of each other': (count) =>
    `locals {\n  l0 = "a"\n${lines(count, (index) => `  l${index + 1} = local.l${index}`)}}\nresource "aws_lambda_function" "a" { image_uri = local.l${count} }\n`,
  'locals that grow': (count) =>
    `locals {\n  l0 = "a"\n${lines(count, (index) => `  l${index + 1} = "\${local.l${index}}/a"`)}}\nresource "aws_lambda_function" "a" { image_uri = local.l${count} }\n`,
  'blocks of locals': (count) =>
    `${lines(count, (index) => `locals { l${index} = "a" }`)}${lines(count, (index) => `resource "aws_lambda_function" "l${index}" { image_uri = local.l${index} }`)}`,
  modules: (count) => lines(count, (index) => `module "m${index}" { source = "acme/m/aws" }`),
  containers: (count) =>
    `resource "aws_ecs_task_definition" "a" {\n  container_definitions = jsonencode([\n${lines(count, (index) => `    { name = "c${index}", image = "a", command = ["sh", "-c", "apk add curl"] },`)}  ])\n}\n`,
  'containers for each': (count) =>
    `locals { names = [${repeat(count, (index) => `"n${index}", `)}] }\nresource "aws_ecs_task_definition" "a" {\n  container_definitions = jsonencode([for name in local.names : { name = name, image = "a:\${name}" }])\n}\n`,
  'items of a list': (count) => `locals {\n  a = [\n${lines(count, () => '    "a",')}  ]\n}\n`,
  'items on one line': (count) => `locals { a = [${repeat(count, () => '"a", ')}] }\n`,
  'entries of an object': (count) =>
    `locals {\n  a = {\n${lines(count, (index) => `    k${index} = "a"`)}  }\n  b = local.a.k7\n}\n`,
  'lines of a heredoc': (count) =>
    instance(`  user_data = <<-EOT\n    #!/bin/bash\n${lines(count, () => '    apt-get install -y a')}  EOT\n`),
  'parts of a template': (count) =>
    instance(`  user_data = <<-EOT\n    #!/bin/bash\n${lines(count, () => `    echo \${var.a} | sh`)}  EOT\n`),
  'packages of cloud-init': (count) =>
    instance(
      `  user_data = <<-EOT\n    #cloud-config\n    packages:\n${lines(count, (index) => `      - p${index}`)}  EOT\n`,
    ),
  'commands of cloud-init': (count) =>
    instance(
      `  user_data = <<-EOT\n    #cloud-config\n    runcmd:\n${lines(count, () => '      - apt-get install -y a')}  EOT\n`,
    ),
  'directives of a template': (count) =>
    instance(
      `  user_data = <<-EOT\n    #!/bin/bash\n${lines(count / 3, () => '    %{ if var.a }\n    echo\n    %{ endif }')}  EOT\n`,
    ),
  'items that are concatenated': (count) => `locals { a = concat(${repeat(count, () => '["a"], ')}) }\n`,
  operators: (count) => `locals { a = 1${repeat(count, () => ' + 1')} }\n`,
  conditions: (count) => `locals { a = ${repeat(count / 10, (index) => `var.a == ${index} ? "a" : `)}"b" }\n`,
  'a long name': (count) => `locals { a = data.${repeat(count, () => 'a.')}b }\n`,
  'a long word': (count) => `locals { a = "${'a'.repeat(10 * count)}" }\n`,
  provisioners: (count) => instance(lines(count, () => '  provisioner "remote-exec" { inline = ["a", "b"] }')),
  comments: (count) => lines(count, () => '# fixity: ignore[sealed/provisioner] no'),
  'open blocks': (count) => lines(count, (index) => `resource "a" "b${index}" {`),
  'open quotes': (count) => lines(count, (index) => `resource "a" "b${index}`),
  'open templates': (count) => lines(count, (index) => `a${index} = "\${b`),
  'open brackets': (count) => lines(count / 10, (index) => `a${index} = [[[[[[[[[[`),
  'open heredocs': (count) => lines(count, (index) => `a${index} = <<E${index}`),
};

const inputs = (language: LanguageId, path: string, texts: Texts): readonly LongInput[] =>
  Object.entries(texts).map(([what, text]) => ({ language, what, path, text }));

/** Ordinary growth and hostile growth, in all languages. */
export const longInputs: readonly LongInput[] = [
  ...inputs('dockerfile', 'Dockerfile', dockerfiles),
  ...inputs('kubernetes', 'manifest.yaml', manifests),
  ...inputs('compose', 'compose.yaml', stacks),
  ...inputs('kustomize', 'kustomization.yaml', kustomizations),
  ...inputs('helm', 'web/templates/web.yaml', templates),
  ...inputs('helm', 'web/values.yaml', values),
  ...inputs('pipeline', '.github/workflows/build.yml', workflows),
  ...inputs('pipeline', '.gitlab-ci.yml', gitlabPipelines),
  ...inputs('terraform', 'main.tf', terraforms),
];
