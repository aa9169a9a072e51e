import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Notes every press of a pointer, in `globalThis.pressed`. */
const WATCH_POINTER = `
  globalThis.pressed = 0;
  addEventListener('pointerdown', (event) => { if (event.isTrusted) pressed += 1; }, { capture: true });
`;

/** Where the focus is, through the roots that editors live in, and whether one can see it. */
const FOCUS = `(() => {
  let here = document.activeElement;
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
  if (here === null || here === document.body) return { words: 'nothing', seen: false };
  // The ring may be around what stands around it, as that of a field with a sign in it.
  const around = [here];
  while (around.length < 5 && around.at(-1).parentElement) around.push(around.at(-1).parentElement);
  const isRing = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  const seen =
    around.some((one) => isRing(getComputedStyle(one))) ||
    // Over a list, so that its rows do not cover it.
    around.some((one) => isRing(getComputedStyle(one, '::after'))) ||
    getComputedStyle(here, '::before').backgroundColor !== 'rgba(0, 0, 0, 0)' ||
    here.matches('.cm-content');
  return { words: here.outerHTML.slice(0, 160), seen };
})()`;

/**
 * Does things without a mouse, and counts the actions: a chord is one, and so is a text with the key
 * that ends it. To go from field to field by Tab is no action, as it is none to move a mouse.
 */
export async function byKeys(page: Page) {
  await page.addInitScript(WATCH_POINTER);
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  let count = 0;
  const has = (where: Locator): Promise<boolean> =>
    where.evaluate((one) => one === document.activeElement || one.matches(':focus'));
  return {
    /** Actions since the last time this was asked. */
    taken(): number {
      const since = count;
      count = 0;
      return since;
    },
    async press(...chords: readonly string[]): Promise<void> {
      count += 1;
      for (const chord of chords) await page.keyboard.press(chord);
    },
    async type(text: string, end?: string): Promise<void> {
      count += 1;
      await page.keyboard.insertText(text);
      if (end !== undefined) await page.keyboard.press(end);
    },
    /** Goes on by Tab until something has the focus; one must see at each stop where one is. */
    async tabTo(where: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
      await where.waitFor();
      for (let stops = 0; stops < 80 && !(await has(where)); stops += 1) {
        await page.keyboard.press(key);
        const { words, seen } = await page.evaluate<{ words: string; seen: boolean }>(FOCUS);
        if (words !== 'nothing') expect(seen, `one sees that the focus is on ${words}`).toBe(true);
      }
      expect(await has(where), `Tab leads to ${where.toString()}`).toBe(true);
    },
    /** A text that is typed with pauses would be searched half: the field must have the focus first. */
    async focused(where: Locator): Promise<void> {
      await expect.poll(() => has(where)).toBe(true);
    },
    async usedNoMouse(): Promise<void> {
      expect(await page.evaluate<number>('pressed')).toBe(0);
    },
  };
}
