import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { until } from '../../helpers/until.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

const spans = (page: Page): Locator => page.getByRole('treegrid', { name: 'Spans' });
const span = (page: Page, name: RegExp): Locator => spans(page).getByRole('row', { name });
const facts = (page: Page): Locator => page.getByRole('region', { name: 'The chosen span' });

/** A server that answers 503 to all. */
async function startRefusing() {
  const server = createServer((_request, response) => {
    response.writeHead(503, { 'x-why': 'closed' }).end('closed');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    [Symbol.dispose]: () => void server.close(),
  };
}

/** Opens the trace of a capture that was delivered without success and replayed. */
async function openTrace(app: App, url: string): Promise<void> {
  const { page } = app;
  await fetch(`${app.cli.ready.intake}/orders?key=hush`, { method: 'POST', body: '{"a":1}' });
  const list = (await (await app.rest('/captures')).json()) as { items: { id: string }[] };
  const id = list.items[0]?.id ?? '';
  const post = (path: string, body: object): Promise<Response> =>
    app.rest(path, { method: 'POST', body: JSON.stringify(body) });
  await post('/destinations', { name: 'My server', url });
  await post('/deliveries', { destinations: ['My server'], captureId: id });
  await until(async () => {
    const found = (await (await app.rest('/deliveries')).json()) as {
      items: { lastStatus: number | null }[];
    };
    return found.items[0]?.lastStatus === 503;
  }, 'no attempt was made');
  await post(`/captures/${id}/replay`, { to: { kind: 'intake' } });
  await page.evaluate((to) => {
    window.location.hash = `#/captures/${to}`;
  }, id);
  await page.getByRole('tab', { name: 'Flow' }).click();
  await spans(page).waitFor();
}

describe('the trace of a capture', () => {
  it('shows stages, deliveries, attempts and replays on one axis, with names that say all', async () => {
    using server = await startRefusing();
    await using app = await openApp(browser);
    const { page } = app;
    await openTrace(app, server.url);
    await span(page, /^POST \/orders, started after 0 ms, took /).waitFor();
    await span(page, /^Receive, stage, started after /).waitFor();
    await span(page, /^deliver to My server, waiting, started after .*, not over$/).waitFor();
    await span(page, /^attempt 1, failed, started after .*, took /).waitFor();
    await span(page, /^replay 1, started after /).waitFor();
    expect(await spans(page).innerText()).not.toContain('hush');
    // What failed is looked at first.
    await facts(page).getByText('x-why: closed').waitFor();
    await facts(page).getByRole('link', { name: 'Open the delivery' }).click();
    await expect.poll(() => page.url()).toContain('#/deliveries/queue/');
    expect(app.problems).toEqual([]);
  });

  it('is walked, folded and searched by key, and goes to what failed', async () => {
    using server = await startRefusing();
    await using app = await openApp(browser);
    const { page } = app;
    await openTrace(app, server.url);
    const chosen = (): Promise<string | null> =>
      spans(page).getByRole('row', { selected: true }).getAttribute('aria-label');
    await spans(page).press('Home');
    await expect.poll(chosen).toContain('POST /orders');
    await page.keyboard.press('n');
    await expect.poll(chosen).toContain('attempt 1');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(chosen).toContain('deliver to My server');
    await page.keyboard.press('ArrowLeft');
    await span(page, /^attempt 1/).waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowRight');
    await span(page, /^attempt 1/).waitFor();
    // Enter opens what a span stands for.
    await span(page, /^attempt 1/).click();
    await spans(page).press('Enter');
    await expect.poll(() => page.url()).toContain('#/deliveries/queue/');
    await page.goBack();
    await page.getByRole('textbox', { name: 'Search in spans' }).fill('503');
    await span(page, /^Receive/).waitFor({ state: 'detached' });
    await span(page, /^attempt 1/).waitFor();
    await page.getByRole('textbox', { name: 'Search in spans' }).fill('nowhere');
    await page.getByText('No span holds “nowhere”.').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('is zoomed by dragging over the small picture, and by key', async () => {
    using server = await startRefusing();
    await using app = await openApp(browser);
    const { page } = app;
    await openTrace(app, server.url);
    const small = page.getByRole('slider', { name: 'Shown part of the trace' });
    expect(await small.getAttribute('aria-valuetext')).toBe('All of it is shown');
    const box = await small.boundingBox();
    if (!box) throw new Error('The small picture is not there.');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 12, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(() => small.getAttribute('aria-valuetext'))
      .toMatch(/^From 2[456] to 7[456] percent$/);
    await small.dblclick();
    await expect.poll(() => small.getAttribute('aria-valuetext')).toBe('All of it is shown');
    await small.press('+');
    await expect.poll(() => small.getAttribute('aria-valuetext')).toBe('From 25 to 75 percent');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => small.getAttribute('aria-valuetext')).toBe('All of it is shown');
    expect(app.problems).toEqual([]);
  });
});
