import type pg from 'pg';
import { AsyncClosingStack } from '../lib/closing-stack.ts';
import { codeOf } from '../lib/postgres/target.ts';
import { type ConnectParts, connectTeam, type TeamClient, type TeamTarget } from './connect.ts';
import { LinkProblem } from './problem.ts';
import { NEEDS, WRITES } from './schema/versions.ts';

export const CHANNEL = 'backstitch_team';
/** Behind the id of a node: somebody marked a capture of it. */
export const MARKED = 'mark';

/** Who joins. */
export interface NodeFacts {
  id: string;
  name: string;
  kind: 'laptop' | 'relay' | 'ci';
  version: string;
  /** Of the data directory: another one with the same node id is a copy. */
  instance: string;
  /** The highest number this directory ever gave a change. */
  lastSeq: number;
  leaseS: number;
}

export interface Session {
  /** Writes this node's rows, in their order. */
  push: pg.Client;
  /** Reads the rows of others, and listens. */
  pull: pg.Client;
  /** How far this node's rows have come there. */
  appendedSeq: number;
  /** Server's time minus ours. */
  skewMs: number;
  /** Version of the schema there. */
  schema: number;
  /** Whether notifications arrive: behind a pool of connections they do not. */
  wakeups: boolean;
  /** Asks on a connection of its own, made with the first question; one question after the other. */
  ask<T>(question: (client: pg.Client) => Promise<T>): Promise<T>;
  /** A connection of its own for the queue of shared deliveries; it ends with the session. */
  queue(): Promise<pg.Client>;
  close(): Promise<void>;
}

/**
 * Joins: two connections, this node made known, its lease taken.
 *
 * @param onWake called with the id of a node that says it has written something.
 * @param onBroken called once, when a connection broke while nobody was asking.
 * @throws LinkProblem; BackstitchError; Error of the driver
 */
export async function openSession(
  target: TeamTarget,
  node: NodeFacts,
  parts: ConnectParts & {
    /** For so long a notification to oneself is waited for. */
    wakeupMs: number;
    now: () => number;
    onWake: (nodeId: string) => void;
    onBroken: () => void;
  },
): Promise<Session> {
  await using stack = new AsyncClosingStack();
  const clients: pg.Client[] = [];
  for (let i = 0; i < 2; i += 1) {
    const { client, close } = await connectTeam(target, parts);
    clients.push(client);
    stack.defer(close);
  }
  const [push, pull] = clients as [pg.Client, pg.Client];
  const schema = await checkVersion(push);
  await push.query('SELECT register_node($1, $2, $3, $4)', [
    node.id,
    node.name,
    node.kind,
    node.version,
  ]);
  const appendedSeq = await takeLease(push, node);
  const skewMs = await readSkew(push, parts.now);
  const wakeups = await listen(pull, node.id, parts);
  for (const client of clients) client.once('end', parts.onBroken);
  const ask = createAsking(stack, () => connectTeam(target, parts));
  const open = stack.move();
  async function queue(): Promise<pg.Client> {
    const { client, close } = await connectTeam(target, parts);
    open.defer(close);
    return client;
  }
  return {
    push,
    pull,
    appendedSeq,
    skewMs,
    schema,
    wakeups,
    ask,
    queue,
    async close() {
      for (const client of clients) client.off('end', parts.onBroken);
      await open.disposeAsync();
    },
  };
}

/** A connection that broke is made again with the next question. */
function createAsking(
  stack: AsyncClosingStack,
  connect: () => Promise<TeamClient>,
): Session['ask'] {
  let opened: Promise<TeamClient> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  stack.defer(async () => {
    const old = await opened?.catch(() => undefined);
    await old?.close();
  });
  return (question) => {
    const answer = last.then(async () => {
      try {
        opened ??= connect().then((made) => {
          made.client.once('end', () => (opened = undefined));
          return made;
        });
        return await question((await opened).client);
      } catch (error) {
        if (codeOf(error) === '') opened = undefined;
        throw error;
      }
    });
    last = answer.catch(() => {});
    return answer;
  };
}

/** @returns the version of the schema: an older one has no place for some of what is shared. */
async function checkVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ name: string; value: string }>(
    'SELECT name, value FROM meta',
  );
  const valueOf = (name: string): number =>
    Number(rows.find((row) => row.name === name)?.value ?? 1);
  if (valueOf('min_writer') > WRITES || valueOf('min_reader') > WRITES) {
    throw new LinkProblem('too-old', 'The team needs a newer Backstitch: update this one.');
  }
  const version = valueOf('schema_version');
  if (version < NEEDS) {
    throw new LinkProblem(
      'not-installed',
      `This team was set up by an older Backstitch (version ${version} of its schema; this one needs ${NEEDS}). An administrator brings it up to date.`,
    );
  }
  return version;
}

/** One row is lease, fence and bookmark: an advisory lock would be lost by pooled connections. */
async function takeLease(client: pg.Client, node: NodeFacts): Promise<number> {
  const { rows } = await client.query<{ appended_seq: string }>(
    `UPDATE nodes SET instance = $2, lease_until = clock_timestamp() + make_interval(secs => $3),
            last_seen = clock_timestamp()
      WHERE node_id = $1
        AND (instance IS NULL OR instance = $2 OR lease_until < clock_timestamp())
      RETURNING appended_seq`,
    [node.id, node.instance, node.leaseS],
  );
  const [row] = rows;
  if (row === undefined) {
    throw new LinkProblem(
      'taken',
      'Another Backstitch runs as this node. If its folder was copied, let one of them continue as a new node.',
    );
  }
  const appendedSeq = Number(row.appended_seq);
  if (appendedSeq <= node.lastSeq) return appendedSeq;
  // Somebody else may be right: the lease goes back.
  await client.query(
    'UPDATE nodes SET instance = NULL, lease_until = NULL WHERE node_id = $1 AND instance = $2',
    [node.id, node.instance],
  );
  throw new LinkProblem(
    'moved',
    'The team has more from this node than this folder knows: it was copied, or restored from a backup. Continue as a new node.',
  );
}

/** What the column there holds: a clock that is further off than 24 days is said to be 24 days off. */
const MOST_SKEW_MS = 2 ** 31 - 1;

/** Server's time minus the middle of the round trip, in ms. */
export async function readSkew(client: pg.Client, now: () => number): Promise<number> {
  const before = now();
  const { rows } = await client.query<{ now: string }>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
  );
  const skew = Math.round(Number(rows[0]?.now) - (before + now()) / 2);
  return Math.max(-MOST_SKEW_MS, Math.min(MOST_SKEW_MS, skew));
}

/** @returns whether a notification that this node sends to itself arrives. */
async function listen(
  client: pg.Client,
  nodeId: string,
  { onWake, wakeupMs }: { onWake: (nodeId: string) => void; wakeupMs: number },
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  client.on('notification', ({ payload = '' }) => {
    const [from = '', what] = payload.split(':');
    // Of this node others say only that they marked a capture of it.
    if (from !== nodeId || what === MARKED) onWake(from);
    else resolve(true);
  });
  await client.query(`LISTEN ${CHANNEL}`);
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, `${nodeId}:0`]);
  const timer = setTimeout(() => resolve(false), wakeupMs);
  const arrives = await promise;
  clearTimeout(timer);
  return arrives;
}
