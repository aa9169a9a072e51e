import type { BodyTold } from '../decode/told.ts';
import type { IntegrationId } from '../../preload/contract/integrations.ts';

import type { LoadReport, Profile } from '../warehouse/loader.ts';
import type { LoadingProcess } from '../warehouse/loading-process.ts';
import type { SchemaRef, SentItem } from '../warehouse/worker-protocol.ts';
import type { Clock } from '../lib/clock.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import type { IntegrationStore, KeptIntegration } from './integration-store.ts';

/** A batch ends at so many captures or bytes: others wait for the process no longer than that. */
const MAX_CAPTURES = 500;
const MAX_BYTES = 8_000_000;
const RETRY_MS = [1000, 2000, 5000, 15_000, 30_000];

/** Body of a capture; null where it is gone. */
export type ReadBody = (captureId: number) => Promise<(BodyTold & { bytes: Uint8Array }) | null>;

interface Parts {
  store: IntegrationStore;
  groups: GroupCommit;
  clock: Clock;
  loader: LoadingProcess;
  readBody: ReadBody;
  /** The charset chosen for an integration's bodies. */
  charsetAt: (id: string) => string | null;
  find: (id: IntegrationId) => KeptIntegration | undefined;
  onLoaded: (id: IntegrationId, report: LoadReport) => void;
  onState: (id: IntegrationId) => void;
  log: (message: string, error: unknown) => void;
}

export const profileOf = (one: KeptIntegration): Profile => ({
  primaryKey: one.primaryKey,
  loading: one.loading,
  nested: one.nested,
  detectTimestamps: one.detectTimestamps,
});

export const refOf = (one: KeptIntegration): SchemaRef => ({
  schema: one.schema,
  profile: profileOf(one),
});

interface Lane {
  waiting: number;
  running: Promise<void> | null;
  problem: string | null;
  failures: number;
  /** Captures that a reset still has to load. */
  rebuilding: number | null;
  cancelRetry: (() => void) | undefined;
}

/**
 * Brings accepted captures into their tables: one after the other within an integration, in the
 * order they were accepted in. What waits is on disk, so a crash only delays it.
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
      rebuilding: null,
      cancelRetry: undefined,
    };
    lanes.set(id, lane);
    return lane;
  }

  async function sent(
    one: KeptIntegration,
    waiting: readonly { captureId: number; receivedAt: number; firstSeq?: bigint }[],
  ): Promise<SentItem[]> {
    const items: SentItem[] = [];
    let size = 0;
    // Not as the capture says: what becomes of it may not be on disk yet.
    const chosen = parts.charsetAt(one.id);
    for (const waits of waiting) {
      const body = await parts.readBody(waits.captureId);
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

  /** One batch of a reset; false when none is left. */
  async function rebuildStep(one: KeptIntegration, lane: Lane): Promise<boolean> {
    const pending = await loader.call('pending', { ...refOf(one), limit: MAX_CAPTURES });
    if (pending.length === 0) {
      lane.rebuilding = null;
      parts.onState(one.id);
      return false;
    }
    const items = await sent(one, pending);
    const report = await loader.call('loadPending', { ...refOf(one), items });
    lane.rebuilding = Math.max(0, (lane.rebuilding ?? items.length) - items.length);
    parts.onLoaded(one.id, report);
    return true;
  }

  async function step(one: KeptIntegration, lane: Lane): Promise<boolean> {
    if (lane.rebuilding !== null && (await rebuildStep(one, lane))) return true;
    const waiting = store.waiting(one.id, MAX_CAPTURES);
    if (waiting.length === 0) return false;
    const items = await sent(one, waiting);
    const report = await loader.call('load', { ...refOf(one), items });
    // Not loaded twice when this is lost: the table remembers the captures it holds.
    await groups.commit(() => store.dequeue(items.map(({ captureId }) => captureId)));
    lane.waiting = Math.max(0, lane.waiting - items.length);
    parts.onLoaded(one.id, report);
    return true;
  }

  async function run(id: IntegrationId, lane: Lane): Promise<void> {
    try {
      for (;;) {
        const one = parts.find(id);
        if (closed || one === undefined) return;
        if (!(await step(one, lane))) break;
        lane.failures = 0;
        lane.problem = null;
      }
      lane.problem = null;
    } catch (error) {
      if (closed) return;
      lane.problem = error instanceof Error ? error.message : String(error);
      parts.log('An integration could not be loaded.', error);
      const wait = RETRY_MS[Math.min(lane.failures, RETRY_MS.length - 1)] ?? 30_000;
      lane.failures += 1;
      lane.cancelRetry = clock.after(wait, () => wake(id));
      parts.onState(id);
    }
  }

  function wake(id: IntegrationId): void {
    const lane = laneOf(id);
    if (lane.running !== null || closed) return;
    lane.cancelRetry?.();
    lane.running = run(id, lane).finally(() => {
      lane.running = null;
      // What came in while the last step ended.
      if (lane.problem === null && !closed && store.waiting(id, 1).length > 0) wake(id);
    });
  }

  return {
    /** Puts a capture in line; resolves once that is on disk. */
    async accept(captureId: number, id: IntegrationId, receivedAt: number): Promise<void> {
      await groups.commit(() => store.enqueue(captureId, id, receivedAt));
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
    resume(id: IntegrationId): void {
      laneOf(id).rebuilding = 0;
      wake(id);
    },
    async reset(one: KeptIntegration): Promise<number> {
      const lane = laneOf(one.id);
      await lane.running;
      const captures = await loader.call('reset', refOf(one));
      lane.rebuilding = captures;
      wake(one.id);
      return captures;
    },
    async reload(one: KeptIntegration, captureId: number, receivedAt: number): Promise<LoadReport> {
      await laneOf(one.id).running;
      const [item] = await sent(one, [{ captureId, receivedAt }]);
      if (item === undefined) throw new Error('nothing to reload');
      const report = await loader.call('reload', { ...refOf(one), item });
      parts.onLoaded(one.id, report);
      return report;
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
