import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

const run = promisify(execFile);

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const ORDER = JSON.stringify({ customer: 'ada@x.test', lines: [{ item: 'pencil', count: 3 }] });
const sign = (body: string): string =>
  `sha256=${createHmac('sha256', 'needle-and-thread').update(body).digest('hex')}`;

const hook = (app: App, name: string): string =>
  `${app.cli.ready.intake}/api/client/v2.0/app/stationery-thrdx/service/orders/incoming_webhook/${name}`;

const place = (app: App, signature = sign(ORDER)): Promise<Response> =>
  fetch(hook(app, 'place'), {
    method: 'POST',
    body: ORDER,
    headers: { 'x-hook-signature': signature },
  });

async function importSample(app: App): Promise<void> {
  const { page } = app;
  await page.getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('button', { name: 'Try the sample app' }).click();
  await page.getByText('Five-minute tour').waitFor();
  await page.getByRole('link', { name: 'Services', exact: true }).click();
  await page.getByRole('link', { name: 'All webhooks' }).click();
  await page.getByRole('heading', { name: 'Incoming Webhooks' }).waitFor();
}

describe('a Stitch app in the window', () => {
  it('is imported from a folder, with what would change shown first', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await page.getByRole('link', { name: 'Apps' }).click();
    await page.getByRole('button', { name: 'Import an app' }).click();
    await page.getByLabel('Folder').fill('/nowhere/at/all');
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('does not exist').waitFor();
    await page.getByLabel('Folder').fill(`${process.cwd()}/resources/sample-app`);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('in the format of 20210101').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('stationery was imported').waitFor();
    await page.getByLabel('supplier_token').fill('hush');
    await page.getByRole('button', { name: 'Set', exact: true }).nth(4).click();
    await page.getByText('Done').waitFor();
    await page.getByRole('button', { name: 'Open the app' }).click();
    await page.getByRole('heading', { name: 'What is missing' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('answers its webhooks, called by the curl that the page copies', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const { page } = app;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('link', { name: /cancel/ }).click();
    await page.getByText('Copy as curl').click();
    const curl = await page.evaluate(() => navigator.clipboard.readText());
    expect(curl).toContain('secret=scissors');
    const { stdout: answer } = await run('bash', ['-c', `${curl} -sS -w ' %{http_code}'`]);
    expect(answer).toBe('{"canceled":{"$numberLong":"0"}} 200');
    await page.getByRole('tab', { name: /Captures/ }).click();
    await page.getByRole('link', { name: /DELETE 200/ }).waitFor();
  });

  it('shows what an edit would change on the last captures, saves it, and answers so', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    for (let i = 0; i < 3; i += 1) expect((await place(app)).status).toBe(201);
    const { page } = app;
    await page.getByRole('link', { name: /POST place/ }).click();
    await page.getByRole('tab', { name: 'Compare 20' }).click();
    await page.getByText('3 same', { exact: true }).first().waitFor();

    const editor = page.locator('.cm-content').first();
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(
      "exports = function (payload, response) { response.setStatusCode(202); response.setBody('later'); };",
    );
    await page.getByText('Not saved').waitFor();
    await page.getByRole('button', { name: 'Run on the last 20' }).click();
    await page.getByText('3 different').first().waitFor();
    expect((await place(app)).status).toBe(201);

    await page.keyboard.press('Control+s');
    await page.getByText('Not saved').waitFor({ state: 'hidden' });
    const answered = await place(app);
    expect([answered.status, await answered.text()]).toEqual([202, 'later']);
    expect(app.problems).toEqual([]);
  });

  it('explains a wrong signature and a denied action where the capture is', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const refused = await place(app, `sha256=${'0'.repeat(64)}`);
    expect(refused.status).toBe(401);
    const { page } = app;
    const id = refused.headers.get('x-backstitch-capture-id') ?? '';
    await page.goto(`${app.cli.ready.control}/#/captures/${id}`);
    await page.getByRole('tab', { name: 'Checks' }).click();
    await page.getByRole('region', { name: 'Webhook' }).waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /does not match the \d+ bytes/ })
      .waitFor();

    const apps = (await (await app.rest('/apps')).json()) as { id: string }[];
    const users = { appId: apps[0]?.id, kind: 'stand-in', id: '64c0ffee64c0ffee64c0ffee' };
    await app.rest('/users', { method: 'POST', body: JSON.stringify(users) });
    const denied = await fetch(`${hook(app, 'supplier')}?url=http://example.test/`);
    expect(denied.status).toBe(400);
    await page.goto(
      `${app.cli.ready.control}/#/captures/${denied.headers.get('x-backstitch-capture-id') ?? ''}`,
    );
    await page.getByRole('tab', { name: 'Flow' }).click();
    await page.getByText('NoMatchingRuleFound').waitFor();
    await page.locator('summary').filter({ hasText: 'orders.get' }).click();
    await page.getByText('Refused: no rule that is true lists this action.').waitFor();
  });

  it('leaves a changed webhook without a question, and has its text when one comes back', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const { page } = app;
    await page.getByRole('link', { name: /GET list/ }).click();
    await page.getByRole('tab', { name: /Settings/ }).click();
    const result = page.getByRole('switch', { name: 'Respond with result' });
    await result.click();
    await page.getByText('Not saved', { exact: true }).waitFor();
    const before = await result.getAttribute('aria-checked');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('heading', { name: 'Users', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Apps, not saved' }).waitFor();
    await page.reload();
    await page.goBack();
    const bar = page.getByRole('region', { name: 'Draft' });
    await bar.getByText(/^Not saved, from \d\d:\d\d:\d\d in /).waitFor();
    await page.getByRole('tab', { name: /Settings/ }).click();
    expect(await result.getAttribute('aria-checked')).toBe(before);
    await bar.getByRole('button', { name: 'Save' }).click();
    await bar.waitFor({ state: 'detached' });
    const rail = page.getByRole('navigation', { name: 'Pages' });
    await rail.getByRole('link', { name: 'Apps', exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('adds a user, a value and a rule with a live verdict', async () => {
    await using app = await openApp(browser);
    await importSample(app);
    const { page } = app;
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'Add user' }).first().click();
    await page.getByLabel('Email', { exact: true }).fill('ada@stationery.test');
    await page.getByLabel('Password').fill('correct horse');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('ada@stationery.test').waitFor();

    await page.getByRole('link', { name: 'Values & Secrets' }).click();
    await page.getByRole('button', { name: 'Add value' }).click();
    await page.getByLabel('Name', { exact: true }).fill('greeting');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /greeting/ }).waitFor();

    await page.getByRole('link', { name: 'Services' }).click();
    await page.getByRole('link', { name: /orders/ }).click();
    await page.getByRole('tab', { name: /Rules/ }).click();
    await page.getByRole('button', { name: 'staff may call out' }).click();
    await page.getByText('False: refused').waitFor();
    await page.getByLabel('User', { exact: true }).selectOption({ label: 'ada@stationery.test' });
    await page.getByText('True: allowed').waitFor();
    expect(app.problems).toEqual([]);
  });
});
