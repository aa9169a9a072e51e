import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

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
    await page.getByRole('combobox', { name: 'Command' }).waitFor();
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

it('opens an endpoint, a function or a destination by name: two actions', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  await app.rest('/destinations', {
    method: 'POST',
    body: JSON.stringify({ name: 'Warehouse of Graz', url: 'http://127.0.0.1:3999/' }),
  });
  for (const [typed, option, hash] of [
    ['inbox', /^Inbox Endpoint/, /^#\/endpoints\/inbox/],
    ['priceOf', /^priceOf Function/, /\/functions\/priceOf/],
    ['graz', /^Warehouse of Graz Destination/, /^#\/deliveries\/destinations\//],
  ] as const) {
    await page.goto(`${app.cli.ready.control}/#/captures`);
    await page.getByRole('heading', { level: 1, name: 'Captures' }).waitFor();
    let actions = 0;
    actions += 1;
    await page.keyboard.press('Control+k');
    actions += 1;
    await page.keyboard.type(typed);
    await page.getByRole('option', { name: option }).waitFor();
    // The best is highlighted; Enter ends the typed text.
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toMatch(hash);
    expect(actions).toBeLessThanOrEqual(2);
  }
});

it('has more to do with a row, forwards a pasted URL, and says why an action cannot run', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  // Slow enough that the letters come while the list, and what listens to keys, is still on its way.
  const slowly = await page.context().newCDPSession(page);
  await slowly.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await fetch(`${app.cli.ready.intake}/needle/path`, { method: 'POST', body: '{}' });
  await page.getByRole('row').filter({ hasText: '/needle/path' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('@needle');
  await page
    .getByRole('option', { name: /needle\/path/ })
    .first()
    .waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('option', { name: 'Copy link' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('#/captures/');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('>write a note');
  await page.getByRole('option', { name: /Write a note.*No capture is open/ }).waitFor();
  await page.getByRole('combobox', { name: 'Command' }).fill('http://127.0.0.1:3999/hooks');
  await page.getByRole('option', { name: /Forward what arrives to/ }).click();
  await page.getByText('Forwarding to').first().waitFor();
  expect(app.problems).toEqual([]);
});
