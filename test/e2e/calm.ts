import type { Page } from 'playwright-core';

/**
 * Waits until the page has nothing left to draw: nothing moves, nothing says that it is loading,
 * and the document has stayed as it is for a few frames.
 */
export async function calm(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const QUIET_FRAMES = 6;
    let quiet = 0;
    const observer = new MutationObserver(() => {
      quiet = 0;
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    const busy = (): boolean =>
      document.querySelector('[aria-busy="true"]') !== null ||
      document.getAnimations().some(({ playState, effect }) => {
        // What turns for ever, like a spinner, says that it is busy by its label.
        return playState === 'running' && effect?.getTiming().iterations !== Infinity;
      });
    while (quiet < QUIET_FRAMES) {
      await new Promise((resolve) => {
        requestAnimationFrame(resolve);
      });
      quiet = busy() ? 0 : quiet + 1;
    }
    observer.disconnect();
  });
}

/** Waits until the page has drawn once more. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(resolve);
      }),
  );
}
