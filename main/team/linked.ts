import type { Clock } from '../lib/clock.ts';
import { codeOf } from '../lib/postgres/target.ts';
import { createMatesMarks, type MarkStore, type MatesMark } from './exchange/mates-marks.ts';
import { createPull, type Follow, type PullParts } from './exchange/pull.ts';
import { createViewingPush, readViewing } from './exchange/viewing.ts';
import { createPush } from './push.ts';
import type { PushParts } from './gather.ts';
import { DELIVERIES_FROM } from './schema/0003-deliveries.ts';
import { CHANNEL, readSkew, type Session } from './session.ts';
import type { TeamTimings } from './timings.ts';
import { createWorker } from './worker.ts';

/** How often what is to go out is looked at where nobody says that there is something. */
const LOOK_MS = 1000;
/** It took too long, somebody held a lock, or both waited for each other. */
const PATIENT = new Set(['57014', '55P03', '40P01']);

/** A node as the others see it. */
export interface TeamNode {
  id: string;
  name: string;
  kind: 'laptop' | 'relay' | 'ci';
  version: string;
  /** Epoch ms by the server's clock. */
  lastSeen: number | null;
  online: boolean;
  skewMs: number;
  /** The capture of the team it has open, where it lets that be seen. */
  viewing: { node: string; id: number } | null;
  /** Its captures up to this row of it, and up to this time, epoch ms, are gone from the team, but for pinned ones. */
  swept: { seq: number; until: number } | null;
}

interface Parts {
  session: Session;
  clock: Clock;
  timings: TeamTimings;
  push: Omit<PushParts, 'skewMs' | 'schema'>;
  pull: PullParts;
  marks: { store: MarkStore; show: (marks: readonly MatesMark[]) => void };
  /** What is open here, where that may be seen. */
  viewing: () => string | null;
  /** Makes sure that what was answered is in the outbox. */
  settle: () => Promise<void>;
  follows: (nodes: readonly TeamNode[]) => Follow[];
  onNodes: (nodes: TeamNode[]) => void;
  /** Captures of a node that is followed went before they were read. */
  onMissed: (node: string) => void;
  /** Whether something waits for longer than it may. */
  onLag: (behind: boolean) => void;
  onFailed: (error: unknown) => void;
}

