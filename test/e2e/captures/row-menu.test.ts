import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { menuHasKeys } from '../actions.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const row = (page: Page, path: string): Locator => page.getByRole('row', { name: `${path},` });
const item = (page: Page, name: string): Locator =>
  page.getByRole('menuitem', { name, exact: true });

it('has a menu for each row: by the second button, by key, and for all selected ones', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  for (const path of ['/a', '/b', '/c']) {
    await fetch(app.cli.ready.intake + path, { method: 'POST', body: path });
  }
  await fetch(`${app.cli.ready.intake}/d`, { method: 'PUT', body: 'd' });
  await row(page, '/d').waitFor();
  await row(page, '/b').click({ button: 'right' });
  await item(page, 'Not').hover();
  await item(page, 'Path /b').click();
  await page.getByText('3 found', { exact: true }).waitFor();
  const box = page.getByRole('combobox', { name: 'Search captures' });
  expect(await box.inputValue()).toBe('-path:=/b');
  expect(await page.getByRole('article', { name: 'Capture' }).count()).toBe(0);

  await row(page, '/c').click();
  await page.getByRole('article', { name: 'Capture' }).waitFor();
  await page.keyboard.press('Shift+F10');
  await item(page, 'Open Enter').waitFor();
  await menuHasKeys(page);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  // It has the keys from the first moment on.
  await page.keyboard.press('Shift+F10');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  // Esc closed the menu alone.
  expect(await page.getByRole('article', { name: 'Capture' }).count()).toBe(1);

  await row(page, '/c').locator('[data-mark]').click();
  await row(page, '/a').locator('[data-mark]').click();
  await row(page, '/a').click({ button: 'right' });
  expect(await item(page, 'Only').count()).toBe(0);
  await page.getByRole('menuitem', { name: /^Delete/ }).click();
  await page.getByText('Deleted 2 captures', { exact: true }).waitFor();
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(app.problems).toEqual([]);
});
