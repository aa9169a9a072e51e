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

it('finds by words and fields, shows a mistake at its place, and comes back', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  for (const [event, amount] of [
    ['push', 500],
    ['push', 5000],
    ['ping', 9000],
  ] as const) {
    await fetch(`${app.cli.ready.intake}/hooks/${event}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-github-event': event },
      body: JSON.stringify({ data: { object: { amount } }, zen: `keep it ${event}` }),
    });
  }
  await page.getByRole('row').filter({ hasText: '/hooks/ping' }).waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('header.x-github-event:push body.data.object.amount:>1000');
  await page.getByText('1 found', { exact: true }).waitFor();
  await expect.poll(() => page.getByRole('row').filter({ hasText: '/hooks/' }).count()).toBe(1);

  const box = page.getByRole('combobox').first();
  await box.fill('stauts:200');
  await page
    .getByText(/Did you mean .*status/)
    .first()
    .waitFor();

  await box.fill('nothing-like-this');
  await page
    .getByText(/nothing found/i)
    .first()
    .waitFor();
  await box.fill('');
  await page.getByText('3 captures', { exact: true }).waitFor();
});

it('keeps what is typed behind a key that is pressed before the commands are there', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(/\/listen-[^/]+\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await page.reload();
  await page.getByRole('combobox', { name: 'Search captures' }).waitFor();
  await page.keyboard.type('/stripe');
  release();
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Search captures' }).inputValue())
    .toBe('stripe');
  expect(app.problems).toEqual([]);
});
