import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { type App, openApp } from '../helpers/browser.ts';
import { findBrowser } from '../helpers/find-browser.ts';
import { seedCaptures } from '../helpers/seeds/seed.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { longTasksOf, type Task, tasksInWords } from './parts/long-tasks.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const HELD = 10_000;
const PER_SECOND = 50;
const ARRIVALS_S = 20;

/** A JSON body of about 10 MB. */
function bigJson(): string {
  const row = { id: 'evt_1', amount: 1299, currency: 'eur', paid: true, lines: ['a', 'b', null] };
  return JSON.stringify(Array.from({ length: 115_000 }, (_, n) => ({ n, ...row })));
}

/** First contentful paint in milliseconds; it is told some time after it was. */
const paintOf = (page: Page): Promise<number> =>
  page.evaluate<number>(`
    new Promise((tell) => {
      new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0];
        if (paint) tell(paint.startTime);
      }).observe({ type: 'paint', buffered: true });
    })
  `);

/** First paint of a page that has one line of text and nothing else, in milliseconds. */
async function bareFirstPaint(browser: Browser): Promise<number> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Bare</title><p>One line');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const page = await browser.newPage();
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  const paints: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.reload();
    paints.push(await paintOf(page));
  }
  await page.close();
  server.close();
  return median(paints);
}

const WATCH_FIRST_ROW = `
  globalThis.firstRowAt = 0;
  const look = () => {
    if (document.querySelector('[data-captures-grid] [role=row]')) firstRowAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

/** First paint, first row and what was sent before it, with an empty cache. */
async function benchOpening(browser: Browser, app: App): Promise<Row[]> {
  const storageState = await app.page.context().storageState();
  const address = app.page.url();
  const paints: number[] = [];
  const rows: number[] = [];
  let sentBytes = 0;
  for (let round = 0; round < 5; round += 1) {
    // A context of its own has a cache of its own.
    await using context = await browser.newContext({ storageState });
    const page = await context.newPage();
    await page.addInitScript(WATCH_FIRST_ROW);
    const requests: Request[] = [];
    page.on('requestfinished', (request) => requests.push(request));
    await page.goto(address);
    await page.locator('[data-captures-grid] [role=row]').first().waitFor();
    // What comes ahead of its use begins when the page is idle.
    const finished = requests.slice();
    // The look from frame to frame sees it one frame later.
    await page.evaluate('new Promise((next) => requestAnimationFrame(() => setTimeout(next)))');
    paints.push(await paintOf(page));
    rows.push(await page.evaluate<number>('globalThis.firstRowAt'));
    const sizes = await Promise.all(finished.map((request) => request.sizes()));
    sentBytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  }
  const bare = await bareFirstPaint(browser);
  const paint = median(paints);
  return [
    {
      what: `first paint, ${HELD} held, empty cache`,
      measured: `${Math.round(paint)} ms, ${(paint / bare).toFixed(1)} × a page of one line`,
      hold: 'under 300 ms, or 2 ×',
    },
    {
      what: 'first row on screen',
      measured: `${Math.round(median(rows))} ms`,
      hold: 'under 500 ms',
    },
    {
      what: 'sent before the first row',
      measured: `${(sentBytes / 1000).toFixed(0)} kB`,
      hold: 'under 250 kB',
    },
  ];
}

async function benchScrolling(browser: Browser, { page }: App): Promise<Row> {
  await page.getByRole('row').filter({ hasText: '/seed/99990' }).hover();
  const tasks = await longTasksOf(browser, page, async () => {
    for (let i = 0; i < 120; i += 1) {
      await page.mouse.wheel(0, 2000);
      await page.waitForTimeout(16);
    }
  });
  return {
    what: 'scrolling among 100,000 captures: tasks over 50 ms',
    measured: tasksInWords(tasks),
    hold: 'none',
  };
}

/** Runs in the page. */
function parseAlone(body: string): number {
  const from = performance.now();
  JSON.parse(body);
  return performance.now() - from;
}

/** The time from the next click to the frame that shows a text, by the page's own clock. */
const WATCH_OPENING = `
  globalThis.openMs = 0;
  const look = (from) => {
    if (document.querySelector('main').textContent.includes('115,000 items')) {
      openMs = performance.now() - from;
    } else requestAnimationFrame(() => look(from));
  };
  document.addEventListener('click', (event) => look(event.timeStamp), { capture: true, once: true });
`;

/** Opens a body of 10 MB, four times; the first is slower, for nothing is compiled yet. */
async function benchBigJson(browser: Browser, { page, cli }: App): Promise<Row[]> {
  const openMs: number[] = [];
  const parseMs: number[] = [];
  const body = bigJson();
  const long: Task[] = [];
  for (let round = 0; round < 4; round += 1) {
    await fetch(`${cli.ready.intake}/big/${round}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const row = page.getByRole('row').filter({ hasText: `/big/${round}` });
    await row.waitFor();
    await page.waitForTimeout(1000);
    // The same bytes read by the browser's own reader, without anything around it.
    parseMs.push(await page.evaluate(parseAlone, body));
    // To aim and to press takes a program longer than a person's finger: that is not counted.
    await page.evaluate(`(() => {${WATCH_OPENING}})()`);
    const tasks = await longTasksOf(browser, page, async () => {
      await row.click();
      await page.getByText('115,000 items').first().waitFor();
      await page.waitForTimeout(300);
    });
    openMs.push(await page.evaluate<number>('globalThis.openMs'));
    long.push(...tasks);
    await page.keyboard.press('Escape');
  }
  const what = `a JSON body of ${(body.length / 1e6).toFixed(1)} MB`;
  return [
    {
      what: `${what}: click to tree`,
      measured:
        `${Math.round(median(openMs))} ms (${openMs.map(Math.round).join(', ')}), ` +
        `${(median(openMs) / median(parseMs)).toFixed(1)} × JSON.parse`,
      hold: 'under 500 ms',
    },
    { what: `${what}: tasks over 50 ms`, measured: tasksInWords(long), hold: 'none' },
  ];
}

