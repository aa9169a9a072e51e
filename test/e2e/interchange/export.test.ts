import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Download, Page } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

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
