import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { type App, openApp, openBrowser } from '../helpers/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** Three pushes of one sender; the second has more in it. */
async function withPushes(app: App): Promise<void> {
  for (const n of [1, 2, 3]) {
    await fetch(`${app.cli.ready.intake}/hooks${n === 2 ? '?page=2' : ''}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': `d${n}`,
      },
      body: `{"id":"evt_1PqRsTuV${n}","amount":${n}00,"list":[{"id":7,"v":${n}}]}`,
    });
  }
  await app.page
    .getByRole('row', { name: /^GitHub, push/ })
    .nth(2)
    .waitFor();
}

const list = (page: Page): Locator => page.getByRole('grid', { name: 'Differences' });
const line = (page: Page, path: string): Locator =>
  list(page)
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: path, exact: true }) });
const current = (page: Page): Locator => list(page).getByRole('row', { selected: true });

describe('comparing captures', () => {
  it('with the previous of the same event takes one action', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await withPushes(app);
    let actions = 0;
    await page.keyboard.press('=');
    actions += 1;
    await list(page).waitFor();
    expect(actions).toBeLessThanOrEqual(1);
    await line(page, 'amount').getByText('200', { exact: true }).waitFor();
    await line(page, 'amount').getByText('300', { exact: true }).waitFor();
    await line(page, 'list[id=7].v').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Compare');
    // Swapped, A and B change places.
    await page.getByRole('button', { name: 'Swap' }).click();
    await expect.poll(() => line(page, 'amount').innerText()).toMatch(/amount\s+300\s+200/);
    await page.keyboard.press('Escape');
    await page.getByRole('article', { name: 'Capture' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('goes from difference to difference and ignores paths by key, for this event, for good', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await withPushes(app);
    await page.keyboard.press('=');
    await current(page).waitFor();
    const first = await current(page).innerText();
    await page.keyboard.press('n');
    await expect.poll(() => current(page).innerText()).not.toBe(first);
    await page.keyboard.press('p');
    await expect.poll(() => current(page).innerText()).toBe(first);
    await list(page).press('End');
    await expect.poll(() => current(page).innerText()).toContain('list[id=7].v');
    await page.keyboard.press('i');
    await page.getByText('body.list.*.v', { exact: true }).waitFor();
    await line(page, 'list[id=7].v').waitFor({ state: 'detached' });
    // An id is suggested; a click ignores it.
    await page.getByRole('button', { name: 'Ignore body.id for this event' }).click();
    await page.getByRole('button', { name: 'Stop ignoring body.id' }).waitFor();
    await page.getByRole('button', { name: /^Show \d+ ignored$/ }).click();
    await line(page, 'id').getByText('ignored').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Stop ignoring body.list.*.v' }).click();
    await line(page, 'list[id=7].v').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('names what it ignores because it always differs, and shows it by a press', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    for (let n = 1; n <= 12; n += 1) {
      await fetch(`${app.cli.ready.intake}/hooks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
        body: `{"title":"Order ${n} is late","amount":${n}00}`,
      });
    }
    const rows = page.getByRole('row', { name: /^GitHub, push/ });
    await rows.nth(11).waitFor();
    await app.rest('/event-changes?settled=true');
    await rows.first().click();
    await page.keyboard.press('=');
    const bar = page.getByRole('group', { name: 'Ignored paths' });
    await bar.getByText('Ignored because they differ in every capture of this type').waitFor();
    await line(page, 'amount').waitFor();
    expect(await line(page, 'title').count()).toBe(0);
    // Looked at once, and from then on.
    await bar.getByRole('button', { name: 'Show 1 ignored' }).click();
    await line(page, 'title').click();
    const detail = page.getByRole('region', { name: 'The current difference' });
    await detail.getByText('differs in every capture of this type').waitFor();
    await bar.getByRole('button', { name: 'Stop ignoring body.title' }).click();
    await line(page, 'title').getByText('changed', { exact: true }).waitFor();
    await detail.getByRole('button', { name: 'Ignore this path' }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('has its keys in the table: changed there, they are heard here, and the dialog has them', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    const patch = { keymap: { 'compare-next': ['m'], compare: ['v'] } };
    await app.rest('/prefs', { method: 'PATCH', body: JSON.stringify({ patch }) });
    await withPushes(app);
    await page.reload();
    await page
      .getByRole('row', { name: /^GitHub, push/ })
      .first()
      .click({ button: 'right' });
    const entry = page.getByRole('menuitem', { name: /^Compare with previous/ });
    await expect.poll(() => entry.innerText()).toMatch(/\bv$/);
    await page.keyboard.press('Escape');
    await entry.waitFor({ state: 'detached' });
    await page.keyboard.press('v');
    await current(page).waitFor();
    const first = await current(page).innerText();
    await page.keyboard.press('n');
    await page.keyboard.press('m');
    await expect.poll(() => current(page).innerText()).not.toBe(first);
    await page.keyboard.press('p');
    await expect.poll(() => current(page).innerText()).toBe(first);
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    const row = dialog.locator('dl > div').filter({ hasText: 'Next difference' });
    await expect.poll(() => row.innerText()).toMatch(/m$/);
    await dialog.getByText('Send, run, or save a note').waitFor();
    expect(app.problems).toEqual([]);
  });

  it('says what is the same, and shows bodies as text and as bytes', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    for (let i = 0; i < 2; i += 1) {
      await fetch(`${app.cli.ready.intake}/same`, { method: 'POST', body: 'alike' });
    }
    await fetch(`${app.cli.ready.intake}/same`, { method: 'POST', body: 'alike?' });
    await page
      .getByRole('row', { name: /\/same/ })
      .nth(2)
      .waitFor();
    await page
      .getByRole('row', { name: /\/same/ })
      .nth(1)
      .click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    // Said once.
    await page.getByText('No path differs.').waitFor();
    await page.getByText('The same, byte for byte.', { exact: true }).waitFor();
    // Another partner for A: the same path, later.
    await page.getByRole('button', { name: 'Pick another capture as A' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Later, same path/ })
      .click();
    await line(page, 'line 1').waitFor();
    await page.keyboard.press('u');
    await page.getByText('Unified', { exact: true }).waitFor();
    await page.keyboard.press('u');
    await page.getByRole('button', { name: 'Side by side', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Hex', exact: true }).click();
    const bytes = page.getByRole('region', { name: 'Bytes of A and B' });
    await bytes.getByText('3f', { exact: false }).waitFor();
    expect(app.problems).toEqual([]);
  });

  it('of several shows a table of what varies, from the bar of the selection', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await withPushes(app);
    const marks = page.getByRole('row', { name: /^GitHub, push/ }).locator('[data-mark]');
    await marks.nth(0).click();
    expect(await page.getByRole('button', { name: 'Compare', exact: true }).count()).toBe(0);
    await marks.nth(1).click();
    await marks.nth(2).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const table = page.getByRole('table', { name: 'Paths that vary' });
    // A value stands under the capture it is of, however wide the others are.
    const lefts = async (): Promise<number[][]> =>
      table
        .getByRole('row')
        .evaluateAll((rows) =>
          rows.map((one) =>
            [...one.children].map((cell) => Math.round(cell.getBoundingClientRect().left)),
          ),
        );
    await expect.poll(async () => (await lefts()).length).toBeGreaterThan(2);
    const [head, ...others] = await lefts();
    for (const row of others) expect(row).toEqual(head);
    await table.waitFor();
    const row = table.getByRole('row').filter({ hasText: 'amount' });
    expect((await row.getByRole('cell').allInnerTexts()).map((text) => text.trim())).toEqual([
      '100',
      '200',
      '300',
    ]);
    expect(await table.getByText('content-type').count()).toBe(0);
    expect(app.problems).toEqual([]);
  });

  it('says so where there is nothing to compare with, and where a capture is gone', async () => {
    await using app = await openApp(browser);
    const { page } = app;
    await fetch(`${app.cli.ready.intake}/alone`);
    await page.getByRole('row', { name: /\/alone/ }).waitFor();
    await page.keyboard.press('=');
    await page.getByText('Nothing to compare with').waitFor();
    await page.evaluate(() => {
      window.location.hash = '#/compare/gone/gone2';
    });
    await page
      .getByRole('alert')
      .getByText(/no longer exists/)
      .waitFor();
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });
});
