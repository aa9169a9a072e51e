import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { foreignCapture } from '../../../main/interchange/foreign.ts';
import { connectTeam } from '../../../main/team/connect.ts';
import type { OutRow } from '../../../main/team/outbox.ts';
import { createPush } from '../../../main/team/push.ts';

const EPOCH = Date.UTC(2024, 0, 1);
const BODY = Buffer.alloc(1024, 'webhook ');
const HEADERS = Array.from({ length: 12 }, (_, n): [string, string] => [
  `X-Header-${n}`,
  'a value of a header',
]);
const LOOK_MS = 5;
/** After a broken connection. */
const AGAIN_MS = 50;

export interface Simulated {
  node: string;
  /** Captures that the team acknowledged. */
  sent: number;
  /** How long each batch took, ms. */
  batches: number[];
  /** From the moment a capture was due until it was committed, ms; none where it goes as fast as it can. */
  lags: number[];
  /** How often the connection broke. */
  broken: number;
}

/**
 * A node whose outbox is made up: what is measured is the way from there into the database. Once it is stopped, it
 * sends what was due until then.
 *
 * @param perSecond captures that are due a second; 0: as many as can be sent.
 */
export async function simulateNode(
  url: string,
  stop: AbortSignal,
  perSecond: number,
): Promise<Simulated> {
  const node = { id: randomUUID(), instance: randomUUID(), leaseS: 60 };
  const told: Simulated = { node: node.id, sent: 0, batches: [], lags: [], broken: 0 };
  const began = performance.now();
  const first = (Date.now() - EPOCH) * 4096;
  let made = 0;
  let endedAt = Infinity;
  stop.addEventListener('abort', () => (endedAt = performance.now()));
  const dueBy = (at: number): number => Math.floor(((at - began) / 1000) * perSecond);
  const outbox = {
    next(limit: number): OutRow[] {
      const due = perSecond === 0 ? Infinity : dueBy(Math.min(performance.now(), endedAt));
      made = Math.max(made, Math.min(told.sent + limit, due));
      return Array.from({ length: Math.min(limit, made - told.sent) }, (_, at) => ({
        seq: told.sent + at + 1,
        kind: 'capture' as const,
        ref: first + told.sent + at,
      }));
    },
    done(upTo: number): void {
      const now = performance.now();
      if (perSecond > 0) {
        for (let seq = told.sent + 1; seq <= upTo; seq += 1)
          told.lags.push(now - began - (seq / perSecond) * 1000);
      }
      told.sent = Math.max(told.sent, upTo);
    },
    has: () => false,
    waiting: () => made - told.sent,
  };
  const isOver = (): boolean => stop.aborted && (perSecond === 0 || told.sent >= dueBy(endedAt));

  /** Sends until it is over, or the connection breaks. */
  async function session(): Promise<void> {
    const { client, close } = await connectTeam({ url, checkCertificate: true }, { name: 'bench' });
    try {
      await client.query('SELECT register_node($1, $2, $3, $4)', [
        node.id,
        `Bench ${node.id}`,
        'laptop',
        '0',
      ]);
      await client.query('UPDATE nodes SET instance = $2 WHERE node_id = $1', [
        node.id,
        node.instance,
      ]);
      const { rows } = await client.query<{ appended_seq: string }>(
        'SELECT appended_seq FROM nodes WHERE node_id = $1',
        [node.id],
      );
      // What was committed just before the connection broke is there, though nobody said so.
      const appended = Number(rows[0]?.appended_seq);
      outbox.done(appended);
      const push = createPush(pushParts(node, outbox), client, appended);
      while (!isOver()) {
        const from = performance.now();
        const sent = await push.step();
        if (sent > 0) told.batches.push(performance.now() - from);
        else await sleep(LOOK_MS);
      }
    } finally {
      await close();
    }
  }

  while (!isOver()) {
    try {
      await session();
    } catch {
      told.broken += 1;
      await sleep(AGAIN_MS);
    }
  }
  return told;
}

function pushParts(
  node: { id: string; instance: string; leaseS: number },
  outbox: unknown,
): Parameters<typeof createPush>[0] {
  return {
    outbox: outbox as never,
    node,
    skewMs: () => 0,
    readMessage: () => Promise.resolve(undefined),
    onHanded: () => {},
    cutter: () => (capture) => Promise.resolve(capture),
    read: () =>
      Promise.resolve({
        verdict: null,
        ...foreignCapture({
          receivedAt: Date.now(),
          durationMs: 2,
          method: 'POST',
          target: '/hooks/orders?a=1',
          httpVersion: '1.1',
          headers: HEADERS,
          body: BODY,
          reply: { status: 200, reason: 'OK', headers: [], body: new Uint8Array() },
        }),
      }),
    delivery: () => undefined,
    marks: { sent: () => undefined, putSent() {} },
    takeMark: () => Promise.resolve(),
    schema: 1,
    commit: (job) => Promise.resolve(job()),
    onLost() {},
    onUntaken() {},
    onSent() {},
    log: console.error,
  };
}
