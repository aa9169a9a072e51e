import type pg from 'pg';
import type { Clock } from '../../lib/clock.ts';
import type { SharedDeliveries } from '../../deliveries/shared/lane.ts';
import { brokenAttempt, type Made } from '../../deliveries/sending/attempt.ts';
import { CHANNEL } from '../session.ts';
import type { TeamTimings } from '../timings.ts';
import { createWorker } from '../worker.ts';
import { claim, nextDueMs, releaseOwn } from './claims.ts';
import { type EndedClaim, type Fortune, writeEnds } from './ending.ts';
import { readLanes } from './lanes.ts';
import { begunOf, type ClaimedRow } from './rows.ts';
import { readStates } from './states.ts';

interface Parts {
  clock: Clock;
  shared: () => SharedDeliveries | undefined;
  isOnItsWay: (seq: number) => boolean;
  timings: Pick<TeamTimings, 'pollMs' | 'gatherMs' | 'leaseExtraMs' | 'upkeepMs' | 'tellMs'>;
  log: (message: string, error: unknown) => void;
}

/** A connection for the queue alone, as long as this node is joined. */
interface Attached {
  client: pg.Client;
  nodeId: string;
  onFailed: (error: unknown) => void;
}

/** Attempts of this node at once. */
const AT_ONCE = 20;
/** Something is due and cannot be taken: the rate, or other nodes' attempts. */
const AGAIN_MS = 250;
const MIRRORED_AT_ONCE = 500;
const GAP_MS = 2;
const QUIT_MS = 3000;
const DROPPED = 'The team no longer has it.';

/**
 * Makes deliveries of the team's lanes: those that this node is equipped for. What ended waits in memory while the
 * database is away, and is written when it is back, if the lease is this node's still.
 */
