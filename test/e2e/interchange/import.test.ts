import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const HOOKDECK = JSON.stringify({
  models: [
    {
      source_id: 'src_1',
      ingested_at: '2024-05-01T10:00:00.000Z',
      data: {
        headers: { 'stripe-signature': 't=1,v1=00', 'content-type': 'application/json' },
        body: { type: 'invoice.paid' },
        path: '/from-hookdeck',
      },
    },
    { source_id: 'src_1', data: 'no request' },
  ],
});

/** Drops a file on the page as the desktop does. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const held = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content ?? ''], fileName ?? ''));
      return data;
    },
    [name, text],
  );
  await page.dispatchEvent('main', 'dragover', { dataTransfer: held });
  await page.getByText('Drop a file to import its captures').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: held });
}

it('a file that is dropped is shown first, imported, told of on the capture, and taken back', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const rows = page.getByRole('row').filter({ hasText: '/from-hookdeck' });

  // What it is, how much of it is new, and what cannot be read.
  await drop(page, 'requests.json', HOOKDECK);
  const dialog = page.getByRole('dialog', { name: 'Import captures' });
  await dialog.getByText('requests.json, from Hookdeck').waitFor();
  await dialog.getByText('1 capture: 1 new, 0 here already.').waitFor();
  expect(await dialog.getByRole('region', { name: 'Captures' }).innerText()).toMatch(
    /POST \/from-hookdeck\s+rebuilt/,
  );
  await dialog.getByText('1 entry cannot be read').waitFor();
  await dialog.getByText('Entry 2:').waitFor();
  expect(await rows.count()).toBe(0);
  await dialog.getByRole('button', { name: 'Import 1 capture' }).click();

  // The list has it by itself, and it says where it comes from.
  await page.getByText('Imported 1 capture').waitFor();
  await rows.first().click();
  await page.getByText('imported', { exact: true }).waitFor();
  await page.getByText('rebuilt', { exact: true }).first().waitFor();
  await page.getByRole('tab', { name: 'Checks' }).click();
  await page.getByText('does not keep the original bytes, so its signature').waitFor();
  await page.keyboard.press('Escape');

  // The same file again holds nothing new.
  await drop(page, 'requests.json', HOOKDECK);
  await dialog.getByText('1 capture: 0 new, 1 here already.').waitFor();
  await dialog.getByText('This very file was imported already').waitFor();
  expect(await dialog.getByRole('button', { name: 'Import 0 captures' }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });

  // Taking it back takes exactly that.
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Took back 1 imported capture').waitFor();
  await expect.poll(() => rows.count()).toBe(0);

  // What is no file of captures is refused with words; the menu asks for a file.
  await drop(page, 'diary.txt', 'Dear diary');
  await page.getByText('diary.txt cannot be imported').first().waitFor();
  await page.getByText('It is no file of captures that is known here.').first().waitFor();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Import captures…' }).click();
  await (
    await chooser
  ).setFiles({
    name: 'one.sh',
    mimeType: 'text/plain',
    buffer: Buffer.from("curl https://shop.example/by-curl -d 'a=1'"),
  });
  await dialog.getByText('one.sh, curl commands').waitFor();
  await dialog.getByText('no time').waitFor();
  await dialog.getByRole('button', { name: 'Import 1 capture' }).click();
  await page.getByRole('row').filter({ hasText: '/by-curl' }).first().waitFor();
  // Chromium notes by itself that the file was refused.
  expect(app.problems).toEqual([expect.stringContaining('422')]);
});

it('an import that is stopped keeps what it added until then, and takes that back whole', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const commands = Array.from({ length: 20_000 }, (_, n) => `curl a.example/many/${n}`);
  const dialog = page.getByRole('dialog', { name: 'Import captures' });

  // Over a slow line, how much was sent is said from the start, and nothing stays of what is stopped.
  const line = await page.context().newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 20_000 };
  await line.send('Network.emulateNetworkConditions', slow);
  await drop(page, 'many.sh', commands.join('\n'));
  await dialog.getByRole('progressbar', { name: 'How much is read' }).waitFor();
  await dialog.getByText(/^Sending it to Backstitch: [1-9][\d.]* kB of \d+ kB$/).waitFor();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped reading many.sh').first().waitFor();
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(async () => (await app.rest('/imports')).json()).toEqual([]);
  await line.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });

  await drop(page, 'many.sh', commands.join('\n'));
  await dialog.getByRole('button', { name: 'Import 20,000 captures' }).click();
  // It says how far it is, and then ends before its time.
  await dialog.getByRole('progressbar', { name: 'How much is imported' }).waitFor();
  await dialog.getByRole('button', { name: 'Stop' }).click();
  const stopped = page.getByText(/^Stopped\. Imported [\d,]+ captures?$/).first();
  await stopped.waitFor();
  const count = /[\d,]+(?= capture)/.exec(await stopped.innerText())?.[0] ?? '';
  expect(Number(count.replaceAll(',', ''))).toBeLessThan(20_000);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(new RegExp(`^Took back ${count} imported captures?$`)).waitFor();

  // A file that the desktop app read is shown by its address, which is gone then.
  const id = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/imports?name=opened.sh', {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: 'curl a.example/opened',
    });
    return ((await answer.json()) as { id: string }).id;
  });
  await page.evaluate((hash) => (window.location.hash = hash), `#/import/${id}`);
  await dialog.getByText('opened.sh, curl commands').waitFor();
  expect(page.url()).not.toContain('import');
  expect(app.problems).toEqual([]);
});
