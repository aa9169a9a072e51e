import { readCaptures } from './captured.ts';
import { NotSeen } from './errors.ts';
import type { Capture, WaitOptions } from './public.d.ts';
import type { Rest } from './rest.ts';

/** What lists and waits tell of a capture. */
export interface Summary {
  id: string;
  receivedAt: number;
  method: string;
  target: string;
  status: number | null;
  provider: string | null;
  eventType: string | null;
  signature: string | null;
}

/** The engine holds a call no longer. */
const HELD_MS = 25_000;
/** How many captures a failure tells of. */
const TOLD = 10;

/** As `Backstitch.waitFor`. */
export async function waitFor(
  rest: Rest,
  search: string,
  { count = 1, withinMs = 10_000, since, settled = true }: WaitOptions = {},
): Promise<Capture[]> {
  const { min, max } = rangeOf(count);
  // None are wanted: the first one that comes is one too many.
  const wanted = Math.max(1, min);
  const end = performance.now() + withinMs;
  let items: Summary[];
  let left: number;
  do {
    left = Math.max(0, end - performance.now());
    const timeoutMs = Math.floor(Math.min(HELD_MS, left));
    const query = { search, count: wanted, settled, timeoutMs, since };
    ({ items } = await rest.ask<{ items: Summary[] }>('GET', '/captures/wait', { query }));
  } while (items.length < wanted && left > 0);
  const found = await readCaptures(
    rest,
    items.map(({ id }) => id),
  );
  if (items.length >= min && items.length <= max) return found;
  throw new NotSeen(await explain(rest, { search, items, min, max, withinMs, since }), found);
}

function rangeOf(count: NonNullable<WaitOptions['count']>): { min: number; max: number } {
  if (typeof count === 'number') return { min: count, max: count === 0 ? 0 : Infinity };
  return { min: count.min, max: count.max ?? Infinity };
}

interface Outcome {
  search: string;
  items: readonly Summary[];
  min: number;
  max: number;
  withinMs: number;
  since: WaitOptions['since'];
}

async function explain(rest: Rest, outcome: Outcome): Promise<string> {
  const { search, items, min, max, withinMs, since } = outcome;
  const what = search === '' ? 'any capture' : `“${search}”`;
  const wanted = max === Infinity ? `${min}` : min === max ? `${max}` : `${min} to ${max}`;
  const isTooMany = items.length > max;
  const head = isTooMany
    ? `${items.length} of ${what} came, and ${wanted} were wanted:`
    : `${items.length} of ${what} within ${withinMs / 1000} s, and ${wanted} were wanted.`;
  if (isTooMany) return [head, ...items.slice(0, TOLD).map(lineOf)].join('\n');
  const all = await rest.ask<{ items: Summary[] }>('GET', '/captures', {
    query: { limit: TOLD, ...(/^\d{12,15}$/.test(String(since)) && { from: since }) },
  });
  const captured = all.items.toReversed().map(lineOf);
  return [head, captured.length === 0 ? 'Nothing was captured.' : 'Captured:', ...captured].join(
    '\n',
  );
}

/** One capture in one line; what a sender wrote does not act on a terminal. */
function lineOf({ id, receivedAt, method, target, status, ...more }: Summary): string {
  const time = new Date(receivedAt).toISOString().slice(11, 23);
  const sender = [more.provider, more.eventType].filter(Boolean).join(' ');
  const signature = more.signature === null ? '' : `signature:${more.signature}`;
  const parts = [id, time, method, target, status ?? 'open', sender, signature];
  const line = parts.filter((part) => part !== '').join(' ');
  // eslint-disable-next-line no-control-regex
  return `  ${line.slice(0, 300).replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '?')}`;
}
