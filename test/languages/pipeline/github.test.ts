import { describe, expect, it, test } from 'vitest';
import { UNKNOWN } from '../../../core/embedded.ts';
import { applyEdits } from '../../../core/text.ts';
import { at, github, read } from './read.ts';

const jobWith = (...lines: readonly string[]): string =>
  `jobs:\n  build:\n${lines.map((line) => `    ${line}\n`).join('')}`;

describe('images', () => {
  test.each([
    ['container: node:22', 'jobs/build/container', 'node:22', { kind: 'tag', tag: '22' }],
    ['container: {image: "node"}', 'jobs/build/container/image', 'node', { kind: 'none' }],
    ['services: {db: {image: postgres:17}}', 'jobs/build/services[db]/image', 'postgres:17', { tag: '17' }],
    ['steps: [{uses: "docker://alpine:3.8"}]', 'jobs/build/steps[0]/uses', 'alpine:3.8', { tag: '3.8' }],
    ['container: node:${{ matrix.node }}', 'jobs/build/container', 'node:${{ matrix.node }}', { kind: 'unresolved' }],
    ["container: ${{ fromJSON('}}') }}/a", 'jobs/build/container', "${{ fromJSON('}}') }}/a", { kind: 'none' }],
  ])('%s', (line, path, text, version) => {
    const source = jobWith(line);
    const { images } = github(source);
    expect(images).toMatchObject([{ path, text, usage: 'container', version }]);
    expect(at(source, images[0]!.span)).toBe(text);
  });

  test.each([
    'container: ""',
    'container: {options: --cpus 1}',
    'steps: [{uses: actions/checkout@v4}]',
    'steps: [{uses: ./action}]',
    'services: {db: {image: ""}}',
  ])('%s names none', (line) => {
    expect(github(jobWith(line)).images).toEqual([]);
  });

  const matrix = (...lines: readonly string[]) => ['strategy:', '  matrix:', ...lines.map((line) => `    ${line}`)];
  test.each<[string, readonly string[], readonly (readonly [string, string])[]]>([
    [
      'node:${{ matrix.node }}',
      matrix('node: [20, "latest"]', 'os: [a, b]'),
      [
        ['[node=20]', 'node:20'],
        ['[node=latest]', 'node:latest'],
      ],
    ],
    ['node:${{ matrix.node }}', matrix('node: [20]'), [['', 'node:20']]],
    [
      '${{ matrix.a }}:${{ matrix.b }}',
      matrix('a: [x, y]', 'b: [1]', 'include: [{a: z, b: 2}, {b: 3}]', 'exclude: [{a: y}]'),
      [
        ['[a=x,b=1]', 'x:1'],
        ['[a=z,b=2]', 'z:2'],
      ],
    ],
    [
      '${{matrix.on.image}}',
      matrix('on: [{image: "x:1"}, {image: "y:2"}]'),
      [
        ['[on.image=x:1]', 'x:1'],
        ['[on.image=y:2]', 'y:2'],
      ],
    ],
    [
      'a:${{ matrix.v }}',
      matrix('v: ["${{ inputs.v }}", 2]'),
      [
        ['[]', 'a'],
        ['[v=2]', 'a:2'],
      ],
    ],
    ['a:${{ matrix.v }}', matrix('v: ${{ fromJSON(inputs.v) }}'), [['', 'a']]],
    ['a:${{ matrix.v }}', ['strategy: {matrix: "${{ x }}"}'], [['', 'a']]],
  ])('%s is one for each run of a matrix', (image, lines, expected) => {
    const text = jobWith(`container: "${image}"`, ...lines);
    const { images } = github(text);
    expect(
      images.map(({ path, name, version }) => [path, version.kind === 'tag' ? `${name}:${version.tag}` : name]),
    ).toEqual(expected.map(([label, name]) => [`jobs/build/container${label}`, name]));
    for (const { span } of images) expect(at(text, span)).toBe(image);
  });

  it('of a matrix say which value they have', () => {
    const text = jobWith('container: "a:${{ matrix.v }}"', ...matrix('v: [1, latest]'));
    const [, image] = github(text).images;
    expect(image!.origins.map(({ file, name, span }) => [file, name, at(text, span)])).toEqual([
      ['.github/workflows/build.yml', 'matrix.v', 'latest'],
    ]);
  });

  it('are what an action runs', () => {
    const text = "runs:\n  using: docker\n  image: 'docker://debian'\n";
    const { images } = read('action.yml', text);
    expect(images.map(({ path, span }) => [path, at(text, span)])).toEqual([['runs/image', 'debian']]);
    expect(read('action.yml', text.replace('docker://debian', 'Dockerfile')).images).toEqual([]);
  });
});

