import type { Clock } from '../lib/clock.ts';

/** Reads the number once; a problem comes in words. */
export type ReadNumber = () => Promise<{ value: number } | { problem: string }>;

const EVERY_MS = 500;
const STILL_READS = 3;
const PATIENCE_MS = 10_000;

/**
 * The number at a path like `data.count` or `0.total` of a JSON text; of an array its length, since
 * an interface that lists what it has proves as much as one that counts.
 */
export function numberAt(text: string, path: string): { value: number } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'The check URL did not answer JSON.' };
  }
  for (const step of path.split('.').filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return { problem: `The answer of the check URL has nothing at "${path}".` };
    }
    value = Reflect.get(value, step);
  }
  if (Array.isArray(value)) return { value: value.length };
  if (typeof value === 'number' && Number.isFinite(value)) return { value };
  const where = path === '' ? 'The answer of the check URL' : `"${path}" in the answer`;
  return { problem: `${where} is no number.` };
}

/**
 * Reads until the number stands still: a handler may answer first and work afterwards. One that has
 * not reached `expected` is given ten seconds.
 */
export async function readSettled(
  read: ReadNumber,
  expected: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<{ value: number } | { problem: string }> {
  const until = clock.now() + PATIENCE_MS;
  let last = await read();
  for (let still = 1; ;) {
    if ('problem' in last || signal.aborted || clock.now() >= until) return last;
    if (still >= STILL_READS && last.value >= expected) return last;
    await pause(EVERY_MS, clock, signal);
    const next = await read();
    still = 'value' in next && next.value === last.value ? still + 1 : 1;
    last = next;
  }
}

function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stopTimer();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stopTimer = clock.after(ms, end);
    signal.addEventListener('abort', end);
  });
}
