import { describe, expect, it, test } from 'vitest';
import type { SourceFile } from '../../../core/document.ts';
import { UNKNOWN } from '../../../core/embedded.ts';
import { createProject } from '../../../core/project.ts';
import { detectLanguage } from '../../../languages/detect.ts';
import type { PipelineDocument } from '../../../languages/pipeline/document.ts';
import { pipeline } from '../../../languages/pipeline/language.ts';
import { at } from './read.ts';

type Files = Readonly<Record<string, string>>;

/** A file of a project as it is read: of the others, those alone that it refers to, directly or through others. */
function read(files: Files, path = '.gitlab-ci.yml'): PipelineDocument {
  const sources = Object.entries(files).map(([name, text]): SourceFile => ({ path: name, text }));
  const isPipeline = (one: SourceFile) => detectLanguage(one.path, one.text) === 'pipeline';
  const parsed = new Map(sources.filter(isPipeline).map((one) => [one.path, pipeline.parse(one)]));
  const seen = new Set([path]);
  for (const name of seen) {
    const file = parsed.get(name);
    for (const reference of file ? pipeline.references!(file) : []) {
      const folder = new RegExp(`^${reference.path === '' ? '' : `${reference.path}/`}[^/]+$`);
      for (const one of sources) {
        const isMeant =
          reference.kind === 'file' ? one.path === reference.path : folder.test(one.path) && isPipeline(one);
        if (isMeant) seen.add(one.path);
      }
    }
  }
  const known = sources.filter((one) => seen.has(one.path));
  const project = createProject(
    known.flatMap((one) => parsed.get(one.path) ?? []),
    known.filter((one) => !parsed.has(one.path)),
  );
  return pipeline.toDocument(parsed.get(path)!, project) as PipelineDocument;
}

/** `place path: name:tag` of each image, with the files of its origins. */
const imagesIn = (files: Files, path = '.gitlab-ci.yml'): readonly string[] =>
  read(files, path).images.map(({ span, path: place, name, version, origins }) => {
    const tag = version.kind === 'tag' ? `:${version.tag}` : version.kind === 'none' ? '' : ` ${version.kind}`;
    const from = origins.map((origin) => ` < ${origin.file} ${at(files[origin.file]!, origin.span)}`).join('');
    return `${at(files[path]!, span)} ${place} ${name}${tag}${from}`.replaceAll(UNKNOWN, '?');
  });

const build = '.gitlab/ci/build.yml';
const main = `include: [{local: /${build}}]\n`;
const job = 'build: {image: "a:$TAG", script: [x]}\n';

