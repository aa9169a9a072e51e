import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { contrastFaults } from './contrast.ts';
import { layoutFaults } from './layout.ts';
import { overlappingTexts } from './overlaps.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** The four looks: light and dark, as usual and in high contrast. */
const LOOKS = [
  { colorScheme: 'light', contrast: 'no-preference' },
  { colorScheme: 'dark', contrast: 'no-preference' },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
] as const;

/**
 * What axe finds by all of its rules, at every impact, in what stands within the last element of a
 * selector.
 */
export async function axeFaults(page: Page, within = 'html'): Promise<string[]> {
  const isThere = await page.evaluate(() => Reflect.has(window, 'axe'));
  if (!isThere) await page.evaluate(axeSource);
  const results = await page.evaluate((selector) => {
    const axe = Reflect.get(window, 'axe') as { run(on: Node, how: object): Promise<AxeResults> };
    const root = [...document.querySelectorAll(selector)].at(-1);
    if (root === undefined) throw new Error(`There is no ${selector}.`);
    // Only what fails is written out: that is most of what axe takes time for.
    return axe.run(root === document.documentElement ? document : root, {
      resultTypes: ['violations'],
    });
  }, within);
  return results.violations.map(
    ({ id, impact, nodes }) =>
      `${id} (${impact}): ${nodes.map((node) => node.html.slice(0, 150)).join(' | ')}`,
  );
}

/**
 * What somebody could not read, reach or be told of in a window of one width: axe once, what does not
 * fit, and contrast in every look.
 */
export async function faultsAt(page: Page, width: number, within = 'html'): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 });
  await settled(page);
  const found = [
    ...(await axeFaults(page, within)),
    ...(await page.evaluate(layoutFaults)),
    ...(await page.evaluate(overlappingTexts)),
  ];
  for (const look of LOOKS) {
    await page.emulateMedia(look);
    const low = await page.evaluate(contrastFaults, within);
    found.push(...low.map((fault) => `${look.colorScheme}, ${look.contrast}: ${fault}`));
  }
  await page.emulateMedia(LOOKS[0]);
  return found.map((fault) => `${width}: ${fault}`);
}

/** The same in a narrow and a wide window. */
export async function faults(page: Page): Promise<string[]> {
  return [...(await faultsAt(page, 600)), ...(await faultsAt(page, 1440))];
}

/** Two frames: what follows the width of the window by script has followed it then. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}