/** Sends so many at a steady rate. */
async function sendSteadily(intake: string, perSecond: number, total: number): Promise<void> {
  const body = JSON.stringify({ type: 'invoice.paid', data: { id: 'in_1', amount: 1299 } });
  const from = performance.now();
  const answers: Promise<unknown>[] = [];
  for (let sent = 0; sent < total; sent += 1) {
    const due = from + (sent / perSecond) * 1000;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    const headers = { 'content-type': 'application/json' };
    answers.push(fetch(`${intake}/steady/${sent}`, { method: 'POST', headers, body }));
  }
  await Promise.all(answers);
}

/** Bytes of the page's heap after a collection. */
const heapBytes = (page: Page): Promise<number> =>
  page.evaluate<number>('gc(); performance.memory.usedJSHeapSize');

/** Long tasks while captures come, and what the page holds after many. */
async function benchArrivals(browser: Browser, { page, cli }: App): Promise<Row[]> {
  const before = await heapBytes(page);
  const steady = PER_SECOND * ARRIVALS_S;
  const long = await longTasksOf(browser, page, async () => {
    await sendSteadily(cli.ready.intake, PER_SECOND, steady);
    await page
      .getByText(`/steady/${steady - 1}`)
      .first()
      .waitFor();
  });
  // The rest as fast as they are taken: what stays of them is asked, not how they came.
  const rest = 10_000 - steady;
  for (let sent = 0; sent < rest; sent += 50) {
    const some = Array.from({ length: Math.min(50, rest - sent) }, (_, n) =>
      fetch(`${cli.ready.intake}/many/${sent + n}`, { method: 'POST', body: '{"n":1}' }),
    );
    await Promise.all(some);
  }
  await page
    .getByText(`/many/${rest - 1}`)
    .first()
    .waitFor();
  await page.waitForTimeout(2000);
  const after = await heapBytes(page);
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return [
    {
      what: `${PER_SECOND} arrivals a second for ${ARRIVALS_S} s, ${HELD} held: tasks over 50 ms`,
      measured: tasksInWords(long),
      hold: 'none',
    },
    {
      what: 'heap of the page before and after 10,000 arrivals',
      measured: `${mb(before)} MB, ${mb(after)} MB`,
      hold: 'under 60 MB',
    },
  ];
}

/** Draws a time over the timeline. */
async function benchDrawing(browser: Browser, { page }: App): Promise<Row[]> {
  const plot = await page.getByRole('img', { name: 'captures over time' }).boundingBox();
  if (!plot) throw new Error('There is no timeline.');
  const y = plot.y + plot.height / 2;
  await page.mouse.move(plot.x + plot.width * 0.3, y);
  const tasks = await longTasksOf(browser, page, async () => {
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.6, y, { steps: 60 });
  });
  const from = performance.now();
  await page.mouse.up();
  await page.getByText(/^(?!100,000)[\d,]+\+? found$/).waitFor();
  const countMs = performance.now() - from;
  return [
    {
      what: 'drawing a time over 100,000 captures: longest task',
      measured: tasksInWords(tasks),
      hold: 'under 50 ms',
    },
    {
      what: 'from letting go to the new count',
      measured: `${Math.round(countMs)} ms`,
      hold: 'under 150 ms',
    },
  ];
}

/**
 * The built page in a real browser, beside its engine on the same machine.
 *
 * @param wanted names of parts: opening, scrolling, json, arrivals; none: all of them.
 */
export async function benchPage(wanted: readonly string[] = []): Promise<Row[]> {
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({
    executablePath,
    args: [...args, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  const withHeld = async (held: number, work: (app: App) => Promise<Row[]>): Promise<Row[]> => {
    using dir = tempDir();
    if (held > 0) seedCaptures(dir.path, held);
    await using app = await openApp(browser, { dataDir: dir.path });
    return await work(app);
  };
  const parts: Record<string, () => Promise<Row[]>> = {
    opening: () => withHeld(HELD, (app) => benchOpening(browser, app)),
    scrolling: () =>
      withHeld(100_000, async (app) => [
        await benchScrolling(browser, app),
        ...(await benchDrawing(browser, app)),
      ]),
    json: () => withHeld(0, (app) => benchBigJson(browser, app)),
    arrivals: () => withHeld(HELD, (app) => benchArrivals(browser, app)),
  };
  try {
    const rows: Row[] = [];
    for (const [name, part] of Object.entries(parts)) {
      if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await part()));
    }
    return rows;
  } finally {
    await browser.close();
  }
}

if (import.meta.main) printTable('Page', await benchPage(process.argv.slice(2)));
