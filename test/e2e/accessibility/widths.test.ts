import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../helpers/browser.ts';
import { calm } from '../calm.ts';
import { openFullApp, visit, type FullApp } from '../full-app.ts';
import { layoutFaults } from './layout.ts';
import { settled } from './look.ts';

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

const WIDTHS = Array.from({ length: 41 }, (_, at) => 320 + 40 * at);

/** What does not fit once the page has followed the window. */
async function misfits(page: Page, width: number, height = 700): Promise<string[]> {
  await page.setViewportSize({ width, height });
  await settled(page);
  const found = await page.evaluate(layoutFaults);
  if (found.length === 0) return [];
  await calm(page);
  return page.evaluate(layoutFaults);
}

describe('a page of any width', () => {
  it('fits the window from 320 to 1920 px, and cuts no control off', async () => {
    const found: string[] = [];
    for (const [at, address] of full.addresses.entries()) {
      await visit(full.app, address);
      // Neighbours are of a kind: between them they are seen at every width, each at a quarter of them.
      const widths = WIDTHS.filter((width, step) => width === 320 || step % 4 === at % 4);
      for (const width of widths) {
        const wrong = await misfits(full.app.page, width);
        found.push(...wrong.map((fault) => `${address} at ${width}: ${fault}`));
      }
    }
    expect(found).toEqual([]);
  });

  it('fits at twice and four times its size, with the largest text, and with spaced text', async () => {
    const { page } = full.app;
    const found: string[] = [];
    const note = (what: string, wrong: readonly string[]): void => {
      found.push(...wrong.map((fault) => `${what}: ${fault}`));
    };
    for (const address of full.addresses) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await visit(full.app, address);
      // As a window of 1440 by 900, or 1280 by 900, at that zoom.
      note(`${address} at 200 %`, await misfits(page, 720, 450));
      note(`${address} at 400 %`, await misfits(page, 320, 225));
      await page.evaluate(() => {
        document.documentElement.dataset['text'] = 'largest';
      });
      note(`${address}, largest text`, await misfits(page, 600));
      note(`${address}, largest text, wide`, await misfits(page, 1280));
      // The spacing of WCAG 1.4.12.
      const spacing = await page.addStyleTag({
        content:
          '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
      });
      await page.evaluate(() => {
        document.documentElement.dataset['text'] = 'normal';
      });
      note(`${address}, spaced text`, await misfits(page, 1280));
      await spacing.evaluate((style) => (style as HTMLElement).remove());
    }
    expect(found).toEqual([]);
  });
});
