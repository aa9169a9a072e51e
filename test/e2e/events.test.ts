import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

async function order(app: App, n: number, more: object = {}): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'order',
    'x-github-delivery': `o${n}`,
  };
  const body = { id: `order-${n}`, total: n, state: n % 2 === 0 ? 'paid' : 'open', ...more };
  await fetch(`${app.cli.ready.intake}/hooks`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
}

const part = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: 'Parts of the event type' })
    .getByRole('link', { name })
    .click();

it('event types are listed as they come, say what changed, and become code', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByRole('link', { name: 'Events' }).click();
  await page.getByRole('heading', { name: 'Types appear as captures arrive' }).waitFor();
  for (let n = 0; n < 21; n += 1) await order(app, n);
  const group = page.getByRole('region', { name: 'GitHub' });
  await group.getByText('21 seen').waitFor();
  await order(app, 30, { total: '30', coupon: { code: 'x' } });
  await group.getByText('1 of 2 breaking').click();

  // Opened where something waits to be judged.
  const changes = page.getByRole('list', { name: 'Changes' });
  await changes.getByText('Other type').waitFor();
  await changes.getByRole('link', { name: 'Show it' }).first().click();
  await page.getByRole('row', { name: /^GitHub, order.*differs from what is usual/ }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Accept: New field coupon' }).click();
  await changes.getByText('Accepted').waitFor();

  await part(page, 'Fields');
  await page.getByRole('row', { name: /^id string/ }).waitFor();
  // What waits to be judged is marked at its field; what was accepted is not.
  await page.getByRole('row', { name: /^total .*Δ other type/ }).waitFor();
  await page.getByRole('row', { name: /^coupon object/ }).waitFor();
  expect(await page.getByText('Δ', { exact: false }).count()).toBe(1);
  await page
    .getByRole('row', {
      name: /^state string few values always open · paid|^state string few values always paid · open/,
    })
    .waitFor();
  // What else it may look like is made of a capture, and goes to a handler.
  await part(page, 'Variants');
  const variants = page.getByRole('region', { name: /^\d variants?$/ });
  await variants.getByText(/^is (open|paid)$/).click();
  await variants.getByText(/"state": "(open|paid)"/).waitFor();
  await variants.getByRole('button', { name: 'Test with these…' }).click();
  const sending = page.getByRole('dialog', { name: 'Test your handler' });
  await sending.getByRole('button', { name: /^Send [2-9] cases$/ }).waitFor();
  await sending.getByRole('button', { name: 'Cancel' }).click();
  await sending.waitFor({ state: 'detached' });

  await part(page, 'Code');
  await page.getByText('interface GithubOrder').first().waitFor();
  await page.getByRole('button', { name: 'JSON Schema' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save github.order.schema.json' }).click();
  const saved = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as object;
  expect(saved).toMatchObject({ type: 'object', required: ['id', 'state', 'total'] });

  await part(page, 'Baseline');
  await page.getByText('Learned: what was usual').waitFor();
  await page.getByRole('button', { name: 'Import a JSON Schema…' }).click();
  await page.getByRole('textbox', { name: 'JSON Schema' }).fill('{"type":"objekt"}');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('is no type of JSON Schema').first().waitFor();
  await page
    .getByRole('textbox', { name: 'JSON Schema' })
    .fill('{"type":"object","required":["id"]}');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('From a JSON Schema').waitFor();

  // Its captures go to a handler from here: the dialog has the search of the type.
  await page.getByRole('button', { name: 'Test your handler…' }).click();
  const testing = page.getByRole('dialog', { name: 'Test your handler' });
  await testing.getByRole('button', { name: 'Send 20 captures' }).waitFor();
  expect(await testing.getByRole('textbox', { name: 'Search' }).inputValue()).toBe(
    'provider:github event:=order',
  );
  await testing.getByRole('button', { name: 'Cancel' }).click();
  await testing.waitFor({ state: 'detached' });

  // From the type to its captures is one click.
  await page.getByRole('link', { name: '22 captures' }).click();
  await expect
    .poll(() => page.getByRole('row', { name: /^GitHub, order/ }).count())
    .toBeGreaterThan(5);
  expect(app.problems).toEqual([]);
});
