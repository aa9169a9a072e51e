import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { send } from '../../senders/signed-request.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('a sender has a row with its captures, what is verified, and its secrets', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  const as = { provider: 'stripe', secret: 'whsec_right' };
  await send({ url: intake, path: '/1', body: '{"id":"evt_1","type":"invoice.paid"}', as });
  await send({ url: intake, path: '/2', body: '{"id":"evt_2","type":"invoice.paid"}', as });
  await page.goto(`${page.url().split('#')[0]}#/endpoints/senders`);
  const row = page.getByRole('listitem').filter({ hasText: 'Stripe' });
  await row.getByRole('link', { name: '2 captures' }).waitFor();
  await row.getByRole('link', { name: 'Inbox' }).waitFor();
  await row.getByRole('button', { name: 'Add a secret of Stripe' }).click();

  // Not the one: tried on the newest capture, said, and not kept by itself.
  const field = row.getByRole('textbox', { name: /secret/i });
  await field.fill('whsec_wrong');
  await row.getByText('Not this one either.').waitFor();
  await row.getByText(/Tried on invoice.paid, \d\d:/).waitFor();
  expect(await (await app.rest('/sender-secrets')).json()).toEqual([]);

  await field.fill('whsec_right');
  await row.getByText('This one fits.').waitFor();
  await row.getByRole('button', { name: 'Keep secret' }).click();
  await page.getByText('2 captures of Stripe were checked again: 2 verified.').waitFor();
  await row.getByText('100 % verified').waitFor();
  await row.getByText(/last fitted/).waitFor();

  // Shown for as long as the button is held.
  const hold = row.getByRole('button', { name: 'Hold to show Production' });
  await hold.focus();
  await page.keyboard.down('Space');
  await row.getByText('whsec_right', { exact: true }).waitFor();
  await page.keyboard.up('Space');
  await row.getByText('whsec_right', { exact: true }).waitFor({ state: 'detached' });

  await row.getByRole('button', { name: 'Keep verifying, stop signing' }).click();
  await row.getByText('verifies, does not sign').waitFor();
  expect(app.problems).toEqual([]);
});
