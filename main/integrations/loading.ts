import type { BodyTold } from '../decode/told.ts';
import { ProcessGone } from '../lib/child-process/caller.ts';
import type { IntegrationId } from '../../preload/contract/integrations.ts';
import type { LoadReport, Profile } from '../warehouse/loading/loader.ts';
import type { LoadingProcess } from '../warehouse/loading/loading-process.ts';
import type { SentItem, TablesRef } from '../warehouse/loading/protocol.ts';
import type { Clock } from '../lib/clock.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { IntegrationStore, KeptIntegration } from './integration-store.ts';
import { fatesOf } from './rebuild.ts';

/** A batch ends at so many captures or bytes: others wait for the process no longer than that. */
const MAX_CAPTURES = 500;
const MAX_BYTES = 8_000_000;
/** So often the process may end over one capture alone before that is rejected. */
const MOST_LOST = 3;
const LOST = 'The loading process ended each time it loaded this capture';
const RETRY_MS = [1000, 2000, 5000, 15_000, 30_000];

/** Body of a capture; null where it is gone. */
export type ReadBody = (captureId: number) => Promise<(BodyTold & { bytes: Uint8Array }) | null>;

interface Parts {
  store: IntegrationStore;
  groups: GroupCommit;
  clock: Clock;
  loader: LoadingProcess;
  readBody: ReadBody;
  /** Of these captures, those there are; `deleted` where somebody took it away. */
  fates: (captureIds: readonly number[]) => { id: number; deleted: boolean }[];
  /** The charset chosen for an integration's bodies. */
  charsetAt: (id: string) => string | null;
  find: (id: IntegrationId) => KeptIntegration | undefined;
  /** With the captures that were loaded for the first time. */
  onLoaded: (id: IntegrationId, report: LoadReport, captureIds: readonly number[]) => void;
  onState: (id: IntegrationId) => void;
  log: (message: string, error: unknown) => void;
}

export const profileOf = (one: KeptIntegration): Profile => ({
  primaryKey: one.primaryKey,
  loading: one.loading,
  nested: one.nested,
  detectTimestamps: one.detectTimestamps,
  reservedNames: one.reservedNames,
});

export const refOf = (one: KeptIntegration): TablesRef => ({
  file: one.file,
  profile: profileOf(one),
});

interface Lane {
  waiting: number;
  running: Promise<void> | null;
  problem: string | null;
  failures: number;
  /** Captures that a reset still has to load. */
  rebuilding: number | null;
  /** The process ended: captures go one by one until it is known over which. */
  alone: boolean;
  /** How often it ended over a capture alone. */
  lost: number;
  /** How many keep it still. */
  held: number;
  cancelRetry: (() => void) | undefined;
}

/**
 * Brings accepted captures into their tables: one after the other within an integration, in the
 * order they were accepted in. What waits is on disk, so a crash only delays it. A lane belongs to an
 * integration and to the file of its tables, whatever else gets its name.
 */
