import type { Page } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { seedCaptures } from '../helpers/seed.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { median, printTable, type Row } from './table.ts';

/** Watches for long tasks from now on; gives the longest, 0 where none took 50 ms. */
async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(`
    globalThis.longTasks = [0];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasks.push(entry.duration);
    }).observe({ entryTypes: ['longtask'] });
  `);
  return () => page.evaluate<number>('Math.max(...globalThis.longTasks)');
}

/** A JSON body of about 10 MB. */
function bigJson(): string {
  const row = { id: 'evt_1', amount: 1299, currency: 'eur', paid: true, lines: ['a', 'b', null] };
  return JSON.stringify(Array.from({ length: 115_000 }, (_, n) => ({ n, ...row })));
}

/** Draws a time over the timeline: the longest task meanwhile, and how long the new count takes. */
async function drawTime(page: Page): Promise<{ taskMs: number; countMs: number }> {
  const plot = await page.getByRole('region', { name: 'Timeline' }).locator('svg').boundingBox();
  if (!plot) throw new Error('There is no timeline.');
  const y = plot.y + plot.height / 2;
  await page.mouse.move(plot.x + plot.width * 0.3, y);
  const longest = await watchTasks(page);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.6, y, { steps: 60 });
  const taskMs = await longest();
  const from = performance.now();
  await page.mouse.up();
  await page.getByText(/^(?!100,000)[\d,]+\+? found$/).waitFor();
  return { taskMs, countMs: performance.now() - from };
}

/** The built page in a real browser, beside its engine on the same machine. */
export async function benchPage(): Promise<Row[]> {
  const browser = await openBrowser();
  try {
    await using stack = new AsyncDisposableStack();
    using dir = tempDir();
    seedCaptures(dir.path, 100_000);
    await using app = await openApp(browser, { dataDir: dir.path });
    const { page } = app;
    await page.getByRole('row').filter({ hasText: '/seed/99990' }).hover();
    const longestScroll = await watchTasks(page);
    for (let i = 0; i < 120; i += 1) {
      await page.mouse.wheel(0, 2000);
      await page.waitForTimeout(16);
    }
    const scrolling = await longestScroll();
    const drawn = await drawTime(page);
    const { page: fresh, cli } = stack.use(await openApp(browser));
    const openMs: number[] = [];
    const body = bigJson();
    for (let round = 0; round < 4; round += 1) {
      await fetch(`${cli.ready.intake}/big/${round}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const row = fresh.getByRole('row').filter({ hasText: `/big/${round}` });
      await row.waitFor();
      await fresh.waitForTimeout(1000);
      const from = performance.now();
      await row.click();
      await fresh.getByText('115000 items').or(fresh.getByText('115,000 items')).first().waitFor();
      openMs.push(performance.now() - from);
      await fresh.keyboard.press('Escape');
    }
    return [
      {
        what: 'scrolling among 100,000 captures: longest task',
        measured: scrolling === 0 ? 'none of 50 ms' : `${Math.round(scrolling)} ms`,
        hold: 'under 50 ms',
      },
      {
        what: 'drawing a time over 100,000 captures: longest task',
        measured: drawn.taskMs === 0 ? 'none of 50 ms' : `${Math.round(drawn.taskMs)} ms`,
        hold: 'under 50 ms',
      },
      {
        what: 'from letting go to the new count',
        measured: `${Math.round(drawn.countMs)} ms`,
        hold: 'under 150 ms',
      },
      {
        what: `a JSON body of ${(body.length / 1e6).toFixed(1)} MB: click to tree`,
        measured: `${Math.round(median(openMs))} ms (${openMs.map(Math.round).join(', ')})`,
        hold: 'under 500 ms',
      },
    ];
  } finally {
    await browser.close();
  }
}

if (import.meta.main) printTable('Page', await benchPage());
