import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { App } from '../helpers/browser.ts';

/**
 * Does things as a person does and counts them: a click is one, a chord is one, and so is a text that
 * is typed together with the key that ends it.
 */
export function counted(page: Page) {
  let count = 0;
  return {
    get count(): number {
      return count;
    },
    async click(where: Locator): Promise<void> {
      count += 1;
      await where.click();
    },
    async press(chord: string): Promise<void> {
      count += 1;
      await page.keyboard.press(chord);
    },
    /** Types over what is selected. */
    async type(text: string, end?: 'Enter'): Promise<void> {
      count += 1;
      await page.keyboard.insertText(text);
      if (end !== undefined) await page.keyboard.press(end);
    },
  };
}

/** Back to the whole list, nothing open: as a test finds the app that the tests of its file share. */
export async function backToList({ page }: Pick<App, 'page'>): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/captures';
  });
  await page.getByRole('article', { name: 'Capture' }).waitFor({ state: 'detached' });
}

/** A menu is seen a frame before it has the keys: who presses one sooner presses it for the page. */
export async function menuHasKeys(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.closest('[role=menu]') !== null))
    .toBe(true);
}
