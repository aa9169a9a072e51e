import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { Waited } from '../../../preload/contract/captures/waiting.ts';
import type { Connection } from '../connection/connection.ts';
import { findEngine, type Where } from '../connection/find-engine.ts';
import { EXIT } from '../exit-code.ts';
import { print, printError, printJsonLine } from '../print.ts';
import { answer, interruption } from './answer.ts';
import { captureLine } from './capture-lines.ts';
import { queryOf } from './searched.ts';
import type { SincePlace } from './times.ts';

export interface WaitArguments extends Where {
  search: string;
  /** How many are wanted; more than `most` is a no. */
  count: { least: number; most: number };
  timeoutMs: number;
  since: SincePlace;
  settled: boolean;
  /** So long nothing more may match. */
  quietForMs: number;
  ndjson: boolean;
  json: boolean;
  quiet: boolean;
}

/** The engine holds a call no longer. */
const HELD_MS = 25_000;

/**
 * Waits until enough captures match, and prints each as it comes.
 *
 * @throws BackstitchError SEARCH_INVALID, NOT_RUNNING
 */
export const runWait = (args: WaitArguments): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const stop = interruption();
    const seen = await watch(engine, args, stop.signal);
    const reason = stop.signal.aborted ? stop.reason : reasonOf(seen, args);
    if (!args.quiet && !args.json) printError(summaryOf(seen.items.length, reason, args));
    const exit = stop.exit() || (reason === undefined ? 0 : EXIT.no);
    return { exit, ...(reason !== undefined && { reason }), items: seen.items };
  });

interface Seen {
  items: CaptureSummary[];
  /** The last change was within the time that must be quiet. */
  isRestless: boolean;
}

async function watch(engine: Connection, args: WaitArguments, signal: AbortSignal): Promise<Seen> {
  const { count, timeoutMs, quietForMs } = args;
  const end = performance.now() + timeoutMs;
  const printed = new Set<string>();
  let items: CaptureSummary[] = [];
  let changedAt = performance.now();
  let isFirst = true;
  for (;;) {
    const now = performance.now();
    const isEnough = items.length >= count.least;
    const quietUntil = isEnough ? changedAt + quietForMs : Infinity;
    const until = Math.min(end, quietUntil);
    const isOver = signal.aborted || items.length > count.most || now >= until;
    if (!isFirst && isOver) return { items, isRestless: isEnough && now < quietUntil };
    isFirst = false;
    const waited = await ask(engine, args, items.length + 1, Math.max(0, until - now), signal);
    if (waited === undefined) continue;
    if (waited.items.length !== items.length) changedAt = performance.now();
    items = waited.items;
    await printNew(items, printed, args);
  }
}

/** undefined where it was interrupted. */
async function ask(
  engine: Connection,
  { search, since, settled }: WaitArguments,
  count: number,
  leftMs: number,
  signal: AbortSignal,
): Promise<Waited | undefined> {
  const timeoutMs = Math.floor(Math.min(HELD_MS, leftMs));
  const query = queryOf({ search, since, settled, count: Math.min(count, 1000), timeoutMs });
  try {
    return (await engine.ask('GET', `/captures/wait${query}`, undefined, { signal })) as Waited;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function printNew(
  items: readonly CaptureSummary[],
  printed: Set<string>,
  { ndjson, json }: WaitArguments,
): Promise<void> {
  for (const item of items) {
    if (json || printed.has(item.id)) continue;
    printed.add(item.id);
    if (ndjson) await printJsonLine(JSON.stringify(item));
    else print(captureLine(item));
  }
}

/** Why the answer is no; undefined where it is yes. */
function reasonOf({ items, isRestless }: Seen, { count }: WaitArguments): string | undefined {
  if (items.length > count.most) return 'too-many';
  if (items.length < count.least) return 'timeout';
  return isRestless ? 'not-quiet' : undefined;
}

function summaryOf(found: number, reason: string | undefined, args: WaitArguments): string {
  const { least, most } = args.count;
  const wanted =
    most === Infinity ? `${least}` : least === most ? `${least}` : `${least} to ${most}`;
  const seconds = args.timeoutMs / 1000;
  const said: Record<string, string> = {
    timeout: `${found} of ${wanted} matched within ${seconds} s.`,
    'too-many': `${found} matched, and ${wanted} were wanted.`,
    'not-quiet': `${found} matched, but more kept coming for ${seconds} s.`,
    interrupted: `Interrupted: ${found} of ${wanted} matched.`,
  };
  return said[reason ?? ''] ?? `${found} matched.`;
}
