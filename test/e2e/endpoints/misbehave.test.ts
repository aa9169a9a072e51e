import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApp, openBrowser, type App } from '../../helpers/browser.ts';
import { endpointRow, makeEndpoints, panelOf } from './endpoints-page.ts';

let browser: Browser;
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});

it('the chips of an endpoint that misbehaves are what its next requests get', async () => {
  const { page } = app;
  await makeEndpoints(app, ['Orders']);
  await page.getByRole('link', { name: 'Endpoints', exact: true }).click();
  await endpointRow(page, 'Orders').click();
  const panel = panelOf(page, 'Orders');
  await panel.getByRole('tab', { name: 'Misbehave' }).click();
  await panel.getByRole('button', { name: 'Flaky, 20 %' }).click();
  const first = panel.getByRole('group', { name: 'Rule 1' });
  await first.getByRole('textbox', { name: 'Share' }).fill('50');
  await panel.getByRole('button', { name: 'Rate limit after 5' }).click();
  const seed = panel.getByRole('textbox', { name: 'Seed' });
  await seed.fill('4242');
  await seed.press('Enter');
  await panel.getByText(/^Saved \d/).waitFor();
  await endpointRow(page, 'Orders').getByText('chaos, else 200 JSON').waitFor();
  const next = panel.getByRole('list', { name: 'Next 20 requests' });
  const chips = await next.getByRole('listitem').allTextContents();
  const wanted = chips.map((text, i) => text.slice(String(i + 1).length));
  // Drawn for the id of this endpoint: of a share of one half, any draw may come.
  expect(wanted.slice(0, 5).every((status) => ['200', '503'].includes(status))).toBe(true);
  expect(wanted).toContain('429');
  const got: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    const reply = await fetch(`${app.cli.ready.intake}/orders`, { method: 'POST', body: '{}' });
    got.push(String(reply.status));
    await reply.text();
  }
  expect(got).toEqual(wanted);
  await panel.getByText('20 requests counted.').waitFor();
  await panel.getByRole('button', { name: 'Start over' }).click();
  await panel.getByText('No request counted yet.').waitFor();
  expect(await next.getByRole('listitem').allTextContents()).toEqual(chips);

  // A kind that has not all it needs is not saved, and says which field.
  await panel.getByRole('combobox', { name: 'What rule 2 does' }).selectOption('redirect');
  await panel.getByText('Enter a URL or a path.').first().waitFor();
  await panel.getByRole('button', { name: 'Delete rule 2' }).click();
  await panel.getByRole('button', { name: 'Delete rule 1' }).click();
  await panel.getByRole('tab', { name: 'Reply', exact: true }).click();
  await endpointRow(page, 'Orders').getByText('200 JSON', { exact: true }).waitFor();
  expect(app.problems).toEqual([]);
});
