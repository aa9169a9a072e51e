import type { Browser, Page } from 'playwright-core';

/** A task of the page's main thread, in milliseconds. */
export interface Task {
  /** From its begin to its end: what a person waits. */
  wall: number;
  /** Processor time of it: what is left on a machine that does nothing else. */
  cpu: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** In microseconds, as `tdur`. */
  dur?: number;
  tdur?: number;
  args: { name?: string };
}

/** Tasks of this length and more are felt. */
const LONG_MS = 50;

/** The long tasks of the page's main thread while `work` goes on, by the browser's own trace. */
export async function longTasksOf(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<Task[]> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'disabled-by-default-devtools.timeline'],
  });
  await work();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return traceEvents
    .filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
    .filter(({ pid, tid }) => threads.has(`${pid}:${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }))
    .filter(({ wall }) => wall >= LONG_MS);
}

/** How many were long, and the longest, by both clocks. */
export function tasksInWords(tasks: readonly Task[]): string {
  const longest = (of: (task: Task) => number): number => Math.round(Math.max(0, ...tasks.map(of)));
  if (tasks.length === 0) return 'none of 50 ms';
  const busy = tasks.filter(({ cpu }) => cpu >= LONG_MS).length;
  return (
    `${tasks.length}, longest ${longest(({ wall }) => wall)} ms; of processor time ` +
    (busy === 0
      ? `none, longest ${longest(({ cpu }) => cpu)} ms`
      : `${busy}, longest ${longest(({ cpu }) => cpu)} ms`)
  );
}