describe('a variable of an image', () => {
  test.each<[what: string, files: Files, expected: string]>([
    [
      'that is included',
      { '.gitlab-ci.yml': `${main}${job}`, [build]: 'variables: {TAG: v1}\n' },
      `a:$TAG build/image a:v1 < ${build} v1`,
    ],
    [
      'over one that is included',
      { '.gitlab-ci.yml': `${main}variables: {TAG: v2}\n${job}`, [build]: 'variables: {TAG: v1}\n' },
      'a:$TAG build/image a:v2 < .gitlab-ci.yml v2',
    ],
    [
      'of the later of two',
      {
        '.gitlab-ci.yml': `include: ["${build}", "/.gitlab/ci/b.yml"]\n${job}`,
        [build]: 'variables: {TAG: v1}\n',
        '.gitlab/ci/b.yml': 'variables: {TAG: v2}\n',
      },
      'a:$TAG build/image a:v2 < .gitlab/ci/b.yml v2',
    ],
    [
      'included by what is included',
      {
        '.gitlab-ci.yml': `${main}${job}`,
        [build]: 'include: .gitlab/ci/b.yml\n',
        '.gitlab/ci/b.yml': 'variables: {TAG: v2}\n',
      },
      'a:$TAG build/image a:v2 < .gitlab/ci/b.yml v2',
    ],
    [
      'that a pattern includes',
      { '.gitlab-ci.yml': `include: ".gitlab/ci/*.yml"\n${job}`, [build]: 'variables: {TAG: v1}\n' },
      `a:$TAG build/image a:v1 < ${build} v1`,
    ],
    [
      'of a file of any name',
      { '.gitlab-ci.yml': `include: ci/b.yml\n${job}`, 'ci/b.yml': 'variables: {TAG: v1}\n' },
      'a:$TAG build/image a:v1 < ci/b.yml v1',
    ],
    [
      'of a template',
      {
        '.gitlab-ci.yml': `${main}variables: {TAG: v2}\nbuild: {extends: .b, image: "a:$TAG"}\n`,
        [build]: '.b: {variables: {TAG: v1}}\n',
      },
      `a:$TAG build/image a:v1 < ${build} v1`,
    ],
    [
      'of the last of several templates',
      {
        '.gitlab-ci.yml':
          'build: {extends: [.b, .c], image: "a:$TAG"}\n.b: {variables: {TAG: v1}}\n.c: {extends: .d}\n.d: {variables: {TAG: v2}}\n',
      },
      'a:$TAG build/image a:v2 < .gitlab-ci.yml v2',
    ],
    [
      'by reference',
      {
        '.gitlab-ci.yml': `${main}build: {variables: {TAG: !reference [.v, variables, T]}, image: "a:$TAG"}\n`,
        [build]: '.v: {variables: {T: v1}}\n',
      },
      `a:$TAG build/image a:v1 < ${build} v1`,
    ],
    [
      'all by reference',
      {
        '.gitlab-ci.yml': `${main}build: {variables: !reference [.v, variables], image: "a:$TAG"}\n`,
        [build]: '.v: {variables: {TAG: v1}}\n',
      },
      `a:$TAG build/image a:v1 < ${build} v1`,
    ],
    [
      'that is included on a condition',
      {
        '.gitlab-ci.yml': `include: [{local: ${build}, rules: [{if: $X}]}]\n${job}`,
        [build]: 'variables: {TAG: v1}\n',
      },
      'a:$TAG build/image a unresolved',
    ],
    [
      'of a template that is elsewhere',
      { '.gitlab-ci.yml': 'build: {extends: .b, image: "a:$TAG"}\nvariables: {TAG: v1}\n' },
      'a:$TAG build/image a unresolved',
    ],
    [
      'that is not taken over',
      { '.gitlab-ci.yml': 'build: {inherit: {variables: false}, image: "a:$TAG"}\nvariables: {TAG: v1}\n' },
      'a:$TAG build/image a unresolved',
    ],
    [
      'that is one of those taken over',
      { '.gitlab-ci.yml': 'build: {inherit: {variables: [TAG]}, image: "a:$TAG"}\nvariables: {TAG: v1}\n' },
      'a:$TAG build/image a:v1 < .gitlab-ci.yml v1',
    ],
    [
      'of another repository',
      { '.gitlab-ci.yml': `include: [{project: p, file: ${build}}]\n${job}`, [build]: 'variables: {TAG: v1}\n' },
      'a:$TAG build/image a unresolved',
    ],
    [
      'that references itself',
      { '.gitlab-ci.yml': 'build: {variables: {TAG: !reference [build, variables, TAG]}, image: "a:$TAG"}\n' },
      'a:$TAG build/image a unresolved',
    ],
    [
      'of jobs that extend each other',
      {
        '.gitlab-ci.yml':
          'build: {extends: .b, image: "a:$TAG"}\n.b: {extends: .c}\n.c: {extends: .b}\nvariables: {TAG: v1}\n',
      },
      'a:$TAG build/image a:v1 < .gitlab-ci.yml v1',
    ],
  ])('%s', (_, files, expected) => {
    expect(imagesIn(files)).toEqual([expected]);
  });
});

