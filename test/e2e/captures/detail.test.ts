import { once } from 'node:events';
import { connect } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';
import { send } from '../../senders/signed-request.ts';
import { backToList } from '../actions.ts';
import { calm } from '../calm.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
let app: App;
beforeAll(async () => {
  browser = await openBrowser();
  app = await openApp(browser);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await browser?.close();
});
beforeEach(async () => {
  await app.page.setViewportSize({ width: 1440, height: 900 });
  await backToList(app);
});

const capture = (page: Page) => page.getByRole('article', { name: 'Capture' });
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text }).first();
const chosenTab = (page: Page) => capture(page).getByRole('tab', { selected: true });
const outcome = (page: Page) => page.getByRole('region', { name: 'Outcome' });

const TABS = ['Body', 'Request', 'Reply', 'Checks', 'Flow', 'Activity'];

describe('the parts of a capture', () => {
  it('are six for every capture, and each has a key', async () => {
    const { page } = app;
    await fetch(`${app.cli.ready.intake}/posted`, { method: 'POST', body: '{"a":1}' });
    await fetch(`${app.cli.ready.intake}/asked?x=1`);
    await row(page, '/posted').click();
    for (const path of ['/posted', '/asked']) {
      await row(page, path).click();
      await capture(page).getByText(path).first().waitFor();
      expect(await capture(page).getByRole('tab').allInnerTexts()).toEqual(TABS);
    }
    for (const [index, key] of ['b', 'h', 'y', 'v', 'w', 'a'].entries()) {
      await page.keyboard.press(key);
      await expect.poll(() => chosenTab(page).innerText()).toBe(TABS[index]);
    }
    expect(app.problems).toEqual([]);
  });

  it('stay chosen for the next capture, refused or not', async () => {
    const { page } = app;
    const { intake } = app.cli.ready;
    const as = { provider: 'stripe', secret: 'whsec_other' };
    await fetch(`${intake}/plain`, { method: 'POST', body: 'x' });
    await send({ url: intake, path: '/signed', body: '{"type":"a.b","id":"evt_1"}', as });
    await row(page, '/plain').click();
    await page.keyboard.press('y');
    await row(page, '/signed').click();
    await outcome(page)
      .getByText('Signed by Stripe. Add its secret to verify.')
      .filter({ visible: true })
      .waitFor();
    expect(await chosenTab(page).innerText()).toBe('Reply');
  });

  it('say inside that there is nothing in them', async () => {
    const { page } = app;
    await fetch(`${app.cli.ready.intake}/bare`);
    await row(page, '/bare').click();
    await page.keyboard.press('b');
    await capture(page).getByText('There is no body.').waitFor();
    await page.keyboard.press('v');
    await capture(page).getByText('Sender unknown. Set the sender at its endpoint.').waitFor();
    await page.keyboard.press('a');
    await capture(page)
      .getByText(/No activity yet/)
      .waitFor();
    expect(app.problems).toEqual([]);
  });

  it('become a select where six labels do not fit', async () => {
    const { page } = app;
    await page.setViewportSize({ width: 440, height: 900 });
    await fetch(`${app.cli.ready.intake}/narrow?x=1`, { headers: { 'x-own': 'mine' } });
    await row(page, '/narrow').click();
    const part = capture(page).getByRole('combobox', { name: 'Part of the capture' });
    await part.selectOption('Request');
    await capture(page).getByText('x-own').waitFor();
    expect(await capture(page).getByRole('tab').count()).toBe(0);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(app.problems).toEqual([]);
  });

  it('hold all that is known: query, headers, size, digest, remote address, note', async () => {
    const { page } = app;
    await fetch(`${app.cli.ready.intake}/orders?x=1`, { method: 'POST', body: '{"a":1}' });
    await row(page, '/orders').click();
    await page.keyboard.press('h');
    for (const text of ['POST /orders?x=1 HTTP/1.1', 'SHA-256', 'Remote address', 'Content-Type']) {
      await capture(page).getByText(text).first().waitFor();
    }
    await page.keyboard.press('a');
    await page.getByLabel('Note').fill('keep an eye on it');
    await page.getByLabel('Note').press('Control+Enter');
    await capture(page).getByText('note', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });
});

describe('the strip above them', () => {
  it('is three lines and one bar at every width, however long the target is', async () => {
    const { page } = app;
    await fetch(`${app.cli.ready.intake}/long/${'segment/'.repeat(80)}`, { method: 'POST' });
    await row(page, '/long/').click();
    const strip = capture(page).locator('header').first();
    await strip.waitFor();
    for (const width of [1440, 1100, 900, 600, 400]) {
      await page.setViewportSize({ width, height: 800 });
      const replay = capture(page).getByRole('button', { name: 'Replay', exact: true });
      // Comes to rest: nothing in it that has no room makes that room and loses it again.
      await calm(page);
      await expect
        .poll(
          async () => {
            const [bar, head] = [await replay.boundingBox(), await strip.boundingBox()];
            // Three lines above the bar, and the bar.
            return bar !== null && head !== null
              ? bar.y - head.y <= 112 && head.height <= 112 + 40
              : 'not drawn';
          },
          { message: `${width} px` },
        )
        .toBe(true);
    }
  });

  it('says what broke off, and leads to why', async () => {
    const { page } = app;
    const { hostname, port } = new URL(app.cli.ready.intake);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('POST /broken HTTP/1.1\r\nHost: x\r\nContent-Length: 120\r\n\r\nabcd');
    // It goes away in the middle: to stay silent until the engine gives it up takes half a minute.
    socket.end();
    await row(page, '/broken').click();
    await outcome(page)
      .getByText('Broke off after 4 of 120 bytes.')
      .filter({ visible: true })
      .waitFor();
    await outcome(page).getByRole('button', { name: 'Why' }).click();
    await capture(page).getByRole('region', { name: 'Arrival' }).getByRole('listitem').waitFor();
    await capture(page).getByRole('tab', { name: 'Checks 1' }).waitFor();
    expect(app.problems).toEqual([]);
  });
});
