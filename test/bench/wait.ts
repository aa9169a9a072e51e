import { pino } from 'pino';
import { connect, type Connection } from '../../main/command-line/connection/connection.ts';
import { openLocalSocket } from '../../main/control/local/local-socket.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { quantile } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const ROUNDS = 1000;
const TIMED = 300;

interface Waited {
  items: { target: string; receivedAt: number }[];
}

/** A wait for one path over the local socket, as the command makes it. */
const waitFor = (engine: Connection, path: string, since: string, also = '') => {
  const search = encodeURIComponent(`${also}path:${path}`);
  return engine.ask('GET', `/captures/wait?search=${search}&since=${since}`) as Promise<Waited>;
};

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

  const rows: Row[] = [
    {
      what: 'waits that see a capture sent 1 ms before them, given a mark',
      measured: `${seen} of ${ROUNDS}`,
      hold: `${ROUNDS} of ${ROUNDS}`,
    },
  ];
  for (const search of ['', 'status:200 ']) {
    const what = search === '' ? 'a wait for a path' : 'a wait for a path and its status';
    const { capture, answer, plain } = await timed(search);
    rows.push(
      { what: `${what}, from the capture on (p50, p95)`, measured: capture, hold: 'p95 20 ms' },
      { what: `${what}, from the answer to the sender on`, measured: answer, hold: 'under 20 ms' },
      { what: 'a call that does nothing, beside it', measured: plain, hold: '' },
    );
  }
  return rows;

  async function timed(search: string) {
    const fromCapture: number[] = [];
    const fromAnswer: number[] = [];
    const plain: number[] = [];
    for (let n = 0; n < TIMED; n += 1) {
      const since = await mark();
      const asked = performance.now();
      await mark();
      plain.push(performance.now() - asked);
      const path = `/late/${search.length}/${n}`;
      const waiting = waitFor(engine, path, since, search).then((found) => {
        return { found, at: performance.timeOrigin + performance.now() };
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      await hook(path);
      const answered = performance.timeOrigin + performance.now();
      const { found, at } = await waiting;
      fromAnswer.push(at - answered);
      // As the capture says when it came, in whole milliseconds.
      fromCapture.push(at - (found.items[0]?.receivedAt ?? 0));
    }
    return { capture: shares(fromCapture), answer: shares(fromAnswer), plain: shares(plain) };
  }
}

function shares(times: number[]): string {
  times.sort((a, b) => a - b);
  return `${quantile(times, 0.5).toFixed(1)}, ${quantile(times, 0.95).toFixed(1)} ms`;
}

if (import.meta.main) printTable('Wait', await benchWait());