describe('an image of an included file', () => {
  test.each<[what: string, main: string, expected: readonly string[]]>([
    ['as the pipeline has it', `${main}variables: {TAG: v2}\n`, ['a:$TAG build/image a:v2 < .gitlab-ci.yml v2']],
    [
      'as it has it itself when nothing includes it',
      'variables: {TAG: v2}\n',
      [`a:$TAG build/image a:v1 < ${build} v1`],
    ],
    [
      'as a pipeline has it that hands it nothing',
      `start: {trigger: {include: ${build}}}\n`,
      [`a:$TAG build/image a:v1 < ${build} v1`],
    ],
    [
      'as nobody knows it, where another pipeline hands it over',
      `start: {variables: {TAG: v2}, trigger: {include: ${build}}}\n`,
      ['a:$TAG build/image a unresolved'],
    ],
  ])('is told %s', (_, text, expected) => {
    expect(imagesIn({ '.gitlab-ci.yml': text, [build]: `variables: {TAG: v1}\n${job}` }, build)).toEqual(expected);
  });

  it('is told for each job that takes its template over, in whatever file', () => {
    const files = {
      '.gitlab-ci.yml': `${main}one: {extends: .b, variables: {TAG: v1}}\ntwo: {extends: .b, variables: {TAG: v2}}\nsame: {extends: .b, variables: {TAG: v2}}\nother: {extends: .b, image: c:1}\n`,
      [build]: '.b:\n  image: a:$TAG\n  script: [x]\n',
    };
    expect(imagesIn(files, build)).toEqual([
      'a:$TAG .b/image[one] a:v1 < .gitlab-ci.yml v1',
      'a:$TAG .b/image[two] a:v2 < .gitlab-ci.yml v2',
    ]);
  });

  it('is told for the jobs that have none of their own', () => {
    const files = {
      '.gitlab-ci.yml': `${main}one: {variables: {TAG: v1}, script: [x]}\ntwo: {image: b:1, script: [x]}\nthree: {inherit: {default: false}, script: [x]}\n`,
      [build]: 'default: {image: "a:$TAG", services: ["s:$TAG"]}\n',
    };
    expect(imagesIn(files, build)).toEqual([
      'a:$TAG default/image a:v1 < .gitlab-ci.yml v1',
      's:$TAG default/services[0][one] s:v1 < .gitlab-ci.yml v1',
      's:$TAG default/services[0][two] s unresolved',
    ]);
  });
});

describe('a file of any name', () => {
  const files = {
    '.gitlab-ci.yml': 'include:\n  - local: "/ci/build.yml"\nvariables: {TAG: v2}\n',
    'ci/build.yml': '.t: {image: "a:$TAG"}\nbuild:\n  extends: .t\n  script: [apk add curl, make]\n',
  };

  it('has its images told where it is included', () => {
    expect(imagesIn(files)).toEqual([
      '/ci/build.yml include[/ci/build.yml]/.t/image a:v2 < ci/build.yml a:$TAG < .gitlab-ci.yml v2',
    ]);
    expect(read(files).images[0]).toMatchObject({ text: 'a:$TAG', version: { span: undefined } });
  });

  it('has its scripts told where it is included', () => {
    const { scripts } = read(files);
    expect(
      scripts.map(({ path, phase, span, commands, removal }) => [
        path,
        phase,
        at(files['.gitlab-ci.yml'], span),
        commands.map(
          ({ name, origins }) => `${name} ${origins![0]!.file} ${at(files['ci/build.yml'], origins![0]!.span)}`,
        ),
        removal,
      ]),
    ).toEqual([
      [
        'include[/ci/build.yml]/build/script[0]',
        'deploy',
        '/ci/build.yml',
        ['apk ci/build.yml apk add curl'],
        undefined,
      ],
      ['include[/ci/build.yml]/build/script[1]', 'deploy', '/ci/build.yml', ['make ci/build.yml make'], undefined],
    ]);
  });

  it('is told once, and where a pipeline is started with it', () => {
    const twice = 'include: [ci/build.yml, ci/build.yml]\n';
    expect(imagesIn({ ...files, '.gitlab-ci.yml': `${twice}variables: {TAG: v2}\n` })).toHaveLength(1);
    expect(imagesIn({ ...files, '.gitlab-ci.yml': 'a: {trigger: {include: ci/build.yml}}\n' })).toEqual([
      // Nothing says what `$TAG` is, so nothing is told of it.
    ]);
  });

  it('does not bring along what it includes, which nothing refers to', () => {
    const nested = { ...files, 'ci/build.yml': 'include: ci/c.yml\n', 'ci/c.yml': 'c: {image: c:1}\n' };
    expect(imagesIn(nested)).toEqual([]);
  });
});

