import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('the body stands beside any other part where there is room, by one key', async () => {
  await using app = await openApp(browser, { width: 1920 });
  const { page } = app;
  for (const path of ['/first', '/second']) {
    const body = JSON.stringify({ path });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${app.cli.ready.intake}${path}`, { method: 'POST', headers, body });
  }
  const open = (path: string) => page.getByRole('row').filter({ hasText: path }).first().click();
  const capture = page.getByRole('article', { name: 'Capture' });
  const body = capture.getByRole('region', { name: 'Body', exact: true });
  const tab = (name: string) => capture.getByRole('tab', { name, exact: true });
  const line = capture.getByRole('separator', { name: /^Width of the body/ });
  await open('/first');
  await capture.getByRole('tree').waitFor();
  expect(await line.count()).toBe(0);

  await page.keyboard.press('|');
  await body.getByRole('tree').waitFor();
  // The reply until another is chosen; the body has no tab of its own, for it is there.
  await capture.getByText('200 OK', { exact: true }).waitFor();
  expect(await tab('Reply').getAttribute('aria-selected')).toBe('true');
  expect(await tab('Body').count()).toBe(0);
  await page.keyboard.press('h');
  await capture.getByText('SHA-256').waitFor();
  await page.keyboard.press('b');
  await body.getByRole('tree').waitFor();
  expect(await tab('Request').getAttribute('aria-selected')).toBe('true');

  // The line between them moves by keys, and where it was put it stays.
  const width = async () => Math.round((await body.boundingBox())?.width ?? 0);
  const even = await width();
  await line.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBeLessThan(even);
  const chosen = await width();
  await open('/second');
  await body.getByText('"/second"').waitFor();
  expect(await width()).toBe(chosen);
  await page.reload();
  await body.getByText('"/second"').waitFor();
  await expect.poll(width).toBe(chosen);

  // Where there is no room it is one part at a time, and the button is gone.
  await page.setViewportSize({ width: 1280, height: 900 });
  await line.waitFor({ state: 'detached' });
  await tab('Body').waitFor();
  expect(await capture.getByRole('button', { name: 'One part at a time' }).count()).toBe(0);
  await page.setViewportSize({ width: 1920, height: 900 });
  await line.waitFor();
  const button = capture.getByRole('button', { name: 'One part at a time' });
  await button.focus();
  await page.keyboard.press('Enter');
  await line.waitFor({ state: 'detached' });
  const focused = "document.activeElement.hasAttribute('data-split')";
  await expect.poll(() => page.evaluate(focused)).toBe(true);
  expect(app.problems).toEqual([]);
});

it('an endpoint answers as a capture was answered, and back again', async () => {
  await using app = await openApp(browser);
  const { page, cli } = app;
  const answer = (status: number, body: string) => ({
    status,
    headers: [['X-Kind', body]],
    bodyKind: 'text',
    body,
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  });
  const endpoint = { name: 'Orders', enabled: true, path: '/orders', methods: [] };
  const create = { ...endpoint, reply: answer(418, 'teapot') };
  const made = await app.rest('/endpoints', { method: 'POST', body: JSON.stringify(create) });
  const { id } = (await made.json()) as { id: string };
  const ask = async () => {
    const reply = await fetch(`${cli.ready.intake}/orders`, { method: 'POST' });
    return [reply.status, await reply.text(), reply.headers.get('x-kind')];
  };
  expect(await ask()).toEqual([418, 'teapot', 'teapot']);
  const change = { ...endpoint, reply: answer(202, 'taken') };
  await app.rest(`/endpoints/${id}`, { method: 'PUT', body: JSON.stringify(change) });

  await page.getByRole('row').filter({ hasText: '/orders' }).first().click();
  await page.getByRole('tab', { name: 'Reply' }).click();
  await page.getByRole('button', { name: 'Answer like this' }).click();
  await page.getByText('Orders answers 418 like this now').waitFor();
  expect(await ask()).toEqual([418, 'teapot', 'teapot']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Restored').waitFor();
  expect(await ask()).toEqual([202, 'taken', 'taken']);
  expect(app.problems).toEqual([]);
});
