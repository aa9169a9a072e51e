import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { startFakeCollector } from '../../trace/fake-collector.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

it('traces go to a collector once somebody says where, and a test says first whether it takes them', async () => {
  await using collector = await startFakeCollector();
  await using app = await openApp(browser);
  const { page } = app;
  await page.goto(`${app.cli.ready.control}/#/settings/traces`);
  await page.getByRole('heading', { name: 'Traces' }).waitFor();
  const save = page.getByRole('button', { name: 'Save', exact: true });
  await expect.poll(() => save.isDisabled()).toBe(true);

  // An address that is none is said at its field.
  const address = page.getByLabel('Collector');
  await address.fill('localhost:4318');
  await save.click();
  await page.getByText('Write the URL with http:// or https:// in front.').waitFor();
  // Another host is asked about once.
  await address.fill('https://collector.example');
  await save.click();
  await page.getByText('Allow collector.example?').waitFor();

  await address.fill(collector.url);
  await page.getByRole('button', { name: 'Add a header' }).click();
  await page.getByLabel('Name of header 1').fill('X-Api-Key');
  await page.getByLabel('Value of header 1').fill('a-key-of-the-collector');
  collector.answers({ status: 401, body: { message: 'another key' } });
  await page.getByRole('button', { name: 'Send a test span' }).click();
  await page.getByText('The collector answered 401: another key').waitFor();
  await page.getByRole('button', { name: 'Send a test span' }).click();
  await page.getByText('The collector took a span').waitFor();
  expect(collector.collected[0]?.headers['x-api-key']).toBe('a-key-of-the-collector');

  await save.click();
  await page.getByText('Traces go to the collector').first().waitFor();
  // The key is not shown again, and stays when the rest is changed.
  expect(await page.getByLabel('Value of header 1').inputValue()).toBe('');
  await page.getByPlaceholder('Kept, ends with ctor').waitFor();
  await page.getByLabel('Share of the traces').fill('50');
  await save.click();
  // The button is off while it is being saved, too.
  const kept = async (): Promise<object> => (await app.rest('/trace-export')).json() as never;
  await expect.poll(kept).toMatchObject({
    endpoint: collector.url,
    headers: [{ name: 'X-Api-Key', last4: 'ctor' }],
    share: 0.5,
  });
  await page.getByLabel('Share of the traces').fill('100');
  await expect.poll(() => save.isDisabled()).toBe(false);
  await save.click();
  await expect.poll(kept).toMatchObject({ share: 1 });

  // A whole batch goes at once, so that nobody waits five seconds for it here.
  await Promise.all(
    Array.from({ length: 40 }, () => fetch(`${app.cli.ready.intake}/paid`, { method: 'POST' })),
  );
  const figures = page.locator('section', { hasText: 'Since the start' }).locator('dl');
  await expect.poll(() => figures.textContent(), { timeout: 60_000 }).toMatch(/Sent\s*[1-9]/);
  expect(collector.mistakes).toEqual([]);
  expect(collector.spans().some(({ name }) => name === 'POST /paid')).toBe(true);
  expect(app.problems).toEqual([]);
});
