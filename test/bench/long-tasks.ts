import type { Page } from 'playwright-core';

/** Watches for long tasks from now on; the call it gives ends that, and tells them in milliseconds. */
export async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(`
    globalThis.longTasks = [];
    globalThis.taskObserver = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasks.push(entry.duration);
    });
    globalThis.taskObserver.observe({ entryTypes: ['longtask'] });
  `);
  return () =>
    page.evaluate<number[]>(`
      globalThis.taskObserver.disconnect();
      globalThis.longTasks;
    `);
}

/** The longest in words; a browser tells only of those from 50 ms on. */
export function worstOf(tasks: readonly number[]): string {
  return tasks.length === 0 ? 'none of 50 ms' : `${Math.round(Math.max(...tasks))} ms`;
}
