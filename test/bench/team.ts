// Prints how fast nodes append to a team, how late the others see it, and how fast shared deliveries are claimed.
// node test/bench/team.ts [nodes,nodes,… | claims] [seconds] [captures a second of each node; 0: as fast as it goes]
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { foreignCapture } from '../../main/interchange/foreign.ts';
import { connectTeam } from '../../main/team/connect.ts';
import type { OutRow } from '../../main/team/outbox.ts';
import { createPush } from '../../main/team/push.ts';
import { memberUrl, startTeamServer } from '../team/team-server.ts';
import { benchClaims } from './parts/claims.ts';

const [counts = '1,3,10,30', seconds = '5', rate = '0'] = process.argv.slice(2);
const EPOCH = Date.UTC(2024, 0, 1);
const BODY = Buffer.alloc(1024, 'webhook ');
const HEADERS = Array.from({ length: 12 }, (_, n): [string, string] => [
  `X-Header-${n}`,
  'a value of a header',
]);

const quantile = (values: number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? 0;

/** A node whose outbox is made up: what is measured is the way from there into the database. */
async function simulated(url: string, stop: AbortSignal, perSecond: number) {
  const { client, close } = await connectTeam({ url, checkCertificate: true }, { name: 'bench' });
  const node = { id: randomUUID(), instance: randomUUID(), leaseS: 60 };
  await client.query('SELECT register_node($1, $2, $3, $4)', [
    node.id,
    `Bench ${node.id}`,
    'laptop',
    '0',
  ]);
  await client.query('UPDATE nodes SET instance = $2 WHERE node_id = $1', [node.id, node.instance]);
  const began = performance.now();
  const first = (Date.now() - EPOCH) * 4096;
  let made = 0;
  let done = 0;
  const outbox = {
    next(limit: number): OutRow[] {
      const due =
        perSecond === 0 ? Infinity : Math.floor(((performance.now() - began) / 1000) * perSecond);
      made = Math.max(made, Math.min(done + limit, due));
      return Array.from({ length: Math.min(limit, made - done) }, (_, at) => ({
        seq: done + at + 1,
        kind: 'capture' as const,
        ref: first + done + at,
      }));
    },
    done: (upTo: number) => void (done = upTo),
    has: () => false,
    waiting: () => made - done,
  };
  const push = createPush(
    {
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
    },
    client,
    0,
  );
  const batches: number[] = [];
  while (!stop.aborted) {
    const from = performance.now();
    const sent = await push.step();
    if (sent > 0) batches.push(performance.now() - from);
    else await new Promise((resume) => setTimeout(resume, 5));
  }
  await close();
  return { sent: done, batches };
}

await using server = await startTeamServer({ durable: true });
const url = await memberUrl(server, 'bench');
console.log('| nodes | captures a second | batch p50 | batch p99 | bytes of disk each |');
console.log('|---|---|---|---|---|');
for (const count of counts === 'claims' ? [] : counts.split(',').map(Number)) {
  await server.query('TRUNCATE backstitch_team.captures, backstitch_team.nodes');
  const stop = new AbortController();
  const from = performance.now();
  const running = Array.from({ length: count }, () => simulated(url, stop.signal, Number(rate)));
  setTimeout(() => stop.abort(), Number(seconds) * 1000);
  const results = await Promise.all(running);
  const tookS = (performance.now() - from) / 1000;
  const sent = results.reduce((sum, one) => sum + one.sent, 0);
  const batches = results.flatMap((one) => one.batches);
  const [size] = await server.query<{ bytes: string }>(
    `SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
      WHERE relnamespace = 'backstitch_team'::regnamespace AND relkind = 'r' AND relname LIKE 'captures%'`,
  );
  const ms = (q: number): string => `${Math.round(quantile(batches, q))} ms`;
  const each = Math.round(Number(size?.bytes) / sent);
  console.log(`| ${count} | ${Math.round(sent / tookS)} | ${ms(0.5)} | ${ms(0.99)} | ${each} |`);
}

/** From COMMIT to the notification, and to the row: what a follower waits for. */
const listener = new pg.Client({ connectionString: url });
await listener.connect();
await listener.query('LISTEN backstitch_team');
const teller = new pg.Client({ connectionString: url });
await teller.connect();
const waits: number[] = [];
for (let n = 0; n < 200; n += 1) {
  const heard = new Promise((resolve) => listener.once('notification', resolve));
  const from = performance.now();
  await teller.query(`SELECT pg_notify('backstitch_team', '${n}')`);
  await heard;
  waits.push(performance.now() - from);
}
console.log(
  `\nA notification: p50 ${quantile(waits, 0.5).toFixed(1)} ms, p99 ${quantile(waits, 0.99).toFixed(1)} ms`,
);
await Promise.all([listener.end(), teller.end()]);
await benchClaims(server);
