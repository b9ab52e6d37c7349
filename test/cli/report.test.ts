import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../cli/report/scoreSchema.ts';
import { loadLanguage } from '../../languages/load.ts';
import { type Ran, type Run, run, wordRule } from './harness.ts';

const report = (format: string, more: Omit<Run, 'args'> & { readonly args?: readonly string[] }): Promise<Ran> =>
  run({ ...more, args: ['report', '--format', format, ...(more.args ?? [])] });

/** Two folders: one lacks little, the other much. */
const files = {
  'a/Dockerfile': 'FROM a:1\nRUN ssh\n',
  'b/Dockerfile': 'FROM b:latest\nRUN ssh disk\n',
  'c/main.tf': 'quiet',
};

describe('json', () => {
  it('is as its schema says, and scores services and principles', async () => {
    const { stdout, stderr, exitCode } = await report('json', { files });
    const output = reportSchema.parse(JSON.parse(stdout));
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    // One rule speaks for each principle, so each is all or nothing.
    const scores = output.services.map(({ name, score }) => [name, Math.round(score)]);
    expect(scores).toEqual([
      ['c', 100],
      ['a', 67],
      ['b', 0],
    ]);
    expect(output.score).toBeCloseTo(500 / 9);
    expect(output.start.services).toEqual(['a', 'b']);
    expect(output.start.fixes.map(({ rule, services }) => [rule, services])).toEqual([
      ['sealed/ssh', 2],
      ['pinned/latest', 1],
      ['stateless/disk', 1],
    ]);
    expect(output.findings).toHaveLength(4);
  });

  it('joins a Compose service with the Dockerfile that it builds', async () => {
    const { stdout } = await report('json', {
      files: {
        'compose.yaml': [
          'services:',
          '  web:',
          '    build: { context: ./app, dockerfile: prod.Dockerfile }',
          '  api:',
          '    build: service',
          '  far:',
          '    build: https://example.com/far.git',
          '  set:',
          '    build: $FOLDER',
          '  job:',
          '    build: { dockerfile: "$JOB_DOCKERFILE" }',
          '',
        ].join('\n'),
        '.env': 'JOB_DOCKERFILE=./job/Dockerfile\n',
        'compose.override.yaml': 'services:\n  late:\n    image: acme/late:1\n    build: late\n',
        'late/Dockerfile': 'FROM a:1\n',
        'job/Dockerfile': 'FROM a:1\n',
        'app/prod.Dockerfile': 'FROM a:1\n',
        'service/Dockerfile': 'FROM a:latest\n',
      },
      loadLanguage,
    });
    const { services } = reportSchema.parse(JSON.parse(stdout));
    expect(services.filter(({ files: own }) => own.length > 1).map(({ name, files: own }) => [name, own])).toEqual([
      ['job', ['compose.yaml', 'job/Dockerfile']],
      ['late', ['compose.override.yaml', 'late/Dockerfile']],
      ['web', ['app/prod.Dockerfile', 'compose.yaml']],
      ['api', ['compose.yaml', 'service/Dockerfile']],
    ]);
  });

  it('joins the Terraform that runs an image with the Dockerfile that it is built from', async () => {
    const { stdout } = await report('json', {
      files: {
        'web/Dockerfile': 'FROM a:1\n',
        'api/Dockerfile': 'FROM a:1\n',
        'job/Dockerfile': 'FROM a:1\n',
        'mail/Dockerfile': 'FROM a:1\n',
        'infra/task.tf': `resource "aws_ecr_repository" "web" {
  name = "acme/web"
}
resource "aws_ecs_task_definition" "this" {
  family                = var.name
  container_definitions = jsonencode([{ name = "web", image = "\${aws_ecr_repository.web.repository_url}:1" }])
}
resource "google_cloud_run_v2_service" "api" {
  template {
    containers {
      image = "eu-docker.pkg.dev/\${var.project}/shop/api:1.2.3"
    }
  }
}
`,
        'infra/service.tf': `resource "aws_ecs_service" "web" {
  task_definition = aws_ecs_task_definition.this.arn
}
resource "aws_launch_template" "job" {
  user_data = "#!/bin/bash\\ndocker run -d --restart always acme/job:1.2.3"
}
module "other" {
  source = "./other"
  name   = "api"
}
`,
        'infra/group.tf': `resource "aws_autoscaling_group" "job" {
  launch_template {
    id = aws_launch_template.job.id
  }
}
resource "aws_launch_template" "proxy" {
  user_data = "#!/bin/bash\\ndocker run nginx:1.27.3"
}
`,
        'infra/modules.tf': `module "mail" {
  source     = "acme/service/aws"
  containers = { mail = { image = "acme/mail:1" } }
}
`,
        'local/main.tf': `provider "docker" {}
resource "docker_image" "api" {
  name = "api"
  build {
    context = "../api"
  }
}
resource "docker_container" "shop" {
  image = docker_image.api.image_id
}
`,
      },
      loadLanguage,
    });
    const { services } = reportSchema.parse(JSON.parse(stdout));
    const joined = services.map(({ name, files: own }) => [name, own] as const);
    expect(Object.fromEntries(joined)).toEqual({
      api: ['api/Dockerfile', 'infra/task.tf', 'local/main.tf'],
      web: ['infra/service.tf', 'infra/task.tf', 'web/Dockerfile'],
      job: ['infra/group.tf', 'infra/service.tf', 'job/Dockerfile'],
      mail: ['infra/modules.tf', 'mail/Dockerfile'],
      infra: ['infra/group.tf', 'infra/modules.tf', 'infra/service.tf', 'infra/task.tf'],
      local: ['local/main.tf'],
    });
  });
});