describe('the steps of a job', () => {
  const template = '.b:\n  before_script: [setup]\n  script:\n    - one\n    - two\n';

  /** `command` of each step, with the place of those that stand elsewhere. */
  const stepsOf = (files: Files, name = 'build') =>
    read(files)
      .jobs.find((one) => one.name === name)!
      .steps.map(({ script, origins, span }) => {
        const [origin] = origins ?? [];
        const command = script!.commands.map(({ words }) => words.map(({ value }) => value).join(' ')).join('; ');
        return origin ? `${command} < ${origin.file} at ${at(files['.gitlab-ci.yml']!, span)}` : command;
      });

  test.each<[what: string, files: Files, expected: readonly string[]]>([
    ['that it extends', { '.gitlab-ci.yml': `${template}build: {extends: .b}\n` }, ['setup', 'one', 'two']],
    [
      'that it extends and has a script of its own',
      { '.gitlab-ci.yml': `${template}build: {extends: .b, script: own}\n` },
      ['setup', 'own'],
    ],
    [
      'that it extends in another file',
      { '.gitlab-ci.yml': `${main}build: {extends: .b, after_script: [own]}\n`, [build]: template },
      [`setup < ${build} at .b`, `one < ${build} at .b`, `two < ${build} at .b`, 'own'],
    ],
    [
      'for all jobs',
      { '.gitlab-ci.yml': 'default: {before_script: [first]}\nbuild: {script: [own]}\n' },
      ['first', 'own'],
    ],
    [
      'for all jobs in the old way',
      { '.gitlab-ci.yml': 'before_script: [first]\nbuild: {script: [own]}\n' },
      ['first', 'own'],
    ],
    [
      'for all other jobs',
      { '.gitlab-ci.yml': 'default: {before_script: [first]}\nbuild: {before_script: [], script: [own]}\n' },
      ['own'],
    ],
    [
      'by reference',
      { '.gitlab-ci.yml': `${main}build:\n  script:\n    - !reference [.b, script]\n    - own\n`, [build]: template },
      [`one < ${build} at build`, `two < ${build} at build`, 'own'],
    ],
    [
      'all by reference',
      { '.gitlab-ci.yml': `${template}build:\n  script: !reference [.b, script]\n` },
      ['one', 'two'],
    ],
    [
      'in several files',
      {
        '.gitlab-ci.yml': `${main}build: {script: [own]}\n`,
        [build]: 'build: {before_script: [setup], script: [other]}\n',
      },
      [`setup < ${build} at build`, 'own'],
    ],
    [
      'by references in references',
      {
        '.gitlab-ci.yml': `.a0:\n  script: [one]\n${Array.from({ length: 9 }, (_, index) => `.a${index + 1}:\n  script:\n    - !reference [.a${index}, script]\n`).join('')}build:\n  script:\n    - !reference [.a9, script]\n`,
      },
      ['one'],
    ],
    ['that nobody knows', { '.gitlab-ci.yml': 'build: {extends: .x, script: [own]}\n' }, ['own']],
  ])('are those %s', (_, files, expected) => {
    expect(stepsOf(files)).toEqual(expected);
  });

  it('leave the scripts of the file what is written there', () => {
    const { scripts } = read({
      '.gitlab-ci.yml': `${main}build: {extends: .b, after_script: [own]}\n`,
      [build]: template,
    });
    expect(scripts.map(({ path }) => path)).toEqual(['build/after_script[0]']);
  });
});

test('what a file says of its inputs changes nothing', () => {
  for (const between of ['---\n', '']) {
    const { jobs, images } = read({
      '.gitlab-ci.yml': `spec: {inputs: {a: {}}}\n${between}build: {image: "a:1", script: [x]}\n`,
    });
    expect(jobs.map(({ name, steps }) => `${name} ${steps.length}`)).toEqual(['build 1']);
    expect(images.map(({ text }) => text)).toEqual(['a:1']);
  }
});

test('a file refers to the main files above it, and to what it includes from any of their folders', () => {
  const file = pipeline.parse({
    path: 'a/ci.gitlab-ci.yml',
    text: 'include: [/x/y.yml, {local: "z/*.yml"}, {remote: "https://e.com/a.yml"}]\n',
  });
  const references = pipeline.references!(file).map(({ kind, path }) => `${kind} ${path}`);
  expect(references).toEqual(
    expect.arrayContaining([
      ...['file a/.gitlab-ci.yml', 'file a/x/y.yml', 'folder a/z'],
      ...['file .gitlab-ci.yml', 'file x/y.yml', 'folder z'],
    ]),
  );
  expect(references.filter((one) => one.includes('e.com'))).toEqual([]);
});
