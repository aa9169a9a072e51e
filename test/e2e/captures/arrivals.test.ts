import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { seedCaptures } from '../../helpers/seeds/seed.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** By its name, which says the path: cells stand beside each other without a space. */
const row = (page: Page, path: string): Locator => page.getByRole('row', { name: `${path},` });
const post = (app: App, path: string) =>
  fetch(app.cli.ready.intake + path, { method: 'POST', body: path });

it('shows new captures at the top while one is open, which stays open', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await post(app, '/first');
  await row(page, '/first').click();
  const detail = page.getByRole('article', { name: 'Capture' });
  await detail.getByText('/first').first().waitFor();
  await page.mouse.move(1000, 600);
  for (let i = 0; i < 40; i += 1) await post(app, `/n/${i}`);
  await row(page, '/n/39').waitFor();
  expect(await page.getByRole('button', { name: /new$/ }).count()).toBe(0);
  expect(await detail.getByText('/first').count()).toBeGreaterThan(0);
  // Far down by now; one key brings it back.
  await page.keyboard.press('.');
  await expect.poll(() => row(page, '/first').count()).toBe(1);
  expect(await row(page, '/first').getAttribute('data-opened')).toBe('true');
});

it('holds new captures back while it is paused, and says how many', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await post(app, '/before');
  await row(page, '/before').waitFor();
  await page.keyboard.press('Shift+f');
  await page.getByText('Paused', { exact: true }).waitFor();
  await post(app, '/during/1');
  await post(app, '/during/2');
  await page.getByText('Paused. 2 new', { exact: true }).waitFor();
  expect(await row(page, '/during/2').count()).toBe(0);
  await page.getByRole('button', { name: 'Follow again' }).click();
  await row(page, '/during/2').waitFor();
  await row(page, '/during/1').waitFor();
});

it('shows what waited above by the Home key, and goes there', async () => {
  using dir = tempDir();
  seedCaptures(dir.path, 300);
  await using app = await openApp(browser, { dataDir: dir.path });
  const { page } = app;
  await row(page, '/seed/299').waitFor();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press('PageDown');
  await row(page, '/seed/239').waitFor();
  await post(app, '/new/1');
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await row(page, '/new/1').count()).toBe(0);
  await page.keyboard.press('Home');
  await row(page, '/new/1').waitFor();
  await expect.poll(() => page.locator('[role=row][data-active]').innerText()).toContain('/new/1');
});
