import { expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';

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

it('starts and stops fifty engines in one process, and leaves nothing behind', async () => {
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
  const listeners = process.eventNames().map((name) => process.listenerCount(name));
  for (let n = 0; n < 50; n += 1) await once();
  await gone(before);
  expect(process.eventNames().map((name) => process.listenerCount(name))).toEqual(listeners);
}, 300_000);

it('leaves nothing behind where it cannot start', async () => {
  await using first = await startTestEngine();
  const before = handles();
  const again = startTestEngine({ intake: { port: first.port } });
  await expect(again).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  await gone(before);
});
