import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Download, Page } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { faultsAt } from '../accessibility/look.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

interface Har {
  log: { entries: { request: { url: string; headers: { name: string; value: string }[] } }[] };
}

async function harOf(download: Download): Promise<Har> {
  return JSON.parse(await readFile(await download.path(), 'utf8')) as Har;
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: /^Export/ });

it('exports selected captures without their secrets, and all found; says what is left out', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const n of [1, 2, 3]) {
    await fetch(`${app.cli.ready.intake}/orders/${n}`, {
      method: 'POST',
      body: JSON.stringify({ n, password: 'hunter2-hunter2' }),
      headers: { authorization: `Bearer key-number-${n}`, 'content-type': 'application/json' },
    });
  }
  const row = (n: number) => page.getByRole('row').filter({ hasText: `/orders/${n}` });
  await row(3).waitFor();

  // Two selected ones, cut.
  await row(3).click({ modifiers: ['ControlOrMeta'] });
  await row(1).click({ modifiers: ['ControlOrMeta'] });
  const selection = page.getByRole('toolbar', { name: 'Selected captures' });
  await selection.getByText('2 captures selected').waitFor();
  await selection.getByRole('button', { name: 'Export' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('heading', { name: 'Export 2 captures' }).waitFor();
  const places = dialog.getByRole('group', { name: 'Places' });
  await places.getByRole('row').filter({ hasText: 'Header authorization' }).waitFor();
  expect(await places.getByRole('row').filter({ hasText: 'Field password' }).innerText()).toMatch(
    /body \$\.password\s+2\s+hu…r2/,
  );
  const [first] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  expect(first.suggestedFilename()).toMatch(/^backstitch-[\dT-]+\.har$/);
  const { log } = await harOf(first);
  expect(log.entries.map(({ request }) => new URL(request.url).pathname)).toEqual([
    '/orders/1',
    '/orders/3',
  ]);
  expect(JSON.stringify(log)).not.toMatch(/hunter2|key-number/);
  await page.getByText('Exported 2 captures').waitFor();
  await dialog.waitFor({ state: 'detached' });

  // All that a search finds, whole.
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Search captures' }).fill('path:/orders/2');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('row').filter({ hasText: '/orders/' }).count()).toBe(1);
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Export all found…' }).click();
  await dialog.getByRole('heading', { name: 'Export 1 capture' }).waitFor();
  await dialog.getByRole('combobox', { name: 'Leave out' }).selectOption({ label: 'Nothing' });
  await dialog.getByText('Anyone who gets it can use them').waitFor();
  const [second] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  expect(JSON.stringify(await harOf(second))).toMatch(/hunter2-hunter2/);

  // A folder of fixtures comes as a zip; a capture is copied as a program.
  await page.getByRole('row').filter({ hasText: '/orders/2' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption({ label: 'Test fixtures' });
  await dialog.getByText('each request with its exact body').waitFor();
  await dialog.getByText('Field password').waitFor();
  const [third] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  expect(third.suggestedFilename()).toMatch(/\.zip$/);
  const files = unzipSync(await readFile(await third.path()));
  expect(strFromU8(files['001-post/body.json'] ?? new Uint8Array())).toBe(
    '{"n":2,"password":"[redacted]"}',
  );
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('row').filter({ hasText: '/orders/2' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy', exact: true }).hover();
  await page.getByRole('menuitem', { name: 'Python', exact: true }).click();
  await page.getByText('Copied as Python', { exact: true }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    "connection.putrequest('POST', '/orders/2'",
  );
  expect(app.problems).toEqual([]);
});

it('keeps, cuts and saves by keys alone; a profile that is deleted elsewhere leads back', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const planted = 'planted-secret-0123456789';
  await app.rest('/project/secrets/plant', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: planted }),
  });
  await fetch(`${app.cli.ready.intake}/shop?partner=needle-partner`, {
    method: 'POST',
    body: JSON.stringify({
      customer: { tax: 'needle-tax', city: 'Ghent' },
      memo: 'for Ms. Needle-Word (new)',
      password: 'harmless-word',
      secret: planted,
    }),
    headers: { 'x-shop': 'needle-header', 'content-type': 'application/json' },
  });
  await page.getByRole('row').filter({ hasText: '/shop' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const dialog = dialogOf(page);
  const press = async (name: string | RegExp): Promise<void> => {
    await page.getByRole('dialog').last().getByRole('button', { name }).press('Enter');
  };
  const exported = async (): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export', exact: true }).press('Enter'),
    ]);
    await dialog.waitFor({ state: 'detached' });
    return readFile(await download.path(), 'utf8');
  };

  // Kept: what is no secret stays, what is one does not.
  await press('Keep body $.password');
  await press('Keep body $.secret');
  const chosen = dialog.getByRole('group', { name: 'Chosen' });
  await chosen.getByText('body $.secret').waitFor();
  const places = dialog.getByRole('group', { name: 'Places' });
  await places
    .getByRole('row')
    .filter({ hasText: /A secret of yours/ })
    .getByText('always cut')
    .waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  expect(await focused()).toBe('Left out');

  // Cut: a parameter, a header, a value in JSON, a word.
  await press('Cut also…');
  await press('Cut query partner');
  await press('Cut header x-shop');
  await press('Cut body $.customer.tax');
  await dialog.getByRole('textbox', { name: 'Find a place or a word' }).focus();
  await page.keyboard.type('needle-word (');
  await press('Cut this word everywhere');
  await places.getByText('A word of yours').waitFor();
  expect(await chosen.getByRole('listitem').count()).toBe(6);
  expect(await faultsAt(page, 900, { within: '[role="dialog"]' })).toEqual([]);

  // Saved, and exported by its name.
  await press('Save as profile…');
  await page.keyboard.type('Partners');
  await page.keyboard.press('Enter');
  const leaveOut = dialog.getByRole('combobox', { name: 'Leave out' });
  await expect.poll(() => leaveOut.inputValue()).toBe('Partners');
  await press('Rename…');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Shops');
  await page.keyboard.press('Enter');
  await expect.poll(() => leaveOut.inputValue()).toBe('Shops');
  const text = await exported();
  expect(text).toMatch(/harmless-word/);
  expect(text).toMatch(/Ghent/);
  expect(text).toContain('"redaction": "Shops"'.replace(': ', text.includes('": ') ? ': ' : ':'));
  expect(text).not.toMatch(/planted-secret|needle-/i);

  // Chosen here, deleted elsewhere: said at once, before anything is exported by other rules.
  await page.getByRole('row').filter({ hasText: '/shop' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await leaveOut.selectOption('Shops');
  await chosen.getByText('$.customer.tax', { exact: true }).waitFor();
  await app.rest('/redaction/Shops', { method: 'DELETE' });
  await dialog.getByRole('alert').filter({ hasText: '“Shops” was deleted or renamed' }).waitFor();
  expect(await leaveOut.inputValue()).toBe('default');
  await dialog.getByText('Field password').waitFor();

  // One of one's own is deleted after a question.
  await press('Keep body $.password');
  await press('Save as profile…');
  await page.keyboard.type('Short');
  await page.keyboard.press('Enter');
  await expect.poll(() => leaveOut.inputValue()).toBe('Short');
  await press('Delete…');
  await page
    .getByRole('dialog', { name: 'Delete “Short”?' })
    .getByRole('button', { name: 'Delete' })
    .press('Enter');
  await expect.poll(() => leaveOut.inputValue()).toBe('default');
  expect(await (await app.rest('/redaction')).json()).toEqual([]);
  expect(app.problems).toEqual([]);
});
