import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import type { BulkJob } from '../../../preload/contract/deliveries/jobs.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { RowCondition, RowFilter } from '../store/delivery-reader.ts';
import type { KeptDestination } from '../store/destination-store.ts';
import { type JobInput, jobRowId, type JobStore } from '../store/job-store.ts';

export interface JobParts {
  store: JobStore;
  commit: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  find: (id: DestinationId) => KeptDestination | undefined;
  /**
   * Tries one delivery, with a new round for one that ended, and tells whether it was delivered.
   * `also` runs in the transaction that begins.
   */
  tryOne: (seq: number, also: () => void) => Promise<boolean>;
  /** Ends one that is held; in a transaction. */
  discardHeld: (seq: number) => boolean;
  /** Sends a capture to a destination; false where nothing was to be sent. */
  sendCapture: (rowId: number, to: KeptDestination, also: () => void) => Promise<boolean>;
  /** What a search of deliveries finds. @throws BackstitchError SEARCH_INVALID */
  found: (search: string) => RowCondition;
  /** Captures that a search finds and that never went to a destination. */
  missing: (search: string, id: DestinationId) => Promise<number[]>;
  destinationOf: (seq: number) => KeptDestination | undefined;
  onChange: () => void;
  log: (message: string, error: unknown) => void;
}

type Item = (id: number, item: number, input: JobInput) => Promise<boolean>;

const AT_ONCE = 100;
const UNDELIVERED = ['failed', 'discarded', 'scheduled', 'held'] as const;

/**
 * Work on many deliveries, one after the other. The set is fixed when a job begins and lies in the
 * database: an item leaves it in the transaction that begins it, so none is worked on twice.
 */
export function createJobs(parts: JobParts) {
  const { store, commit, clock } = parts;
  const running = new Map<number, { stop: AbortController; ended: Promise<void> }>();

  function mustFind(id: string): { rowId: number; job: BulkJob } {
    const rowId = jobRowId(id);
    const found = rowId === undefined ? undefined : store.get(rowId);
    if (rowId === undefined || found === undefined) {
      throw new BackstitchError('DELIVERY_NOT_FOUND', 'This job no longer exists.');
    }
    return { rowId, job: found.job };
  }

  function run(rowId: number): void {
    if (running.has(rowId)) return;
    const stop = new AbortController();
    const ended = work(rowId, stop.signal)
      .catch((error: unknown) => parts.log('A job on deliveries broke off.', error))
      .finally(() => {
        running.delete(rowId);
        parts.onChange();
      });
    running.set(rowId, { stop, ended });
  }

  async function work(rowId: number, signal: AbortSignal): Promise<void> {
    const input = store.get(rowId)?.input;
    if (input === undefined) return;
    const doItem = KINDS[input.kind];
    for (;;) {
      const items = store.next(rowId, AT_ONCE);
      for (const item of items) {
        if (signal.aborted) return;
        const isGood = await doItem(rowId, item, input);
        await commit.commit(() => store.count(rowId, isGood ? 1 : 0, isGood ? 0 : 1));
        parts.onChange();
        await pause(rateOf(input, item), signal);
      }
      if (items.length === 0) break;
    }
    if (!signal.aborted) await commit.commit(() => store.setState(rowId, 'finished'));
  }

  const KINDS: Record<BulkJob['kind'], Item> = {
    retry: tryItem,
    recover: tryItem,
    'discard-held': (id, item) =>
      commit.commit(() => {
        store.take(id, item);
        return parts.discardHeld(item);
      }),
    async 'replay-missing'(id, item, input) {
      const destination = parts.find(input.destinationId as DestinationId);
      const also = (): void => store.take(id, item);
      if (destination !== undefined) return parts.sendCapture(item, destination, also);
      await commit.commit(also);
      return false;
    },
  };

  async function tryItem(id: number, item: number): Promise<boolean> {
    try {
      return await parts.tryOne(item, () => store.take(id, item));
    } catch (error) {
      if (!(error instanceof BackstitchError) || error.code === 'STORE_UNAVAILABLE') throw error;
      // It is being sent, or is gone with its destination: counted, and on to the next.
      await commit.commit(() => store.take(id, item));
      return false;
    }
  }

  function rateOf(input: JobInput, item: number): number {
    // What is only queued is slowed down by the queue.
    if (input.kind !== 'retry' && input.kind !== 'recover') return 0;
    const rate = parts.destinationOf(item)?.settings.rate;
    if (rate == null) return 0;
    return (rate.per === 'second' ? 1000 : 60_000) / rate.count;
  }

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(ms, () => resolve());
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  return {
    /** Takes up jobs that an earlier run left. */
    resume(): void {
      for (const rowId of store.running()) run(rowId);
    },
    surface: {
      async startJob(input: JobInput): Promise<BulkJob> {
        const now = clock.now();
        const id = input.destinationId as DestinationId | undefined;
        if (id !== undefined && parts.find(id)?.removedAt !== null) {
          throw new BackstitchError('DESTINATION_NOT_FOUND');
        }
        let rowId: number;
        if (input.kind === 'replay-missing') {
          if (id === undefined) throw new BackstitchError('DESTINATION_NOT_FOUND');
          const items = await parts.missing(input.search ?? '', id);
          rowId = await commit.commit(() => store.beginWith(input, items, now));
        } else {
          const filters = filtersOf(input, parts.found);
          rowId = await commit.commit(() => store.beginOn(input, filters, now));
        }
        run(rowId);
        return mustFind(`job${rowId}`).job;
      },
      jobs: (): BulkJob[] => store.newest(),
      async setJob(input: {
        id: string;
        state: 'running' | 'paused' | 'canceled';
      }): Promise<BulkJob> {
        const { rowId, job } = mustFind(input.id);
        if (job.state === 'finished' || job.state === 'canceled') {
          throw new BackstitchError('DELIVERY_REFUSED', 'This job has finished.');
        }
        const current = running.get(rowId);
        current?.stop.abort();
        await current?.ended;
        if (mustFind(input.id).job.state !== 'finished') {
          await commit.commit(() => store.setState(rowId, input.state));
        }
        if (input.state === 'running') run(rowId);
        parts.onChange();
        return mustFind(input.id).job;
      },
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** The deliveries a job works on, as filters of which one has to fit. */
function filtersOf(input: JobInput, found: JobParts['found']): RowFilter[] {
  const { kind, since, search = '' } = input;
  const common = {
    ...(input.destinationId !== undefined && {
      destinationId: input.destinationId as DestinationId,
    }),
    ...(since !== undefined && { since }),
    ...(search.trim() !== '' && { found: found(search) }),
  };
  if (kind === 'discard-held') return [{ ...common, state: 'held' }];
  if (input.state !== undefined) {
    return [{ ...common, state: input.state as NonNullable<RowFilter['state']> }];
  }
  const states = kind === 'recover' ? UNDELIVERED : (['failed', 'discarded'] as const);
  return states.map((state) => ({ ...common, state }));
}
