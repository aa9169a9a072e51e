import { expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';
import { runs } from '../helpers/runs.ts';

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
  await expect.poll(more).toEqual([]);
}

/** How many listeners the process has of each kind. */
function listeners(): Map<string | symbol, number> {
  return new Map(process.eventNames().map((name) => [name, process.listenerCount(name)]));
}

/** The logger's library has one for all loggers, and takes it back when the last one is collected. */
const SHARED: Record<string | symbol, number> = { exit: 1 };

// What is left behind by each start shows after a few of them.
const TIMES = runs(50);

it('starts and stops again and again in one process, and leaves nothing behind', async () => {
  const once = async () => {
    await using t = await startTestEngine();
    const reply = await fetch(`${t.url}/hello`, { headers: { connection: 'close' } });
    expect(reply.status).toBe(200);
    await reply.text();
    expect(await t.captures(1)).toHaveLength(1);
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
