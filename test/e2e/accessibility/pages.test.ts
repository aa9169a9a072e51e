import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../helpers/browser.ts';
import { IS_LONG } from '../../helpers/runs.ts';
import { calm } from '../calm.ts';
import { openFullApp, visit, type FullApp } from '../full-app.ts';
import { layoutFaults } from './layout.ts';
import { faults, settled } from './look.ts';

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

const WIDE = { width: 1440, height: 900 };
/** Each page is looked at in these two with everything else. */
const LOOKED_AT = [600, 1440];
const WIDTHS = Array.from({ length: 41 }, (_, at) => 320 + 40 * at).filter(
  (width) => !LOOKED_AT.includes(width),
);
/** Neighbours are of a kind: so many of them are seen at every width between them. */
const NEIGHBOURS = IS_LONG ? 5 : 10;

/** What does not fit once the page has followed the window. */
async function misfits(page: Page, width: number, height = 700): Promise<string[]> {
  await page.setViewportSize({ width, height });
  await settled(page);
  const found = await page.evaluate(layoutFaults);
  if (found.length === 0) return [];
  await calm(page);
  return page.evaluate(layoutFaults);
}

/** The spacing of WCAG 1.4.12. */
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }';

const setText = (page: Page, size: string): Promise<void> =>
  page.evaluate((to) => {
    document.documentElement.dataset['text'] = to;
  }, size);

/** What does not fit in windows narrow and wide, zoomed, with the largest text, and with spaced text. */
async function misfitsOf(page: Page, at: number): Promise<string[]> {
  const found: string[] = [];
  const note = (what: string, wrong: readonly string[]): void => {
    found.push(...wrong.map((fault) => `${what}: ${fault}`));
  };
  for (const width of WIDTHS.filter((_, step) => step % NEIGHBOURS === at % NEIGHBOURS)) {
    note(`at ${width}`, await misfits(page, width));
  }
  // As a window of 1440 by 900, or 1280 by 900, at that zoom.
  note('at 200 %', await misfits(page, 720, 450));
  note('at 400 %', await misfits(page, 320, 225));
  await setText(page, 'largest');
  note('largest text', await misfits(page, 600));
  note('largest text, wide', await misfits(page, 1280));
  await setText(page, 'normal');
  const spacing = await page.addStyleTag({ content: SPACED });
  note('spaced text', await misfits(page, 1280));
  await spacing.evaluate((style) => (style as HTMLElement).remove());
  return found;
}

const PARTS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('every page', () => {
  // One walk for all of it: to go to a page costs as much as to look at it. In parts, each of which a
  // machine five times slower ends within the limit of a test.
  it.each(PARTS)(
    'in part %i of 8, has one main and one h1; is read, reached and named in every look; and fits from 320 to 1920 px, zoomed, and with its text enlarged or spaced',
    async (part) => {
      const { page } = full.app;
      const found = { parts: [] as string[], looks: [] as string[], widths: [] as string[] };
      for (const [at, address] of full.addresses.entries()) {
        if (at % PARTS.length !== part - 1) continue;
        const here = (fault: string): string => `${address}, ${fault}`;
        await visit(full.app, address);
        const mains = await page.getByRole('main').count();
        const titles = await page.getByRole('heading', { level: 1 }).count();
        if (mains !== 1 || titles !== 1) found.parts.push(here(`${mains} main, ${titles} h1`));
        found.widths.push(...(await misfitsOf(page, at)).map(here));
        found.looks.push(...(await faults(page, at)).map(here));
        await page.setViewportSize(WIDE);
      }
      expect(found).toEqual({ parts: [], looks: [], widths: [] });
      expect(full.app.problems).toEqual([]);
    },
  );

  it('is found at fault where a text cannot be read, a control is cut off, texts lie on each other, something moves or a picture has no name', async () => {
    const { page } = full.app;
    await visit(full.app, '#/settings');
    await page.evaluate(() => {
      const bad = document.createElement('div');
      bad.style.cssText = 'width: 40px; overflow: hidden; white-space: nowrap';
      bad.innerHTML =
        '<p style="color: #999; background: #fff">Pale</p><img src="/favicon.svg">' +
        '<p style="color: light-dark(#000, #333); background: light-dark(#fff, #000)">Dim</p>' +
        '<button style="margin-left: 100px; transition: opacity 1s !important">Away</button>' +
        '<ul style="scroll-behavior: smooth !important"></ul>' +
        '<hr style="animation: spin 1s infinite !important">';
      const two = document.createElement('div');
      two.style.cssText = 'position: relative; height: 40px';
      two.innerHTML = '<p>Below</p><p style="position: absolute; top: 3px; left: 5px">Above</p>';
      document.querySelector('main')?.append(bad, two);
    });
    const found = (await faults(page)).join('\n');
    expect(found).toMatch(/"Pale"/);
    expect(found).toMatch(/dark, normal: .*"Dim"/);
    expect(found).not.toMatch(/light, \w+: .*"Dim"/);
    expect(found).toMatch(/button Away .* is cut off/);
    expect(found).toMatch(/“Below” lies on “Above”|“Above” lies on “Below”/);
    expect(found).toMatch(/image-alt/);
    expect(found).toMatch(/button .* changes within 1s/);
    expect(found).toMatch(/ul .* scrolls smoothly/);
    expect(found).toMatch(/hr .* has the animation spin/);
    expect(found).toMatch(/hr .* moves/);
  });
});
