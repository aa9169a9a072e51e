import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, JSHandle, Locator, Page } from 'playwright-core';
import { openBrowser } from '../../helpers/browser.ts';
import { until } from '../../helpers/until.ts';
import { calm } from '../calm.ts';
import { openFullApp, visit, type FullApp } from '../full-app.ts';
import { faultsAt } from './look.ts';
import { OPENINGS } from './popups.ts';

const POPUP =
  ':is([role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]):not([data-toast])';

let browser: Browser;
let full: FullApp;
beforeAll(async () => {
  browser = await openBrowser();
  full = await openFullApp(browser);
});
afterAll(async () => {
  await full?.[Symbol.asyncDispose]();
  await browser?.close();
});

const PARTS = [1, 2, 3];

/** Draws nothing until it is let go: a machine so slow that a person is faster. */
const holdFrames = (page: Page): Promise<JSHandle<() => Promise<void>>> =>
  page.evaluateHandle(() => {
    const held: FrameRequestCallback[] = [];
    const draw = window.requestAnimationFrame;
    window.requestAnimationFrame = (work) => held.push(work);
    return () => {
      window.requestAnimationFrame = draw;
      return new Promise<void>((resolve) =>
        draw((now) => {
          for (const work of held) work(now);
          resolve();
        }),
      );
    };
  });

describe('what opens above a page', () => {
  // Half of them in a narrow window, half in a wide one: neighbours are of a kind.
  // In parts: a machine five times slower ends each within the limit of a test.
  it.each(PARTS)(
    'in part %i of 3, can be read in every look, fits, and gives the focus back to what opened it',
    async (part) => {
      const { page } = full.app;
      const popup = page.locator(POPUP);
      const found: string[] = [];
      for (const [at, { at: where, by }] of OPENINGS.entries()) {
        if (at % PARTS.length !== part - 1) continue;
        const width = at % 2 === 0 ? 600 : 1440;
        await page.setViewportSize({ width, height: 900 });
        const address = full.addresses.find((one) => where.test(one)) ?? '';
        const name = `${address}, ${by.join(', ')}`;
        await visit(full.app, address);
        const [first = '', ...entries] = by;
        const opener = page.getByRole('main').getByRole('button', { name: first, exact: true });
        await opener.first().click();
        for (const entry of entries) await page.getByRole('menuitem', { name: entry }).click();
        await popup.last().waitFor();
        await calm(page);
        found.push(
          ...(await faultsAt(page, width, { within: POPUP })).map((fault) => `${name}, ${fault}`),
        );
        await page.keyboard.press('Escape');
        await expect.poll(() => popup.count(), { message: `${name} stays open` }).toBe(0);
        await expect
          .poll(() => opener.first().evaluate((one) => one.contains(document.activeElement)), {
            message: name,
          })
          .toBe(true);
      }
      expect(found).toEqual([]);
    },
  );

  it('takes what is typed before the next frame is drawn', async () => {
    const { page } = full.app;
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(full.app, '#/captures');
    const release = await holdFrames(page);
    try {
      await page
        .getByRole('navigation', { name: 'Views' })
        .getByRole('button', { name: 'Save as a view' })
        .evaluate((button) => (button as HTMLElement).click());
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null))
        .toBe(true);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    } finally {
      await release.evaluate((draw) => draw());
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('hands the focus on at once when something of it is chosen', async () => {
    const { page } = full.app;
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(full.app, '#/captures?q=method:POST');
    const chip = page.getByRole('button', { name: 'method:POST' });
    const press = async (what: Locator): Promise<void> => {
      const box = await what.boundingBox();
      await page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    };
    await press(chip);
    const edit = page.getByRole('menuitem', { name: 'Edit' });
    await edit.waitFor();
    await calm(page);
    const release = await holdFrames(page);
    await press(edit);
    try {
      await page.keyboard.type('PUT');
    } finally {
      await release.evaluate((draw) => draw());
    }
    expect(await page.locator('[data-search-input]').inputValue()).toBe('method:PUT');
    await expect.poll(() => page.getByRole('menu').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  });

  it.each([
    ['a list to choose a capture from', /orders%2Fplace$/, /^Run on/, 'Search captures'],
    ['the popover of columns', /^#\/captures$/, 'Display', 'Order'],
    ['the palette', /^#\/captures$/, 'Display', 'Command'],
  ])('has the focus at once, and gives it back at once: %s', async (what, at, opens, first) => {
    const { page } = full.app;
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(full.app, full.addresses.find((one) => at.test(one)) ?? '');
    const isPalette = what === 'the palette';
    const role = first === 'Search captures' ? 'combobox' : 'button';
    const opener = page.getByRole(role, { name: opens });
    const hasFocus = (where: Locator): Promise<boolean> =>
      where.evaluate((one) => one === document.activeElement);
    await opener.focus();
    for (const [key, where] of [
      [isPalette ? 'ControlOrMeta+k' : 'Enter', page.getByRole('combobox', { name: first })],
      // What is behind a modal dialog has no role until it is gone.
      ['Escape', isPalette ? page.getByLabel('Display', { exact: true }) : opener],
    ] as const) {
      const release = await holdFrames(page);
      try {
        await page.keyboard.press(key);
        await expect.poll(() => hasFocus(where), { message: key }).toBe(true);
        if (isPalette && key === 'Escape') {
          // A command of the page, while the palette is still drawn.
          await page.keyboard.press('/');
          await until(() => hasFocus(page.locator('[data-search-input]')), 'the key was lost');
        }
      } finally {
        await release.evaluate((draw) => draw());
      }
      await calm(page);
    }
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator(POPUP).count()).toBe(0);
  });

  it('is not taken for a click on the row below it', async () => {
    const { page } = full.app;
    await page.setViewportSize({ width: 600, height: 900 });
    await visit(full.app, '#/endpoints');
    await page.getByRole('button', { name: 'More for Stripe', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Move to…' }).click();
    await page.getByRole('dialog', { name: 'Move Stripe' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/endpoints');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('leaves the focus where it was after the dialogs of keys and of the status bar', async () => {
    const { page } = full.app;
    const popup = page.locator(POPUP);
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(full.app, '#/captures');
    const status = page.getByRole('contentinfo');
    for (const name of [/^Notices/, 'Forward to…', 'Tunnel settings']) {
      const opener = status.getByRole('button', { name });
      await opener.click();
      await popup.last().waitFor();
      await calm(page);
      expect(await faultsAt(page, 1440, { within: POPUP }), String(name)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect
        .poll(() => opener.evaluate((one) => one === document.activeElement), {
          message: String(name),
        })
        .toBe(true);
    }
    const search = page.locator('[data-search-input]');
    await search.focus();
    await page.keyboard.press('Control+k');
    await popup.last().waitFor();
    await page.getByRole('combobox', { name: 'Command' }).waitFor();
    await calm(page);
    expect(await faultsAt(page, 1440, { within: POPUP }), 'palette').toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => search.evaluate((one) => one === document.activeElement)).toBe(true);
  });
});
