import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { type App, openApp, openBrowser } from '../../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function send(app: App, path: string, body: string, type = 'application/json') {
  const headers = { 'content-type': type };
  await fetch(`${app.cli.ready.intake}${path}`, { method: 'POST', headers, body });
}

async function open(app: App, path: string): Promise<Locator> {
  await app.page.getByRole('row').filter({ hasText: path }).first().click();
  const capture = app.page.getByRole('article', { name: 'Capture' });
  await capture.getByText(path).first().waitFor();
  await capture.getByRole('button', { name: 'Copy body as text' }).waitFor();
  return capture;
}

const view = (capture: Locator, name: string): Promise<void> =>
  capture.getByRole('button', { name, exact: true }).click();

/** The text of the hit one is at. */
const current = (capture: Locator): Locator => capture.locator('[data-current-hit]').first();

const lines = Array.from({ length: 300 }, (_, n) => ({ sku: `sku_${n}`, note: 'a note' }));
const ORDER = JSON.stringify({ id: 'evt_1', customer: 'Zoë cus_9', lines, last: 'cus_9' });

describe('finding in a body', () => {
  it('asks once for all views, goes from hit to hit, and gives the focus back', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, '/order', ORDER);
    const capture = await open(app, '/order');
    await capture.getByRole('tree').waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('cus_9');
    await capture.getByText('1 of 2', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    // The second is folded away nowhere, but far below: it is brought into view.
    await capture.getByText('2 of 2', { exact: true }).waitFor();
    expect(await current(capture).textContent()).toBe('cus_9');
    await capture.getByText('$.last', { exact: true }).waitFor();
    await expect.poll(() => inView(current(capture))).toBe(true);

    for (const name of ['Text', 'Raw', 'Hex']) {
      await view(capture, name);
      await capture.getByText('1 of 2', { exact: true }).waitFor();
      await capture.getByRole('button', { name: 'Previous hit' }).click();
      await capture.getByText('2 of 2', { exact: true }).waitFor();
      await expect.poll(() => inView(current(capture)), { message: name }).toBe(true);
    }
    await capture.getByRole('button', { name: 'Hex bytes' }).click();
    await capture.getByRole('textbox', { name: 'Find in this body' }).fill('c3 ab');
    await capture.getByText('1 of 1', { exact: true }).waitFor();
    expect(await current(capture).textContent()).toBe('c3 ab');

    await page.keyboard.press('Escape');
    await capture.getByRole('search').waitFor({ state: 'detached' });
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe('grid');
    expect(app.problems).toEqual([]);
  });

  it('looks through fields of a form and parts of a body, and opens the part of a hit', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const fields = Array.from({ length: 600 }, (_, n) => `field_${n}=value+${n}`).join('&');
    await send(app, '/form', `${fields}&last=needle`, 'application/x-www-form-urlencoded');
    const part = (head: string, content: string): string =>
      `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
    const body =
      part('name="one"', 'nothing here') +
      part('name="needle"; filename="a.txt"', 'plain') +
      part('name="three"', '{"in":"a needle"}') +
      '--b--\r\n';
    await send(app, '/parts', body, 'multipart/form-data; boundary=b');

    const form = await open(app, '/form');
    await form.getByRole('region', { name: 'Form fields' }).waitFor();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('needle');
    await form.getByText('1 of 1', { exact: true }).waitFor();
    // Beyond the first 500: the rows up to it are there now.
    await expect.poll(() => inView(current(form))).toBe(true);
    expect(await current(form).textContent()).toBe('needle');

    const parts = await open(app, '/parts');
    await parts.getByText('3 parts').waitFor();
    await page.keyboard.press('Control+f');
    const bar = parts.getByRole('search', { name: 'Find in this body' });
    await bar.getByText('1 of 2', { exact: true }).waitFor();
    await expect.poll(() => current(parts).textContent()).toBe('needle');
    await page.keyboard.press('Enter');
    await bar.getByText('2 of 2', { exact: true }).waitFor();
    const inner = parts.getByRole('search', { name: 'Find in this part' });
    await inner.getByText('1 of 1', { exact: true }).waitFor();
    await expect.poll(() => inView(current(parts))).toBe(true);
    // The bar keeps the focus: Enter goes on.
    await page.keyboard.press('Enter');
    await bar.getByText('1 of 2', { exact: true }).waitFor();
    await inner.waitFor({ state: 'detached' });
    expect(app.problems).toEqual([]);
  });

  it('tells case and expressions apart, and says what is wrong with one', async () => {
    await using app = await openApp(browser);
    await send(app, '/case', '{"a":"Paid paid","b":"p.id"}');
    const capture = await open(app, '/case');
    await capture.getByRole('button', { name: 'Find', exact: true }).click();
    const field = capture.getByRole('textbox', { name: 'Find in this body' });
    await field.fill('paid');
    await capture.getByText('1 of 2', { exact: true }).waitFor();
    await capture.getByRole('button', { name: 'Match case' }).click();
    await capture.getByText('1 of 1', { exact: true }).waitFor();
    await field.fill('p.id');
    await capture.getByRole('button', { name: 'Regular expression' }).click();
    await capture.getByText('1 of 2', { exact: true }).waitFor();
    await field.fill('(');
    await capture.getByText('Not a regular expression: Unterminated group.').waitFor();
    await field.fill('nowhere');
    await capture.getByText('not found', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('stops a hostile expression, and goes on with the next one', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, '/hostile', `{"a":"${'a'.repeat(60)}!"}`);
    const capture = await open(app, '/hostile');
    await capture.getByRole('button', { name: 'Find', exact: true }).click();
    await capture.getByRole('button', { name: 'Regular expression' }).click();
    const field = capture.getByRole('textbox', { name: 'Find in this body' });
    await field.fill('^(a+)+$');
    await capture.getByText('searching', { exact: true }).waitFor();
    // The page answers meanwhile.
    await page.getByRole('tab', { name: 'Request' }).click();
    await page.getByRole('tab', { name: 'Body' }).click();
    await capture.getByRole('button', { name: 'Find', exact: true }).click();
    await capture.getByText('Stopped after 2 s. Try a simpler expression.').waitFor();
    await field.fill('a!$');
    await capture.getByText('1 of 1', { exact: true }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('marks what the list is searched for, in the body of the request only', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await send(app, '/marks', '{"customer":"cus_9","note":"status 200"}');
    await page.getByRole('combobox').first().fill('body.customer:cus_9 status:200 customer');
    const capture = await open(app, '/marks');
    const marks = capture.locator('mark');
    await expect.poll(() => marks.allTextContents()).toEqual(['customer', 'cus_9']);
    await view(capture, 'Raw');
    await expect.poll(() => marks.allTextContents()).toEqual(['customer', 'cus_9']);
    await page.getByRole('tab', { name: 'Reply' }).click();
    await capture.getByText('200 OK', { exact: true }).waitFor();
    expect(await marks.count()).toBe(0);
    expect(app.problems).toEqual([]);
  });
});

describe('long lines', () => {
  it('are wrapped or left whole by a key, which this window remembers', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const parts = Array.from({ length: 400_000 }, (_, n) => `word${n}`);
    await send(app, '/line', parts.join(' '), 'text/plain');
    const capture = await open(app, '/line');
    const text = capture.getByRole('region', { name: 'Body as text' });
    const sideways = () => text.evaluate((one) => one.scrollWidth - one.clientWidth);
    await text.getByText('word0 word1').first().waitFor();
    expect(await sideways()).toBe(0);
    await page.keyboard.press('Alt+z');
    await expect.poll(sideways).toBeGreaterThan(10_000);
    // Blocks of 4,096 characters, so that four megabytes on one line can be scrolled through.
    await text.evaluate((one) => one.scrollTo(0, one.scrollHeight));
    await text.getByText('word399999').waitFor();

    await page.reload();
    await text.getByText('word0 word1').first().waitFor();
    await page.keyboard.press('Control+f');
    await capture.getByRole('textbox', { name: 'Find in this body' }).fill('word399999');
    await capture.getByText('1 of 1', { exact: true }).waitFor();
    await expect.poll(() => inView(current(capture))).toBe(true);
    expect(await sideways()).toBeGreaterThan(10_000);

    await page.keyboard.press('Escape');
    await capture.getByRole('search').waitFor({ state: 'detached' });
    // Bytes have rows of 16, or of as many as fit.
    await view(capture, 'Hex');
    const hex = capture.getByRole('region', { name: 'Bytes in hex' });
    await hex.getByText('00000010', { exact: true }).waitFor();
    await page.setViewportSize({ width: 1000, height: 800 });
    await page.getByRole('button', { name: 'Wrap lines' }).click();
    await hex.getByText('00000008', { exact: true }).waitFor();
    await expect.poll(() => hex.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    expect(app.problems).toEqual([]);
  });
});

it('the body fills the window and goes back to its place, with nothing to reach behind it', async () => {
  await using app = await openApp(browser);
  const { page } = app;
  await send(app, '/full', ORDER);
  const capture = await open(app, '/full');
  const tree = capture.getByRole('tree');
  await tree.waitFor();
  const width = async () => (await tree.boundingBox())?.width ?? 0;
  const before = await width();
  await capture.getByRole('button', { name: 'Fill the window' }).click();
  await expect.poll(width).toBe(1440);
  // The list behind takes no focus: the whole way round stays in the body.
  for (let n = 0; n < 25; n += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(
      "document.activeElement === document.body || document.activeElement.closest('[data-body]') !== null",
    );
    expect(inside).toBe(true);
  }
  await capture.getByRole('button', { name: 'Back to its place' }).click();
  await expect.poll(width).toBe(before);
  await page.getByRole('row').filter({ hasText: '/full' }).first().click();
  expect(app.problems).toEqual([]);
});

/** Whether an element is within the window and within all that scrolls around it. */
function inView(element: Locator): Promise<boolean> {
  return element.evaluate((one) => {
    const box = one.getBoundingClientRect();
    for (let at = one.parentElement; at !== null; at = at.parentElement) {
      if (!/auto|scroll/.test(getComputedStyle(at).overflow)) continue;
      const around = at.getBoundingClientRect();
      const inside =
        box.top >= around.top - 1 &&
        box.bottom <= around.bottom + 1 &&
        box.left >= around.left - 1 &&
        box.left < around.right;
      if (!inside) return false;
    }
    return true;
  });
}
