import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { startHandler } from '../../suites/handler.ts';
import { faultsAt } from '../accessibility/look.ts';
import { calm } from '../calm.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('tests a handler from a search, says what a change did, shows both answers, and keeps them as a suite', async () => {
  await using handler = await startHandler(() => ({ body: '{"total":1}' }));
  await using app = await openApp(browser);
  const { page } = app;
  for (const id of [1, 2, 3]) {
    await fetch(`${app.cli.ready.intake}/paid`, {
      method: 'POST',
      body: JSON.stringify({ id }),
      headers: { 'content-type': 'application/json' },
    });
  }
  const search = page.getByRole('combobox', { name: 'Search captures' });
  await search.fill('path:/paid');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('row').filter({ hasText: '/paid' }).count()).toBe(3);

  // From the search, by keys: the button says how many before anything is sent.
  await page.getByRole('button', { name: 'More for this list' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Test your handler…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Test your handler' });
  const url = dialog.getByRole('combobox', { name: 'URL' });
  await dialog.getByRole('button', { name: 'Send 3 captures' }).waitFor();
  await url.fill('localhost:3000');
  await dialog.getByRole('alert').filter({ hasText: 'http://' }).waitFor();
  await url.fill(handler.url);
  expect(handler.asked).toHaveLength(0);
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);
  await dialog.getByRole('button', { name: 'Send 3 captures' }).press('Enter');
  const facts = page.getByRole('main').getByRole('status');
  await facts.getByText('holds').waitFor();
  const table = page.getByRole('table', { name: 'What became of each case' });
  await expect.poll(() => table.getByText('new', { exact: true }).count()).toBe(3);

  // The handler changes between two runs: one is wrong, one answers in another shape.
  handler.answers(({ body }) =>
    body.includes('2')
      ? { status: 500, body: 'oh no' }
      : { body: `{"total":${body.includes('3') ? '"1"' : 2}}` },
  );
  await page.getByRole('button', { name: 'Run again' }).press('Enter');
  await facts.getByText('1 failed').waitFor();
  await table.getByText('regressed', { exact: true }).waitFor();
  await table.getByText('changed', { exact: true }).waitFor();
  await table.getByText('same', { exact: true }).waitFor();
  const show = page.getByRole('group', { name: 'Show' });
  await show.getByRole('button', { name: '1 regressed' }).press('Enter');
  await table.getByText('same', { exact: true }).waitFor({ state: 'detached' });
  await table.getByRole('button', { name: /POST \/paid/ }).press('Enter');
  const open = page.getByRole('region', { name: 'Case 2' });
  await open.getByText('Answered 500 instead of 200.').waitFor();
  await open.getByText('oh no').first().waitFor();
  await open.getByRole('table', { name: 'How the answers differ' }).waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);
  await page.reload();
  await open.getByText('Answered 500 instead of 200.').waitFor();
  await open.getByRole('button', { name: 'Close the case' }).press('Enter');
  await open.waitFor({ state: 'detached' });

  // Its answers are kept, and the suite is run by its own button.
  await page.getByRole('button', { name: 'Save as a suite…' }).press('Enter');
  const saving = page.getByRole('dialog', { name: 'Save as a suite' });
  await saving.getByRole('textbox', { name: 'Name' }).fill('Paid orders');
  await page.keyboard.press('Enter');
  const kept = page.getByRole('region', { name: 'Kept' });
  await kept.getByText('Paid orders').waitFor();
  await kept.getByText('3 cases').waitFor();
  handler.answers(() => ({ body: '{"total":1}' }));
  await kept.getByRole('button', { name: 'Run Paid orders' }).press('Enter');
  const running = page.getByRole('dialog', { name: 'Run “Paid orders”' });
  await expect
    .poll(() => running.getByRole('combobox', { name: 'URL' }).inputValue())
    .toBe(handler.url);
  await running.getByRole('button', { name: 'Send 3 cases' }).press('Enter');
  await facts.getByText('holds').waitFor();
  await table.getByText('fixed', { exact: true }).waitFor();

  // A function of an app answers in the place of a server, and nothing it asks for is done.
  await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  await page.getByRole('link', { name: 'Suites' }).click();
  await kept.getByRole('button', { name: 'Run Paid orders' }).press('Enter');
  const handlers = running.getByRole('group', { name: 'Handler' });
  await handlers.getByRole('button', { name: 'A function' }).press('Enter');
  await running.getByRole('combobox', { name: 'Function' }).selectOption('health');
  await running.getByText('Services answer as when the capture came').waitFor();
  await calm(page);
  expect(await faultsAt(page, 1440, { within: '[role="dialog"]' })).toEqual([]);
  await running.getByRole('button', { name: 'Send 3 cases' }).press('Enter');
  await facts.getByText('function health of').waitFor();
  await facts.getByText('holds').waitFor();
  await table.getByText('changed', { exact: true }).first().waitFor();

  // From the palette to the lists.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command' }).fill('suites');
  await page.getByRole('option', { name: /^Suites/ }).waitFor();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.getByRole('region', { name: 'Runs' }).getByRole('listitem').count())
    .toBe(4);
  await calm(page);
  expect(await faultsAt(page, 1440)).toEqual([]);
  expect(app.problems).toEqual([]);
});
