import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { IS_LONG } from '../../helpers/runs.ts';
import { calm } from '../calm.ts';

const ALL = readFileSync(join(import.meta.dirname, '../../fixtures/event-types.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [string, string]);

/** Shorter ones are cut where a long one is: of them, some will do. */
const LONG = 30;
const SHORT_STEP = IS_LONG ? 1 : 6;
const TYPES = ALL.filter(([, type], at) => type.length >= LONG || at % SHORT_STEP === 0);

/** Longer ones may lose a segment at their beginning. */
const WHOLE = 60;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

function requestOf([sender, type]: [string, string]): {
  headers: Record<string, string>;
  body: string;
} {
  const [name = '', action] = type.split('.');
  switch (sender) {
    case 'stripe':
      return {
        headers: { 'stripe-signature': 't=1,v1=00' },
        body: JSON.stringify({ id: 'evt_1', object: 'event', type }),
      };
    case 'github':
      return { headers: { 'x-github-event': name }, body: JSON.stringify({ action }) };
    case 'shopify':
      return { headers: { 'x-shopify-topic': type, 'x-shopify-hmac-sha256': 'AAAA' }, body: '{}' };
    default:
      return {
        headers: { 'paypal-transmission-id': '1', 'paypal-transmission-sig': 'AAAA' },
        body: JSON.stringify({ event_type: type }),
      };
  }
}

async function sendAll(app: App): Promise<void> {
  for (const type of TYPES) {
    const { headers, body } = requestOf(type);
    const path = `/hooks/a-long-path-that-wants-all-the-room/${type[0]}?source=check`;
    await fetch(app.cli.ready.intake + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }
}

/** Scrolls through the list. @returns for each event shown, whether any of its letters is cut off. */
async function lookThrough(page: Page): Promise<Map<string, boolean>> {
  const seen = new Map<string, boolean>();
  const grid = page.getByRole('grid', { name: 'Captures' });
  await grid.evaluate((list) => list.scrollTo({ top: 0 }));
  for (;;) {
    await calm(page);
    const cells = await page.locator('[data-event]').evaluateAll((all) =>
      all.map((cell) => ({
        type: cell.getAttribute('title') ?? '',
        cut: cell.scrollWidth > cell.clientWidth || cell.textContent !== cell.getAttribute('title'),
        within:
          cell.getBoundingClientRect().right <=
          (cell.parentElement?.getBoundingClientRect().right ?? 0) + 0.5,
      })),
    );
    for (const { type, cut, within } of cells) seen.set(type, cut || !within);
    const end = await grid.evaluate((list) => {
      const before = list.scrollTop;
      list.scrollBy({ top: list.clientHeight });
      return list.scrollTop === before;
    });
    if (end) return seen;
  }
}

it('shows every event type of up to 60 characters whole, with one open and at every width', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await sendAll(app);
  await page.getByText(`${TYPES.length} captures`, { exact: true }).waitFor();
  await page.getByRole('row').nth(3).click();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  for (const width of [1440, 1100, 900, 600]) {
    // High, so that there is little to scroll.
    await page.setViewportSize({ width, height: 2700 });
    if (width === 900) await page.keyboard.press('Escape');
    await calm(page);
    const seen = await lookThrough(page);
    const types = TYPES.map(([, type]) => type);
    expect(
      types.filter((type) => !seen.has(type)),
      `not shown at ${width}`,
    ).toEqual([]);
    const cut = types.filter((type) => seen.get(type) === true);
    expect(
      cut.filter((type) => type.length <= WHOLE),
      `cut at ${width}`,
    ).toEqual([]);
  }
});

it('shows the end of an event that is too long, and says the whole of it', async () => {
  await using app = await openApp(browser, { width: 600 });
  const { page } = app;
  const type = 'customer.subscription.'.repeat(5) + 'trial_will_end';
  const { headers, body } = requestOf(['stripe', type]);
  await fetch(`${app.cli.ready.intake}/stripe`, { method: 'POST', headers, body });
  const row = page.getByRole('row', { name: type });
  await row.waitFor();
  await expect.poll(() => row.innerText()).toMatch(/…(\w+\.)+trial_will_end/);
});
