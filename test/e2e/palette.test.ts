import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('opens an object by its name, and searches captures for any other text', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  await fetch(`${app.cli.ready.intake}/somewhere/else`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('priceOf');
  await page.getByRole('option', { name: /^priceOf Function/ }).click();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/apps\/.+\/functions\/priceOf/);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('somewhere');
  await page.getByRole('option', { name: 'Search captures for “somewhere”' }).click();
  await page.getByRole('row').filter({ hasText: '/somewhere/else' }).waitFor();
  expect(new URL(page.url()).hash).toMatch(/^#\/captures/);
  expect(app.problems).toEqual([]);
});

it.each(['after', 'before'])(
  'keeps what was typed before its list is there, with Enter %s it came',
  async (entered) => {
    await using app = await openApp(browser);
    const { page } = app;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/palette-list-[^/]+\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Command' }).waitFor();
    await page.keyboard.type('simul');
    if (entered === 'before') await page.keyboard.press('Enter');
    release();
    if (entered === 'after') {
      await page.getByRole('option', { name: /^Simulator/ }).waitFor();
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { level: 1, name: 'Simulator' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  },
);
