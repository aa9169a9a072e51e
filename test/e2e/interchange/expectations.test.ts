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

it('makes an expectation of a search, judges by it, leads to the captures that fail, and keeps it', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  for (const n of [1, 2]) {
    await fetch(`${app.cli.ready.intake}/paid`, {
      method: 'POST',
      body: JSON.stringify({ n }),
      headers: { 'content-type': 'application/json' },
    });
  }
  const search = page.getByRole('combobox', { name: 'Search captures' });
  await search.fill('path:/paid');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('row').filter({ hasText: '/paid' }).count()).toBe(2);
  const more = page.getByRole('button', { name: 'More for this list' });
  const dialog = page.getByRole('dialog', { name: 'Expectations' });
  const text = dialog.getByRole('textbox', { name: 'Expectation' });
  const judge = dialog.getByRole('button', { name: 'Judge', exact: true });

  // From the search, by keys; nothing is saved yet.
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Save as an expectation…' }).press('Enter');
  await dialog.getByText('None is saved yet.').waitFor();
  expect(JSON.parse(await text.inputValue())).toEqual({ search: 'path:/paid', count: { min: 1 } });
  await judge.press('Enter');
  await dialog.getByText('It holds: 1 check, 2 captures.').waitFor();

  // Mistakes: of JSON, of its form, of the search.
  await text.fill('{"search": }');
  await dialog.getByText('Line 1, column 12: A value belongs before }.').waitFor();
  expect(await judge.isDisabled()).toBe(true);
  await text.fill('{"each": [{"json": "$.n", "equal": 1}]}');
  await judge.click();
  await dialog.getByRole('alert').filter({ hasText: '“equal”' }).waitFor();
  await text.fill('{"search": "status:abc"}');
  await judge.click();
  await dialog.getByRole('alert').filter({ hasText: 'is not a status' }).waitFor();

  // One that fails is saved, found again, and leads to what it fails for.
  await text.fill('{"search": "path:/paid", "each": [{"json": "$.n", "lt": 2}]}');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Below two');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = dialog.getByRole('navigation', { name: 'Saved expectations' });
  await saved.getByRole('button', { name: 'Below two', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await more.click();
  await page.getByRole('menuitem', { name: 'Save as an expectation…' }).click();
  await saved.getByRole('button', { name: 'Below two', exact: true }).click();
  await judge.click();
  const report = dialog.getByRole('region', { name: 'Report' });
  await report.getByText('It does not hold: 1 of 2 checks failed, 2 captures.').waitFor();
  await report.getByText(': found 2').waitFor();
  await report.getByRole('link').click();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => page.url()).toMatch(/#\/captures\/0\w{10}/);

  // Deleted.
  await more.click();
  await page.getByRole('menuitem', { name: /expectation/i }).click();
  await saved.getByRole('button', { name: 'Delete Below two' }).click();
  await dialog.getByText('None is saved yet.').waitFor();
  expect(app.problems).toEqual([]);
});
