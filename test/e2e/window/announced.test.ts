import SqliteDatabase from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/**
 * Notes what a screen reader would say: of a region with a role of its own all of its text, of another
 * live one what is added to it. What is hidden from screen readers is left out.
 */
const LISTEN = `
  globalThis.said = [];
  const LIVE = '[role=status], [role=alert], [role=log], output, [aria-live=polite], [aria-live=assertive]';
  const last = new WeakMap();
  const textOf = (node) => {
    if (node.nodeType === 3) return node.data.trim();
    if (node.nodeType !== 1) return '';
    const copy = node.cloneNode(true);
    for (const hidden of copy.querySelectorAll('[aria-hidden=true], svg')) hidden.remove();
    return copy.textContent.replace(/\\s+/g, ' ').trim();
  };
  new MutationObserver((mutations) => {
    const whole = new Set();
    for (const { target, addedNodes } of mutations) {
      const element = target.nodeType === 1 ? target : target.parentElement;
      const region = element?.closest(LIVE);
      for (const node of addedNodes) {
        // A region that comes with its text: alerts are said then, toasts by what is around them.
        if (node.nodeType === 1 && !region) for (const one of [node, ...node.querySelectorAll('*')]) if (one.matches('[role=alert]')) whole.add(one);
      }
      if (!region || region.getAttribute('aria-live') === 'off') continue;
      if (element.closest('[aria-hidden=true]')) continue;
      if (region.matches('[role=status], [role=alert], output')) whole.add(region);
      else for (const node of addedNodes) if (textOf(node) !== '') said.push(textOf(node));
    }
    for (const region of whole) {
      const text = textOf(region);
      if (text !== '' && last.get(region) !== text) said.push(text);
      last.set(region, text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

async function listen(app: App): Promise<Page> {
  const { page } = app;
  await page.addInitScript(LISTEN);
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return page;
}

const saidOn = (page: Page): Promise<string[]> => page.evaluate<string[]>('said');

/** How often something was said. */
const times = async (page: Page, words: RegExp): Promise<number> =>
  (await saidOn(page)).filter((text) => words.test(text)).length;

it('captures are counted aloud when they stop coming, not one by one', async () => {
  await using app = await openApp(browser);
  const page = await listen(app);
  for (let round = 0; round < 10; round += 1) {
    const sent = Array.from({ length: 8 }, (_, n) =>
      fetch(`${app.cli.ready.intake}/burst/${round}-${n}`, { method: 'POST', body: '{}' }),
    );
    await Promise.all(sent);
  }
  await page.getByText('80 captures', { exact: true }).waitFor();
  await expect.poll(() => times(page, /^The list has 80 captures$/)).toBe(1);
  // A busy machine may pause once or twice in between.
  expect(await times(page, /The list has/)).toBeLessThanOrEqual(4);
  expect(await times(page, /burst/)).toBe(0);
});

it('a pause, a deletion, a mistake and a delivery that failed are said once each', async () => {
  await using app = await openApp(browser);
  const page = await listen(app);
  for (const path of ['/one', '/two']) {
    await fetch(app.cli.ready.intake + path, { method: 'POST', body: '{}' });
  }
  const row = page.getByRole('row').filter({ hasText: '/two' });
  await row.waitFor();

  await page.keyboard.press('Delete');
  await row.waitFor({ state: 'detached' });
  await expect.poll(() => times(page, /^Deleted/)).toBe(1);

  await page.keyboard.press('/');
  await page.keyboard.type('status:40x ');
  await page.getByRole('alert').getByText('status').first().waitFor();
  await expect.poll(() => times(page, /is not a status/)).toBe(1);
  await page.keyboard.press('Escape');

  const post = (path: string, body: object) =>
    app.rest(path, { method: 'POST', body: JSON.stringify(body) });
  await post('/destinations', {
    name: 'Nobody',
    url: 'http://127.0.0.1:9/',
    schedule: { kind: 'none' },
  });
  await post('/deliveries', { destinations: ['Nobody'], eventType: 'a.b', body: {} });
  await expect.poll(() => times(page, /Nobody/)).toBe(1);

  const other = new SqliteDatabase(`${app.dataDir}/backstitch.db`);
  other.exec('BEGIN EXCLUSIVE');
  try {
    expect((await fetch(`${app.cli.ready.intake}/x`)).status).toBe(503);
    await page.getByRole('alert').getByText('Capture is paused.').waitFor();
  } finally {
    other.exec('ROLLBACK');
    other.close();
  }
  await page.getByText('Capture is paused.').waitFor({ state: 'detached' });
  expect(await times(page, /Capture is paused\./)).toBe(1);
});
