import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestPostgres } from '../helpers/postgres.ts';
import { shiftedClock } from '../helpers/shifted-clock.ts';
import { until } from '../helpers/until.ts';
import { memberUrl, startTeamServer } from './team-server.ts';
import { pushed, startNode, stateOf } from './two-engines.ts';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTeamServer();
  url = await memberUrl(server, 'everybody');
});
afterAll(() => server[Symbol.asyncDispose]());

const RELAY = { kind: 'relay', redaction: 'exact', ack: 'team' } as const;
const send = (t: { url: string }, path: string, body = 'x'): Promise<Response> =>
  fetch(`${t.url}${path}`, { method: 'POST', body });
const pathsOf = async (name: string): Promise<string[]> =>
  (
    await server.query<{ path: string }>(
      `SELECT path FROM backstitch_team.captures c JOIN backstitch_team.nodes n USING (node_id)
        WHERE n.name = '${name}' ORDER BY node_seq`,
    )
  ).map(({ path }) => path);

/** Nobody can write to the team until it is let go. */
async function lockTeam() {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('BEGIN; LOCK TABLE backstitch_team.nodes IN ACCESS EXCLUSIVE MODE');
  return { release: () => client.query('ROLLBACK').then(() => client.end()) };
}

describe('a relay that waits for the team', () => {
  it('answers once the team has the capture and not before; others wait for nothing', async () => {
    await using relay = await startNode(url, 'Relay 1', {
      input: RELAY,
      // Were anything gathered first, the request would be refused long before.
      engine: { teamTimings: { pollMs: 50, tellMs: 10, gatherMs: 600_000, confirmMs: 60_000 } },
    });
    await using ben = await startNode(url, 'Ben 1', { input: { followRelays: false } });
    await Promise.all([pushed(ben), until(() => relay.engine.team.get().state !== 'connecting')]);
    expect((await send(relay, '/first')).status).toBe(200);
    expect(await pathsOf('Relay 1')).toEqual(['/first']);

    const lock = await lockTeam();
    let answered = false;
    const held = send(relay, '/held').then(({ status }) => {
      answered = true;
      return status;
    });
    // On its disk it is at once, and without an answer.
    await until(async () => {
      const { items } = await relay.engine.captures.list({ search: 'path:/held', limit: 1 });
      return items[0]?.status === null;
    });
    expect((await send(ben, '/bens')).status).toBe(200);
    // What is refused anyway waits for nothing.
    await relay.engine.system.saveSettings({
      ...relay.engine.system.settings(),
      bodyCapBytes: 1000,
    });
    expect((await send(relay, '/long', 'x'.repeat(1001))).status).toBe(413);
    expect(answered).toBe(false);
    await lock.release();
    expect(await held).toBe(200);
    expect(await pathsOf('Relay 1')).toContain('/held');
  });

  it('comes to who follows with its answer, not without', async () => {
    await using relay = await startNode(url, 'Relay 2', { input: RELAY });
    await using ben = await startNode(url, 'Ben 2', { input: { followRelays: false } });
    await stateOf(relay, 'live');
    await ben.engine.team.saveFollow({
      node: relay.engine.team.get().node!.id,
      endpoints: [],
      onArrival: 'keep',
    });
    const sent = Array.from({ length: 20 }, (_, n) => send(relay, `/${n}`));
    for (const reply of await Promise.all(sent)) expect(reply.status).toBe(200);
    const copies = await ben.captures(20);
    expect(copies.map(({ status, durationMs }) => [status, durationMs! > 0])).toEqual(
      copies.map(() => [200, true]),
    );
    const detail = ben.engine.captures.get({ id: copies[0]!.id });
    expect(
      detail.stages.filter(({ stage }) => stage === 'capture').map(({ note }) => note),
    ).toEqual(['on disk, and the team has it']);
  });

  it('asks senders to come again while the database is away, keeps what they sent, and stops at once', async () => {
    const clock = shiftedClock();
    await using relay = await startNode(url, 'Relay 3', {
      input: RELAY,
      engine: { clock, teamTimings: { floorMs: 10, baseMs: 20, capMs: 100, gatherMs: 10 } },
    });
    await using ben = await startNode(url, 'Ben 3', { input: { followRelays: false } });
    await stateOf(relay, 'live');
    await server.stop('SIGINT');
    await stateOf(relay, 'away');
    const isOpen = (path: string) =>
      until(async () => {
        const { items } = await relay.engine.captures.list({ search: `path:${path}`, limit: 1 });
        return items.length === 1;
      });
    const asked = send(relay, '/away');
    await isOpen('/away');
    expect((await send(ben, '/bens')).status).toBe(200);
    clock.jump(5000);
    const reply = await asked;
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toBe('30');
    const [kept] = await relay.captures(1, 'path:/away');
    expect(kept).toMatchObject({ status: 503, decidedBy: 'capture' });
    expect(kept?.reason).toMatch(/^The team did not have this capture within 5 s\. .+ again\.$/);
    expect(kept?.reason).toContain(relay.engine.team.get().reason);

    await server.start();
    await stateOf(relay, 'live');
    expect((await send(relay, '/again')).status).toBe(200);
    // What was refused is in the team, as refused.
    await pushed(relay);
    expect(
      await server.query(
        `SELECT path, status FROM backstitch_team.captures c JOIN backstitch_team.nodes n USING (node_id)
          WHERE n.name = 'Relay 3' ORDER BY capture_id`,
      ),
    ).toEqual([
      { path: '/away', status: 503 },
      { path: '/again', status: 200 },
    ]);
    const lock = await lockTeam();
    const last = send(relay, '/last');
    await isOpen('/last');
    await relay.stop();
    expect((await last).status).toBe(503);
    await lock.release();
  });
});

