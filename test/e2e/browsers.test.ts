import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('the settings give another browser a link, show both, and sign one out', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByRole('link', { name: 'Settings' }).click();
  const list = page.getByRole('list', { name: 'Browsers that are signed in' });
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await list.getByText('This browser').waitFor();

  await page.getByRole('button', { name: 'Open in another browser' }).click();
  const url = (await page.getByRole('status').locator('code').textContent()) ?? '';
  const other = await browser.newContext();
  const guest = await other.newPage();
  await guest.goto(url);
  await guest.getByRole('navigation').first().waitFor();
  await page.reload();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  // It works once.
  const third = await browser.newContext();
  const stranger = await third.newPage();
  await stranger.goto(url);
  await stranger.getByText('This browser has to sign in').waitFor();
  await third.close();

  const theirs = list.getByRole('listitem').filter({ hasNotText: 'This browser' });
  await theirs.getByRole('button', { name: /^Sign out/ }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await guest.reload();
  await guest.getByText('This browser has to sign in').waitFor();
  await other.close();
  expect(app.problems).toEqual([]);
});
