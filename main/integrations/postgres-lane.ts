import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { canonicalName } from '../warehouse/names.ts';
import type { Copying } from '../warehouse/postgres/copying.ts';
import { shownTarget, targetProblem } from '../lib/postgres/target.ts';
import { targetName } from '../warehouse/postgres/target.ts';
import type { IntegrationId } from '../../preload/contract/integrations.ts';
import type { KeptIntegration } from './integration-store.ts';

const RETRY_MS = [2000, 5000, 15_000, 60_000];

interface Parts {
  folder: string;
  clock: Clock;
  copying: Copying;
  /** Makes sure that the file of the tables is there, and of this version. */
  prepare: (one: KeptIntegration) => Promise<unknown>;
  find: (id: IntegrationId) => KeptIntegration | undefined;
  onState: (id: IntegrationId) => void;
}

interface Lane {
  running: Promise<void> | null;
  again: boolean;
  failures: number;
  problem: string | null;
  lastSentAt: number | null;
  /** Where the tables are there, as far as it is known. */
  schema: string | null;
  renamed: { table: string; as: string }[];
  cancelRetry: (() => void) | undefined;
  stop: AbortController;
}

export type PostgresLanes = ReturnType<typeof createPostgresLanes>;

/**
 * Keeps PostgreSQL servers up to the tables of their integrations. The tables here are the queue:
 * a server that was away is behind, and catches up when it is back.
 */
export function createPostgresLanes({ folder, clock, copying, prepare, find, onState }: Parts) {
  const lanes = new Map<IntegrationId, Lane>();
  let closed = false;

  function laneOf(id: IntegrationId): Lane {
    const known = lanes.get(id);
    if (known !== undefined) return known;
    const lane: Lane = {
      running: null,
      again: false,
      failures: 0,
      problem: null,
      lastSentAt: null,
      schema: null,
      renamed: [],
      cancelRetry: undefined,
      stop: new AbortController(),
    };
    lanes.set(id, lane);
    return lane;
  }

  async function copy(one: KeptIntegration, url: string, lane: Lane): Promise<void> {
    await prepare(one);
    for (;;) {
      const { done, records, schema, renamed } = await copying.copy(
        {
          path: join(folder, one.file),
          schema: one.schema,
          keys: one.primaryKey.map(canonicalName),
          loading: one.loading,
          url,
        },
        lane.stop.signal,
      );
      if (records > 0) lane.lastSentAt = clock.now();
      const isNews = lane.schema !== schema || lane.renamed.length !== renamed.length;
      Object.assign(lane, { schema, renamed });
      if (isNews || records > 0) onState(one.id);
      if (done || lane.stop.signal.aborted) return;
    }
  }

  async function run(id: IntegrationId, lane: Lane): Promise<void> {
    const before = lane.problem;
    try {
      do {
        lane.again = false;
        const one = find(id);
        if (closed || one === undefined || one.postgres === null) return;
        await copy(one, one.postgres, lane);
      } while (lane.again);
      lane.failures = 0;
      lane.problem = null;
    } catch (error) {
      if (closed || lane.stop.signal.aborted) return;
      lane.problem = targetProblem(error);
      const wait = RETRY_MS[Math.min(lane.failures, RETRY_MS.length - 1)] ?? 60_000;
      lane.failures += 1;
      lane.cancelRetry = clock.after(wait, () => wake(id));
    }
    if (before !== lane.problem) onState(id);
  }

  function wake(id: IntegrationId): void {
    if (closed || (find(id)?.postgres ?? null) === null) return;
    const lane = laneOf(id);
    if (lane.running !== null) {
      lane.again = true;
      return;
    }
    lane.cancelRetry?.();
    lane.running = run(id, lane).finally(() => {
      lane.running = null;
    });
  }

  return {
    /** Something was loaded, or the server changed. */
    wake,
    async restart(id: IntegrationId): Promise<void> {
      const lane = laneOf(id);
      lane.stop.abort();
      lane.cancelRetry?.();
      await lane.running;
      lanes.delete(id);
      wake(id);
    },
    stateOf(one: KeptIntegration) {
      if (one.postgres === null) return null;
      const { problem, lastSentAt, running, schema, renamed } = laneOf(one.id);
      return {
        shownUrl: shownTarget(one.postgres),
        copying: running !== null,
        problem,
        lastSentAt,
        schema,
        otherNames: [
          ...(schema !== null && schema !== targetName(one.schema)
            ? [{ name: one.schema, as: schema }]
            : []),
          ...renamed.map(({ table, as }) => ({ name: table, as })),
        ],
      };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true;
      for (const lane of lanes.values()) {
        lane.cancelRetry?.();
        lane.stop.abort();
      }
      for (const { running } of lanes.values()) await running;
    },
  };
}
