import { expect, it } from 'vitest';
import { runs } from '../helpers/runs.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

/** What keeps the process busy: sockets, timers, threads; how many of each. */
function handles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (PASSING.has(name)) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
const PASSING = new Set(['Immediate', 'TickObject', 'FSReqCallback']);

/** Resolves once no kind of handle is there more often than before. */
async function gone(before: Map<string, number>): Promise<void> {
  const more = () => [...handles()].filter(([name, count]) => count > (before.get(name) ?? 0));
  // Not `expect.poll`: its own timer would be counted.
  await until(() => more().length === 0).catch((cause: unknown) => {
    throw new Error(`Left behind: ${JSON.stringify(more())}`, { cause });
  });
}

/** How many listeners the process has of each kind. */
function listeners(): Map<string | symbol, number> {
  return new Map(process.eventNames().map((name) => [name, process.listenerCount(name)]));
}

/** The logger's library has one for all loggers, and takes it back when the last one is collected. */
const SHARED: Record<string | symbol, number> = { exit: 1 };

/** Uses what opens threads, files, watchers, streams or timers; some of it is still open at the end. */
async function usedOnce({ engine }: TestEngine, folder: string): Promise<void> {
  const stop = new AbortController();
  const streams = [
    engine.captures.live({ search: 'path:/none' }, stop.signal),
    engine.deliveries.live(undefined, stop.signal),
    engine.integrations.live(undefined, stop.signal),
    engine.project.live(undefined, stop.signal),
    engine.notices.live(undefined, stop.signal),
    engine.system.live(undefined, stop.signal),
  ];
  const readers = streams.map((stream) => stream.next());
  const each = [{ path: '$.a', eq: 1 }];
  const expectation = { search: 'path:/hello', each, within: '0s' };
  await engine.expectations.check({ expectation, since: 'all', now: true });
  const waiting = engine.expectations.check(
    { expectation: { search: 'path:/never', within: '1m' }, now: false },
    stop.signal,
  );
  const file = new Blob(['curl http://x.example/imported -d a=1']);
  const read = await engine.imports.upload({ file, name: 'a.sh', format: 'curl' });
  await engine.imports.apply({ id: read.id, duplicates: 'skip' });
  await engine.project.pull({ directory: folder });
  await engine.project.attach({ directory: folder, write: true });
  const caller = { client: 'test', allowWrite: false, redact: true };
  const { refused } = await engine.mcp.call({
    ...caller,
    tool: 'query_sql',
    arguments: { sql: 'SELECT count(*) AS n FROM captures' },
  });
  expect(refused).toBe(false);
  stop.abort();
  await Promise.allSettled([...readers, waiting]);
}

// What is left behind by each start shows after a few of them.
const TIMES = runs(24);

it('starts and stops again and again in one process, and leaves nothing behind', async () => {
  const once = async () => {
    using folder = tempDir();
    await using t = await startTestEngine();
    const reply = await fetch(`${t.url}/hello`, { headers: { connection: 'close' } });
    expect(reply.status).toBe(200);
    await reply.text();
    expect(await t.captures(1)).toHaveLength(1);
    await usedOnce(t, folder.path);
  };
  // What the process opens once and keeps is there from then on.
  await once();
  const before = handles();
  const heard = listeners();
  for (let n = 0; n < TIMES; n += 1) await once();
  await gone(before);
  const grown = [...listeners()].filter(
    ([name, count]) => count > Math.max(heard.get(name) ?? 0, SHARED[name] ?? 0),
  );
  expect(grown).toEqual([]);
}, 300_000);

it('leaves nothing behind where it cannot start', async () => {
  await using first = await startTestEngine();
  const before = handles();
  const again = startTestEngine({ intake: { port: first.port } });
  await expect(again).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  await gone(before);
});
