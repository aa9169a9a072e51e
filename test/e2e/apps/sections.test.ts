import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';

let browser: Browser;
/** The window on the sample app; the tests share it. */
let app: App;
let id: string;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
  const made = await app.rest('/app/import-sample', { method: 'POST', body: '{}' });
  const { app: sample } = (await made.json()) as { app: { id: string } };
  ({ id } = sample);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});

/** Shows a section in a window of a width. */
async function open(section = 'overview', width = 1440): Promise<void> {
  await app.page.setViewportSize({ width, height: 900 });
  await go(app, `#/apps/${id}/${section}`);
}

async function go(app: App, hash: string): Promise<void> {
  await app.page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await app.page.getByRole('heading', { level: 1, name: /stationery/ }).waitFor();
  await calm(app.page);
}

describe('the sections of an app', () => {
  it('are a list in the order and the groups of the vendor, 208 px wide', async () => {
    await open();
    const list = app.page.getByRole('navigation', { name: 'Sections of the app' });
    expect((await list.boundingBox())?.width).toBe(208);
    const groups = await list.getByRole('region').all();
    const found = await Promise.all(
      groups.map(async (group) => [
        await group.getAttribute('aria-label'),
        ...(await group.getByRole('link').allInnerTexts()).map((text) => text.split('\n')[0]),
      ]),
    );
    expect(found).toEqual([
      ['Build', 'Services', 'Functions', 'Packages', 'HTTPS Endpoints', 'Values & Secrets'],
      ['Access', 'Users', 'Rules'],
      ['Observe', 'Runs', 'Collections', 'Outbox'],
      ['App', 'Overview', 'Export & folder', 'Settings'],
    ]);
  });

  it('are a select above the content in a window under 1100 px', async () => {
    await open('overview', 1090);
    const { page } = app;
    await page.getByLabel('Section', { exact: true }).selectOption('rules');
    await page.getByRole('heading', { level: 2, name: 'Rules' }).waitFor();
    await page.setViewportSize({ width: 1100, height: 900 });
    await page
      .getByRole('navigation', { name: 'Sections of the app' })
      .getByRole('link', { name: 'Services' })
      .waitFor();
    expect(await page.getByLabel('Section', { exact: true }).isVisible()).toBe(false);
  });

  it('take up links to the tabs of before', async () => {
    await open();
    const { page } = app;
    const address = (): string => new URL(page.url()).hash;
    await go(app, `#/apps/${id}/webhooks`);
    await page.getByRole('heading', { name: 'Incoming Webhooks' }).waitFor();
    expect(address()).toBe(`#/apps/${id}/services/*/webhooks`);
    await go(app, `#/apps/${id}/webhooks/orders%2Fplace/settings`);
    await page.getByLabel('Secret', { exact: true }).waitFor();
    expect(address()).toBe(`#/apps/${id}/services/orders%2Fplace/settings`);
    await go(app, `#/apps/${id}/data`);
    await page.getByText('Choose a collection').waitFor();
    expect(address()).toBe(`#/apps/${id}/collections`);
  });

  it('lead to the secret of a webhook by the vendor’s path in four actions', async () => {
    await open();
    const { page } = app;
    let actions = 0;
    const press = async (role: 'link' | 'tab', name: string | RegExp): Promise<void> => {
      actions += 1;
      await page.getByRole('main').getByRole(role, { name }).click();
    };
    await press('link', /^Services$/);
    await press('link', /^orders/);
    await press('link', /POST place/);
    await press('tab', /^Settings/);
    const secret = page.getByLabel('Secret', { exact: true });
    expect(await secret.inputValue()).toBe('needle-and-thread');
    expect(actions).toBeLessThanOrEqual(4);
    const way = page.getByRole('navigation', { name: 'Where this is' });
    expect(await way.getByRole('link').allInnerTexts()).toEqual([
      'Services',
      'orders',
      'Incoming Webhooks',
    ]);
    expect(app.problems).toEqual([]);
  });

  it('show a webhook with its tabs in the address, its settings in the vendor’s order', async () => {
    await open('services/orders%2Fplace');
    const { page } = app;
    const tabs = page.getByRole('tablist', { name: 'Parts of the webhook' }).getByRole('tab');
    await tabs.first().waitFor();
    const names = (await tabs.allInnerTexts()).map((text) => text.split('\n')[0]);
    expect(names).toEqual(['Function Editor', 'Settings', 'Captures', 'Runs']);
    await tabs.nth(1).click();
    await expect
      .poll(() => new URL(page.url()).hash)
      .toBe(`#/apps/${id}/services/orders%2Fplace/settings`);
    await page.getByLabel('Secret', { exact: true }).waitFor();
    const main = page.getByRole('main');
    const fields = [
      main.getByLabel('Name', { exact: true }),
      main.getByRole('switch', { name: 'Respond with result' }),
      main.getByRole('heading', { name: 'Run webhook as' }),
      main.getByLabel('HTTP method'),
      main.getByRole('heading', { name: 'Request validation' }),
      main.getByLabel('Secret', { exact: true }),
      main.getByRole('heading', { name: 'Can evaluate' }),
    ];
    const tops = await Promise.all(fields.map(async (one) => (await one.boundingBox())?.y ?? -1));
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    expect(tops[0]).toBeGreaterThan(0);
    // Its tabs are of one page: what is typed stays, and nobody is asked.
    await page.getByLabel('Name', { exact: true }).fill('order');
    await tabs.nth(3).click();
    await page.getByText('No runs yet').waitFor();
    await tabs.nth(1).click();
    const name = page.getByLabel('Name', { exact: true });
    await expect.poll(() => name.inputValue()).toBe('order');
    expect(app.problems).toEqual([]);
  });

  it('list every rule of the app, and open it where it is written', async () => {
    await open('rules');
    const { page } = app;
    const rules = page.getByRole('region', { name: 'Actions of services' });
    await rules.getByRole('link', { name: /staff may call out/ }).click();
    await page.getByRole('button', { name: 'staff may call out' }).waitFor();
    await page.getByRole('link', { name: 'Rules', exact: true }).click();
    await page
      .getByRole('region', { name: 'can_evaluate of Incoming Webhooks' })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('heading', { name: 'Can evaluate' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('put Secrets beside values: missing ones first with a field, set ones with their last four', async () => {
    await open('values');
    const { page } = app;
    const values = await page.getByRole('heading', { name: 'Values', exact: true }).boundingBox();
    const secrets = page.getByRole('heading', { name: 'Secrets', exact: true });
    expect((await secrets.boundingBox())?.y).toBe(values?.y);
    const field = page.getByLabel('supplier_token', { exact: true });
    await field.fill('a-long-secret-of-MPLE');
    await field.press('Enter');
    const replace = page.getByRole('button', { name: 'Replace supplier_token' });
    await replace.waitFor();
    const kept = page.getByRole('listitem').filter({ has: replace });
    expect(await kept.innerText()).toContain('••••MPLE');
    const all = page.getByRole('listitem').filter({ hasText: /Used by|Replace/ });
    expect(await all.last().innerText()).toContain('supplier_token');
    await page.setViewportSize({ width: 700, height: 900 });
    await expect
      .poll(async () => (await secrets.boundingBox())?.y)
      .toBeGreaterThan((values?.y ?? 0) + 50);
    expect(app.problems).toEqual([]);
  });

  it('run the tour without a terminal: each step is sent, opens its capture and ticks', async () => {
    await open();
    const { page } = app;
    await page.getByText('0 of 5 done').waitFor();
    await page.getByRole('button', { name: 'Run it: Place an order' }).click();
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/captures\/./);
    await page.getByText('201 Created').first().waitFor();
    await go(app, `#/apps/${id}/overview`);
    await page.getByText('1 of 5 done').waitFor();
    const first = page.getByRole('listitem').filter({ hasText: 'Place an order' });
    await first.getByText('Done:').waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const [form, holds] of [
      ['bash', 'openssl dgst'],
      ['PowerShell', 'Get-Command curl'],
      ['HTTPie', 'http --path-as-is'],
      ['fetch', 'await fetch('],
    ] as const) {
      await first.getByRole('button', { name: /^Copy as/ }).click();
      await page.getByRole('menuitem', { name: form, exact: true }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(holds);
    }
    expect(app.problems).toEqual([]);
  });
});
