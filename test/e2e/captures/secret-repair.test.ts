import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { send } from '../../senders/signed-request.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const RIGHT = 'whsec_the-right-one';
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text }).first();
const outcome = (page: Page) => page.getByRole('region', { name: 'Outcome' });

async function call(app: App, method: string, path: string, body: unknown): Promise<void> {
  const answer = await app.rest(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
}

/** The inbox refuses what Stripe did not sign, and has a secret that is not the right one. */
async function refuseWithWrongSecret(app: App): Promise<void> {
  await call(app, 'PUT', '/endpoints/inbox/sender', {
    provider: 'stripe',
    custom: null,
    refuse: true,
    handshakes: true,
    verifyToken: null,
    publicUrl: null,
  });
  await keep(app, 'whsec_a-wrong-one', 'inbox');
}

const keep = (app: App, value: string, endpointId: string | null) =>
  call(app, 'POST', '/sender-secrets', {
    owner: { endpointId, provider: 'stripe' },
    label: endpointId === null ? 'Everywhere' : 'Old',
    value,
  });

const event = (app: App, path: string) =>
  send({
    url: app.cli.ready.intake,
    path,
    body: JSON.stringify({ id: `evt_${path.slice(1)}`, type: `order.${path.slice(1)}` }),
    as: { provider: 'stripe', secret: RIGHT },
  });

const secretsOf = async (app: App) =>
  (await (await app.rest('/sender-secrets')).json()) as { label: string }[];

describe('a wrong secret', () => {
  it('is repaired in two actions from where it is seen: paste, keep', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await refuseWithWrongSecret(app);
    for (const path of ['/first', '/second']) expect((await event(app, path)).status).toBe(401);
    await row(page, '/second').click();
    await outcome(page)
      .getByText(/^Failed: 401 refused: the signature does not match\./)
      .filter({ visible: true })
      .waitFor();

    let actions = 0;
    await outcome(page).getByRole('textbox', { name: 'Secret of the sender' }).fill(RIGHT);
    actions += 1;
    await outcome(page).getByText('This one fits.').waitFor();
    await outcome(page).getByRole('button', { name: 'Keep for Inbox' }).click();
    actions += 1;
    await outcome(page)
      .getByText('401 when it came. Verified now with “Production”.')
      .filter({ visible: true })
      .waitFor();
    expect(actions).toBe(2);
    await page.getByText('2 captures of Stripe were checked again: 2 verified.').first().waitFor();
    for (const path of ['/first', '/second']) {
      await row(page, path).getByRole('img', { name: 'verified', exact: true }).waitFor();
    }
    // The field is gone; what it led to has the focus, not the page.
    await expect
      .poll(() => outcome(page).evaluate((el) => el === document.activeElement))
      .toBe(true);
    expect((await event(app, '/third')).status).toBe(200);
    expect(app.problems).toEqual([]);
  });

  it('that is typed is kept nowhere, and nothing says that it was', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await refuseWithWrongSecret(app);
    await event(app, '/first');
    await row(page, '/first').click();
    await page.keyboard.press('v');
    const form = page.getByRole('form', { name: 'Enter the right secret' });
    await form.getByRole('textbox').fill('whsec_another-wrong-one');
    await form.getByText('Not this one either.').waitFor();
    expect(await form.getByRole('button', { name: /^Keep/ }).count()).toBe(0);
    await form.getByRole('textbox').press('Enter');
    expect(await secretsOf(app)).toHaveLength(1);
    expect(await page.getByText(/^Kept “/).count()).toBe(0);
    // It may be kept all the same, by who knows better: that is not green.
    await form.getByRole('button', { name: 'More for this secret' }).click();
    await page.getByRole('menuitem', { name: 'Keep anyway' }).click();
    await page
      .getByText('1 capture of Stripe was checked again: 0 verified, 1 not.')
      .first()
      .waitFor();
    expect(await page.locator('.border-l-good').count()).toBe(0);
    expect(await secretsOf(app)).toHaveLength(2);
    expect(app.problems).toEqual([]);
  });

  it('is found among the kept ones of other endpoints, and used here', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await refuseWithWrongSecret(app);
    const reply = {
      status: 200,
      headers: [],
      bodyKind: 'json',
      body: '{}',
      delayMs: 0,
      failFirst: { count: 0, status: 503 },
    };
    const made = await app.rest('/endpoints', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'Shop',
        enabled: true,
        path: '/shop',
        methods: ['POST'],
        reply,
      }),
    });
    expect(made.ok).toBe(true);
    await keep(app, RIGHT, ((await made.json()) as { id: string }).id);
    await event(app, '/first');
    await row(page, '/first').click();
    // With the report of the sender the sentence gets its field, and the buttons another place.
    await outcome(page).getByRole('textbox', { name: 'Secret of the sender' }).waitFor();
    await outcome(page).getByRole('button', { name: 'Which fits?' }).click();
    await page.getByRole('button', { name: 'Use it for Inbox' }).click();
    await outcome(page)
      .getByText(/Verified now with/)
      .filter({ visible: true })
      .waitFor();
    expect(app.problems).toEqual([]);
  });
});
