import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Editor } from '../../scripts/install-editor.ts';
import { runTest, type TestResult } from '../../scripts/lib/results.ts';
import { openFolder, pressUntilShown, startWindow, type Window } from './window.ts';

export interface JourneyOptions {
  readonly editor: Editor;
  /** The packaged extension. */
  readonly extension: string;
  /** Folder to work on a copy of. */
  readonly example: string;
  /** Folder for a screenshot of each step. */
  readonly screenshots: string;
}

/** A file of which nothing is found. */
const nodes = {
  file: 'terraform/nodes.tf',
  text: `resource "aws_eks_node_group" "workers" {
  cluster_name = "shop"
  ami_type     = "BOTTLEROCKET_x86_64"
}
`,
} as const;

/**
 * What a person does on the first day: install the extension, open files, see what is wrong with them, mend one by
 * keyboard. Each step is a test; when one fails, those after it cannot be tried and fail too.
 */
export async function runJourney(options: JourneyOptions): Promise<readonly TestResult[]> {
  mkdirSync(options.screenshots, { recursive: true });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fixity-journey-'));
  const workspace = path.join(folder, 'shop');
  cpSync(options.example, workspace, { recursive: true });
  // As many findings as the Problems view has lines for.
  writeFileSync(
    path.join(workspace, 'fixity.yaml'),
    'extends: fixity:start\nrules:\n  pinned/system-upgrade: warning\n',
  );
  writeFileSync(path.join(workspace, nodes.file), nodes.text);
  const results: TestResult[] = [];
  let window: Window | undefined;
  let isBroken = false;

  for (const [index, [name, step]] of steps.entries()) {
    const result = await runTest(`journey: ${name}`, async () => {
      if (isBroken) throw new Error('A step before this one failed.');
      window ??= await startWindow(options.editor, { packages: [options.extension] });
      if (index === 0) await openFolder(window, workspace);
      window.page.setDefaultTimeout(30_000);
      try {
        await step(window.page, workspace);
      } catch (error) {
        isBroken = true;
        console.log(window.log());
        throw error;
      } finally {
        const file = `${index + 1}-${name.replaceAll(/\W+/g, '-')}${isBroken ? '-failed' : ''}.png`;
        await window.page.screenshot({ path: path.join(options.screenshots, file) });
      }
    });
    isBroken ||= result.state === 'failed';
    results.push(result);
  }

  await window?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return results;
}

const steps: readonly (readonly [name: string, step: (page: Page, workspace: string) => Promise<void>])[] = [
  [
    'installs the package and opens a folder',
    async (page) => {
      await page.locator('.monaco-workbench .explorer-folders-view').waitFor({ timeout: 90_000 });
    },
  ],
  ['underlines findings in a Dockerfile', (page) => openAndSeeSquiggle(page, 'web/Dockerfile')],
  ['underlines findings in a Kubernetes manifest', (page) => openAndSeeSquiggle(page, 'kubernetes/api.yaml')],
  ['underlines findings in a Terraform file', (page) => openAndSeeSquiggle(page, 'terraform/main.tf')],
  [
    'lists findings in the Problems view',
    async (page) => {
      const rows = page.locator('.markers-panel .monaco-list-row');
      await pressUntilShown(page, 'Control+Shift+M', rows);
      for (const text of ['Dockerfile', 'api.yaml', 'main.tf', 'sealed/docker-socket', 'pinned/terraform-module']) {
        await rows.filter({ hasText: text }).first().waitFor();
      }
    },
  ],
  [
    'shows a finding on hover',
    async (page) => {
      await openFile(page, 'web/Dockerfile');
      const hover = page.locator('.monaco-hover', { hasText: 'apt-get upgrade' });
      await goTo(page, 5, 8);
      await pressUntilShown(page, 'Control+K Control+I', hover);
    },
  ],
  [
    'says in the status bar what it does',
    async (page) => {
      await page.keyboard.press('Escape');
      const details = page.locator('.hover-language-status', { hasText: 'Fixity' });
      const item = page.locator('[id="status.languageStatus"]');
      await item.waitFor();
      await item.hover();
      await details.first().waitFor();
    },
  ],
  [
    'offers a quick fix by keyboard',
    async (page) => {
      await page.mouse.move(700, 300);
      await openFile(page, 'web/Dockerfile');
      await goTo(page, 5, 8);
      const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Fixity: Remove' });
      await pressUntilShown(page, 'Control+.', action);
    },
  ],
  [
    'applies the quick fix and saves',
    async (page, workspace) => {
      const file = path.join(workspace, 'web/Dockerfile');
      const before = readFileSync(file, 'utf8');
      const line = '    apt-get upgrade -y && \\\n';
      if (!before.includes(line)) throw new Error(`The example has no line ${JSON.stringify(line)}`);
      await page.keyboard.press('Enter');
      await page.locator('.tab.dirty').waitFor();
      await save(page);
      const after = readFileSync(file, 'utf8');
      if (after !== before.replace(line, '')) throw new Error(`The file now is:\n${after}`);
    },
  ],
  [
    'offers a refactoring where nothing is found',
    async (page) => {
      await openFile(page, nodes.file);
      await goTo(page, 2, 3);
      const menu = page.locator('.action-widget .monaco-list-row', { hasText: 'Fixity: Add a rolling update' });
      await runCommand(page, 'Refactor...', menu);
      if ((await page.locator('.squiggly-error, .squiggly-warning').count()) > 0) throw new Error('Something is found');
    },
  ],
  [
    'applies the refactoring, and selects what is to be decided first',
    async (page) => {
      await page.keyboard.press('Enter');
      await page.locator('.tab.dirty').waitFor();
      await page.locator('.view-line', { hasText: 'max_unavailable' }).waitFor();
    },
  ],
  [
    'takes the decision, and saves',
    async (page, workspace) => {
      await page.keyboard.type('2');
      await save(page);
      const after = readFileSync(path.join(workspace, nodes.file), 'utf8');
      const block = '\n  update_config {\n    max_unavailable = 2\n  }\n}\n';
      if (after !== nodes.text.replace(/\}\n$/, block)) throw new Error(`The file now is:\n${after}`);
    },
  ],
];

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+S');
  await page.locator('.tab.dirty').waitFor({ state: 'detached' });
}

/** By the palette, until it shows something: as with keys, VS Code may answer that there is nothing while it starts. */
async function runCommand(page: Page, title: string, shown: Locator): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  for (let attempt = 1; ; attempt++) {
    await pressUntilShown(page, 'F1', input);
    await input.fill(`>${title}`);
    await page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: title }).waitFor();
    await page.keyboard.press('Enter');
    try {
      await shown.first().waitFor({ timeout: 4000 });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

async function openAndSeeSquiggle(page: Page, file: string): Promise<void> {
  await openFile(page, file);
  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 60_000 });
}

/** As people do: Ctrl+P, a part of the name, Enter once the list has come down to it. */
async function openFile(page: Page, file: string): Promise<void> {
  const name = path.basename(file);
  const input = page.locator('.quick-input-widget input.input');
  await pressUntilShown(page, 'Control+P', input);
  await input.fill(file);
  // The focused row, since what was opened before is listed until the search is done.
  await page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).waitFor();
  await input.waitFor({ state: 'hidden' });
}

async function goTo(page: Page, line: number, column: number): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  await pressUntilShown(page, 'Control+G', input);
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}