describe('markdown', () => {
  it('says where to start, scores and findings', async () => {
    const { stdout } = await report('markdown', { files });
    expect(stdout).toContain('**55 of 100**, the mean of 3 services.');
    expect(stdout).toContain('- **a**, 66 now: The word ssh (+33.3)');
    expect(stdout).toContain('| b | 0 | 0 | 0 | 0 | b/Dockerfile |');
    expect(stdout).toContain('- error, b/Dockerfile:1: `:latest` is here; leave it out. *Fix*: Write :1.0');
    expect(stdout).toContain(
      '2. **Deploy**. What was built is what runs: nothing changes it after launch. Broken by: The word ssh (2).',
    );
  });

  it.each([
    ['<img src=x>', '\\<img src=x\\>'],
    ['a|b', 'a\\|b'],
    ['[x](y)', '\\[x\\](y)'],
    ['`a', '\\`a'],
    ['``<b>``', '\\`\\`\\<b\\>\\`\\`'],
  ])('takes %s for what it is', async (name, escaped) => {
    const { stdout } = await report('markdown', { files: { [`${name}/Dockerfile`]: 'FROM b:latest\n' } });
    expect(stdout).toContain(`| ${escaped} | `);
  });
});

describe('html', () => {
  it('has all that the report is for', async () => {
    const { stdout } = await report('html', { files });
    const text = stdout.replace(/<style>[\s\S]*?<\/style>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Immutability report 55 of 100, the mean of 3 services; 1 service lacks nothing 100 means');
    expect(text).toContain(
      'weakest principle is sealed with 33; what gains most is to mend The word ssh in 2 services (+22.2).',
    );
    expect(text).toContain('a: 66 now, 1 kind of finding left to mend');
    expect(text).toContain('The word ssh : 1 finding, +33.3 for the service, at a/Dockerfile:2');
    expect(text).toContain(
      'The word ssh : +22.2 in all; 2 findings in 2 services, first at a/Dockerfile:2 . Fixity mends all',
    );
    expect(text).toContain('fixity check --fix-suggested --only sealed/ssh');
    expect(text).toContain('pinned 66 the same source always builds and deploys the same artifact 1 of 3');
    expect(text).toContain('1 service lacks nothing: c. Service Score');
    expect(text).toContain('2. Deploy What was built is what runs');
    expect(text).toContain('The word ssh drifts . More on sealed/ssh');
    expect(text).toContain('1 | FROM b:latest');
    expect(text).toContain('- FROM b:latest + FROM b:1.0');
    expect(text).toContain('Made by Fixity 1.2.3 on 2026-06-15.');
  });

  it('does not start with what is for tests, unless there is nothing else', async () => {
    const started = async (paths: readonly string[]) => {
      const { stdout } = await report('json', {
        files: Object.fromEntries(paths.map((path) => [path, 'FROM a:latest\n'])),
      });
      return reportSchema.parse(JSON.parse(stdout)).start.services;
    };
    expect(await started(['tests/Dockerfile', 'web/Dockerfile'])).toEqual(['web']);
    expect(await started(['tests/Dockerfile'])).toEqual(['tests']);
  });

  it('is whole without anything else: no script, and nothing loaded', async () => {
    const { stdout } = await report('html', { files });
    expect(stdout).not.toMatch(/<script|<link|<img|@import|url\(|\son\w+=/i);
    expect(stdout).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('leads with headings that leave no level out, to anchors that are there, with ids that are there once', async () => {
    const { stdout } = await report('html', { files });
    const levels = [...stdout.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = [...stdout.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...stdout.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id!);
    expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
    expect(stdout.match(/<th(?=[ >])/g)!.length).toBe(stdout.match(/<th scope=/g)!.length);
  });

  it('shows hostile names and contents as text', async () => {
    const hostile = `"><script>alert('1')</script>`;
    const { stdout } = await report('html', {
      files: { [`${hostile}\u202e/Dockerfile`]: `FROM ${hostile}:latest <b onclick="x">&amp;\n{{\n` },
      rules: [wordRule('pinned/latest', ':latest', { replacement: hostile })],
    });
    expect(stdout).not.toMatch(/<script|<b |onclick="|\u202e/);
    expect(stdout).toContain('&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)');
    expect(stdout).toContain('&#38;amp;');
  });

  it('says so when nothing is left to do', async () => {
    const { stdout } = await report('html', { files: { Dockerfile: 'FROM a:1\n' } });
    expect(stdout).toContain('Nothing is left to do: every service has 100.');
    expect(stdout).toContain('<strong>100</strong> of 100, the mean of 1 service<');
  });

  it('says what could not be judged', async () => {
    const { stdout } = await report('html', { files: { Dockerfile: 'FROM a:1\n{{\n' } });
    expect(stdout).toContain('<li><code>Dockerfile</code>: braces are not allowed</li>');
  });
});

describe('the command', () => {
  it('writes a file, and says the score', async () => {
    const ran = await report('markdown', { files, args: ['--output', 'out.md'] });
    expect([ran.exitCode, ran.stdout, ran.stderr]).toEqual([0, '', 'out.md: 55 of 100\n']);
    expect(ran.files['out.md']).toMatch(/^# Immutability report\n/);
  });

  it.each([
    { name: 'nothing to lint', files: { 'a.txt': '' }, args: [], exitCode: 3, stderr: 'nothing to lint' },
    {
      name: 'a path that is not there',
      files,
      args: ['nowhere'],
      exitCode: 2,
      stderr: 'no such file or folder: nowhere',
    },
    {
      name: 'a wrong configuration',
      files: { ...files, 'fixity.yaml': 'x: 1\n' },
      args: [],
      exitCode: 2,
      stderr: 'fixity.yaml:1:1',
    },
    {
      name: 'an internal error',
      files: { Dockerfile: 'explode' },
      args: [],
      exitCode: 2,
      stderr: 'could not be linted (exploded)',
    },
  ])('ends as `check` does with $name', async ({ files: given, args, exitCode, stderr }) => {
    const ran = await report('json', { files: given as Record<string, string>, args });
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr).toContain(stderr);
  });

  it('takes rules from --only and --skip', async () => {
    const { stdout } = await report('json', { files, args: ['--only', 'sealed/*'] });
    expect(Object.keys(reportSchema.parse(JSON.parse(stdout)).principles)).toEqual(['sealed']);
  });
});
