import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Delivery } from '../../../preload/contract/deliveries.ts';
import { startSqs } from '../../deliveries/engines/sqs-fake.ts';
import { openApp, openBrowser } from '../../helpers/browser.ts';
import { openDialog } from '../dialogs.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('an event engine is chosen, shown what it would get, tried, added, and gives its receipt', async () => {
  await using queue = await startSqs();
  await using app = await openApp(browser);
  const { page } = app;
  const { intake } = app.cli.ready;
  await fetch(`${intake}/hooks/orders?shop=7`, { method: 'POST', body: '{"type":"order.paid"}' });
  await page.getByRole('link', { name: 'Deliveries' }).click();
  await page.getByRole('link', { name: 'Add a destination' }).click();
  await page.getByRole('button', { name: 'Add destination' }).click();
  const dialog = openDialog(page);
  const field = (name: string) => dialog.getByLabel(name, { exact: true });
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await field('Send to').selectOption({ label: 'NATS JetStream' });
  await field('Subject').fill('hooks.{query.shop}.{event}');
  await preview.getByText('hooks.7.order.paid', { exact: true }).waitFor();
  await field('Subject').fill('hooks.{shop}');
  await preview.getByText('There is no field {shop}.').waitFor();
  await field('Send to').selectOption({ label: 'Amazon SQS' });
  await field('Queue URL').fill(queue.url('other.fifo'));
  await field('Name').fill('Our orders');
  await field('Region').fill('eu-west-1');
  await field('Message group').fill('{path}');
  await preview.getByText('/hooks/orders', { exact: true }).waitFor();
  await field('Access key ID').fill('AKIATEST');
  await field('Secret access key').fill('needle-key');
  // The engine itself is asked before anything is saved.
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('There is no such queue').waitFor();
  await field('Queue URL').fill(queue.url('hooks.fifo'));
  await dialog.getByRole('button', { name: 'Send a test' }).click();
  const test = dialog.getByRole('region', { name: 'Test' });
  await test.getByText('taken', { exact: true }).waitFor();
  await test.getByText('m-1', { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Our orders', exact: true }).waitFor();
  const setUp = page.getByRole('main');
  await setUp.getByText('Amazon SQS', { exact: true }).waitFor();
  await setUp.getByText('{path}', { exact: true }).waitFor();

  const sent = await app.rest('/deliveries', {
    method: 'POST',
    body: JSON.stringify({ destinations: ['Our orders'], eventType: 'order.paid', body: { n: 1 } }),
  });
  const { deliveries } = (await sent.json()) as { deliveries: Delivery[] };
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/deliveries/queue/${deliveries[0]?.id}`);
  const detail = page.getByRole('article', { name: 'Delivery' });
  await detail.getByText('delivered', { exact: true }).first().waitFor();
  const receipt = detail.getByRole('region', { name: 'Receipt' });
  await receipt.getByText('m-2', { exact: true }).waitFor();
  await detail.getByRole('region', { name: 'Message' }).getByText('ce-specversion').waitFor();
  expect(await page.content()).not.toContain('needle-key');
  expect(queue.kept).toHaveLength(2);
});
