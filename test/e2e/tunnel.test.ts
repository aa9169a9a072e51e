import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { startRelay } from '../helpers/peers/relay.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('goes online by one switch, shows the public URL, and tells of an outage in the list', async () => {
  await using relay = await startRelay();
  await using app = await openApp(browser);
  const { page } = app;
  const config = { mode: 'off', host: relay.url, subdomain: 'backstitch-test', url: '' };
  await app.rest('/tunnel', { method: 'PUT', body: JSON.stringify(config) });
  // The start card has one, too, once it is there.
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await status.getByRole('switch', { name: 'Tunnel' }).click();
  const state = async () =>
    (await (await app.rest('/tunnel')).json()) as { phase: string; publicUrl: string | null };
  await expect.poll(async () => (await state()).phase).toBe('online');
  const { publicUrl } = await state();
  await page
    .getByText(new URL(publicUrl ?? '').host)
    .first()
    .waitFor();
  await fetch(`${publicUrl}/from-outside`, { method: 'POST', body: 'x' });
  await page.getByRole('row').filter({ hasText: '/from-outside' }).waitFor();

  await relay.stop();
  await expect.poll(async () => (await state()).phase).not.toBe('online');
  await relay.restart();
  await expect.poll(async () => (await state()).phase).toBe('online');
  await fetch(`${publicUrl}/after`, { method: 'POST', body: 'x' });
  await page
    .getByText(/Senders could not reach you/)
    .first()
    .waitFor();
  await page.getByRole('row').filter({ hasText: '/after' }).waitFor();
  const texts = await page.getByRole('row').allInnerTexts();
  const place = (text: string): number => texts.findIndex((row) => row.includes(text));
  expect(place('/after')).toBeGreaterThan(-1);
  expect(place('Senders could not reach you')).toBeGreaterThan(place('/after'));
});

it('says what is wrong with a relay that cannot be reached', async () => {
  await using app = await openApp(browser);
  const config = { mode: 'localtunnel', host: 'http://127.0.0.1:9', subdomain: '', url: '' };
  await app.rest('/tunnel', { method: 'PUT', body: JSON.stringify(config) });
  await app.page
    .getByText(/Nothing answers at http:\/\/127\.0\.0\.1:9/)
    .first()
    .waitFor();
  const state = (await (await app.rest('/tunnel')).json()) as { reason: string };
  expect(state.reason).toMatch(/127\.0\.0\.1/);
});
