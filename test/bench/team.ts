// Prints how fast nodes append to a team, how late the others see it, and how fast shared deliveries are claimed.
// node test/bench/team.ts [nodes,nodes,… | claims | lag] [seconds] [captures a second of each node; 0: as fast as it goes]
import pg from 'pg';
import { memberUrl, startTeamServer } from '../team/team-server.ts';
import { benchClaims } from './parts/claims.ts';
import { benchLag } from './parts/lag.ts';
import { quantile } from './parts/quantile.ts';
import { simulateNode } from './parts/simulated-node.ts';

const [counts = '1,3,10,30', seconds = '5', rate = '0'] = process.argv.slice(2);
const ONLY = new Set(['claims', 'lag']);

await using server = await startTeamServer({ durable: true });
const url = await memberUrl(server, 'bench');
console.log('| nodes | captures a second | batch p50 | batch p99 | bytes of disk each |');
console.log('|---|---|---|---|---|');
for (const count of ONLY.has(counts) ? [] : counts.split(',').map(Number)) {
  await server.query('TRUNCATE backstitch_team.captures, backstitch_team.nodes');
  const stop = new AbortController();
  const from = performance.now();
  const running = Array.from({ length: count }, () => simulateNode(url, stop.signal, Number(rate)));
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
if (counts !== 'claims') await benchLag(server, url);
if (counts !== 'lag') await benchClaims(server);
