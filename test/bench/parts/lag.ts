import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPostgres } from '../../helpers/postgres.ts';
import { quantile } from './quantile.ts';
import { simulateNode } from './simulated-node.ts';

/** Nodes, and what each of them catches a second: ten laptops on a quiet day, thirty nodes on a busy one. */
const LOADS: readonly [nodes: number, perSecond: number][] = [
  [10, 1],
  [10, 50],
  [30, 50],
];
const SECONDS = 12;
const KILLED_AFTER_MS = 4000;

/**
 * Prints how long captures take until the team has them, at a steady rate, with the server killed and started again in
 * the middle: what it acknowledged must be there, each once.
 */
export async function benchLag(server: TestPostgres, url: string): Promise<void> {
  console.log(
    '\n| nodes | a second, each | lag p50 | lag p99 | longest | server away | sent | there |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [count, perSecond] of LOADS) {
    await server.query('TRUNCATE backstitch_team.captures, backstitch_team.nodes');
    const stop = new AbortController();
    const running = Array.from({ length: count }, () => simulateNode(url, stop.signal, perSecond));
    await sleep(KILLED_AFTER_MS);
    const from = performance.now();
    await server.stop('SIGKILL');
    await server.start();
    const awayMs = performance.now() - from;
    await sleep(SECONDS * 1000 - KILLED_AFTER_MS);
    stop.abort();
    const results = await Promise.all(running);
    const lags = results.flatMap((one) => one.lags);
    const sent = results.reduce((sum, one) => sum + one.sent, 0);
    const [there] = await server.query<{ n: string }>(
      'SELECT count(DISTINCT (node_id, node_seq)) AS n FROM backstitch_team.captures',
    );
    const ms = (value: number): string => `${Math.round(value)} ms`;
    const figures = [quantile(lags, 0.5), quantile(lags, 0.99), Math.max(...lags), awayMs].map(ms);
    console.log(`| ${count} | ${perSecond} | ${figures.join(' | ')} | ${sent} | ${there?.n} |`);
  }
}
