import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { IS_LONG } from '../../helpers/runs.ts';
import { contrastFaults, type Look } from './contrast.ts';
import { layoutFaults } from './layout.ts';
import { movingParts } from './motion.ts';
import { overlappingTexts } from './overlaps.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** The four looks: light and dark, as usual and in high contrast. */
const LOOKS: readonly Look[] = [
  { theme: 'light', contrast: 'normal' },
  { theme: 'dark', contrast: 'normal' },
  { theme: 'light', contrast: 'more' },
  { theme: 'dark', contrast: 'more' },
];

interface Looked {
  /** Only the last element of this selector; the whole page without it. */
  within?: string;
  /**
   * With axe's own rule for contrast as well, which takes as long as all its others together. Ours looks
   * at every text in every look without it.
   */
  contrastOfAxe?: boolean;
  /** Only what we look for ourselves. */
  withoutAxe?: boolean;
}

/** What axe finds by its rules, at every impact. */
export async function axeFaults(page: Page, how: Looked = {}): Promise<string[]> {
  const isThere = await page.evaluate(() => Reflect.has(window, 'axe'));
  if (!isThere) await page.evaluate(axeSource);
  const asked = {
    selector: how.within ?? 'html',
    rules: how.contrastOfAxe === true ? {} : { 'color-contrast': { enabled: false } },
  };
  const results = await page.evaluate(({ selector, rules }) => {
    const axe = Reflect.get(window, 'axe') as { run(on: Node, how: object): Promise<AxeResults> };
    const root = [...document.querySelectorAll(selector)].at(-1);
    if (root === undefined) throw new Error(`There is no ${selector}.`);
    // Only what fails is written out: that is most of what axe takes time for.
    return axe.run(root === document.documentElement ? document : root, {
      resultTypes: ['violations'],
      rules,
    });
  }, asked);
  return results.violations.map(
    ({ id, impact, nodes }) =>
      `${id} (${impact}): ${nodes.map((node) => node.html.slice(0, 150)).join(' | ')}`,
  );
}

/**
 * What somebody could not read, reach or be told of in a window of one width: axe once, what does not
 * fit, what moves in a window that wants no motion, as those of tests do, and contrast in every look.
 */
export async function faultsAt(page: Page, width: number, how: Looked = {}): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 });
  await settled(page);
  const found = [
    ...(how.withoutAxe === true ? [] : await axeFaults(page, how)),
    ...(await page.evaluate(layoutFaults)),
    ...(await page.evaluate(overlappingTexts)),
    ...(await page.evaluate(movingParts)),
    ...(await page.evaluate(contrastFaults, { within: how.within ?? 'html', looks: LOOKS })),
  ];
  return found.map((fault) => `${width}: ${fault}`);
}

/**
 * The same in a narrow and a wide window, with axe in one of them: its rules are about names and roles, which
 * few pages change with the width. Neighbours are of a kind, so that each is read in the other window; a
 * long run reads every page in both, with axe's own rule for contrast.
 *
 * @param at of the page among its neighbours; without it, it is read in both windows
 */
export async function faults(page: Page, at?: number): Promise<string[]> {
  const reads = (width: number): boolean =>
    IS_LONG || at === undefined || WINDOWS[at % WINDOWS.length] === width;
  const found: string[] = [];
  for (const width of WINDOWS) {
    const how = { withoutAxe: !reads(width), contrastOfAxe: IS_LONG && width === WIDE };
    found.push(...(await faultsAt(page, width, how)));
  }
  return found;
}

const WIDE = 1440;
const WINDOWS = [600, WIDE];

/** Two frames: what follows the width of the window by script has followed it then. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}
