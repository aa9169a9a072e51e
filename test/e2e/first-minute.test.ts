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
  // There is no time to show yet.
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.waitFor({ state: 'detached' });
  await expect.poll(() => page.getByText(app.cli.ready.intake).count()).toBeGreaterThan(0);
  await page.getByRole('radio', { name: 'PowerShell' }).check();
  await page.getByText(/^Invoke-RestMethod/).waitFor();
  await page.getByRole('radio', { name: 'bash' }).check();
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
  await timeline.waitFor();
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
  await app.page.getByRole('button', { name: 'Plain JSON' }).click();
  await app.page.getByRole('row').filter({ hasText: '/sample/orders' }).waitFor();
  const list = (await (await app.rest('/captures')).json()) as { items: { target: string }[] };
  expect(list.items.map((item) => item.target)).toEqual(['/sample/orders?source=backstitch']);
});

it('opens the first event by itself: one action, then hints that go once they were used', async () => {
  await using app = await openApp(browser, { firstMinute: true });
  const { page } = app;
  let actions = 0;
  actions += 1;
  await page.getByRole('button', { name: 'Stripe invoice.paid' }).click();
  const detail = page.getByRole('article', { name: 'Capture' });
  await detail.getByRole('heading', { name: /invoice\.paid/ }).waitFor();
  expect(actions).toBeLessThanOrEqual(1);

  const hint = page.locator('[data-hint]');
  await hint.getByText('What became of the request').waitFor();
  await hint.getByRole('button', { name: 'Got it' }).click();
  await hint.getByText('Replay sends this capture again').waitFor();
  // Esc puts the hint away, and not the capture.
  await page.keyboard.press('Escape');
  await hint.getByText('Forward sends what arrives').waitFor();
  await detail.waitFor();
  await page.getByRole('button', { name: 'Forward to…' }).click();
  await page.getByRole('dialog', { name: 'Forward to your server' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => hint.count()).toBe(0);

  // Never again: not after a reload, nor with an empty list.
  await page.reload();
  await detail.waitFor();
  const { items } = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
  for (const { id } of items) await app.rest(`/captures/${id}`, { method: 'DELETE' });
  await page.goto(`${app.cli.ready.control}/#/captures`);
  await page.getByText('Waiting for the first webhook').waitFor();
  await fetch(`${app.cli.ready.intake}/second`, { method: 'POST' });
  await page.getByRole('row').filter({ hasText: '/second' }).waitFor();
  expect(new URL(page.url()).hash).toBe('#/captures');
  expect(await hint.count()).toBe(0);
  expect(app.problems).toEqual([]);
});

it('ticks what is done, and says where a provider takes the address', async () => {
  await using app = await openApp(browser, { firstMinute: true });
  const { page } = app;
  await page.getByLabel('Where to paste it').selectOption('GitHub');
  await page.getByText('GitHub: Repository settings → Webhooks → Add webhook').waitFor();
  expect(await page.getByRole('img', { name: '2, done' }).count()).toBe(0);
  await page.getByRole('textbox', { name: 'Forward to' }).fill('3999');
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: '2, done' }).waitFor();
});

it('lists what to do next behind the keys, ticked by what was done, until it is hidden', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await app.rest('/views', {
    method: 'POST',
    body: JSON.stringify({ name: 'Paid', search: 'event:paid' }),
  });
  await page.keyboard.press('?');
  const next = page.getByRole('region', { name: 'Start here' });
  const step = (name: string) => next.getByRole('listitem').filter({ hasText: name });
  await step('Save a view').getByRole('img', { name: 'Done' }).waitFor();
  await step('Run a function').getByRole('img', { name: 'Open' }).waitFor();
  await next.getByRole('button', { name: 'Hide' }).click();
  await next.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await calm(page);
  expect(await next.count()).toBe(0);
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
