import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The real program with its real rules and languages, as a process of its own. */
const main = join(import.meta.dirname, '../../cli/main.ts');

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fixity-cli-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const fixity = (args: readonly string[], input = ''): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [main, ...args], { cwd: folder, input, encoding: 'utf8' });

describe('the program', { timeout: 60_000 }, () => {
  it('lints all languages, and exits with 1', () => {
    write({
      Dockerfile: 'FROM node\n',
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: nginx }] }\n',
      'main.tf': 'resource "docker_image" "a" {\n  name = "nginx:latest"\n}\n',
      'values.yaml': 'image: nginx\n',
    });
    const { stdout, stderr, status } = fixity(['check', '--format', 'json', '--only', 'pinned/image-latest']);
    expect(stderr).toBe('');
    const { findings } = JSON.parse(stdout) as { findings: readonly { file: string; rule: string }[] };
    expect(findings.map(({ file }) => file)).toEqual(['Dockerfile', 'main.tf', 'pod.yaml']);
    expect(status).toBe(1);
  });

  it('resolves Terraform values through files that it was not asked to lint', () => {
    write({
      'main.tf': 'resource "docker_image" "a" {\n  name = var.image\n}\n',
      'variables.tf': 'variable "image" {\n  default = "nginx:latest"\n}\n',
    });
    const { stdout } = fixity(['check', 'main.tf', '--format', 'json', '--only', 'pinned/image-latest']);
    const { findings, summary } = JSON.parse(stdout) as { findings: readonly object[]; summary: object };
    expect(findings).toMatchObject([{ file: 'main.tf', line: 2, related: [{ file: 'variables.tf', line: 2 }] }]);
    expect(summary).toMatchObject({ files: 1 });
  });

  it('judges one manifest by the kustomizations of the repository, wherever it is called', () => {
    write({
      '.git/HEAD': '',
      'base/web.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: acme/web }] }\n',
      'base/kustomization.yaml': 'resources: [web.yaml]\n',
      'live/kustomization.yaml': 'resources: [../base]\nimages: [{ name: acme/web, newTag: 1.4.2 }]\n',
    });
    for (const path of ['base/web.yaml', 'base', '.']) {
      const { stdout, status } = fixity(['check', path, '--only', 'pinned/image-latest', '--format', 'concise']);
      expect([path, stdout, status]).toEqual([path, '', 0]);
    }
  });

  it('judges a module of Terraform by what it is called with in the repository, wherever it is called', () => {
    write({
      '.git/HEAD': '',
      'modules/web/main.tf':
        'variable "tag" {\n  default = "latest"\n}\nresource "docker_container" "a" {\n  image = "acme/web:${var.tag}"\n}\n',
      'modules/shop/main.tf': 'variable "tag" {}\nmodule "web" {\n  source = "../web"\n  tag    = var.tag\n}\n',
      'live/main.tf': 'module "shop" {\n  source = "../modules/shop"\n  tag    = "1.4.2"\n}\n',
    });
    for (const path of ['modules/web/main.tf', 'modules/web', '.']) {
      const { stdout, status } = fixity(['check', path, '--only', 'pinned/image-latest', '--format', 'concise']);
      expect([path, stdout, status]).toEqual([path, '', 0]);
    }
  });

  it('gives one notice for each file that it cannot read, and goes on', () => {
    write({
      Dockerfile: 'FROM node:latest\n',
      'binary/Dockerfile': new Uint8Array([70, 0, 1]),
      'latin1.tf': new Uint8Array([35, 0xe9]),
      'large.yaml': `apiVersion: v1\nkind: Pod\n${'#\n'.repeat(2_700_000)}`,
      'bomb.yaml': `apiVersion: v1\nkind: Pod\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${[1, 2, 3, 4, 5, 6, 7, 8]
        .map(
          (n) =>
            `a${n}: &a${n} [${Array(10)
              .fill(`*a${n - 1}`)
              .join(', ')}]\n`,
        )
        .join('')}spec: { containers: *a8 }\n`,
      'deep.tf': `x = ${'['.repeat(20_000)}\n`,
    });
    symlinkSync('nowhere', join(folder, 'gone.tf'));
    symlinkSync('circle.tf', join(folder, 'circle.tf'));
    const { stdout, status } = fixity(['check', '--format', 'json']);
    const { findings, problems } = JSON.parse(stdout) as {
      findings: readonly { file: string }[];
      problems: readonly { file: string; kind: string }[];
    };
    expect(findings.map(({ file }) => file)).toEqual(['Dockerfile']);
    expect([...new Set(problems.map(({ file, kind }) => `${file} ${kind}`))]).toEqual([
      'binary/Dockerfile skipped',
      'bomb.yaml syntax',
      'circle.tf unreadable',
      'deep.tf syntax',
      'gone.tf unreadable',
      'large.yaml skipped',
      'latin1.tf skipped',
    ]);
    expect(status).toBe(1);
  });

  it('fixes files in place, and its diff can be applied with git', () => {
    const before = '\ufeffFROM node:22.11.0\r\nEXPOSE 22 8080\r\n';
    write({ Dockerfile: before });
    const { stdout: diff } = fixity(['check', '--diff', '--fix-suggested']);
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(before);
    fixity(['check', '--fix-suggested']);
    const after = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    expect(after).toBe('\ufeffFROM node:22.11.0\r\nEXPOSE 8080\r\n');

    write({ Dockerfile: before });
    const applied = spawnSync('git', ['apply', '--verbose', '-'], { cwd: folder, input: diff, encoding: 'utf8' });
    expect(applied.stderr).toContain('Applied patch');
    expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(after);
  });

  it('makes files and changes others that it does not lint, and its diff does so with git', () => {
    const files = {
      Dockerfile: 'FROM node:22.11.0-bookworm\nCOPY . .\nRUN npm ci\n',
      'infra/main.tf': 'provider "aws" {}\n',
      '.gitignore': '.terraform.lock.hcl\n.env\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
    };
    write(files);
    const only = ['--only', 'pinned/build-context', '--only', 'pinned/terraform-lockfile'];
    const { stdout: diff } = fixity(['check', '--diff', '--fix-suggested', ...only]);
    fixity(['check', '--fix-suggested', ...only]);
    const expectFixed = () => {
      expect(readFileSync(join(folder, '.dockerignore'), 'utf8')).toBe('**/.git\n**/node_modules\n**/.env\n');
      expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('.env\n');
    };
    expectFixed();

    rmSync(join(folder, '.dockerignore'));
    rmSync(join(folder, '.git'), { recursive: true });
    write({ '.gitignore': files['.gitignore'] });
    expect(spawnSync('git', ['apply', '-'], { cwd: folder, input: diff, encoding: 'utf8' }).stderr).toBe('');
    expectFixed();
  });

  it('reads standard input', () => {
    const { stdout, status } = fixity(
      ['check', '-', '--stdin-filename', 'Dockerfile', '--format', 'concise'],
      'FROM node\n',
    );
    expect(stdout).toMatch(/^Dockerfile:1:6: error pinned\/image-latest: /);
    expect(status).toBe(1);
  });

  it('explains every rule that it lists', () => {
    const rules = JSON.parse(fixity(['rules', '--format', 'json']).stdout) as readonly { id: string }[];
    expect(rules.length).toBeGreaterThan(0);
    expect(fixity(['explain', rules[0]!.id]).stdout).toContain(rules[0]!.id);
  });

  it('survives a reader that goes away', async () => {
    write({ Dockerfile: 'FROM node\n'.repeat(5000) });
    const child = spawn(process.execPath, [main, 'check'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });
});
