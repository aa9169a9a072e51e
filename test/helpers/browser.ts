import { existsSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  chromium as launcher,
  type Browser,
  type BrowserContext,
  type Page,
} from 'playwright-core';
import { pino } from 'pino';
import { serve } from '../../main/command-line/serving/served.ts';
import { openControl } from '../../main/control/listener.ts';
import { putEmptyStore } from './empty-store.ts';
import { findBrowser } from './find-browser.ts';
import { serveBuilt, type RunningCli } from './run-cli.ts';
import { shiftedClock } from './shifted-clock.ts';
import { startTestEngine } from './start-engine.ts';
import { tempDir } from './temp-dir.ts';

const BUILT = join(import.meta.dirname, '../../out/renderer/index.html');

/** How long the page may take to show something, on a machine that is busy with other things. */
const PATIENCE_MS = 90_000;

const ROOMY_BYTES = 2 ** 30;

let launched: Promise<Browser> | undefined;

/**
 * A browser to open windows in. All test files that run in one process, one after the other, share one:
 * to start it costs as much as to open a page. `close` closes what was opened in it; the browser itself
 * goes with the process.
 */
export async function openBrowser(): Promise<Browser> {
  if ((await launched)?.isConnected() !== true) launched = launch();
  return lend(await (launched as Promise<Browser>));
}

async function launch(): Promise<Browser> {
  return launcher.launch({
    ...(await findBrowser()),
    headless: true,
    ignoreDefaultArgs: hasRoomyMemory() ? ['--disable-dev-shm-usage'] : [],
  });
}

/** The same browser to one who closes only what they opened. */
function lend(browser: Browser): Browser {
  const opened = new Set<BrowserContext>();
  const own: Pick<Browser, 'close' | 'newContext'> = {
    async newContext(options) {
      const context = await browser.newContext(options);
      opened.add(context);
      context.once('close', () => opened.delete(context));
      return context;
    },
    async close() {
      await Promise.all([...opened].map((context) => context.close()));
    },
  };
  return new Proxy(browser, {
    get(target, name) {
      if (name === 'close' || name === 'newContext') return own[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * Whether what the browser's processes share, each picture of the page for one, can lie in memory. By
 * playwright's own arguments it is files in the temporary folder, made and removed on the disk for each;
 * containers have 64 MB of shared memory, which is too little for a browser.
 */
function hasRoomyMemory(): boolean {
  if (process.platform !== 'linux' || !existsSync('/dev/shm')) return false;
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize >= ROOMY_BYTES;
}

export interface App extends AsyncDisposable {
  page: Page;
  cli: Pick<RunningCli, 'ready'>;
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
  /** As for somebody who never saw it: the first capture opens by itself, and hints point at it. */
  firstMinute?: boolean;
}

/** An app whose engine is a process: it can be ended. */
export interface ProcessApp extends App {
  cli: RunningCli;
}

/**
 * The built page in a real browser, served as `backstitch serve` does, with a database of its own.
 * The engine is in this process: to start one for each test costs as much as the rest of it.
 */
export function openApp(browser: Browser, options: AppOptions = {}): Promise<App> {
  return openOn(browser, options, serveHere);
}

/** As `openApp`, with the built engine in a process of its own. */
export function openProcess(browser: Browser, options: AppOptions = {}): Promise<ProcessApp> {
  return openOn(browser, options, serveBuilt);
}

interface ServedHere extends AsyncDisposable {
  ready: RunningCli['ready'];
}

async function serveHere(dataDir: string): Promise<ServedHere> {
  const log = pino({ level: 'silent' });
  const args = {
    dataDir,
    port: 0,
    controlPort: 0,
    app: undefined,
    project: undefined,
    tunnel: undefined,
  };
  const served = await serve(args, log);
  return {
    ready: { event: 'ready', ...served },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

async function openOn<C extends ServedHere>(
  browser: Browser,
  options: AppOptions,
  start: (dataDir: string) => Promise<C>,
): Promise<App & { cli: C }> {
  requireBuilt();
  await using stack = new AsyncDisposableStack();
  const dataDir = options.dataDir ?? stack.use(tempDir()).path;
  putEmptyStore(dataDir);
  const cli = stack.use(await start(dataDir));
  const { control, token } = cli.ready;
  if (options.firstMinute !== true) await afterFirstMinute(restOf(control, token));
  const { page, problems } = await openWindow(browser, options, stack);
  await page.goto(`${control}/?token=${token}`);
  await page.getByRole('navigation').first().waitFor();
  const running = stack.move();
  return {
    page,
    cli,
    dataDir,
    problems,
    rest: restOf(control, token),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface ClockedApp extends Pick<App, 'page' | 'rest' | 'problems'>, AsyncDisposable {
  intake: string;
  now(): number;
  /** Puts the clocks of engine and page forward. */
  jump(ms: number): Promise<void>;
}

/** As `openApp`, with the engine in this process: its clock and that of the page can be put forward. */
export async function openClockedApp(
  browser: Browser,
  options: Omit<AppOptions, 'dataDir'> = {},
): Promise<ClockedApp> {
  requireBuilt();
  await using stack = new AsyncDisposableStack();
  const clock = shiftedClock();
  const { engine } = stack.use(await startTestEngine({ clock }));
  const log = pino({ level: 'silent' });
  const staticDir = dirname(BUILT);
  const control = stack.use(await openControl({ surface: engine, port: 0, staticDir, log }));
  engine.protect(Number(new URL(control.url).port));
  await afterFirstMinute(restOf(control.url, control.token));
  const { page, problems } = await openWindow(browser, options, stack);
  await page.clock.setSystemTime(clock.now());
  await page.goto(control.issueLoginUrl());
  await page.getByRole('navigation').first().waitFor();
  const running = stack.move();
  return {
    page,
    problems,
    intake: engine.intakeUrl,
    now: clock.now,
    async jump(ms) {
      clock.jump(ms);
      await page.clock.setSystemTime(clock.now());
    },
    rest: restOf(control.url, control.token),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Most tests are about somebody who has captures for a long time. */
async function afterFirstMinute(rest: App['rest']): Promise<void> {
  const patch = { start: { opened: true, hints: [], hidden: false } };
  await rest('/prefs', { method: 'PATCH', body: JSON.stringify({ patch }) });
}

function requireBuilt(): void {
  if (!existsSync(BUILT)) throw new Error('Build the page first: npm run build');
}

async function openWindow(browser: Browser, options: AppOptions, stack: AsyncDisposableStack) {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
  });
  stack.defer(() => context.close());
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await slowDown(page);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return { page, problems };
}

/**
 * `BACKSTITCH_SLOW=6` makes the page's thread six times slower: what a test takes for granted on a quick
 * machine, such as a menu that has the focus as soon as it is seen, comes to light.
 */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env['BACKSTITCH_SLOW'] ?? 1);
  if (rate === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

function restOf(control: string, token: string): App['rest'] {
  return (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    if (init.body) headers.set('content-type', 'application/json');
    return fetch(`${control}/api/v1${path}`, { ...init, headers });
  };
}
