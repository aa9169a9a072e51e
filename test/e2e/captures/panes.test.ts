import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('the list has the window to itself until a capture is opened, and stays where it was', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const grid = page.locator('[data-captures-grid]');
  const width = async (): Promise<number> => Math.round((await grid.boundingBox())?.width ?? 0);
  for (let n = 0; n < 60; n += 1) await fetch(`${app.cli.ready.intake}/n/${n}`, { method: 'POST' });
  await page.getByText(/^60 captures, /).waitFor();
  expect(await width()).toBeGreaterThan(1300);
  expect(await page.getByRole('separator').count()).toBe(0);

  await grid.evaluate((element) => {
    const scrolled = [element, ...element.querySelectorAll('*')].find(
      (one) => one.scrollHeight > one.clientHeight + 100,
    );
    scrolled?.scrollTo(0, 400);
  });
  const scrolledTo = () =>
    grid.evaluate((element) =>
      Math.max(
        element.scrollTop,
        ...[...element.querySelectorAll('*')].map((one) => one.scrollTop),
      ),
    );
  await expect.poll(scrolledTo).toBe(400);
  await page.getByRole('row').filter({ hasText: '/n/40' }).first().click();
  await page.getByRole('separator').waitFor();
  await expect.poll(width).toBeLessThan(750);
  expect(await scrolledTo()).toBe(400);

  // The division that was chosen is there again with the next capture.
  const even = await width();
  await page.getByRole('separator').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBeLessThan(even);
  const chosen = await width();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('separator').waitFor({ state: 'detached' });
  await page.getByRole('row').filter({ hasText: '/n/39' }).first().click();
  await page.getByRole('separator').waitFor();
  await expect.poll(width).toBe(chosen);

  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('separator').waitFor({ state: 'detached' });
  await expect.poll(width).toBeGreaterThan(1300);
  expect(await scrolledTo()).toBe(400);
  expect(app.problems).toEqual([]);
});
