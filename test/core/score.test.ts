import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration, levelOf } from '../../core/configuration.ts';
import { type LanguageId, languageIds } from '../../core/document.ts';
import { type Finding, type FindingLevel, principles } from '../../core/finding.ts';
import { fixTexts } from '../../core/fix.ts';
import { principleOf, type Rule } from '../../core/rule.ts';
import { type Score, scoreOf } from '../../core/score.ts';
import { type ServiceFile, servicesOf, toRunner, toServiceFile } from '../../core/services.ts';
import { rules as allRules } from '../../rules/index.ts';
import { lintAll, type TestFile, textsOf, toDocuments, withOptions, withTexts } from '../rules/project.ts';

const levelsOfRules: Readonly<Record<Rule['id'], FindingLevel>> = {
  'pinned/a': 'error',
  'pinned/b': 'warning',
  'sealed/c': 'error',
  'sealed/d': 'info',
};

const file = (path: string, more: Partial<ServiceFile> = {}): ServiceFile => ({
  path,
  language: 'kubernetes',
  rules: new Map(Object.entries(levelsOfRules) as [Rule['id'], FindingLevel][]),
  runners: [],
  runs: true,
  ...more,
});

const workload = (name: string | undefined, images: readonly string[] = [], dockerfile?: string) => ({
  path: `Deployment/${name ?? '*'}`,
  name,
  images,
  dockerfile,
});

const found = (rule: Rule['id'], at: Partial<Finding> = {}): Finding => ({
  rule,
  principle: principleOf(rule),
  level: levelsOfRules[rule]!,
  message: 'm',
  file: 'a/x.yaml',
  span: { start: 0, end: 1 },
  path: 'p',
  state: 'active',
  fixes: [],
  onlineFixes: [],
  related: [],
  ...at,
});

describe('the formula', () => {
  it.each<{ name: string; findings: readonly Finding[]; pinned: number; sealed: number }>([
    { name: 'nothing found', findings: [], pinned: 100, sealed: 100 },
    {
      name: 'the worked example of docs/score.md',
      findings: [found('pinned/b')],
      pinned: (100 * 10) / (10 + 4 * 4),
      sealed: 100,
    },
    {
      name: 'a check fails once',
      findings: [found('pinned/b'), found('pinned/b')],
      pinned: (100 * 10) / (10 + 4 * 4),
      sealed: 100,
    },
    { name: 'all of a principle', findings: [found('pinned/a'), found('pinned/b')], pinned: 0, sealed: 100 },
    {
      name: 'a smaller case of a rule',
      findings: [found('sealed/c', { level: 'info' })],
      pinned: 100,
      sealed: (100 * 10) / (10 + 4 * 1),
    },
    { name: 'suppressed', findings: [found('pinned/a', { state: 'suppressed' })], pinned: 100, sealed: 100 },
    { name: 'in the baseline', findings: [found('pinned/a', { state: 'baseline' })], pinned: 100, sealed: 100 },
    {
      name: 'in a file that is not scored',
      findings: [found('pinned/a', { file: 'other' })],
      pinned: 100,
      sealed: 100,
    },
  ])('$name', ({ findings, pinned, sealed }) => {
    const score = scoreOf(servicesOf([file('a/x.yaml')]), findings);
    expect(score.principles).toEqual({ pinned: expect.closeTo(pinned), sealed: expect.closeTo(sealed) });
    expect(score.all).toBeCloseTo((pinned + sealed) / 2);
    expect(score.services[0]!.score).toBeCloseTo((pinned + sealed) / 2);
  });

  it('is the mean of services, so that more of the same is no worse', () => {
    const one = scoreOf(servicesOf([file('a/x.yaml')]), [found('pinned/a')]);
    const two = scoreOf(servicesOf([file('a/x.yaml'), file('b/x.yaml')]), [
      found('pinned/a'),
      found('pinned/a', { file: 'b/x.yaml' }),
    ]);
    expect(two.all).toBe(one.all);
    expect(two.services.map(({ service }) => service.name)).toEqual(['a', 'b']);
  });

  it('is none where nothing is judged', () => {
    expect(scoreOf(servicesOf([]), []).all).toBeUndefined();
    expect(scoreOf(servicesOf([file('a', { rules: new Map() })]), []).all).toBeUndefined();
  });

  it('does not count manifests that run nothing', () => {
    const files = [file('roles/x.yaml', { runs: false }), file('a/x.yaml')];
    const score = scoreOf(servicesOf(files), [found('pinned/a'), found('pinned/a', { file: 'roles/x.yaml' })]);
    expect(score.services.map(({ service: { name, isCounted } }) => [name, isCounted])).toEqual([
      ['a', true],
      ['roles', false],
    ]);
    expect(score.all).toBe(score.services[0]!.score);
  });
});