export function createTeamQueue({ clock, timings, ...parts }: Parts) {
  /** By fence. */
  const running = new Map<string, { stop: AbortController; ended: Promise<void> }>();
  let ended: EndedClaim[] = [];
  let attached: (Attached & { worker: ReturnType<typeof createWorker> }) | undefined;
  let isClosing = false;
  let lanesAt = -Infinity;
  let sweptAt = -Infinity;
  let mirroredAt = -Infinity;
  /** Deliveries that are here as well may stand otherwise there. */
  let isNews = true;
  /** Others have not been told of what ended. */
  let owesWord = false;
  let toldAt = -Infinity;
  let cursor = 0;
  let idleMs = timings.pollMs;

  async function syncLanes(client: pg.Client, shared: SharedDeliveries): Promise<void> {
    if (clock.now() - lanesAt < timings.pollMs) return;
    const at = clock.now();
    lanesAt = at;
    await shared.sync(() => readLanes(client));
  }

  /** What ended and what is due, in one transaction: a lane that sends one at a time loses no time between. */
  async function turn({ client, nodeId }: Attached, shared: SharedDeliveries): Promise<number> {
    const batch = [...ended];
    const equipped = isClosing ? [] : shared.equipped();
    const room = AT_ONCE - running.size;
    if (batch.length === 0 && (equipped.length === 0 || room <= 0)) return 0;
    let fortunes: Fortune[];
    let rows: ClaimedRow[];
    await client.query('BEGIN');
    try {
      fortunes = await writeEnds(client, batch, shared.random);
      const { leaseExtraMs } = timings;
      const claims = await claim(client, { nodeId, equipped, room, leaseExtraMs });
      rows = claims.rows;
      if (claims.stale) lanesAt = -Infinity;
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw error;
    }
    ended = ended.slice(batch.length);
    for (const { fence } of batch) running.delete(fence);
    for (const row of rows) begin(row, shared);
    for (const { destination, before, after, givenUp, last } of fortunes)
      shared.fortune({ ...destination, ...before }, after, last, givenUp);
    isNews ||= batch.length > 0 || rows.length > 0;
    owesWord ||= batch.length > 0;
    return rows.length;
  }

  function begin(row: ClaimedRow, shared: SharedDeliveries): void {
    const { fence } = row;
    const stop = new AbortController();
    const begun = begunOf(row);
    const found = shared.find(row.destination_id);
    if (found === undefined) return;
    // As it is now: a change that comes meanwhile is for the next attempt.
    const destination = { ...found };
    const from = performance.now();
    const send = async (): Promise<void> => {
      let made: Made;
      try {
        made = await shared.attempt(begun, destination, stop.signal);
      } catch (error) {
        parts.log('A shared delivery failed inside Backstitch; it is tried again.', error);
        made = brokenAttempt(error, clock.now());
      }
      const endedAt = Math.round(begun.startedAt + performance.now() - from);
      try {
        await shared.keepAttempt({ begun, fence, destination, made: made.made }, endedAt);
      } catch (error) {
        parts.log('The answer to a shared delivery could not be kept.', error);
      }
      ended.push({ begun, fence, destination, made, endedAt });
      attached?.worker.poke();
    };
    running.set(fence, { stop, ended: send() });
  }

  async function mirror({ client, nodeId }: Attached, shared: SharedDeliveries): Promise<void> {
    const now = clock.now();
    const isDue = now - mirroredAt >= timings.pollMs || cursor > 0;
    if (!isDue && !(isNews && now - mirroredAt >= timings.gatherMs)) return;
    const open = shared.open(cursor, MIRRORED_AT_ONCE);
    mirroredAt = now;
    isNews = false;
    cursor = open.length < MIRRORED_AT_ONCE ? 0 : (open.at(-1)?.seq ?? 0);
    const there = open.filter(({ seq }) => !parts.isOnItsWay(seq));
    if (there.length === 0) return;
    const { changed, lost } = await readStates(client, nodeId, there);
    const dropped = lost.map(({ seq }) => ({
      seq,
      attempts: [],
      now: {
        state: 'canceled' as const,
        reason: DROPPED,
        slot: 0,
        attempts: 0,
        nextAt: null,
        lastStatus: null,
        lastFailure: null,
        finishedAt: now,
      },
    }));
    await shared.mirror([...changed, ...dropped]);
  }

  /** A hint only, in a transaction of its own: who accepted what ended sees it sooner. */
  async function tell({ client, nodeId }: Attached): Promise<void> {
    if (!owesWord || clock.now() - toldAt < timings.tellMs) return;
    await client.query('SELECT pg_notify($1, $2)', [CHANNEL, `${nodeId}:queue`]);
    toldAt = clock.now();
    owesWord = false;
  }

  async function upkeep(client: pg.Client): Promise<void> {
    if (clock.now() - sweptAt < timings.upkeepMs) return;
    sweptAt = clock.now();
    await client.query('SELECT sweep_deliveries()');
  }

  async function round(to: Attached): Promise<boolean> {
    const shared = parts.shared();
    if (shared === undefined) return false;
    const { client } = to;
    await upkeep(client);
    await syncLanes(client, shared);
    const taken = await turn(to, shared);
    if (lanesAt === -Infinity) return true;
    await tell(to);
    await mirror(to, shared);
    if (taken > 0 || cursor > 0) return true;
    const due = await nextDueMs(client, shared.equipped());
    const isFull = running.size >= AT_ONCE;
    const next = due === null || isFull ? timings.pollMs : Math.max(AGAIN_MS, due);
    idleMs = Math.min(timings.pollMs, due !== null && due > 0 ? Math.ceil(due) + 1 : next);
    if (isNews) idleMs = Math.min(idleMs, timings.gatherMs);
    if (owesWord) idleMs = Math.min(idleMs, timings.tellMs);
    return false;
  }

  return {
    /** Begins, on a connection of its own. What this node had leased and does not know of is due again. */
    async attach(to: Attached): Promise<void> {
      await releaseOwn(to.client, to.nodeId, [...running.keys()]);
      lanesAt = -Infinity;
      isNews = true;
      const worker = createWorker({
        clock,
        idleMs: () => idleMs,
        gapMs: GAP_MS,
        work: () => round(to),
        onRound: () => {},
        onFailed: to.onFailed,
      });
      attached = { ...to, worker };
    },
    /** Ends the work on a connection; attempts under way go on. */
    async detach(): Promise<void> {
      const old = attached;
      attached = undefined;
      await old?.worker.stop();
    },
    /** Something of the team may have changed. */
    news(lanes = true): void {
      if (lanes) lanesAt = -Infinity;
      isNews = true;
      attached?.worker.poke();
    },
    /** Stops what is under way, and writes how it ended if the database answers in time. */
    async close(): Promise<void> {
      isClosing = true;
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ ended: end }) => end));
      const last = attached;
      const shared = parts.shared();
      await this.detach();
      if (last === undefined || shared === undefined || ended.length === 0) return;
      const { promise: limit, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(QUIT_MS, resolve);
      await Promise.race([turn(last, shared), limit]).catch(() => {});
      cancel();
    },
  };
}

export type TeamQueue = ReturnType<typeof createTeamQueue>;
