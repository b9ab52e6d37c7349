import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { runCli } from '../../cli/run.ts';
import { nodeHost, withSlashes } from '../../host/node.ts';
import { runTest, type TestResult } from '../../scripts/lib/results.ts';

export interface ReportRun {
  /** Path of a Chromium or Chrome. */
  readonly browser: string;
  /** The folder that is reported on. */
  readonly example: string;
  readonly screenshots: string;
}

/** Opens the page of `fixity report` in a browser, without JavaScript, as its readers may. */
export async function runReport({ browser: executablePath, example, screenshots }: ReportRun): Promise<TestResult> {
  return runTest(
    'report: the page is read in light, dark and on a narrow screen, by keyboard and on paper',
    async () => {
      mkdirSync(screenshots, { recursive: true });
      const file = path.join(screenshots, 'report.html');
      await writeReport(example, file);
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
      try {
        for (const [name, options] of Object.entries(readers)) {
          const asked: string[] = [];
          const page = await open(browser, file, options, asked);
          await page.screenshot({ path: path.join(screenshots, `report-${name}.png`), fullPage: true });
          await expectReadable(page, name);
          if (asked.length !== 1) throw new Error(`The page asks for more than itself: ${asked.join(', ')}`);
        }
      } finally {
        await browser.close();
      }
    },
  );
}

const readers: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1100, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1100, height: 900 } },
  narrow: { colorScheme: 'light', viewport: { width: 360, height: 800 } },
};

async function writeReport(example: string, file: string): Promise<void> {
  let printed = '';
  const print = (content: string | Uint8Array): void => {
    printed += String(content);
  };
  const exitCode = await runCli(['report', '--output', withSlashes(file)], {
    host: nodeHost,
    cwd: withSlashes(example),
    env: {},
    isTerminal: false,
    version: '0.0.0',
    stdin: async () => new Uint8Array(),
    stdout: print,
    stderr: print,
  });
  if (exitCode !== 0) throw new Error(`fixity report ended with ${exitCode}: ${printed}`);
}

async function open(browser: Browser, file: string, options: BrowserContextOptions, asked: string[]): Promise<Page> {
  const page = await browser.newPage({ ...options, javaScriptEnabled: false });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function expectReadable(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Immutability report' }).waitFor();
  for (const section of ['Where to start', 'Score by principle', 'Score by service', 'Findings']) {
    await page.getByRole('region', { name: section, exact: true }).waitFor();
  }
  const pale = await page.evaluate<readonly string[]>(paleTexts);
  if (pale.length > 0) throw new Error(`Too little contrast in ${name}: ${pale.join(', ')}`);
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  if (overflow > 0) throw new Error(`The page is ${overflow} pixels too wide in ${name}`);

  await page.keyboard.press('Tab');
  const focused = await page.evaluate<string>('document.activeElement.textContent');
  if (focused !== 'Skip to the report') throw new Error(`The keyboard comes first to "${focused}"`);
  await page.keyboard.press('Enter');
  await page.waitForURL(/#main$/, { timeout: 10_000 });
  const paper = await page.pdf({ format: 'A4' });
  if (paper.length < 10_000) throw new Error('Nothing is printed');
}

/**
 * Texts with less contrast to the page or their box than 4.5 to 1 (https://www.w3.org/TR/WCAG22/#contrast-minimum). Text, as it runs in the
 * page, whose types are not ours.
 */
const paleTexts = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    if (!element) return 'rgb(255, 255, 255)';
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 ? backgroundOf(element.parentElement) : color;
  };
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim()),
  );
  return texts.flatMap((element) => {
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return contrast < 4.5 ? [element.tagName + ' ' + contrast.toFixed(1)] : [];
  });
})()`;
