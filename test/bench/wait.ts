import { pino } from 'pino';
import { connect, type Connection } from '../../main/command-line/connection/connection.ts';
import { openLocalSocket } from '../../main/control/local/local-socket.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { percentile, printTable, type Row } from './parts/table.ts';

const ROUNDS = 1000;

interface Waited {
  items: { target: string }[];
}

/** A wait for one path over the local socket, as the command makes it. */
const waitFor = (engine: Connection, path: string, since: string) =>
  engine.ask('GET', `/captures/wait?search=path:${path}&since=${since}`) as Promise<Waited>;

/** How fast a wait hears of a capture, and whether it misses one that came just before it. */
export async function benchWait(): Promise<Row[]> {
  await using t = await startTestEngine();
  const { engine: surface, dataDir, url } = t;
  const log = pino({ level: 'silent' });
  await using local = await openLocalSocket({ surface, dataDir, token: 'bench', log });
  const engine = connect({ socket: local?.path ?? '', token: 'bench' });
  const mark = async () => ((await engine.ask('GET', '/captures/mark')) as { mark: string }).mark;
  const hook = async (path: string): Promise<void> => {
    await (await fetch(`${url}${path}`, { method: 'POST', body: '{}' })).arrayBuffer();
  };

  let seen = 0;
  for (let n = 0; n < ROUNDS; n += 1) {
    const since = await mark();
    const sent = hook(`/early/${n}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const { items } = await waitFor(engine, `/early/${n}`, since);
    if (items.length === 1) seen += 1;
    await sent;
  }

  const times: number[] = [];
  for (let n = 0; n < ROUNDS / 10; n += 1) {
    const since = await mark();
    const waiting = waitFor(engine, `/late/${n}`, since).then(() => performance.now());
    await new Promise((resolve) => setTimeout(resolve, 50));
    // From the answer to the sender on: what is counted is what the wait adds.
    await hook(`/late/${n}`);
    const answered = performance.now();
    times.push((await waiting) - answered);
  }
  times.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((share) => percentile(times, share).toFixed(1));
  return [
    {
      what: 'waits that see a capture sent 1 ms before them, given a mark',
      measured: `${seen} of ${ROUNDS}`,
      hold: `${ROUNDS} of ${ROUNDS}`,
    },
    {
      what: 'from the answer to the sender to the answer of the wait (p50, p95)',
      measured: `${p50}, ${p95} ms`,
      hold: 'under 20 ms',
    },
  ];
}

if (import.meta.main) printTable('Wait', await benchWait());
