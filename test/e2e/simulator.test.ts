import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { openDialog } from './dialogs.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A handler that remembers webhook-ids at `/good`, and one that does not at `/bad`. */
async function startHandler() {
  const known = new Set<string>();
  const counts = { made: 0 };
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      if (request.url === '/count')
        return response.end(JSON.stringify({ good: known.size, ...counts }));
      counts.made += 1;
      known.add(String(request.headers['webhook-id']));
      return response.end(request.url === '/good' ? 'ok' : `made ${counts.made}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const verdict = (page: Page, words: string | RegExp) =>
  page.getByRole('status').filter({ hasText: words }).first();

/** Quick, and rough enough to be worth it. */
async function setUp(page: Page, url: string): Promise<void> {
  await page.getByRole('link', { name: 'Simulator' }).click();
  await page.getByRole('heading', { name: 'Is your handler idempotent?' }).waitFor();
  await page.getByLabel('Receiver').selectOption('url');
  await page.getByLabel('URL', { exact: true }).fill(url);
  await page.getByLabel('Pause between bursts').fill('0.1');
  await page.getByLabel('A burst takes').fill('0.1');
  await page.getByLabel('Within', { exact: true }).fill('0.3');
  await page.getByLabel('Late by up to').fill('0.4');
}

describe('the simulator', () => {
  it('proves a handler idempotent, and convicts one that is not', async () => {
    await using own = await startHandler();
    await using app = await openApp(browser);
    const { page } = app;
    await setUp(page, `${own.url}/good`);
    await page.getByRole('img', { name: /^The plan: 26 requests, 6 duplicates, 4 late/ }).waitFor();
    await page.getByLabel('Check URL').fill(`${own.url}/count`);
    await page.getByLabel('Path of the number').fill('good');
    await page.getByRole('button', { name: 'Start' }).click();
    await verdict(page, 'Proven idempotent: grew by 20 for 20 events and 6 duplicates').waitFor();
    await page.getByText('20 of 20').waitFor();

    await page.getByLabel('Path of the number').fill('made');
    await page.getByLabel('URL', { exact: true }).fill(`${own.url}/bad`);
    await page.getByRole('button', { name: 'Start' }).click();
    await verdict(page, 'Not idempotent: grew by 26 for 20 events and 6 duplicates').waitFor();
    await page.getByLabel('Show').selectOption('differing');
    await page.getByText('6 events', { exact: true }).waitFor();

    // The keyboard opens an event of the table and comes back to it.
    const grid = page.getByRole('grid', { name: 'Events' });
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = openDialog(page);
    await dialog.getByText('another body', { exact: true }).waitFor();
    await dialog
      .getByText(/^made \d+$/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const rows = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
    expect(rows).toHaveLength(27);
    expect(rows[0]).toBe(
      'event,webhook_id,type,sending,at_ms,status,took_ms,error,body_sha256,differs',
    );
    expect(app.problems).toEqual([]);
  });

  it('sends to the own intake at first, by the keyboard alone, and is canceled', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await page.keyboard.press('ControlOrMeta+k');
    // Its list is a script of its own: nothing is typed before the field is there.
    await page.locator('[role=dialog] input:focus').waitFor();
    await page.keyboard.type('simulator');
    await page.keyboard.press('Enter');
    await page.getByLabel('Pause between bursts').fill('60');
    await page.keyboard.press('Enter');
    await page.getByText(/^[5-9] captures/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^Canceled after/).waitFor();
    // Found again after the page was left, and after it was loaded again.
    await page.getByRole('link', { name: 'Captures' }).click();
    await page.getByRole('row').filter({ hasText: '/simulator' }).first().waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Simulator' }).click();
    await page.getByText(/^Canceled after/).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('says at the field what is wrong, and asks before it sends to a host', async () => {
    await using own = await startHandler();
    await using app = await openApp(browser);
    const { page } = app;
    await setUp(page, 'https://hooks.example/x');
    const start = page.getByRole('button', { name: 'Start' });
    await page.getByRole('textbox', { name: 'Events' }).fill('many');
    await page.getByText('A whole number from 1 to 10,000.').waitFor();
    await expect.poll(() => start.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Events' }).fill('20');
    await start.click();
    await page.getByText('Allow replays to hooks.example?').waitFor();
    await page.getByLabel('URL', { exact: true }).fill(`${own.url}/good`);
    await page.getByLabel('Check URL').fill(`${own.url}/count`);
    await page.getByLabel('Path of the number').fill('nothing.here');
    await start.click();
    await page.getByText('has nothing at "nothing.here"').first().waitFor();
    await expect.poll(() => page.getByLabel('Check URL').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('URL', { exact: true }).fill(app.cli.ready.control);
    await start.click();
    await page
      .getByText(/Backstitch itself listens on/)
      .first()
      .waitFor();
    expect(app.problems).toEqual([]);
  });
});

it('plays a capture from its menu, and compares two runs', async () => {
  await using own = await startHandler();
  await using app = await openApp(browser);
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/orders`, { method: 'POST', body: '{"order":1}' });
  await page.getByRole('row').filter({ hasText: '/orders' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Play in the simulator' }).click();
  await expect.poll(() => page.getByLabel('Source').inputValue()).toBe('capture');
  await expect
    .poll(() => page.getByLabel('Capture', { exact: true }).inputValue())
    .toContain('/orders');
  await page.getByLabel('Receiver').selectOption('url');
  await page.getByLabel('URL', { exact: true }).fill(`${own.url}/good`);
  await page.getByRole('radio', { name: 'Orderly' }).check();
  await page.getByLabel('Pause between bursts').fill('0');
  await page.getByRole('textbox', { name: 'Events' }).fill('4');
  // Nobody knows who sent it: it cannot be signed.
  const start = page.getByRole('button', { name: 'Start' });
  await start.click();
  await page
    .getByRole('alert')
    .getByText(/Sender unknown/)
    .waitFor();
  await page.getByRole('checkbox', { name: 'Sign as its sender' }).uncheck();
  await start.click();
  await page.getByText(/^Finished after/).waitFor();
  await start.click();
  const runs = page.getByRole('region', { name: 'Runs' });
  await expect.poll(() => runs.getByRole('listitem').count()).toBe(2);
  await page.getByText(/^Finished after/).waitFor();
  for (const n of [0, 1]) await runs.getByRole('checkbox').nth(n).check();
  await runs.getByRole('button', { name: 'Compare' }).click();
  const table = runs.getByRole('table', { name: 'Two runs compared' });
  await expect
    .poll(() => table.getByRole('row', { name: /Events accepted/ }).innerText())
    .toMatch(/4 of 4\s+4 of 4/);
  expect(app.problems).toEqual([]);
});
