import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { startRelay } from '../../helpers/peers/relay.ts';
import { byKeys } from '../keyboard.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const hashOf = (page: Page): string => new URL(page.url()).hash;

/** An order at the sample app's webhook, which nobody signed. */
const order = (app: App): Promise<Response> =>
  fetch(`${app.cli.ready.intake}/w/orders/place`, {
    method: 'POST',
    body: JSON.stringify({ customer: 'ada@x.test', lines: [{ item: 'pencil', count: 3 }] }),
    headers: { 'content-type': 'application/json' },
  });

async function importSample(app: App): Promise<string> {
  const made = await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  return ((await made.json()) as { app: { id: string } }).app.id;
}

describe('without a mouse', () => {
  it('a relay that does not answer is replaced, and what was missed is shown', async () => {
    await using relay = await startRelay();
    await using app = await openApp(browser);
    const { page } = app;
    const config = { mode: 'localtunnel', host: 'http://127.0.0.1:9', subdomain: '', url: '' };
    await app.rest('/tunnel', { method: 'PUT', body: JSON.stringify(config) });
    await fetch(`${app.cli.ready.intake}/before`, { method: 'POST', body: '1' });
    await page.getByRole('row').filter({ hasText: '/before' }).waitFor();
    const keys = await byKeys(page);
    const settings = page.getByRole('button', { name: 'Tunnel settings' });
    await keys.tabTo(settings, 'Shift+Tab');
    await keys.press('Enter');
    const dialog = page.getByRole('dialog');
    // It says what is wrong, and has the field that mends it.
    await dialog.getByText(/Nothing answers at http:\/\/127\.0\.0\.1:9/).waitFor();
    await keys.tabTo(dialog.getByRole('textbox', { name: 'Relay' }));
    await page.keyboard.press('ControlOrMeta+a');
    await keys.type(relay.url, 'Enter');
    await dialog.waitFor({ state: 'detached' });
    await keys.focused(settings);
    const phase = async () =>
      ((await (await app.rest('/tunnel')).json()) as { phase: string }).phase;
    await expect.poll(phase).toBe('online');

    await relay.stop();
    await expect.poll(phase).not.toBe('online');
    await relay.restart();
    await expect.poll(phase).toBe('online');
    const missed = page.getByRole('button', { name: 'What was missed', exact: true }).first();
    await keys.tabTo(missed);
    await keys.press('Enter');
    await expect.poll(() => hashOf(page)).toMatch(/[?&]t=/);
    // The line that was pressed went with the list.
    await keys.focused(page.getByRole('button', { name: /^Clear the time/ }));
    expect(keys.taken()).toBeLessThanOrEqual(3);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });

  it('a refused signature leads by the vendor’s path to the secret, which is changed and saved', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await importSample(app);
    expect((await order(app)).status).toBe(401);
    const keys = await byKeys(page);
    await page.getByRole('row').filter({ hasText: '401' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Outcome' }).getByText(/401/).waitFor();

    const main = page.getByRole('main');
    await keys.press('g', 'a');
    await keys.tabTo(main.getByRole('link', { name: /^stationery/ }).first());
    await page.keyboard.press('Enter');
    keys.taken();
    for (const name of [/^Services$/, /^orders/, /POST place/]) {
      await keys.tabTo(main.getByRole('link', { name }));
      await keys.press('Enter');
    }
    const tabs = page.getByRole('tablist', { name: 'Parts of the webhook' });
    await keys.tabTo(tabs.getByRole('tab', { selected: true }));
    await page.keyboard.press('ArrowRight');
    await keys.press('Enter');
    const secret = page.getByLabel('Secret', { exact: true });
    await secret.waitFor();
    expect(keys.taken()).toBeLessThanOrEqual(4);
    await keys.tabTo(secret);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('a-new-one');
    await keys.press('ControlOrMeta+s');
    await page.getByText('Saved place. Live now.').first().waitFor();
    await keys.focused(secret);
    await page.reload();
    await expect.poll(() => secret.inputValue()).toBe('a-new-one');
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });

  it('an edited function is tried on the captures there are', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const id = await importSample(app);
    for (let i = 0; i < 3; i += 1) await order(app);
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/apps/${id}/services/orders%2Fplace`);
    const keys = await byKeys(page);
    const editor = page.locator('.cm-content').first();
    await keys.tabTo(editor);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('exports = () => ({ edited: true });');
    // The first lets Tab leave the editor.
    await page.keyboard.press('Escape');
    const compare = page.getByRole('tab', { name: 'Compare 20' });
    const results = page.getByRole('tablist').filter({ has: compare });
    await keys.tabTo(results.getByRole('tab', { selected: true }));
    await page.keyboard.press('End');
    await keys.focused(compare);
    if ((await compare.getAttribute('aria-selected')) !== 'true') await keys.press('Enter');
    await page
      .getByText(/^3 (different|not run|same)/)
      .first()
      .waitFor();
    await keys.focused(compare);
    expect(keys.taken()).toBeLessThanOrEqual(1);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });

  it('another browser gets a link and signs in with it', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const keys = await byKeys(page);
    await keys.press('ControlOrMeta+k');
    await keys.focused(page.getByRole('combobox', { name: 'Command' }));
    await page.keyboard.insertText('another browser');
    await page
      .getByRole('option', { name: /Open in another browser/ })
      .first()
      .waitFor();
    await keys.press('Enter');
    const pasted = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(pasted).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);

    await using second = await browser.newContext();
    const guest = await second.newPage();
    await guest.goto(app.cli.ready.control);
    const field = guest.getByLabel('Or paste the link here:');
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
    await guest.keyboard.insertText(await pasted());
    await guest.keyboard.press('Enter');
    await guest.getByRole('navigation', { name: 'Pages' }).waitFor();
    expect(keys.taken() + 1).toBeLessThanOrEqual(3);
    await keys.usedNoMouse();
    expect(app.problems).toEqual([]);
  });
});
