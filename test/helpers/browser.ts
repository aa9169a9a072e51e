import { existsSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as launcher, type Browser, type Page } from 'playwright-core';
import { serveCli, type RunningCli } from './run-cli.ts';
import { tempDir } from './temp-dir.ts';

const BUILT = join(import.meta.dirname, '../../out/renderer/index.html');

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Chromium out of a package on Linux x64; elsewhere a browser that is installed. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const executablePath = await chromium.executablePath();
    // A browser for tests of many pages: one process each, not one for all.
    const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
    return launcher.launch({ executablePath, args: [...args, '--no-zygote'], headless: true });
  }
  const executablePath = INSTALLED.find((path) => existsSync(path));
  if (!executablePath) throw new Error('Install Chrome, Chromium or Edge to run these tests.');
  return launcher.launch({ executablePath, headless: true });
}

export interface App extends AsyncDisposable {
  page: Page;
  cli: RunningCli;
  dataDir: string;
  /** Calls the REST interface with the token of this run. */
  rest(path: string, init?: RequestInit): Promise<Response>;
  /** What the page wrote to the console as an error, and what it threw. */
  problems: string[];
}

interface AppOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  dataDir?: string;
}

/** The built app in a real browser, on an engine and a database of its own. */
export async function openApp(browser: Browser, options: AppOptions = {}): Promise<App> {
  if (!existsSync(BUILT)) throw new Error('Build the page first: npm run build');
  await using stack = new AsyncDisposableStack();
  const dataDir = options.dataDir ?? stack.use(tempDir()).path;
  const cli = stack.use(await serveCli(dataDir));
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
  });
  stack.defer(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${cli.ready.control}/?token=${cli.ready.token}`);
  await page.getByRole('navigation').first().waitFor();
  const running = stack.move();
  return {
    page,
    cli,
    dataDir,
    problems,
    rest(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${cli.ready.token}`);
      if (init.body) headers.set('content-type', 'application/json');
      return fetch(`${cli.ready.control}/api/v1${path}`, { ...init, headers });
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
