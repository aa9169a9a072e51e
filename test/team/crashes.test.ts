import { expect, it } from 'vitest';
import type { TestPostgres } from '../helpers/postgres.ts';
import { killUnderLoad } from '../helpers/kill-rounds.ts';
import { IS_LONG } from '../helpers/runs.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { memberUrl, startTeamServer } from './team-server.ts';
import { pushed, startNode } from './two-engines.ts';

const ROUNDS = IS_LONG ? 20 : 2;

/** How often each path of a node is in the team. */
async function pathsOf(server: TestPostgres, name: string): Promise<string[]> {
  const rows = await server.query<{ path: string }>(
    `SELECT path FROM backstitch_team.captures c JOIN backstitch_team.nodes n USING (node_id)
      WHERE n.name = '${name}'`,
  );
  return rows.map(({ path }) => path).toSorted();
}

it('a database that is killed again and again under three nodes has each capture once, one of them before its answer', async () => {
  await using server = await startTeamServer({ durable: true });
  const names = ['Anna', 'Ben', 'Cleo'];
  const nodes = await Promise.all(
    names.map(async (name) =>
      startNode(await memberUrl(server, name.toLowerCase()), name, {
        input: { ack: name === 'Cleo' ? 'team' : 'local' },
      }),
    ),
  );
  const answered = names.map((): string[] => []);
  const stop = new AbortController();
  const sending = nodes.map(async (node, at) => {
    for (let n = 0; !stop.signal.aborted; n += 1) {
      const reply = await fetch(`${node.url}/${names[at]}/${n}`, { method: 'POST', body: `${n}` });
      if (reply.ok) answered[at]?.push(`/${names[at]}/${n}`);
    }
  });
  try {
    const arrived = async (): Promise<number> =>
      (await Promise.all(names.map((name) => pathsOf(server, name)))).flat().length;
    for (let round = 0; round < ROUNDS; round += 1) {
      const [before, cleos] = [await arrived(), answered[2]?.length ?? 0];
      await until(
        async () => (await arrived()) > before + 50 && (answered[2]?.length ?? 0) > cleos,
      );
      await server.stop('SIGKILL');
      await server.start();
    }
    stop.abort();
    await Promise.all(sending);
    // Whoever waits for the team was not answered before.
    const cleos = new Set(await pathsOf(server, 'Cleo'));
    expect(answered[2]?.filter((path) => !cleos.has(path))).toEqual([]);
    for (const [at, node] of nodes.entries()) {
      await node.captures(1);
      await pushed(node);
      const there = await pathsOf(server, names[at] ?? '');
      // Those that she refused are there, too.
      const refused = new Set(
        (await node.engine.captures.list({ search: 'status:503', limit: 500 })).items.map(
          ({ target }) => target,
        ),
      );
      expect(there.filter((path) => !refused.has(path))).toEqual(answered[at]?.toSorted());
      expect(node.engine.team.get().lost).toBe(0);
    }
  } finally {
    stop.abort();
    for (const node of nodes) await node[Symbol.asyncDispose]();
  }
});

it('a node that is killed again and again has each of its captures in the team once', async () => {
  using dir = tempDir();
  await using server = await startTeamServer();
  const url = await memberUrl(server, 'anna');
  {
    // Joins; the processes below find it in their folder.
    await using node = await startNode(url, 'Anna', { dataDir: dir.path });
    await pushed(node);
  }
  const { lost, answered } = await killUnderLoad(dir.path, {
    rounds: ROUNDS,
    senders: 3,
    answers: 60,
    async meanwhile() {
      const before = (await pathsOf(server, 'Anna')).length;
      await until(async () => (await pathsOf(server, 'Anna')).length > before);
    },
  });
  expect(lost).toEqual([]);
  await using node = await startNode(url, 'Anna', { dataDir: dir.path });
  await pushed(node);
  const here = (await node.engine.captures.list({ search: '', limit: 500 })).items;
  const there = await pathsOf(server, 'Anna');
  expect(there.length).toBe(new Set(there).size);
  expect(there.length).toBeGreaterThanOrEqual(answered);
  expect(here.map(({ target }) => target).filter((target) => !there.includes(target))).toEqual([]);
});
