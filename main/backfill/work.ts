import type { BackfillScanId, BackfillSourceId } from '../../preload/contract/backfill.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { type ActingParts, actOn, Denied } from './acting.ts';
import type { BackfillStore, KeptScan, KeptSource } from './backfill-store.ts';
import { listSent, type Watched } from './listing.ts';
import { ADAPTERS } from './providers/providers.ts';

interface Parts {
  store: BackfillStore;
  groups: GroupCommit;
  clock: Clock;
  acting: ActingParts;
  /** @throws BackstitchError BACKFILL_SOURCE_NOT_FOUND */
  findSource: (id: BackfillSourceId) => KeptSource;
  publish: (id: BackfillScanId) => void;
  log: (message: string, error: unknown) => void;
}

interface Running {
  stop: AbortController;
  waitsUntil: number | null;
  ended: Promise<void>;
}

const TELL_EVERY_MS = 200;
const CANCELED = new Error('canceled');

/** The scans that are under way: each lists or acts until it ends, is canceled, or the program stops. */
export function createWork({ store, groups, clock, acting, findSource, publish, log }: Parts) {
  const running = new Map<BackfillScanId, Running>();
  /** What ends on its own, the last write included. */
  const atWork = new Set<Promise<void>>();
  let closing = false;

  async function put(scan: KeptScan): Promise<void> {
    await groups.commit(() => store.putScan(scan));
    publish(scan.id);
  }
  /** Whoever reads that it ended may begin the next thing. */
  function end(scan: KeptScan): Promise<void> {
    running.delete(scan.id);
    return put({ ...scan, endedAt: clock.now() });
  }

  /** Runs the part of a scan that its state names, and writes how it ended. */
  function start(begun: KeptScan): void {
    const stop = new AbortController();
    const entry: Running = { stop, waitsUntil: null, ended: Promise.resolve() };
    running.set(begun.id, entry);
    const scan = { ...begun };
    /** Each item ends with one, and each makes every page ask for the scan and its counts. */
    let telling: (() => void) | undefined;
    const tell = (): void => {
      telling ??= clock.after(TELL_EVERY_MS, () => {
        telling = undefined;
        publish(scan.id);
      });
    };
    const watched: Watched = {
      signal: stop.signal,
      onCall: () => {
        scan.calls += 1;
      },
      onWait(until) {
        entry.waitsUntil = until;
        tell();
      },
      onProgress: tell,
    };
    entry.ended = workAt(scan, watched)
      .catch((error: unknown) => ended(scan, error))
      .catch((error: unknown) => log('A scan could not be written.', error))
      .finally(() => {
        if (running.get(scan.id) === entry) running.delete(scan.id);
        atWork.delete(entry.ended);
        telling?.();
        publish(scan.id);
      });
    atWork.add(entry.ended);
  }

  async function workAt(scan: KeptScan, watched: Watched): Promise<void> {
    const source = findSource(scan.sourceId);
    const adapter = ADAPTERS[scan.provider];
    if (scan.state === 'listing') {
      const { notes, oldest } = await listSent(acting, source, scan, adapter, watched);
      return end({ ...scan, state: 'listed', notes, oldest });
    }
    await actOn(acting, source, scan, adapter, watched);
    return end({ ...scan, state: 'finished' });
  }

  async function ended(scan: KeptScan, error: unknown): Promise<void> {
    // The next start goes on, where it can.
    if (closing) return;
    if (scan.state === 'acting') await groups.commit(() => giveBack(scan));
    const canceled = running.get(scan.id)?.stop.signal.aborted === true;
    if (canceled) return end({ ...scan, state: 'canceled' });
    const refusal = error instanceof Denied ? error.refusal : error;
    if (!(refusal instanceof BackstitchError)) {
      log('A scan broke off.', error);
      const message = 'The scan broke off because of a mistake in Backstitch.';
      return end({ ...scan, state: 'failed', problem: { code: 'INTERNAL', message, hint: null } });
    }
    const { code, message, hint } = refusal;
    // What was listed stands: another way can be chosen.
    const state = error instanceof Denied ? ('listed' as const) : ('failed' as const);
    return end({ ...scan, state, problem: { code, message, hint: hint ?? null } });
  }

  /** Those that were chosen and not reached. */
  function giveBack(scan: KeptScan): void {
    for (const state of ['fetching', 'asking'] as const) store.moveAll(scan.id, state, 'missing');
  }

  return {
    start,
    isBusy: (sourceId: BackfillSourceId): boolean =>
      [...running.keys()].some((id) => store.scan(id)?.sourceId === sourceId),
    /** Until when (epoch ms) a scan waits because its provider asked for that; null: it does not. */
    waitsUntil: (id: BackfillScanId): number | null => running.get(id)?.waitsUntil ?? null,
    /** Resolves once it stopped. */
    async cancel(id: BackfillScanId): Promise<void> {
      const entry = running.get(id);
      entry?.stop.abort(CANCELED);
      await entry?.ended;
    },
    /** Takes up what the last run left. */
    async resume(): Promise<void> {
      for (const scan of store.unfinished()) {
        if (scan.state === 'acting') start(scan);
        else {
          const message = 'Backstitch stopped while the list was read.';
          const problem = { code: 'INTERRUPTED', message, hint: 'Look again.' };
          await put({ ...scan, state: 'failed', endedAt: clock.now(), problem });
        }
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closing = true;
      for (const { stop } of running.values()) stop.abort(CANCELED);
      await Promise.all(atWork);
    },
  };
}
