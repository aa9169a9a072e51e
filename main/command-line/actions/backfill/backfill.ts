import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BackfillHow,
  BackfillItem,
  BackfillScan,
  BackfillSign,
  BackfillSource,
} from '../../../../preload/contract/backfill.ts';
import type { Connection } from '../../connection/connection.ts';
import { findEngine, type Where } from '../../connection/find-engine.ts';
import { EXIT } from '../../exit-code.ts';
import { print } from '../../print.ts';
import { bad } from '../../refusals.ts';
import { answer, interruption } from '../answer.ts';

export interface BackfillArguments extends Where {
  account: string | undefined;
  sinceMs: number;
  /** Also what was delivered. */
  all: boolean;
  /** Undefined: look only. */
  how: BackfillHow | undefined;
  sign: BackfillSign;
  run: boolean;
  yes: boolean;
  json: boolean;
}

const LOOK_MS = 250;
/** What counts as not come back. */
const OPEN = ['missing', 'unseen', 'refused', 'failed', 'gone'] as const;

/**
 * Asks a provider what it sent, and gets what is missing where that is asked for.
 *
 * @throws BackstitchError BAD_ARGUMENT, BACKFILL_INVALID, BACKFILL_BUSY, NOT_RUNNING
 */
export const runBackfill = (args: BackfillArguments): Promise<void> =>
  answer(args.json, async () => {
    const engine = await findEngine(args);
    const sources = (await engine.ask('GET', '/backfill/sources')) as BackfillSource[];
    if (args.account === undefined) {
      if (!args.json) print(...accountLines(sources));
      return { items: sources };
    }
    if (args.how !== undefined && !args.yes) {
      throw bad(
        `--do ${args.how} calls the provider once for each event.`,
        'Look without --do first, then add --yes.',
      );
    }
    const source = named(sources, args.account);
    const stop = interruption();
    const now = Date.now();
    const begun = (await engine.ask('POST', '/backfill/scans', {
      sourceId: source.id,
      from: now - args.sinceMs,
      to: now,
      only: args.all ? 'all' : 'undelivered',
    })) as BackfillScan;
    let scan = await ended(engine, begun.id, stop.signal);
    const isMissing = (scan.counts.missing ?? 0) > 0;
    if (scan.state === 'listed' && args.how !== undefined && isMissing && !stop.signal.aborted) {
      const { how, sign, run } = args;
      await engine.ask('POST', `/backfill/scans/${scan.id}/act`, { how, sign, run });
      scan = await ended(engine, scan.id, stop.signal);
    }
    const items = await itemsOf(engine, scan);
    if (!args.json) print(...lines(scan, items));
    if (stop.exit() !== 0) return { exit: stop.exit(), reason: stop.reason, scan, items };
    if (scan.problem !== null) {
      const { code, message, hint } = scan.problem;
      if (!args.json) print(`! ${message}`, ...(hint === null ? [] : [`  ${hint}`]));
      return { exit: EXIT.failed, reason: code, message, scan, items };
    }
    const open = OPEN.reduce((sum, state) => sum + (scan.counts[state] ?? 0), 0);
    return open === 0 ? { scan, items } : { exit: EXIT.no, reason: 'missing', scan, items };
  });

function named(sources: readonly BackfillSource[], account: string): BackfillSource {
  const wanted = account.toLowerCase();
  const found = sources.filter(({ id, name }) => id === account || name.toLowerCase() === wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw bad(`Several accounts are called ${account}.`, 'Use an id.');
  throw bad(
    `There is no account ${account}.`,
    sources.length === 0
      ? 'Add one in the window: Deliveries, Backfill.'
      : `There are: ${sources.map(({ name }) => name).join(', ')}.`,
  );
}

/** Once nothing is under way; a scan that is interrupted here is stopped there. */
async function ended(engine: Connection, id: string, signal: AbortSignal): Promise<BackfillScan> {
  for (;;) {
    const scan = (await engine.ask('GET', `/backfill/scans/${id}`)) as BackfillScan;
    if (scan.state !== 'listing' && scan.state !== 'acting') return scan;
    if (signal.aborted) {
      return (await engine.ask('POST', `/backfill/scans/${id}/cancel`)) as BackfillScan;
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

async function itemsOf(engine: Connection, { id }: BackfillScan): Promise<BackfillItem[]> {
  const items: BackfillItem[] = [];
  for (let after: number | null = 0; after !== null;) {
    const path: string = `/backfill/scans/${id}/items?limit=500&after=${after}`;
    const page = (await engine.ask('GET', path)) as { items: BackfillItem[]; next: number | null };
    items.push(...page.items);
    after = page.next;
  }
  return items;
}

function accountLines(sources: readonly BackfillSource[]): string[] {
  if (sources.length === 0)
    return ['No accounts yet. Add one in the window: Deliveries, Backfill.'];
  return sources.map(({ name, provider, path }) => `${name}  ${provider}  ${path}`);
}

function lines(scan: BackfillScan, items: readonly BackfillItem[]): string[] {
  const shown = items
    .filter(({ state }) => state !== 'held')
    .map(({ at, state, eventType, deliveryId, captureId, note }) =>
      [
        at === null ? 'unknown time' : new Date(at).toISOString(),
        state,
        eventType ?? 'event',
        deliveryId ?? '-',
        captureId ?? '',
        note ?? '',
      ]
        .filter((word) => word !== '')
        .join('  '),
    );
  const counts = Object.entries(scan.counts).map(([state, count]) => `${count} ${state}`);
  return [...shown, ...scan.notes, counts.length === 0 ? 'Nothing is listed.' : counts.join(', ')];
}
