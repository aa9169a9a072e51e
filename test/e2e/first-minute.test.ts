import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../helpers/browser.ts';
import { calm } from './calm.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('teaches when empty, shows a request within a blink, and opens it whole', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await page.getByText('Waiting for the first webhook').waitFor();
  await expect.poll(() => page.getByText(app.cli.ready.intake).count()).toBeGreaterThan(0);
  await expect
    .poll(() => page.getByText(/^curl -X POST/).innerText())
    .toContain(app.cli.ready.intake);

  const body = '{"id":12345678901234567890,"price":1.0,"nested":{"b":1,"a":2}}';
  await fetch(`${app.cli.ready.intake}/orders?x=1&x=2`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
    body,
  });
  const row = page.getByRole('row', { name: /^GitHub, push, \/orders, .*answered 200/ });
  await row.waitFor();
  await expect.poll(() => row.innerText()).toMatch(/GH[\s\S]*push[\s\S]*\/orders[\s\S]*200/);

  await row.click();
  await page.getByRole('tab', { name: 'Request' }).click();
  await page.getByText('x-github-event').first().waitFor();
  await page.getByRole('tab', { name: 'Body' }).click();
  await page.getByText('12345678901234567890').waitFor();
  await page.getByText('1.0', { exact: true }).waitFor();
  const text = await page.getByRole('tree').innerText();
  expect(text).toMatch(/id[^]*12345678901234567890[^]*price[^]*1\.0[^]*nested[^]*b[^]*1[^]*a[^]*2/);
  await page.getByRole('tab', { name: 'Request' }).click();
  const query = page.getByRole('region', { name: 'Query', exact: true });
  await query.getByText('2', { exact: true }).first().waitFor();
  await page.getByRole('tab', { name: /Reply/ }).click();
  await page.getByRole('tabpanel').getByText('Caught by Backstitch.').waitFor();
  expect(app.problems).toEqual([]);
});

it('sends a sample that really goes through the intake', async () => {
  await using app = await openApp(browser);
  await app.page.getByRole('button', { name: 'Send a sample' }).click();
  await app.page.getByRole('row').filter({ hasText: '/sample/orders' }).waitFor();
  const list = (await (await app.rest('/captures')).json()) as { items: { target: string }[] };
  expect(list.items.map((item) => item.target)).toEqual(['/sample/orders?source=backstitch']);
});

it('never renders what was captured as live HTML', async () => {
  await using app = await openApp(browser);
  const evil =
    '<img src=x onerror="document.title=\'pwned\'"><script>document.title="pwned"</script>';
  await fetch(`${app.cli.ready.intake}/${encodeURIComponent(evil)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/html', 'x-evil': evil },
    body: evil,
  });
  await fetch(`${app.cli.ready.intake}/svg`, {
    method: 'POST',
    headers: { 'content-type': 'image/svg+xml' },
    body: `<svg xmlns="http://www.w3.org/2000/svg"><script>top.document.title='pwned'</script></svg>`,
  });
  for (const target of ['/svg', encodeURIComponent(evil).slice(0, 20)]) {
    await app.page.getByRole('row').filter({ hasText: target }).first().click();
    for (const tab of [/Request/, /Body/, /Reply/]) {
      await app.page.getByRole('tab', { name: tab }).click();
      await calm(app.page);
    }
  }
  expect(await app.page.title()).not.toContain('pwned');
  expect(await app.page.locator('main img[src="x"]').count()).toBe(0);
});
