import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('sends several captures from a panel that can be left, and goes on in the status bar', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  for (let n = 0; n < 3; n += 1) await fetch(`${intake}/many/${n}`, { method: 'POST', body: '1' });
  await page.getByRole('row').filter({ hasText: '/many/2' }).waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Shift+r');
  const panel = page.getByRole('article', { name: 'Replay 3 captures' });
  const table = panel.getByRole('table');
  await table.getByText('POST /many/0').waitFor();
  await table
    .getByRole('combobox', { name: 'Signature of POST /many/0' })
    .getByText('Automatic: none')
    .waitFor({ state: 'attached' });
  await panel.getByRole('combobox', { name: 'Order' }).selectOption('Newest first');
  await expect.poll(() => table.getByRole('row').nth(1).innerText()).toContain('/many/2');
  await panel
    .getByRole('spinbutton', { name: /Pause/ })
    .or(panel.getByLabel('Pause between replays'))
    .first()
    .fill('1000');
  await panel.getByRole('button', { name: 'Replay 3', exact: true }).click();
  await panel.getByText(/^Sending: 1 of 3/).waitFor();
  await panel.getByRole('button', { name: 'Leave; the replays go on' }).click();
  await panel.waitFor({ state: 'detached' });
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await status.getByRole('button', { name: /^Replaying \d of 3/ }).waitFor();
  const done = status.getByRole('button', { name: 'Replayed 3', exact: true });
  await done.click();
  await panel.getByText('Finished: 3 of 3, 3 answered').waitFor();
  await table.getByRole('button', { name: 'POST /many/1' }).click();
  await panel.getByRole('region', { name: /^Replay 1/ }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await status.getByRole('button', { name: 'Hide the replays' }).click();
  await done.waitFor({ state: 'detached' });
  expect(app.problems).toEqual([]);
});

it('shows what changed from try to try, and compares two of them', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.keyboard.press('Shift+n');
  const composer = page.getByRole('article', { name: 'Composer' });
  const body = composer.getByRole('textbox', { name: 'Body of the request' });
  await body.click();
  await page.keyboard.insertText('{"n":1}');
  await page.keyboard.press('ControlOrMeta+Enter');
  await composer.getByText('Caught by Backstitch.').first().waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('{"n":2}');
  await page.keyboard.press('ControlOrMeta+Enter');
  const tab = composer.getByRole('tab', { name: /^Tries/ });
  await expect.poll(() => tab.innerText()).toContain('2');
  await tab.click();
  const tries = composer.getByRole('list', { name: 'Tries' });
  await tries.getByTitle('Lines changed since try 1').waitFor();
  await composer.getByRole('checkbox', { name: 'Compare try 1' }).check();
  await composer.getByRole('checkbox', { name: 'Compare try 2' }).check();
  await composer.getByRole('button', { name: 'Compare', exact: true }).click();
  const both = composer.getByRole('region', { name: 'Tries 1 and 2' });
  await both.getByText('− Try 1').waitFor();
  await both.getByRole('button', { name: 'Answers' }).click();
  await both.getByRole('button', { name: 'Back to the tries' }).click();
  await tries.waitFor();
  expect(app.problems).toEqual([]);
});
