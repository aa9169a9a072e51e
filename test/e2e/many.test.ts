import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { seedCaptures } from '../helpers/seeds/seed.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { calm, nextFrame } from './calm.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('scrolls among 100,000 captures without drawing them all', async () => {
  using dir = tempDir();
  seedCaptures(dir.path, 100_000);
  await using app = await openApp(browser, { dataDir: dir.path });
  const { page } = app;
  await page.getByRole('row').filter({ hasText: '/seed/99999' }).waitFor();
  await page.getByRole('row').filter({ hasText: '/seed/99990' }).hover();
  for (let i = 0; i < 60; i += 1) {
    await page.mouse.wheel(0, 1500);
    await nextFrame(page);
  }
  await page
    .getByRole('row')
    .filter({ hasText: /\/seed\/9[0-8]\d{3}/ })
    .first()
    .waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(150);
});

it('keeps what one reads in its place while new captures arrive', async () => {
  using dir = tempDir();
  seedCaptures(dir.path, 500);
  await using app = await openApp(browser, { dataDir: dir.path });
  const { page } = app;
  await page.getByRole('row').filter({ hasText: '/seed/499' }).hover();
  await page.mouse.wheel(0, 2000);
  await calm(page);
  const first = page
    .getByRole('row')
    .filter({ hasText: /\/seed\/4[0-4]\d/ })
    .first();
  const text = await first.innerText();
  const row = page.getByRole('row').filter({ hasText: text.match(/\/seed\/\d+/)?.[0] ?? '' });
  const before = await row.boundingBox();
  for (let i = 0; i < 12; i += 1) await fetch(`${app.cli.ready.intake}/new/${i}`);
  await page.getByRole('button', { name: /12 new/ }).waitFor();
  expect((await row.boundingBox())?.y).toBe(before?.y);
  await page.getByRole('button', { name: /12 new/ }).click();
  await page.getByRole('row').filter({ hasText: '/new/11' }).waitFor();
});