describe('scripts', () => {
  it('are those of all steps, with the exact place of each word', () => {
    const text = jobWith(
      'steps:',
      '  - uses: actions/checkout@v4',
      '  - name: Two',
      '    run: |',
      '      echo "${{ inputs.name }}" a',
      '      curl -o $FILE https://x/${{ inputs.path }}/y',
      '  - run: make',
    );
    for (const source of [text, text.replaceAll('\n', '\r\n')]) {
      const { scripts } = github(source);
      expect(scripts.map(({ path, phase }) => [path, phase])).toEqual([
        ['jobs/build/steps[1]/run', 'deploy'],
        ['jobs/build/steps[2]/run', 'deploy'],
      ]);
      const commands = scripts.flatMap((script) => script.commands);
      expect(commands.map(({ words }) => words.map(({ value }) => value))).toEqual([
        ['echo', UNKNOWN, 'a'],
        ['curl', '-o', UNKNOWN, `https://x/${UNKNOWN}/y`],
        ['make'],
      ]);
      expect(commands.map(({ words }) => words.map(({ span }) => at(source, span)))).toEqual([
        ['echo', '"${{ inputs.name }}"', 'a'],
        ['curl', '-o', '$FILE', 'https://x/${{ inputs.path }}/y'],
        ['make'],
      ]);
    }
  });

  test.each([
    ['', ['run: make'], true],
    ['', ['run: make', 'shell: bash'], true],
    ['', ['run: make', 'shell: sh -e {0}'], true],
    ['', ['run: make', 'shell: /usr/bin/bash -e {0}'], true],
    ['', ['run: make', 'shell: pwsh'], false],
    ['', ['run: make', 'shell: python'], false],
    ['', ['run: make', 'shell: cmd'], false],
    ['', ['run: make', 'shell: ${{ matrix.shell }}'], false],
    ['runs-on: windows-2025', ['run: make'], false],
    ['runs-on: [self-hosted, Windows]', ['run: make'], false],
    ['runs-on: {group: a, labels: [windows]}', ['run: make'], false],
    ['runs-on: windows-2025', ['run: make', 'shell: bash'], true],
    ['runs-on: ${{ matrix.os }}\n    strategy: {matrix: {os: [ubuntu-24.04, windows-2025]}}', ['run: make'], true],
    ['runs-on: ${{ matrix.os }}\n    strategy: {matrix: {os: [windows-2022, windows-2025]}}', ['run: make'], false],
    ['runs-on: ${{ matrix.os }}\n    strategy: {matrix: {include: [{os: windows-2022}]}}', ['run: make'], false],
    ['runs-on: ${{ matrix.os }}', ['run: make', "if: runner.os == 'Windows'"], false],
    ['runs-on: ${{ matrix.os }}', ['run: make', "if: startsWith(matrix.os, 'windows')"], false],
    ['runs-on: ${{ matrix.os }}', ['run: make', "if: runner.os != 'Windows'"], true],
    ['runs-on: ${{ matrix.os }}', ['run: make', "if: ${{ !startsWith(matrix.os, 'windows') }}"], true],
    ['defaults: {run: {shell: pwsh}}', ['run: make'], false],
    ['defaults: {run: {shell: pwsh}}', ['run: make', 'shell: bash'], true],
  ])('%s with %j: read is %s', (job, step, isRead) => {
    const steps = `steps:\n      - ${step.join('\n        ')}`;
    const { scripts } = github(jobWith(job === '' ? 'runs-on: ubuntu-24.04' : job, steps));
    expect(scripts.map(({ commands }) => commands.map(({ name }) => name))).toEqual([isRead ? ['make'] : []]);
  });

  it('know the variables that workflow, job and step give them', () => {
    const text = `env: {A: a, B: a, SET: x, RUN: "\${{ github.sha }}"}
${jobWith('env: {C: "${{ env.B }}c"}', 'steps:', '  - run: make "${{ env.C }}" $C $SET $RUN $D', '    env: {D: d, A: b}', '  - run: echo SET=1 >> $GITHUB_ENV')}`;
    const [command] = github(text).scripts[0]!.commands;
    expect(command!.words.map(({ value }) => value)).toEqual(['make', 'ac', 'ac', UNKNOWN, UNKNOWN, 'd']);
  });

  it('take the shell from the defaults of the workflow', () => {
    const text = `defaults: {run: {shell: pwsh}}\n${jobWith('steps: [{run: make}]')}`;
    expect(github(text).scripts.map(({ commands }) => commands)).toEqual([[]]);
  });

  it('are those of an action', () => {
    const text = 'name: Setup\nruns:\n  using: composite\n  steps:\n    - run: make\n      shell: bash\n';
    const document = read('setup/action.yml', text);
    expect(document.scripts.map(({ path, commands }) => [path, commands[0]!.name])).toEqual([
      ['runs/steps[0]/run', 'make'],
    ]);
  });

  it('are told once where an alias repeats them', () => {
    const text = jobWith('steps:', '  - &a', '    run: make', '  - *a', '  - run: &b make test', '  - run: *b');
    expect(github(text).scripts.map(({ path }) => path)).toEqual([
      'jobs/build/steps[0]/run',
      'jobs/build/steps[2]/run',
    ]);
  });

  test.each([
    ['steps: [{run: a}, {run: b}]', 'steps: [{run: b}]'],
    ['steps:\n      - run: a\n      # next\n      - run: b', 'steps:\n      # next\n      - run: b'],
  ])('%j goes and leaves the rest', (before, after) => {
    const text = jobWith(before);
    expect(applyEdits(text, github(text).scripts[0]!.removal!)).toBe(jobWith(after));
  });

  test.each(['steps: [{run: a}]', 'steps: [{run: a, id: x}, {run: b}]'])('%j stays', (line) => {
    expect(github(jobWith(line)).scripts[0]!.removal).toBeUndefined();
  });
});

test('jobs say what they wait for and what their steps use', () => {
  const text = `jobs:
  build:
    steps:
      - uses: docker/build-push-action@v6
        with: {push: true}
  deploy: {needs: build, steps: [{run: make}]}
  after: {needs: [build, deploy], uses: ./.github/workflows/x.yml}
`;
  const { jobs } = github(text);
  expect(jobs.map(({ name, needs, steps }) => [name, needs, steps.map(({ uses }) => uses)])).toEqual([
    ['build', [], ['docker/build-push-action@v6']],
    ['deploy', ['build'], [undefined]],
    ['after', ['build', 'deploy'], []],
  ]);
  expect(at(text, jobs[0]!.span)).toBe('build');
  expect(jobs[0]!.steps[0]!.inputs).toMatchObject({ pairs: [{ key: 'push' }] });
  expect(jobs[2]!.get('uses')).toMatchObject({ value: './.github/workflows/x.yml' });
});
