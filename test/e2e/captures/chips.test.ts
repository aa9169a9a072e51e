import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const row = (page: Page, path: string): Locator => page.getByRole('row', { name: `${path},` });
const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Search captures' });
const chips = (page: Page): Locator =>
  page.getByRole('group', { name: 'Terms of the search' }).getByRole('button');
const chip = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });
const choose = (page: Page, name: string): Promise<void> =>
  page.getByRole('menuitem', { name, exact: true }).click();

async function fill({ page, cli }: App): Promise<void> {
  for (const path of ['/a', '/b', '/c']) await fetch(cli.ready.intake + path, { method: 'POST' });
  await fetch(`${cli.ready.intake}/d`, { method: 'PUT' });
  for (const path of ['/a', '/d']) await row(page, path).waitFor();
}

it('makes a chip of a complete term by a space, and gives the text back to Backspace', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await page.keyboard.press('/');
  await page.keyboard.type('method:PUT');
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(await chips(page).count()).toBe(0);
  await page.keyboard.press('Space');
  await chip(page, 'method:PUT').waitFor();
  expect(await box(page).inputValue()).toBe('method:PUT ');
  // The chip stands where the text stands: nothing moves under the eye.
  const [text, drawn] = [await box(page).boundingBox(), await chips(page).boundingBox()];
  expect(Math.abs((drawn?.x ?? 0) - (text?.x ?? 0) - 6)).toBeLessThanOrEqual(1);
  await page.keyboard.press('Backspace');
  await chips(page).first().waitFor({ state: 'detached' });
  expect(await box(page).inputValue()).toBe('method:PUT');
  await page.keyboard.press('Enter');
  await chip(page, 'method:PUT').waitFor();
  expect(page.url()).toContain('q=method%3APUT');
  expect(app.problems).toEqual([]);
});

it('turns, edits and removes a term by its chip, with mouse and keys', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await box(page).fill('method:PUT path:/d');
  await page.keyboard.press('Enter');
  await chip(page, 'method:PUT').click();
  await choose(page, 'Not these');
  await page.getByText('0 found', { exact: true }).waitFor();
  expect(await box(page).inputValue()).toBe('-method:PUT path:/d');

  await chip(page, 'path:/d').click();
  await choose(page, 'Edit');
  await page.keyboard.type('/a');
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(await box(page).inputValue()).toBe('-method:PUT path:/a');

  await page.keyboard.press('Tab');
  await expect.poll(() => chips(page).count()).toBe(2);
  await chip(page, '-method:PUT').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Only these' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe('-method:PUT');
  await page.keyboard.press('Delete');
  await expect.poll(() => box(page).inputValue()).toBe('path:/a');
  // The key was meant for the chip: no capture is gone.
  expect(await (await app.rest('/captures/count')).json()).toMatchObject({ count: 4 });
  await expect
    .poll(() => box(page).evaluate((element) => element === document.activeElement))
    .toBe(true);
  expect(app.problems).toEqual([]);
});

it('makes no chip of a mistake or of an unknown field', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fill(app);
  await box(page).fill('method:PUT status:40x foo:bar ');
  await page.getByText('Not searched', { exact: true }).waitFor();
  await expect.poll(() => chips(page).allInnerTexts()).toEqual(['method:PUT']);
});

it('searches for what a row says where Alt is held, and joins values of one field', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/hub`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
    body: '{"ref":"main"}',
  });
  await fill(app);
  await row(page, '/hub').waitFor();
  const alt = (path: string, field: string): Promise<void> =>
    row(page, path)
      .locator(`[data-field=${field}]`)
      .click({ modifiers: ['Alt'] });
  await alt('/a', 'path');
  await page.getByText('1 found', { exact: true }).waitFor();
  expect(await box(page).inputValue()).toBe('path:=/a');
  await chip(page, 'path:=/a').waitFor();
  expect(await page.getByRole('article', { name: 'Capture' }).count()).toBe(0);
  // The keys are with the list.
  await page.keyboard.press('Escape');
  await page.getByText('5 captures', { exact: true }).waitFor();

  for (const [field, term] of [
    ['provider', 'provider:github'],
    ['event', 'event:=push'],
    ['status', 'status:200'],
  ] as const) {
    await alt('/hub', field);
    await expect.poll(() => box(page).inputValue()).toContain(term);
  }
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('5 captures', { exact: true }).waitFor();
  await box(page).fill('path:=/b');
  await page.getByText('1 found', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await row(page, '/b').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Not', exact: true }).hover();
  await page.getByRole('menuitem', { name: 'Status 200' }).click();
  await expect.poll(() => box(page).inputValue()).toBe('path:=/b -status:200');
  expect(app.problems).toEqual([]);
});
