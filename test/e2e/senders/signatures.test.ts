import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { OFFICIAL } from '../../senders/official-verifiers.ts';
import { send } from '../../senders/signed-request.ts';
import { endpointRow, panelOf } from '../endpoints/endpoints-page.ts';
import { counted } from '../actions.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const tab = (page: Page, name: string) => page.getByRole('tab', { name });
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });
const rows = (page: Page, text: string) =>
  page.getByRole('grid', { name: 'Captures' }).getByRole('row').filter({ hasText: text });

/** A server of the developer's own, which asks the sender's library. */
async function openCheckedServer(provider: string, secret: string) {
  const server = createServer((request, response) => {
    void (async () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const body = await text(request);
      const genuine = await OFFICIAL[provider]!({ headers, body }, secret);
      response.writeHead(genuine ? 200 : 400);
      response.end(genuine ? `genuine ${body}` : 'forged');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/stripe`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Opens who sends to the inbox. */
async function openSender(page: Page) {
  await page.getByRole('link', { name: 'Endpoints', exact: true }).click();
  await endpointRow(page, 'Inbox').click();
  const panel = panelOf(page, 'Inbox');
  await panel.getByRole('tab', { name: 'Sender' }).click();
  await panel.getByRole('combobox', { name: 'Provider' }).waitFor();
  return panel;
}

/** Chooses a provider by what is typed. */
async function chooseProvider(page: Page, panel: Locator, typed: string, label: string) {
  await panel.getByRole('combobox', { name: 'Provider' }).fill(typed);
  await page.getByRole('option', { name: label }).first().click();
  await panel.getByText(/^Saved \d/).waitFor();
}

/** Says who sends to the inbox, and with which secret. */
async function setSender(page: Page, label: string, secret: string): Promise<void> {
  const panel = await openSender(page);
  await chooseProvider(page, panel, label, label);
  await panel.getByRole('switch', { name: 'Refuse unverified requests' }).click();
  await panel.getByRole('textbox', { name: /secret/i }).fill(secret);
  await panel.getByRole('button', { name: 'Keep secret' }).click();
  await panel.getByRole('listitem').filter({ hasText: 'Production' }).waitFor();
}

describe('the sender of a capture', () => {
  it('is green for a signed sample, within the first minute', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await page.getByRole('button', { name: 'Stripe invoice.paid' }).click();
    const row = rows(page, 'invoice.paid');
    await row.getByRole('img', { name: 'verified', exact: true }).waitFor();
    await row.click();
    await tab(page, 'Checks').click();
    await verdict(page).getByText('The signature matches: Sample secret for Stripe.').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('is red for what was changed on the way, with the cause', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const { intake } = app.cli.ready;
    await setSender(page, 'Stripe', 'whsec_production');
    const as = { provider: 'stripe', secret: 'whsec_production' };
    const good = await send({ url: intake, path: '/good', body: '{"id":"evt_1"}', as });
    expect(good.status).toBe(200);
    const old = { ...as, at: Date.now() - 3_600_000 };
    const stale = await send({ url: intake, path: '/stale', body: '{"id":"evt_2"}', as: old });
    const forged = { provider: 'stripe', secret: 'another' };
    const wrong = await send({ url: intake, path: '/wrong', body: '{"id":"evt_3"}', as: forged });
    expect([stale.status, wrong.status]).toEqual([401, 401]);
    await page.getByRole('link', { name: /^Captures(,|$)/ }).click();
    await rows(page, '/wrong').getByRole('img', { name: 'not verified', exact: true }).waitFor();
    await rows(page, '/wrong').click();
    await tab(page, 'Checks').click();
    await verdict(page).getByText('SIGNATURE_MISMATCH').waitFor();
    await rows(page, '/stale').click();
    await verdict(page)
      .getByText(/Signed 60 min before it arrived/)
      .waitFor();
    await verdict(page).getByText('refused with 401').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('can be proven after a secret is added to what came before', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const as = { provider: 'github', secret: 'gh-secret' };
    const headers: [string, string][] = [['X-GitHub-Event', 'push']];
    await send({ url: app.cli.ready.intake, headers, body: '{}', as });
    await rows(page, 'push').click();
    await tab(page, 'Checks').click();
    await page.getByText('Add the webhook secret to verify it').waitFor();
    await page.getByLabel('Webhook secret').fill('gh-secret');
    await page.getByRole('button', { name: 'Keep for Inbox' }).click();
    await verdict(page).getByText('The signature matches: Production.').waitFor();
    await rows(page, 'push').getByRole('img', { name: 'verified', exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('a question before the first event', () => {
  it('says whose it is, and is answered after one click', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const { intake } = app.cli.ready;
    const body = '{"type":"url_verification","challenge":"c-1"}';
    await send({ url: intake, path: '/events', body });
    await rows(page, '/events').click();
    await tab(page, 'Checks').click();
    const card = page.getByRole('region', { name: 'Not answered' });
    await card.getByText('Choose Slack for this endpoint to answer it.').waitFor();
    await card.getByRole('button', { name: 'Choose Slack' }).click();
    await page
      .getByText('Slack will be answered from now on. Let the provider ask again.')
      .waitFor();
    expect((await send({ url: intake, path: '/again', body })).text).toBe('c-1');
    await rows(page, '/again').click();
    await page.getByText('Slack URL verification', { exact: true }).waitFor();
    await expect.poll(() => card.count()).toBe(0);
    expect(app.problems).toEqual([]);
  });
});

describe('a key pair', () => {
  it('is taken and handed out as the sender’s receivers write it', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const panel = await openSender(page);
    await chooseProvider(page, panel, 'discord', 'Discord');
    await panel.getByText('Enter the key as hex, base64, PEM, JWK, whpk_…').waitFor();
    await panel.getByRole('button', { name: 'Make a test key' }).click();
    await panel
      .getByRole('button', { name: 'Copy the public key of Test key for Discord (hex)' })
      .waitFor();
    await panel.getByRole('button', { name: 'Other forms of the public key' }).click();
    await page.getByRole('menuitem', { name: 'Copy as JWK' }).waitFor();
    await page.keyboard.press('Escape');
    const key = panel.getByRole('textbox', { name: 'Public key of the app' });
    await key.fill('{\n  "kty": "OKP",\n  "crv": "Ed25519",\n  "x": "no"\n}');
    await panel.getByRole('button', { name: 'Keep secret' }).click();
    await panel
      .getByText(/This is not the public key of the app\. It is a public key \(hex/)
      .waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('a scheme of your own', () => {
  it('is tried on a capture while it is written', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const body = '{"n":1}';
    const mac = createHmac('sha256', 'shop').update(body).digest('hex');
    const headers: [string, string][] = [['X-Shop-Mac', mac]];
    await send({ url: app.cli.ready.intake, headers, body });
    await rows(page, '/hook').waitFor();
    const panel = await openSender(page);
    await chooseProvider(page, panel, 'custom', 'Custom scheme');
    await panel.getByRole('textbox', { name: 'Header', exact: true }).fill('X-Shop-Mac');
    const tried = panel.getByRole('region', { name: 'Try the scheme' });
    await tried.getByRole('textbox').fill('wrong');
    await tried.getByText('The signature does not match.').waitFor();
    await tried.getByText(/They differ from character \d+ on\./).waitFor();
    await tried.getByRole('textbox').fill('shop');
    await tried.getByText('The signature matches').waitFor();
    await tried.getByText(mac).first().waitFor();
    await panel.getByRole('button', { name: 'Base64 HMAC of the body' }).click();
    await tried.getByText(/^The header X-Shop-Mac has no signature in the form of/).waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('edit, sign again, replay', () => {
  it('is taken by a server that asks the official library, in three actions', async () => {
    await using app = await openApp(browser);
    await using server = await openCheckedServer('stripe', 'whsec_production');
    const { page } = app;
    await setSender(page, 'Stripe', 'whsec_production');
    const as = { provider: 'stripe', secret: 'whsec_production' };
    const type: [string, string] = ['Content-Type', 'application/json'];
    await send({
      url: app.cli.ready.intake,
      headers: [type],
      body: '{"id":"evt_1","amount":1}',
      as,
    });
    await page.getByRole('link', { name: /^Captures(,|$)/ }).click();
    await rows(page, '/hook').click();
    await page.keyboard.press('Shift+r');
    const composer = page.getByRole('article', { name: 'Composer' });
    await composer.getByRole('textbox', { name: 'Target' }).fill(server.url);
    await page.keyboard.press('Escape');
    await composer.waitFor({ state: 'detached' });

    // `e`, the edit, Ctrl+Enter: the signature follows by itself, with the reason beside it.
    const actions = counted(page);
    await actions.press('e');
    await composer.getByRole('textbox', { name: 'Body of the request' }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await actions.type('{"id":"evt_1","amount":2}');
    await actions.press('ControlOrMeta+Enter');
    await composer.getByText(/genuine/).waitFor();
    expect(actions.count).toBeLessThanOrEqual(3);
    await composer.getByText('Signed as Stripe with Production.').waitFor();
    await composer.getByText(/Sign again with “Production”/).waitFor();

    // Against the proposal, when somebody says so.
    await composer.getByRole('combobox', { name: 'Signature' }).selectOption('As captured');
    await composer.getByRole('button', { name: 'Send again' }).click();
    await composer.getByText('forged').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('never sends edited bytes under the old signature without a word', async () => {
    await using app = await openApp(browser);
    await using server = await openCheckedServer('stripe', 'whsec_production');
    const { page } = app;
    const as = { provider: 'stripe', secret: 'whsec_production' };
    await send({ url: app.cli.ready.intake, body: '{"id":"evt_1","amount":1}', as });
    await rows(page, '/hook').click();
    await page.keyboard.press('e');
    const composer = page.getByRole('article', { name: 'Composer' });
    await composer.getByRole('textbox', { name: 'Target' }).fill(server.url);
    await composer.getByRole('textbox', { name: 'Body of the request' }).click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('{"id":"evt_1","amount":2}');
    // At once, before the preview of these bytes is there.
    await page.keyboard.press('ControlOrMeta+Enter');
    await composer
      .getByRole('alert')
      .getByText('The receiver will refuse this: the signature is of other bytes.')
      .waitFor();
    const anyway = composer.getByRole('button', { name: 'Send with the old signature' });
    await anyway.waitFor();
    const [capture] = (await (await app.rest('/captures')).json()).items as { id: string }[];
    const tries = async () =>
      (await (await app.rest(`/captures/${capture?.id}/replays`)).json()) as unknown[];
    expect(await tries()).toEqual([]);
    await anyway.click();
    await composer.getByText('forged').waitFor();
    expect(await tries()).toHaveLength(1);
    await composer.getByRole('button', { name: 'Enter secret' }).click();
    await page.getByRole('form', { name: 'Enter the right secret' }).waitFor();
    expect(app.problems).toEqual([]);
  });
});
