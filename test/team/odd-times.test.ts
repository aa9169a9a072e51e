import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { systemClock } from '../../main/lib/clock.ts';
import { readServerStatus } from '../../main/team/server-status.ts';
import { run } from '../command-line/harness.ts';
import type { TestPostgres } from '../helpers/postgres.ts';
import { IS_LONG } from '../helpers/runs.ts';
import { seedCaptures } from '../helpers/seeds/seed.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { asMember, memberUrl, NODE, OTHER_NODE, startTeamServer } from './team-server.ts';
import { join, pushed, QUICK, startNode, stateOf } from './two-engines.ts';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTeamServer();
  url = await memberUrl(server, 'everybody');
});
afterAll(() => server[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const send = (t: { url: string }, path: string): Promise<Response> =>
  fetch(`${t.url}${path}`, { method: 'POST', body: path });
/** A clock that is this far off, and can be set. */
function clockOff(by: { ms: number }) {
  return { ...systemClock, now: () => Date.now() + by.ms };
}
const rowsOf = (name: string) =>
  server.query<{ path: string; capture_id: string; table: string; skew_ms: number }>(
    `SELECT path, capture_id, c.tableoid::regclass::text AS table, c.skew_ms
       FROM backstitch_team.captures c JOIN backstitch_team.nodes n USING (node_id)
      WHERE n.name = '${name}' ORDER BY capture_id`,
  );
const follow = (t: TestEngine, node: TestEngine) =>
  t.engine.team.saveFollow({
    node: node.engine.team.get().node!.id,
    endpoints: [],
    onArrival: 'keep',
  });

describe('clocks', () => {
  it('an hour ahead, an hour behind and in 2099: all arrives once, with the time of its node, and is told', async () => {
    const offs = { Ahead: HOUR_MS, Behind: -HOUR_MS, Far: Date.UTC(2099, 5, 1) - Date.now() };
    await using right = await startNode(url, 'Right');
    for (const [name, ms] of Object.entries(offs)) {
      await using node = await startNode(url, name, { engine: { clock: clockOff({ ms }) } });
      await stateOf(node, 'live');
      for (let n = 0; n < 3; n += 1) await send(node, `/${name}/${n}`);
      await pushed(node);
      const rows = await rowsOf(name);
      expect(rows.map(({ path }) => path)).toEqual([0, 1, 2].map((n) => `/${name}/${n}`));
      const { skewMs } = node.engine.team.get();
      // There is room for 24 days.
      const told = Math.min(ms, 2 ** 31 - 1);
      expect(Math.abs((skewMs ?? 0) + told)).toBeLessThan(60_000);
      for (const row of rows) expect(Math.abs(row.skew_ms + told)).toBeLessThan(60_000);
      // Far ahead no day has a partition, and neither has the one before the team was made.
      const isOutside = rows.every(({ table }) => table === 'backstitch_team.captures_default');
      const isBefore = name === 'Behind' && Date.now() % DAY_MS < 2 * HOUR_MS;
      expect(isOutside || isBefore).toBe(name === 'Far' || isBefore);
      await follow(right, node);
      const copies = await until(async () => {
        const { items } = await right.engine.captures.list({ search: `path:/${name}`, limit: 10 });
        return items.length === 3 && items;
      });
      for (const { receivedAt } of copies)
        expect(Math.abs(receivedAt - Date.now() - ms)).toBeLessThan(60_000 + 60_000);
    }
    // What came of a clock far ahead does not carry away those of the others.
    await send(right, '/own');
    const own = (await right.captures(1, 'path:/own'))[0]!;
    await pushed(right);
    const [there] = await rowsOf('Right');
    expect(Number(there?.capture_id)).toBeLessThan((Date.now() + DAY_MS - Date.UTC(2024)) * 4096);
    expect(own.receivedAt).toBeLessThan(Date.now() + 1);
    await using member = await asMember(server, 'looks');
    const { problems } = await readServerStatus(member.client);
    for (const name of Object.keys(offs))
      expect(problems.filter((words) => words.startsWith(`The clock of ${name} is `))).toHaveLength(
        1,
      );
  });

  it('set back while captures come in: none is lost, none changes its place', async () => {
    const by = { ms: 0 };
    await using node = await startNode(url, 'Back', { engine: { clock: clockOff(by) } });
    await using reader = await startNode(url, 'Reader', { input: { followRelays: false } });
    await stateOf(node, 'live');
    await follow(reader, node);
    const paths: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      if (n === 4) by.ms = -HOUR_MS;
      if (n === 8) by.ms = HOUR_MS;
      paths.push(`/${n}`);
      await send(node, `/${n}`);
    }
    await pushed(node);
    const rows = await rowsOf('Back');
    expect(rows.map(({ path }) => path)).toEqual(paths);
    const copies = await reader.captures(12);
    expect(copies.map(({ target }) => target).toSorted()).toEqual(paths.toSorted());
  });
});

it('days are made ahead and swept when they are old; what is pinned stays, with its parts', async () => {
  await using member = await asMember(server, 'sweeper');
  const { client } = member;
  await client.query(`SELECT register_node('${NODE}', 'Old', 'laptop', '1')`);
  const daysOf = async () =>
    (
      await server.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname ~ '_d[0-9]{8}$' ORDER BY 1`,
      )
    ).map(({ name }) => name);
  const nameOf = (base: string, ms: number): string =>
    `${base}_d${new Date(ms).toISOString().slice(0, 10).replaceAll('-', '')}`;
  const old = Date.now() - 20 * DAY_MS;
  const [first, end] = [old - (old % DAY_MS), old - (old % DAY_MS) + DAY_MS].map(
    (ms) => (ms - Date.UTC(2024)) * 4096,
  );
  await client.query('SELECT ensure_partitions()');
  for (let day = 0; day <= 7; day += 1)
    for (const base of ['captures', 'capture_parts'])
      expect(await daysOf()).toContain(nameOf(base, Date.now() + day * DAY_MS));
  // As it was made twenty days ago.
  for (const base of ['captures', 'capture_parts'])
    await server.query(
      `SET ROLE backstitch_owner; CREATE TABLE backstitch_team.${nameOf(base, old)}
         PARTITION OF backstitch_team.${base} FOR VALUES FROM (${first}) TO (${end})`,
    );
  for (let n = 0; n < 4; n += 1) {
    await client.query(
      `INSERT INTO captures (node_id, capture_id, node_seq, received_at, skew_ms, stored_at, method, target, path,
         http_version, headers, trailers, remote_address, remote_port, endpoint_name, size_bytes, body, parts, cut,
         via_tunnel, decided_by, stages, redacted, exact)
       VALUES ('${NODE}', ${first! + n}, ${n + 1}, to_timestamp(${old / 1000}), 0, to_timestamp(${old / 1000}), 'POST',
         '/', '/${n}', '1.1', '[]', '[]', '', 0, '', 3, 'abc', 1, false, false, 'respond', '[]', '[]', true)`,
    );
    await client.query(
      `INSERT INTO capture_parts VALUES ('${NODE}', ${first! + n}, 0, 'part ${n}')`,
    );
  }
  await client.query(`SELECT set_mark('${NODE}', '${NODE}', ${first! + 1}, 'pin', '1', 0)`);
  await client.query(`SELECT set_mark('${NODE}', '${NODE}', ${first! + 2}, 'pin', '1', 0)`);
  await client.query(`SELECT set_mark('${NODE}', '${NODE}', ${first! + 2}, 'pin', '', 1)`);
  const left = async () =>
    server.query(
      `SELECT c.path, c.tableoid::regclass::text AS table, encode(p.bytes, 'escape') AS part
         FROM backstitch_team.captures c JOIN backstitch_team.capture_parts p USING (node_id, capture_id)
        WHERE c.node_id = '${NODE}' ORDER BY 1`,
    );
  expect(await left()).toHaveLength(4);
  const kept = [{ path: '/1', table: 'backstitch_team.captures_default', part: 'part 1' }];
  for (let twice = 0; twice < 2; twice += 1) {
    await client.query('SELECT ensure_partitions()');
    await client.query('SELECT sweep()');
    expect(await left()).toEqual(kept);
    expect(await daysOf()).not.toContain(nameOf('captures', old));
    expect(await daysOf()).not.toContain(nameOf('capture_parts', old));
  }
  // Other nodes go on in the days there are.
  await using anna = await startNode(url, 'After', {});
  const told = () => anna.engine.team.get().nodes.find(({ id }) => id === NODE);
  const gone = await until(told, 'the node of which captures are gone is not known');
  expect(gone).toMatchObject({ goneUntil: old, missed: false });
  // Who reads it on from the beginning is told that some never come; the pinned one does.
  await anna.engine.team.saveFollow({ node: gone.id, endpoints: [], onArrival: 'keep' });
  await until(() => told()?.missed === true, 'nobody says that captures were missed');
  await until(
    async () => (await anna.engine.captures.list({ search: '', limit: 5 })).items.length === 1,
    'the pinned one did not come',
  );
  const never = anna.engine.team.get().nodes.find(({ own }) => own);
  expect(never).toMatchObject({ goneUntil: null, missed: false });
  await send(anna, '/after');
  await pushed(anna);
  expect((await rowsOf('After')).map(({ table }) => table)).toEqual([
    `backstitch_team.${nameOf('captures', Date.now())}`,
  ]);
  await client.query(`SELECT set_mark('${NODE}', '${NODE}', ${first! + 1}, 'pin', '', 1)`);
  await client.query('SELECT sweep()');
  expect(await left()).toEqual([]);
});

it('above the bytes it may take the oldest days go, as few as are enough; pins and today stay', async () => {
  await using member = await asMember(server, 'limiter');
  const { client } = member;
  await client.query(`SELECT register_node('${OTHER_NODE}', 'Much', 'laptop', '1')`);
  await client.query('SELECT ensure_partitions()');
  const midnight = Date.now() - (Date.now() % DAY_MS);
  const idAt = (ms: number): number => (ms - Date.UTC(2024)) * 4096;
  const days = [9, 8, 7, 0].map((ago) => midnight - ago * DAY_MS);
  for (const [n, day] of days.entries()) {
    const name = new Date(day).toISOString().slice(0, 10).replaceAll('-', '');
    for (const base of ['captures', 'capture_parts'])
      await server.query(
        `SET ROLE backstitch_owner; CREATE TABLE IF NOT EXISTS backstitch_team.${base}_d${name}
           PARTITION OF backstitch_team.${base} FOR VALUES FROM (${idAt(day)}) TO (${idAt(day + DAY_MS)})`,
      );
    for (const [at, path] of [`/${n}`, `/${n}/pinned`].entries()) {
      await client.query(
        `INSERT INTO captures (node_id, capture_id, node_seq, received_at, skew_ms, method, target, path,
           http_version, headers, trailers, remote_address, remote_port, endpoint_name, size_bytes, body, parts, cut,
           via_tunnel, decided_by, stages, redacted, exact)
         VALUES ('${OTHER_NODE}', ${idAt(day) + at}, ${n * 2 + at + 1}, now(), 0, 'POST', '/', '${path}', '1.1', '[]', '[]',
           '', 0, '', 3, '', 1, false, false, 'respond', '[]', '[]', true)`,
      );
      await client.query(
        `INSERT INTO capture_parts VALUES ('${OTHER_NODE}', ${idAt(day) + at}, 0,
           convert_to(repeat('x', ${at === 0 ? 400_000 : 10}), 'UTF8'))`,
      );
    }
    await client.query(
      `SELECT set_mark('${OTHER_NODE}', '${OTHER_NODE}', ${idAt(day) + 1}, 'pin', '1', 0)`,
    );
  }
  const left = async (): Promise<string[]> =>
    (
      await server.query<{ path: string }>(
        `SELECT path FROM backstitch_team.captures WHERE node_id = '${OTHER_NODE}' ORDER BY path`,
      )
    ).map(({ path }) => path);
  const held = async (): Promise<number> =>
    Number((await client.query<{ bytes: string }>('SELECT held_bytes() AS bytes')).rows[0]?.bytes);
  const pinned = [0, 1, 2, 3].map((n) => `/${n}/pinned`);
  const all = await left();
  try {
    // A member reads the limit and cannot change it.
    const mine = await run('team', 'keep', member.url, '--size', '1gb');
    expect(mine).toMatchObject({ code: 4 });
    const over = await run('team', 'keep', server.url, '--size', `${(await held()) - 100_000}`);
    expect(over.stdout).toMatch(/keeps 14 days, at most [\d.]+ MB\./);
    await client.query('SELECT sweep()');
    expect(await left()).toEqual(all.filter((path) => path !== '/0'));
    const status = await run('team', 'status', server.url);
    expect(status.stdout).toMatch(/Size +[\d.]+ MB of at most [\d.]+ MB\n/);
    // Enough is enough: the next sweep takes nothing.
    await client.query('SELECT sweep()');
    expect(await left()).toHaveLength(7);
    await run('team', 'keep', server.url, '--size', '1b');
    await client.query('SELECT sweep()');
    expect(await left()).toEqual([...pinned.slice(0, 3), '/3', '/3/pinned'].toSorted());
  } finally {
    const none = await run('team', 'keep', server.url, '--size', 'none', '--days', '14');
    expect(none.stdout).toContain('keeps 14 days.');
  }
  for (const odd of [['--days', '0'], ['--size', 'much'], []])
    expect(await run('team', 'keep', server.url, ...odd)).toMatchObject({ code: 2 });
});

describe('programs and schemas of different ages', () => {
  const setMeta = (name: string, value: number) =>
    server.query(`UPDATE backstitch_team.meta SET value = '${value}' WHERE name = '${name}'`);

  it('go together while the schema allows it, and else say which one is too old', async () => {
    await using anna = await startNode(url, 'Ages');
    await stateOf(anna, 'live');
    const [was] = await server.query<{ value: string }>(
      `SELECT value FROM backstitch_team.meta WHERE name = 'schema_version'`,
    );
    const again = () => join(anna, url, 'Ages');
    try {
      await setMeta('schema_version', 99);
      await again();
      await send(anna, '/newer');
      await pushed(anna);
      for (const name of ['min_writer', 'min_reader']) {
        await setMeta(name, 99);
        await again();
        expect((await stateOf(anna, 'too-old')).reason).toContain('newer Backstitch');
        expect((await send(anna, '/meanwhile')).status).toBe(200);
        await setMeta(name, 1);
      }
      await setMeta('schema_version', 0);
      await again();
      expect((await stateOf(anna, 'not-installed')).reason).toContain('older Backstitch');
    } finally {
      await setMeta('schema_version', Number(was?.value));
      await setMeta('min_writer', 1);
      await setMeta('min_reader', 1);
    }
    await pushed(anna);
    expect((await rowsOf('Ages')).map(({ path }) => path)).toEqual([
      '/newer',
      '/meanwhile',
      '/meanwhile',
    ]);
  });

  it('asks by itself where a pool of connections swallows the notifications', async () => {
    await using pool = await silentPool(Number(new URL(url).port));
    const through = new URL(url);
    through.port = String(pool.port);
    await using relay = await startNode(url, 'Door', { input: { kind: 'relay' } });
    await using anna = await startNode(through.href, 'Pooled', {
      engine: { teamTimings: { ...QUICK, wakeupMs: 200, pollMs: 600_000, pooledPollMs: 50 } },
    });
    expect(await stateOf(anna, 'live')).toMatchObject({ wakeups: false });
    expect(pool.swallowed()).toBeGreaterThan(0);
    await send(relay, '/seen');
    await anna.captures(1, 'path:/seen');
  });
});

it('after a day away with all it caught there it says that it catches up, and is live again', async () => {
  const count = IS_LONG ? 10_000 : 600;
  using dir = tempDir();
  seedCaptures(dir.path, count);
  await using ben = await startNode(url, 'Ben 10', { input: { followRelays: false } });
  await using anna = await startTestEngine({ dataDir: dir.path, teamTimings: QUICK });
  const told: { state: string; waiting: number }[] = [];
  const stop = new AbortController();
  const hearing = (async () => {
    for await (const { state, waiting } of anna.engine.team.live(undefined, stop.signal))
      told.push({ state, waiting });
  })();
  await join(anna, url, 'Anna 10', { kind: 'relay', history: 1 });
  const { waiting } = anna.engine.team.get();
  expect(waiting).toBe(count);
  // What comes in meanwhile is answered as ever.
  expect((await send(anna, '/meanwhile')).status).toBe(200);
  await pushed(anna);
  stop.abort();
  await hearing;
  const behind = told.filter(({ state }) => state === 'behind').map((one) => one.waiting);
  expect(behind[0]).toBeGreaterThan(0);
  expect(behind).toEqual(behind.toSorted((a, b) => b - a));
  expect(told.at(-1)).toEqual({ state: 'live', waiting: 0 });
  expect(await rowsOf('Anna 10')).toHaveLength(count + 1);
  await follow(ben, anna);
  await until(async () => (await ben.engine.captures.count({ search: '' })).count === count + 1);
  expect((await stateOf(ben, 'live')).state).toBe('live');
});

/** What a pool of connections does to those who listen: all goes through but notifications. */
async function silentPool(port: number) {
  let swallowed = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    near.pipe(far);
    let rest = Buffer.alloc(0);
    far.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      // Each message of the server is a letter, its length with these four bytes, and what it says.
      while (rest.length >= 5 && rest.length >= 1 + rest.readInt32BE(1)) {
        const length = 1 + rest.readInt32BE(1);
        if (rest[0] === 0x41) swallowed += 1;
        else near.write(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    swallowed: () => swallowed,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