it('spares what has not gone out while there is room, and counts what goes unshared after that', async () => {
  const clock = shiftedClock();
  await using anna = await startNode(url, 'Anna 4', { engine: { clock } });
  await stateOf(anna, 'live');
  await anna.engine.team.put({ ...settingsOf(anna), url: null });
  // These were caught in no team: they wait for nothing.
  for (let n = 0; n < 3; n += 1) await send(anna, '/outside');
  await anna.captures(3);
  await server.stop('SIGINT');
  await anna.engine.team.put({ ...settingsOf(anna), url });
  const body = 'z'.repeat(500_000);
  for (let n = 0; n < 30; n += 1) await send(anna, `/${n}`, body);
  await anna.captures(33);
  const status = () => anna.engine.system.status();
  const limits = anna.engine.system.settings();
  // Pinned, then not: the one that a later round takes.
  const last = (await anna.captures(33)).at(-1)!.id;
  await anna.engine.captures.pin({ id: last, pinned: true });
  const sweptDownTo = (held: number) =>
    until(() => {
      clock.jump(5000);
      return status().held === held;
    });
  await anna.engine.system.saveSettings({ ...limits, keepCount: 10 });
  await sweptDownTo(31);
  await anna.engine.system.saveSettings({ ...limits, keepCount: 10, keepBytes: 12_600_000 });
  await anna.engine.captures.pin({ id: last, pinned: false });
  await sweptDownTo(30);
  expect(anna.engine.team.get()).toMatchObject({ lost: 0, waiting: 30 });
  // The disk comes first.
  await anna.engine.system.saveSettings({ ...limits, keepCount: 10, keepBytes: 10_000_000 });
  await until(() => {
    clock.jump(5000);
    const { lost } = anna.engine.team.get();
    return status().heldBytes <= 12_000_000 && lost === 30 - status().held;
  });
  const { lost } = anna.engine.team.get();
  const kept = status().held;
  expect(kept).toBeGreaterThan(20);
  await server.start();
  await pushed(anna);
  expect(await pathsOf('Anna 4')).toEqual(
    Array.from({ length: kept }, (_, n) => `/${30 - kept + n}`),
  );
  // They have gone out: now the limits hold as ever, and nothing more is lost.
  await until(() => {
    clock.jump(5000);
    return status().held <= 10;
  });
  expect(anna.engine.team.get()).toMatchObject({ lost, untaken: 0 });
});

const settingsOf = (t: Awaited<ReturnType<typeof startNode>>) => ({
  kind: 'laptop' as const,
  redaction: 'standard' as const,
  rules: [],
  checkCertificate: true,
  followRelays: false,
  viewing: false,
  ack: 'local' as const,
  history: 'now' as const,
  nodeName: t.engine.team.get().node?.nodeName ?? 'Anna 4',
});
