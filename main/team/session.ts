import type pg from 'pg';
import { AsyncClosingStack } from '../lib/closing-stack.ts';
import { codeOf } from '../lib/postgres/target.ts';
import { type ConnectParts, connectTeam, type TeamClient, type TeamTarget } from './connect.ts';
import { LinkProblem } from './problem.ts';
import { WRITES } from './schema/versions.ts';

export const CHANNEL = 'backstitch_team';

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
  /** Whether notifications arrive: behind a pool of connections they do not. */
  wakeups: boolean;
  /** Asks on a connection of its own, made with the first question; one question after the other. */
  ask<T>(question: (client: pg.Client) => Promise<T>): Promise<T>;
  /** Version of the schema there. */
  version: number;
  /** A connection of its own for the queue of shared deliveries; it ends with the session. */
  queue(): Promise<pg.Client>;
  close(): Promise<void>;
}

const WAKEUP_MS = 2000;

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
  parts: ConnectParts & { onWake: (nodeId: string) => void; onBroken: () => void },
): Promise<Session> {
  await using stack = new AsyncClosingStack();
  const clients: pg.Client[] = [];
  for (let i = 0; i < 2; i += 1) {
    const { client, close } = await connectTeam(target, parts);
    clients.push(client);
    stack.defer(close);
  }
  const [push, pull] = clients as [pg.Client, pg.Client];
  const version = await checkVersion(push);
  await push.query('SELECT register_node($1, $2, $3, $4)', [
    node.id,
    node.name,
    node.kind,
    node.version,
  ]);
  const appendedSeq = await takeLease(push, node);
  const skewMs = await readSkew(push);
  const wakeups = await listen(pull, node.id, parts.onWake);
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
    wakeups,
    ask,
    version,
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

/** @returns the version of the schema there */
async function checkVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT name, value FROM meta WHERE name IN ('min_writer', 'schema_version')`,
  );
  const found = new Map(rows.map(({ name, value }) => [name, Number(value)]));
  if ((found.get('min_writer') ?? 1) > WRITES) {
    throw new LinkProblem('too-old', 'The team needs a newer Backstitch: update this one.');
  }
  return found.get('schema_version') ?? 1;
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

/** Server's time minus the middle of the round trip. */
export async function readSkew(client: pg.Client): Promise<number> {
  const before = Date.now();
  const { rows } = await client.query<{ now: string }>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
  );
  return Math.round(Number(rows[0]?.now) - (before + Date.now()) / 2);
}

/** @returns whether a notification that this node sends to itself arrives. */
async function listen(
  client: pg.Client,
  nodeId: string,
  onWake: (nodeId: string) => void,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  client.on('notification', ({ payload = '' }) => {
    const [from = ''] = payload.split(':');
    if (from === nodeId) resolve(true);
    else onWake(from);
  });
  await client.query(`LISTEN ${CHANNEL}`);
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, `${nodeId}:0`]);
  const timer = setTimeout(() => resolve(false), WAKEUP_MS);
  const arrives = await promise;
  clearTimeout(timer);
  return arrives;
}
