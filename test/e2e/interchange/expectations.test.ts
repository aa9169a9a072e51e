import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';
import { holdAnswers } from '../held-answers.ts';
import { faultsAt } from '../accessibility/look.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('makes an expectation of a search by keys, judges, leads to the captures that fail, and keeps what was typed', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const answers = await holdAnswers(page);
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
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true });
  const judge = dialog.getByRole('button', { name: 'Judge', exact: true });
  const save = dialog.getByRole('button', { name: 'Save', exact: true });
  const report = dialog.getByRole('region', { name: 'Report' });
  const list = dialog.getByRole('navigation', { name: 'Expectations' });
  const checks = dialog.getByRole('region', { name: 'Holds of every capture' });
  const first = checks.getByRole('group', { name: 'Check 1' });

  // From the search, by keys; nothing is saved yet.
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Save as an expectation…' }).press('Enter');
  await dialog.getByText('None is saved yet.').waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Search' }).inputValue()).toBe('path:/paid');
  await judge.press('Enter');
  await report.getByText('It holds: 1 check, 2 captures.').waitFor();

  // A row by keys alone: what, where, how and with what, each one Tab on. The focus goes into the new row.
  await checks.getByRole('button', { name: 'Add a check' }).press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('$.n');
  await page.keyboard.press('Tab');
  for (let n = 0; n < 7; n += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('two');
  await first.getByRole('textbox', { name: 'Value' }).and(dialog.locator(':focus')).waitFor();
  await checks.getByRole('alert').filter({ hasText: 'Write a number' }).waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2');
  await expect.poll(() => checks.getByRole('alert').count()).toBe(0);
  await name.fill('Below two');
  await judge.press('Enter');
  await report.getByText('It does not hold: 1 of 2 checks failed, 2 captures.').waitFor();
  await report.getByText(': found 2').waitFor();
  await report.getByRole('button', { name: 'By capture' }).press('Enter');
  const judged = report.getByRole('list', { name: 'Captures' }).getByRole('listitem');
  expect(await judged.count()).toBe(2);
  expect(await judged.first().textContent()).toContain('found 2');
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);

  // As JSON: mistakes at their places; what rows cannot show stays, and leads back here.
  await dialog.getByRole('button', { name: 'JSON', exact: true }).press('Enter');
  const text = dialog.getByRole('textbox', { name: 'Expectation' });
  await text.fill('{"search": "status:abc", "cuont": 1}');
  await dialog.getByText('Line 1: “cuont” is not known here').waitFor();
  await text.fill('{"search": "path:/paid", "each": [{"json": "$.n", "gte": 1, "lt": 2}]}');
  await dialog.getByRole('button', { name: 'Checks', exact: true }).press('Enter');
  await first.getByText('{"json":"$.n","gte":1,"lt":2}').waitFor();

  // Nothing of it is saved, and it is there after a reload, which the list and the rail say.
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.reload();
  // A key before that is nobody's.
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('expectations');
  await page.getByRole('option', { name: /^Expectations/ }).waitFor();
  await page.keyboard.press('Enter');
  await list.getByRole('button', { name: 'New Not saved' }).waitFor();
  expect(await name.inputValue()).toBe('Below two');
  await save.press('Enter');
  const saved = list.getByRole('button', { name: 'Below two', exact: true });
  await saved.waitFor();
  await list.getByRole('button', { name: 'New', exact: true }).waitFor();

  // Two of them, judged together; what failed leads to its capture.
  const menu = (of: string) => list.getByRole('button', { name: `More for ${of}`, exact: true });
  await menu('Below two').press('Enter');
  await page.getByRole('menuitem', { name: 'Duplicate…' }).press('Enter');
  const naming = page.getByRole('dialog', { name: 'Duplicate the expectation' });
  await naming.getByRole('textbox', { name: 'Name' }).fill('below TWO');
  await page.keyboard.press('Enter');
  await naming.getByRole('alert').filter({ hasText: 'There is already' }).waitFor();
  await naming.getByRole('textbox', { name: 'Name' }).fill('Two at most');
  await page.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: 'Two at most' }).waitFor();
  await first.getByRole('button', { name: 'Remove check 1' }).press('Enter');
  // Who judges while it is being saved means what will be saved.
  answers.holdCalls('/expectations/save');
  await save.press('Enter');
  await answers.isAsked();
  await list.getByRole('button', { name: 'Judge all' }).press('Enter');
  await dialog.getByText('Judged 0 of 2 expectations…').waitFor();
  await answers.letGo();
  const results = dialog.getByRole('region', { name: 'Results' });
  await results.getByText('1 of 2 expectations failed.').waitFor();
  await results.getByRole('link').press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => page.url()).toMatch(/#\/captures\/0\w{10}/);

  // Renamed with what is typed of it; deleted, and brought back.
  await more.press('Enter');
  await page.getByRole('menuitem', { name: 'Expectations…' }).press('Enter');
  await saved.press('Enter');
  await dialog.getByRole('textbox', { name: 'Within' }).fill('3s');
  await menu('Below two').press('Enter');
  await page.getByRole('menuitem', { name: 'Rename…' }).press('Enter');
  await page
    .getByRole('dialog', { name: 'Rename the expectation' })
    .getByRole('textbox', { name: 'Name' })
    .fill('One');
  await page.keyboard.press('Enter');
  await list.getByRole('button', { name: 'One Not saved' }).waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Within' }).inputValue()).toBe('3s');
  await menu('One').press('Enter');
  await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
  await list.getByRole('button', { name: /^One/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await list.getByRole('button', { name: 'One Not saved' }).waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Within' }).inputValue()).toBe('3s');

  // The button of a menu that closed has its words shown by then; Escape closes both.
  await menu('One').press('Enter');
  await page.getByRole('menuitem', { name: 'Rename…' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('More for One', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('More for One', { exact: true }).waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});
