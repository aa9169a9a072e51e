import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { outerAddress } from '../helpers/outer-address.ts';
import { startRelay } from '../helpers/peers/relay.ts';
import { startSshRelay } from '../helpers/peers/ssh-relay.ts';

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

const outer = outerAddress();

// Without a network this computer has loopback alone, which is no public address.
it.skipIf(outer === null)(
  'sets up a server over SSH: its key is asked, trusted by a click, and told when it changed',
  async () => {
    await using relay = await startSshRelay(outer ?? '');
    await using app = await openApp(browser);
    const { page } = app;
    await page.getByRole('button', { name: 'Tunnel settings' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tunnel' });
    await dialog.getByText('SSH', { exact: true }).click();
    // What each kind costs, needs and exposes is said before it is chosen.
    await dialog.getByText('localhost.run ends TLS, so it can read what is sent to you.').waitFor();
    await dialog.getByLabel('Server').selectOption('A server of yours');
    await dialog.getByText('AllowTcpForwarding remote').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Enter the host of your server.').waitFor();
    await dialog.getByLabel('Host').fill(relay.host);
    await dialog.getByLabel('Port', { exact: true }).fill(String(relay.port));
    await dialog.getByLabel('User').fill('me');
    await dialog.getByLabel('Pattern for the URL').fill('ready at (http://\\S+) now');
    await dialog.getByText('Keys and password').click();
    await dialog.getByLabel('Password', { exact: true }).fill('open-sesame');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const bar = page.getByRole('contentinfo');
    await bar.getByText('Failed').waitFor();

    await page.getByRole('button', { name: 'Tunnel settings' }).click();
    await dialog.getByText(relay.fingerprint()).first().waitFor();
    expect(relay.logins).toEqual([]);
    await dialog.getByRole('button', { name: 'Trust this key' }).click();
    await dialog.getByText('Online').waitFor();
    await dialog.getByText('What it printed').click();
    await dialog.getByText(/ready at http:.* now/).waitFor();
    const text = await (await app.rest('/tunnel')).text();
    expect(text).not.toContain('open-sesame');

    await relay.changeKey();
    await dialog.getByRole('button', { name: 'Trust the new key instead' }).waitFor();
    await dialog.getByText(relay.fingerprint()).first().waitFor();

    await dialog.getByText('A program', { exact: true }).click();
    await dialog.getByLabel('Program', { exact: true }).selectOption('bore');
    await dialog.getByText('many providers refuse it').waitFor();
  },
);