/** What a node does while it is connected: one worker writes, one reads. */
export function startLinked(parts: Parts) {
  const { session, clock, timings } = parts;
  let { skewMs } = session;
  let beatAt = clock.now();
  let skewAt = clock.now();
  let upkeepAt = -Infinity;
  let toldAt = -Infinity;
  /** Something went out that nobody was told of. */
  let owesWord = false;
  let nodes: TeamNode[] = [];
  /** Since when each has had more to do than one round; null while it has not. */
  const busySince: { push: number | null; pull: number | null } = { push: 0, pull: 0 };
  const push = createPush(
    { ...parts.push, skewMs: () => skewMs, schema: session.schema },
    session.push,
    session.appendedSeq,
  );
  const pull = createPull(parts.pull, session.pull);
  const { node, commit } = parts.push;
  const mates = createMatesMarks({ nodeId: node.id, commit, ...parts.marks }, session.pull);
  const hasDeliveries = session.schema >= DELIVERIES_FROM;
  const showViewing = createViewingPush(session.push, node.id, parts.viewing);

  function rounded(which: 'push' | 'pull', more: boolean): void {
    if (!more) busySince[which] = null;
    else busySince[which] ??= clock.now();
    const since = [busySince.push, busySince.pull].filter((at) => at !== null);
    if (since.length === 0) parts.onLag(false);
    else if (clock.now() - Math.min(...since) > timings.behindMs) parts.onLag(true);
  }

  async function upkeep(): Promise<void> {
    if (clock.now() - upkeepAt < timings.upkeepMs) return;
    upkeepAt = clock.now();
    try {
      await session.push.query('SELECT ensure_partitions()');
      await session.push.query('SELECT sweep()');
      if (hasDeliveries) await session.push.query('SELECT sweep_delivery_states()');
    } catch (error) {
      // Others use the tables, or there is much to sweep: the next one does it.
      if (!PATIENT.has(codeOf(error))) throw error;
    }
  }

  const pushing = createWorker({
    clock,
    idleMs: () => (owesWord ? timings.tellMs : LOOK_MS),
    gapMs: timings.gatherMs,
    async work() {
      await upkeep();
      await parts.settle();
      const sent = await push.step();
      const now = clock.now();
      owesWord ||= sent > 0;
      if (hasDeliveries && (await showViewing())) owesWord = true;
      if (sent > 0) beatAt = now;
      if (owesWord && now - toldAt >= timings.tellMs) {
        // A hint only: the others ask by themselves, too.
        await push.tell(CHANNEL);
        toldAt = now;
        owesWord = false;
      }
      if (sent > 0) return push.isFull(sent);
      if (now - skewAt >= timings.skewMs) {
        skewMs = await readSkew(session.push, clock.now);
        skewAt = now;
      }
      if (now - beatAt >= timings.beatMs) {
        await push.beat();
        beatAt = now;
      }
      return false;
    },
    onRound: (more) => rounded('push', more),
    onFailed: parts.onFailed,
  });

  const pulling = createWorker({
    clock,
    idleMs: () => (session.wakeups ? timings.pollMs : timings.pooledPollMs),
    gapMs: timings.gatherMs,
    async work() {
      nodes = await readNodes(session.pull);
      parts.onNodes(nodes);
      await mates.step();
      let read = 0;
      for (const follow of parts.follows(nodes)) {
        const swept = nodes.find(({ id }) => id === follow.node)?.swept?.seq ?? 0;
        if (parts.pull.cursor(follow.node) < swept) parts.onMissed(follow.node);
        read += await pull.step(follow);
      }
      return read > 0;
    },
    onRound: (more) => rounded('pull', more),
    onFailed: parts.onFailed,
  });

  return {
    /** Something changed here. */
    changed: pushing.poke,
    isSending: push.isSending,
    /** The same, and somebody waits for it to be there. */
    hurry: pushing.hurry,
    /** Something changed there, or other nodes are followed now. */
    news: pulling.poke,
    /** Whether there may be something to read when this node says so; of the own one, marks of others. */
    isFollowed: (id: string): boolean =>
      id === node.id || parts.follows(nodes).some((one) => one.node === id),
    skewMs: (): number => skewMs,
    async stop(): Promise<void> {
      await Promise.all([pushing.stop(), pulling.stop()]);
    },
  };
}

export type Linked = ReturnType<typeof startLinked>;

async function readNodes(client: Session['pull']): Promise<TeamNode[]> {
  const { rows } = await client.query<{
    node_id: string;
    name: string;
    kind: TeamNode['kind'];
    version: string;
    skew_ms: number;
    last_seen: string | null;
    online: boolean | null;
    viewing: string | null;
    swept_seq: string | null;
    swept_until: string | null;
  }>(
    `SELECT node_id, name, kind, version, skew_ms, extract(epoch FROM last_seen) * 1000 AS last_seen,
            last_seen > clock_timestamp() - interval '60 s' AS online, to_jsonb(nodes) ->> 'viewing' AS viewing,
            to_jsonb(nodes) ->> 'swept_seq' AS swept_seq,
            extract(epoch FROM (to_jsonb(nodes) ->> 'swept_until')::timestamptz) * 1000 AS swept_until
       FROM nodes WHERE retired_at IS NULL ORDER BY name, node_id`,
  );
  return rows.map((row) => ({
    id: row.node_id,
    name: row.name,
    kind: row.kind,
    version: row.version,
    skewMs: row.skew_ms,
    lastSeen: row.last_seen === null ? null : Math.round(Number(row.last_seen)),
    online: row.online === true,
    viewing: row.online === true ? readViewing(row.viewing) : null,
    // An older schema has no such columns.
    swept:
      row.swept_until === null
        ? null
        : { seq: Number(row.swept_seq), until: Math.round(Number(row.swept_until)) },
  }));
}