describe('services', () => {
  const dockerfile = (path: string) => file(path, { language: 'dockerfile' });

  it.each<{ name: string; files: readonly ServiceFile[]; services: Readonly<Record<string, readonly string[]>> }>([
    {
      name: 'a workload and what it says it is built from',
      files: [
        file('compose.yaml', { language: 'compose', runners: [workload('web', [], 'app/Dockerfile')] }),
        dockerfile('app/Dockerfile'),
      ],
      services: { 'top folder': ['compose.yaml'], web: ['app/Dockerfile', 'compose.yaml'] },
    },
    {
      name: 'an image that is named like the folder of one Dockerfile',
      files: [
        file('k/x.yaml', { runners: [workload('shop', ['acme/web'])] }),
        dockerfile('src/web/Dockerfile'),
        dockerfile('src/api/Dockerfile'),
      ],
      services: { k: ['k/x.yaml'], shop: ['k/x.yaml', 'src/web/Dockerfile'], 'src/api': ['src/api/Dockerfile'] },
    },
    {
      name: 'an image that is named after product and workload',
      files: [file('k/x.yaml', { runners: [workload('web', ['acme/shop_web'])] }), dockerfile('web/Dockerfile')],
      services: { k: ['k/x.yaml'], web: ['k/x.yaml', 'web/Dockerfile'] },
    },
    {
      name: 'the plain Dockerfile, and not its variant',
      files: [
        file('k/x.yaml', { runners: [workload('web', ['web'])] }),
        dockerfile('web/src/Dockerfile'),
        dockerfile('web/src/Dockerfile.debug'),
      ],
      services: { k: ['k/x.yaml'], web: ['k/x.yaml', 'web/src/Dockerfile'], 'web/src': ['web/src/Dockerfile.debug'] },
    },
    {
      name: 'two Dockerfiles that might be meant: neither',
      files: [
        file('k/x.yaml', { runners: [workload('web', ['web'])] }),
        dockerfile('a/web/Dockerfile'),
        dockerfile('b/web/Dockerfile'),
      ],
      services: { 'a/web': ['a/web/Dockerfile'], 'b/web': ['b/web/Dockerfile'], k: ['k/x.yaml'], web: ['k/x.yaml'] },
    },
    {
      name: 'a workload in several files of a folder, and one of its name elsewhere',
      files: ['k/x.yaml', 'k/y.yaml', 'l/x.yaml'].map((path) => file(path, { runners: [workload('db')] })),
      services: {
        k: ['k/x.yaml', 'k/y.yaml'],
        l: ['l/x.yaml'],
        'db in k': ['k/x.yaml', 'k/y.yaml'],
        'db in l': ['l/x.yaml'],
      },
    },
    {
      name: 'a machine that runs the image of a Dockerfile, and one that runs another image',
      files: [
        file('infra/main.tf', {
          language: 'terraform',
          runners: [
            { ...workload('worker', ['acme/job']), isOnlyJoined: true },
            { ...workload('proxy', ['nginx']), isOnlyJoined: true },
          ],
        }),
        dockerfile('job/Dockerfile'),
      ],
      services: { infra: ['infra/main.tf'], worker: ['infra/main.tf', 'job/Dockerfile'] },
    },
    {
      name: 'no name of its own: that of the folder its image is built in',
      files: [file('k/x.yaml', { runners: [workload(undefined, ['acme/web'])] }), dockerfile('src/web/Dockerfile')],
      services: { k: ['k/x.yaml'], web: ['k/x.yaml', 'src/web/Dockerfile'] },
    },
    {
      name: 'an image that is named after its two folders',
      files: [
        file('k/x.yaml', { runners: [workload('a', ['acme/web-api'])] }),
        dockerfile('web/api/Dockerfile'),
        dockerfile('shop/api/Dockerfile'),
      ],
      services: { a: ['k/x.yaml', 'web/api/Dockerfile'], k: ['k/x.yaml'], 'shop/api': ['shop/api/Dockerfile'] },
    },
    {
      name: 'a chart in the folder of what it deploys, and another Dockerfile of that name',
      files: [
        file('a/web/chart/x.yaml', { runners: [workload('*', ['acme/shop-web'])] }),
        file('other/chart/x.yaml', { runners: [workload('*', ['acme/old-web'])] }),
        dockerfile('a/web/Dockerfile'),
        dockerfile('b/web/Dockerfile'),
      ],
      services: {
        web: ['a/web/Dockerfile', 'a/web/chart/x.yaml'],
        'a/web/chart': ['a/web/chart/x.yaml'],
        'old-web': ['other/chart/x.yaml'],
        'other/chart': ['other/chart/x.yaml'],
        'b/web': ['b/web/Dockerfile'],
      },
    },
    {
      name: 'a chart of one service that is built here, and one of several',
      files: [
        file('a/chart/values.yaml', { language: 'helm' }),
        file('a/chart/templates/web.yaml', { language: 'helm', runners: [workload('web', ['acme/web'])] }),
        file('a/chart/templates/cache.yaml', { language: 'helm', runners: [workload('cache', ['redis'])] }),
        file('b/chart/values.yaml', { language: 'helm' }),
        file('b/chart/templates/all.yaml', { language: 'helm', runners: [workload('one'), workload('two')] }),
        dockerfile('src/web/Dockerfile'),
      ],
      services: {
        web: ['a/chart/templates/web.yaml', 'a/chart/values.yaml', 'src/web/Dockerfile'],
        cache: ['a/chart/templates/cache.yaml'],
        'a/chart/templates': ['a/chart/templates/cache.yaml', 'a/chart/templates/web.yaml'],
        one: ['b/chart/templates/all.yaml'],
        two: ['b/chart/templates/all.yaml'],
        'b/chart': ['b/chart/values.yaml'],
        'b/chart/templates': ['b/chart/templates/all.yaml'],
      },
    },
    {
      name: 'what belongs to something that has no name',
      files: [
        file('infra/task.tf', { language: 'terraform', runners: [{ ...workload(undefined), path: 'task.this' }] }),
        file('infra/service.tf', {
          language: 'terraform',
          runners: [
            { ...workload(undefined), path: 'service.this', helps: { file: 'infra/task.tf', path: 'task.this' } },
          ],
        }),
      ],
      services: {
        infra: ['infra/service.tf', 'infra/task.tf'],
        'infra/task.tf: task.this': ['infra/service.tf', 'infra/task.tf'],
      },
    },
    {
      name: 'names that nobody can know',
      files: [file('k/x.yaml', { runners: [workload(undefined)] })],
      services: { k: ['k/x.yaml'], 'k/x.yaml: Deployment/*': ['k/x.yaml'] },
    },
  ])('$name', ({ files, services }) => {
    const named = servicesOf(files).services.map(({ name, files: paths }) => [name, paths]);
    const expected = Object.entries(services);
    expect(named.sort(byText)).toEqual(expected.sort(byText));
  });

  it('gives a finding to the workload in whose path it lies, and any other to the folder', () => {
    const { serviceOf } = servicesOf([file('k/x.yaml', { runners: [workload('web'), workload('web2')] })]);
    const nameAt = (path: string) => serviceOf({ file: 'k/x.yaml', path })?.name;
    expect(['Deployment/web/image', 'Deployment/web2', 'Service/web'].map(nameAt)).toEqual(['web', 'web2', 'k']);
    expect(serviceOf({ file: 'other', path: '' })).toBeUndefined();
  });
});

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe('mending', () => {
  const paths = ['a/x.yaml', 'a/y.yaml', 'b/x.yaml'];
  const services = servicesOf([
    file(paths[0]!, { runners: [workload('web'), workload('db')] }),
    file(paths[1]!, { runners: [workload('web')], rules: new Map([['pinned/a', 'info']]) }),
    file(paths[2]!, { runs: false }),
  ]);
  const anyFinding = fc
    .record({
      rule: fc.constantFrom(...(Object.keys(levelsOfRules) as Rule['id'][])),
      file: fc.constantFrom(...paths),
      path: fc.constantFrom('Deployment/web/a', 'Deployment/db', 'Service/web'),
      level: fc.constantFrom<FindingLevel>('info', 'warning', 'error'),
    })
    .map(({ rule, ...at }) => found(rule, at));

  it('any finding never lowers a score', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { minLength: 1 }), fc.nat(), (findings, nat) => {
        const mended = findings.filter((_, index) => index !== nat % findings.length);
        expectNotLower(scoreOf(services, findings), scoreOf(services, mended));
      }),
    );
  });

  it('a check gains what it says', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), (findings) => {
        const before = scoreOf(services, findings);
        for (const [index, { checks, score }] of before.services.entries()) {
          for (const check of checks) {
            const after = scoreOf(
              services,
              findings.filter((finding) => !check.findings.includes(finding)),
            );
            expect(after.services[index]!.score - score).toBeCloseTo(check.gain);
            expect(after.all! - before.all!).toBeCloseTo(check.gainInAll);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  const examples = allRules.flatMap((rule) =>
    rule.examples.bad.flatMap((example) =>
      languageIds.flatMap((language: LanguageId) => {
        const text = example[language];
        const path = example.file ?? language;
        return text === undefined
          ? []
          : [
              {
                id: rule.id,
                language,
                path,
                text,
                rules: allRules.map((one) => (one === rule ? withOptions(rule, example.options ?? {}) : one)),
              },
            ];
      }),
    ),
  );

  it('what fixes mend in the examples of every rule raises or keeps every score', () => {
    let raised = 0;
    for (const { id, rules, ...source } of examples) {
      const files: readonly TestFile[] = [source];
      const scoreFor = (texts: ReadonlyMap<string, string>): Score => {
        const now = withTexts(files, texts);
        const documents = toDocuments(now);
        const own = documents.map((document) =>
          toServiceFile(
            document,
            rules,
            defaultConfiguration,
            document.workloads.map((workload) => toRunner(workload, undefined)),
          ),
        );
        return scoreOf(servicesOf(own), activeByDefault(now, rules));
      };
      const texts = textsOf(files);
      const fixed = fixTexts(
        texts,
        ['safe', 'suggested'],
        () => true,
        (now) => activeByDefault(withTexts(files, now), rules),
      ).texts;
      const before = scoreFor(texts);
      const after = scoreFor(fixed);
      expectNotLower(
        before,
        after,
        `${id} in ${source.language}:\n${source.text}\nfixed:\n${[...fixed.values()].join()}`,
      );
      if (after.all! > before.all!) raised++;
    }
    expect(raised).toBeGreaterThan(50);
  });
});

const activeByDefault = (files: readonly TestFile[], rules: readonly Rule[]): readonly Finding[] => {
  const on = rules.filter((rule) => levelOf(rule, defaultConfiguration) !== 'off');
  return lintAll(files, on).flatMap(({ findings }) => findings);
};

/** Room for what floating point loses. */
const tiny = 1e-9;

function expectNotLower(before: Score, after: Score, context?: string): void {
  expect(after.all ?? 0, context).toBeGreaterThanOrEqual((before.all ?? 0) - tiny);
  for (const principle of principles) {
    expect(after.principles[principle] ?? 0, context).toBeGreaterThanOrEqual(
      (before.principles[principle] ?? 0) - tiny,
    );
  }
  for (const { service, score } of before.services) {
    const same = after.services.find(
      (one) => one.service.name === service.name && one.service.files[0] === service.files[0],
    );
    expect(same?.score, context).toBeGreaterThanOrEqual(score - tiny);
  }
}
