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
const activeRow = (page: Page): Locator => page.locator('[role=row][data-active]');
const toolbar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Selected captures' });
const detail = (page: Page): Locator => page.getByRole('article', { name: 'Capture' });

async function openSeeded(dir: string, count: number): Promise<App> {
  seedCaptures(dir, count);
  const app = await openApp(browser, { dataDir: dir });
  await row(app.page, `/seed/${count - 1}`).waitFor();
  return app;
}

it('always has one active row: the newest at first, then where the keys went', async () => {
  using dir = tempDir();
  await using app = await openSeeded(dir.path, 20);
  const { page } = app;
  await expect.poll(() => activeRow(page).count()).toBe(1);
  await expect.poll(() => activeRow(page).innerText()).toContain('/seed/19');
  await page.keyboard.press('j');
  await expect.poll(() => activeRow(page).innerText()).toContain('/seed/18');
  await page.keyboard.press('Enter');
  await detail(page).waitFor();
  await page.keyboard.press('Escape');
  await detail(page).waitFor({ state: 'detached' });
  expect(await activeRow(page).innerText()).toContain('/seed/18');
  await page.keyboard.press('Delete');
  await expect.poll(() => activeRow(page).innerText()).toContain('/seed/17');
});

it('selects by x, Space, the mark, a range and a drawn stretch, and peels layers with Esc', async () => {
  using dir = tempDir();
  await using app = await openSeeded(dir.path, 20);
  const { page } = app;
  const says = (text: string) => toolbar(page).getByText(text, { exact: true }).waitFor();
  await expect.poll(() => activeRow(page).count()).toBe(1);
  await page.keyboard.press('x');
  await says('1 capture selected');
  await page.keyboard.press('Shift+j');
  await page.keyboard.press('Shift+ArrowDown');
  await says('3 captures selected');
  await row(page, '/seed/12').locator('[data-mark]').click();
  await says('4 captures selected');
  await expect.poll(() => detail(page).count()).toBe(0);
  await row(page, '/seed/14').click({ modifiers: ['Control'] });
  await says('5 captures selected');

  await page.keyboard.press('Escape');
  await toolbar(page).waitFor({ state: 'detached' });
  await row(page, '/seed/10').locator('[data-mark]').hover();
  await page.mouse.down();
  for (const path of ['/seed/9', '/seed/8', '/seed/7']) {
    await row(page, path).locator('[data-mark]').hover();
  }
  await page.mouse.up();
  await says('4 captures selected');

  await page.keyboard.press('/');
  await page.keyboard.type('path:/seed');
  await page.getByText('20 found', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await row(page, '/seed/15').click();
  await detail(page).waitFor();
  await page.keyboard.press('Space');
  await says('1 capture selected');
  await page.keyboard.press('Escape');
  await toolbar(page).waitFor({ state: 'detached' });
  await detail(page).waitFor();
  await page.keyboard.press('Escape');
  await detail(page).waitFor({ state: 'detached' });
  await page.getByText('20 found', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('20 captures', { exact: true }).waitFor();
});

it('selects all that is found, loaded or not, and asks before it deletes that', async () => {
  using dir = tempDir();
  await using app = await openSeeded(dir.path, 700);
  const { page } = app;
  await page.keyboard.press('/');
  await page.keyboard.type('method:GET');
  await page.getByText('140 found', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await toolbar(page).getByText('All 140 found', { exact: true }).waitFor();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await dialog.getByRole('button', { name: 'Delete 140 captures' }).click();
  await page.getByText('Deleted 140 captures', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Restored 140 captures', { exact: true }).waitFor();
  await expect
    .poll(async () => (await app.rest('/captures/count')).json())
    .toMatchObject({ count: 700 });
});