export function createLoading(parts: Parts) {
  const { store, groups, clock, loader } = parts;
  const lanes = new Map<IntegrationId, Lane>();
  const counts = store.waitingCounts();
  let closed = false;

  function laneOf(id: IntegrationId): Lane {
    const known = lanes.get(id);
    if (known !== undefined) return known;
    const lane: Lane = {
      waiting: counts.get(id) ?? 0,
      running: null,
      problem: null,
      failures: 0,
      rebuilding: store.rebuilding(id) === 'no' ? null : 0,
      alone: false,
      lost: 0,
      held: 0,
      cancelRetry: undefined,
    };
    lanes.set(id, lane);
    return lane;
  }

  async function sent(
    one: KeptIntegration,
    waiting: readonly { captureId: number; receivedAt: number; firstSeq?: bigint }[],
    isWanted: (captureId: number) => boolean = () => true,
  ): Promise<SentItem[]> {
    const items: SentItem[] = [];
    let size = 0;
    // Not as the capture says: what becomes of it may not be on disk yet.
    const chosen = parts.charsetAt(one.id);
    for (const waits of waiting) {
      const body = isWanted(waits.captureId) ? await parts.readBody(waits.captureId) : null;
      size += body?.bytes.length ?? 0;
      items.push({
        ...waits,
        contentType: body?.contentType,
        contentEncoding: body?.contentEncoding,
        chosen,
        bytes: body?.bytes ?? null,
      });
      if (size >= MAX_BYTES) break;
    }
    return items;
  }

  /** What ends the process again and again is not tried once more. */
  const refuseLost = (lane: Lane, items: SentItem[]): SentItem[] =>
    lane.lost < MOST_LOST ? items : items.map((item) => ({ ...item, bytes: null, refused: LOST }));

  /** Empties the tables; what was loaded is in line from then on. */
  async function beginReset(one: KeptIntegration, lane: Lane): Promise<number> {
    const fates = await fatesOf({ ...parts, fatesOf: parts.fates }, refOf(one));
    const captures = await loader.call('reset', { ...refOf(one), ...fates });
    await groups.commit(() => store.setRebuilding(one.id, 'begun'), 'nothing');
    lane.rebuilding = captures;
    return captures;
  }

  /** One batch of a reset; false when none is left. */
  async function rebuildStep(one: KeptIntegration, lane: Lane): Promise<boolean> {
    if (store.rebuilding(one.id) === 'asked') await beginReset(one, lane);
    const limit = lane.alone ? 1 : MAX_CAPTURES;
    const pending = await loader.call('pending', { ...refOf(one), limit });
    if (pending.length === 0) {
      await groups.commit(() => store.setRebuilding(one.id, 'no'), 'nothing');
      lane.rebuilding = null;
      parts.onState(one.id);
      return false;
    }
    const items = refuseLost(lane, await sent(one, pending, isHere));
    const report = await loader.call('loadPending', { ...refOf(one), items });
    lane.rebuilding = Math.max(0, (lane.rebuilding ?? items.length) - items.length);
    parts.onLoaded(one.id, report, []);
    return true;
  }
  const isHere = (captureId: number): boolean =>
    parts.fates([captureId]).some(({ deleted }) => !deleted);

  async function step(one: KeptIntegration, lane: Lane): Promise<boolean> {
    if (lane.rebuilding !== null && (await rebuildStep(one, lane))) return true;
    const waiting = store.waiting(one.id, lane.alone ? 1 : MAX_CAPTURES);
    if (waiting.length === 0) return false;
    const items = refuseLost(lane, await sent(one, waiting));
    const report = await loader.call('load', { ...refOf(one), items });
    // Not loaded twice when this is lost: the table remembers the captures it holds.
    await groups.commit(() => store.dequeue(items.map(({ captureId }) => captureId)), 'nothing');
    lane.waiting = Math.max(0, lane.waiting - items.length);
    parts.onLoaded(
      one.id,
      report,
      items.map(({ captureId }) => captureId),
    );
    return true;
  }

  async function run(id: IntegrationId, lane: Lane): Promise<void> {
    try {
      for (;;) {
        const one = parts.find(id);
        if (closed || lane.held > 0 || one === undefined) return;
        if (!(await step(one, lane))) break;
        Object.assign(lane, { failures: 0, problem: null, alone: false, lost: 0 });
      }
      lane.problem = null;
    } catch (error) {
      if (closed) return;
      if (error instanceof ProcessGone) {
        if (lane.alone) lane.lost += 1;
        lane.alone = true;
      }
      lane.problem = error instanceof Error ? error.message : String(error);
      parts.log('An integration could not be loaded.', error);
      const wait = RETRY_MS[Math.min(lane.failures, RETRY_MS.length - 1)] ?? 30_000;
      lane.failures += 1;
      lane.cancelRetry = clock.after(wait, () => wake(id));
      parts.onState(id);
    }
  }

  const hasWork = (id: IntegrationId, lane: Lane): boolean =>
    !closed && lane.held === 0 && (lane.rebuilding !== null || store.waiting(id, 1).length > 0);

  function wake(id: IntegrationId): void {
    const lane = laneOf(id);
    if (lane.running !== null || lane.held > 0 || closed) return;
    lane.cancelRetry?.();
    lane.running = run(id, lane).finally(() => {
      lane.running = null;
      // What came in while the last step ended.
      if (lane.problem === null && hasWork(id, lane)) wake(id);
    });
  }

  return {
    /** Puts a capture in line; resolves once that is on disk. */
    async accept(captureId: number, id: IntegrationId, receivedAt: number): Promise<void> {
      await groups.commit(() => store.enqueue(captureId, id, receivedAt), 'nothing');
      laneOf(id).waiting += 1;
      wake(id);
    },
    /** Why loading waits; null while it works. */
    problemOf: (id: IntegrationId): string | null => laneOf(id).problem,
    stateOf: (id: IntegrationId) => {
      const { waiting, problem, rebuilding } = laneOf(id);
      return { waiting, problem, rebuilding };
    },
    /** Takes up what was left by the last run, an unfinished reset included. */
    resume: wake,
    /** Lets the lanes of integrations come to a stop, and keeps them still while `work` runs. */
    async quiet<T>(ids: readonly IntegrationId[], work: () => Promise<T>): Promise<T> {
      const quieted = ids.map((id) => ({ id, lane: laneOf(id) }));
      for (const { lane } of quieted) lane.held += 1;
      try {
        for (const { lane } of quieted) await lane.running;
        return await work();
      } finally {
        for (const { id, lane } of quieted) {
          lane.held -= 1;
          if (hasWork(id, lane)) wake(id);
        }
      }
    },
    /**
     * Loads all captures of an integration again. It is on disk that it was asked for, so whatever
     * comes between, it is done; call within `quiet`.
     *
     * @returns how many captures are loaded again
     */
    async reset(one: KeptIntegration): Promise<number> {
      const lane = laneOf(one.id);
      await groups.commit(() => store.setRebuilding(one.id, 'asked'), 'nothing');
      lane.rebuilding = 0;
      return beginReset(one, lane);
    },
    /** Call within `quiet`. */
    async reload(one: KeptIntegration, captureId: number, receivedAt: number): Promise<LoadReport> {
      const [item] = await sent(one, [{ captureId, receivedAt }]);
      if (item === undefined) throw new Error('nothing to reload');
      const report = await loader.call('reload', { ...refOf(one), item });
      parts.onLoaded(one.id, report, []);
      return report;
    },
    /**
     * Takes all that waits out of the line; call within `quiet`.
     *
     * @returns how many captures there were
     */
    async drop(id: IntegrationId): Promise<number> {
      const lane = laneOf(id);
      const dropped = await groups.commit(() => store.dropWaiting(id));
      lane.cancelRetry?.();
      Object.assign(lane, { waiting: 0, problem: null, failures: 0, alone: false, lost: 0 });
      return dropped;
    },
    /** Resolves once nothing waits; false where loading ran into a problem before. */
    async drained(id: IntegrationId): Promise<boolean> {
      wake(id);
      while (laneOf(id).running !== null) await laneOf(id).running;
      return !hasWork(id, laneOf(id));
    },
    /** Resolves when nothing waits, or loading ran into a problem. */
    async idle(id: IntegrationId): Promise<void> {
      while (laneOf(id).running !== null) await laneOf(id).running;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      for (const lane of lanes.values()) lane.cancelRetry?.();
      for (const { running } of lanes.values()) await running;
    },
  };
}

export type Loading = ReturnType<typeof createLoading>;
