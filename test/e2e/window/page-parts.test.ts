import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** Holds back, or refuses, what a pattern names until it is let go. */
async function holdBack(page: Page, pattern: RegExp, how: 'refuse' | 'wait') {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let open = false;
  await page.route(pattern, async (route) => {
    if (!open && how === 'refuse') return route.fulfill({ status: 404, body: 'gone' });
    if (!open) await released;
    return route.continue();
  });
  return (): void => {
    open = true;
    release();
  };
}

describe('a part of the page that is fetched later', () => {
  it('says so where it cannot be had, keeps the rest, and reloads once the engine answers', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const letGo = await holdBack(page, /\/simulator-page-[^/]+\.js$/, 'refuse');
    await page.reload();
    await page.getByRole('link', { name: 'Simulator' }).click();
    const missing = page.getByRole('alert').filter({ hasText: 'The simulator did not load' });
    const reload = missing.getByRole('button', { name: 'Reload the page' });
    await reload.waitFor();
    await page.getByRole('link', { name: 'Endpoints' }).click();
    await page.getByRole('heading', { level: 1, name: 'Endpoints' }).waitFor();
    await page.getByRole('link', { name: 'Simulator' }).click();
    await page.route(/\/$/, (route) => route.abort());
    await reload.click();
    await missing.filter({ hasText: 'does not answer yet' }).waitFor();
    await page.unroute(/\/$/);
    letGo();
    await reload.click();
    await page.getByRole('heading', { level: 1, name: 'Simulator' }).waitFor();
    expect(await missing.count()).toBe(0);
  });

  it('is fetched ahead, so that a first visit needs no line to the engine', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await expect
      .poll(() =>
        page.evaluate<boolean>(
          `performance.getEntriesByType('resource').some(({ name }) => name.includes('settings-page'))`,
        ),
      )
      .toBe(true);
    await page.route(/\.js$/, (route) => route.abort());
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

describe('the editor', () => {
  it('is a plain field until it is there, and goes on where the typing was', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const letGo = await holdBack(page, /\/editor-view-[^/]+\.js$/, 'wait');
    await page.goto(`${new URL(page.url()).origin}/#/data/sql`);
    await page.reload();
    const plain = page.getByRole('textbox', { name: 'Query' });
    await plain.fill('select 1 as one');
    await page.keyboard.type(', 2 as two');
    await page.keyboard.press('ArrowLeft');
    letGo();
    const editor = page.locator('.cm-content');
    await editor.waitFor();
    await page.keyboard.type('X');
    await expect.poll(() => editor.innerText()).toBe('select 1 as one, 2 as twXo');
  });

  it('stays a plain field where it cannot be had', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await holdBack(page, /\/editor-view-[^/]+\.js$/, 'refuse');
    await page.goto(`${new URL(page.url()).origin}/#/data/sql`);
    await page.reload();
    const plain = page.getByRole('textbox', { name: 'Query' });
    await plain.fill('select 41 + 1 as answer');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('gridcell', { name: '42' }).waitFor();
    expect(await page.locator('.cm-content').count()).toBe(0);
  });
});
