import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEWEST } from '../../main/team/schema/versions.ts';
import type { TeamCapture } from '../../preload/contract/team.ts';
import { input } from '../deliveries/delivery-room.ts';
import type { TestPostgres } from '../helpers/postgres.ts';
import type { TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import { memberUrl, startTeamServer } from './team-server.ts';
import { join, pushed, startNode, stateOf } from './two-engines.ts';

let server: TestPostgres;
let anna: TestEngine;
let ben: TestEngine;
beforeAll(async () => {
  server = await startTeamServer();
  const url = await memberUrl(server, 'everybody');
  [anna, ben] = await Promise.all([startNode(url, 'Anna'), startNode(url, 'Ben')]);
  await Promise.all([pushed(anna), pushed(ben)]);
});
afterAll(async () => {
  await anna?.[Symbol.asyncDispose]();
  await ben?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

const bytesOf = async (blob: Blob): Promise<Buffer> => Buffer.from(await blob.arrayBuffer());

/** Sends to a node; gives the capture as the other sees it in the team. */
async function shared(
  from: TestEngine,
  to: TestEngine,
  path: string,
  init: RequestInit = {},
): Promise<TeamCapture> {
  await fetch(`${from.url}${path}`, { method: 'POST', ...init });
  await pushed(from);
  const [search = ''] = path.split('?');
  const { items } = await to.engine.team.captures({ search, limit: 1 });
  if (items[0] === undefined) throw new Error(`${path} is not in the team`);
  return items[0];
}
const there = ({ node, id }: TeamCapture) => ({ node, id });
const markOn = (
  by: TestEngine,
  of: TeamCapture,
  kind: 'pin' | 'note',
  value: string,
  version = 0,
) => by.engine.team.mark({ ...there(of), kind, value, version });
/** The capture of a path at the node that caught it. */
async function local(t: TestEngine, path: string) {
  const { items } = await t.engine.captures.list({ search: `path:${path}`, limit: 1 });
  if (items[0] === undefined) throw new Error(`${path} is not here`);
  return t.engine.captures.get({ id: items[0].id });
}

describe('a capture of a mate, before it is copied', () => {
  it('is shown with head, reply, stages, verdict and what was cut out of it', async () => {
    const item = await shared(anna, ben, '/looked?secret=hush', {
      headers: { authorization: 'Bearer needle', 'x-odd': 'ä', 'x-github-event': 'push' },
      body: 'text',
    });
    const detail = await ben.engine.team.capture(there(item));
    expect(detail).toMatchObject({
      nodeName: 'Anna',
      copy: null,
      exact: false,
      sizeBytes: 4,
      provider: 'github',
      eventType: 'push',
      reply: { status: 200, completed: true },
      decidedBy: 'respond',
      deliveries: [],
      marks: [],
    });
    expect(detail.headers).toContainEqual(['x-odd', 'ä']);
    expect(detail.cuts.map(({ place }) => place)).toContain('header authorization');
    expect(detail.stages.map(({ stage }) => stage)).toContain('respond');
    expect(JSON.stringify(detail)).not.toMatch(/needle|hush/);
  });

  it('comes with the cause of its verdict in words, also where it is copied; neither secret nor signed URL leaves', async () => {
    await anna.engine.signatures.addSecret({
      owner: { endpointId: null, provider: 'stripe' },
      label: 'needle-label',
      value: 'whsec_needle_of_anna',
    });
    const at = Math.floor(Date.now() / 1000);
    const item = await shared(anna, ben, '/judged', {
      headers: { 'stripe-signature': `t=${at},v1=${'0'.repeat(64)}` },
      body: '{"id":"evt_1","object":"event","type":"invoice.paid"}',
    });
    const own = await anna.engine.signatures.ofCapture({ id: (await local(anna, '/judged')).id });
    const { verdict } = await ben.engine.team.capture(there(item));
    expect(verdict).toMatchObject({
      state: 'failed',
      code: 'SIGNATURE_MISMATCH',
      scheme: own.verdict?.scheme,
    });
    expect(verdict?.text).toBe(own.verdict?.text);
    const [row] = await server.query<{ text: string }>(
      `SELECT convert_from(verdict, 'UTF8') AS text FROM backstitch_team.captures WHERE path = '/judged'`,
    );
    expect(row?.text).not.toMatch(/needle|secretId|url/);
    const copy = await ben.engine.team.copy(there(item));
    const report = await ben.engine.signatures.ofCapture({ id: copy.id });
    expect(report.verdict).toMatchObject({
      state: 'failed',
      text: own.verdict?.text,
      secretId: null,
    });

    // What there is no signature on has no verdict.
    const plain = await shared(anna, ben, '/unsigned');
    expect((await ben.engine.team.capture(there(plain))).verdict).toBeNull();
  });
  it('gives its body in parts of 4 MiB at most, and decoded where it was sent encoded', async () => {
    const long = Buffer.alloc(9_000_001, 'abcdefg');
    const item = await shared(anna, ben, '/long', {
      headers: { 'content-type': 'application/octet-stream' },
      body: long,
    });
    const part = { ...there(item), of: 'request' } as const;
    const body = async (from: number, to?: number) =>
      bytesOf(await ben.engine.team.body({ ...part, from, to }));
    expect((await body(0)).equals(long.subarray(0, 4 * 1024 * 1024))).toBe(true);
    expect((await body(3_000_000, 8_999_999)).equals(long.subarray(3_000_000, 7_194_304))).toBe(
      true,
    );
    expect((await body(8_999_999)).equals(long.subarray(8_999_999))).toBe(true);
    expect(await body(9_000_001)).toHaveLength(0);
    expect(await body(2 ** 40)).toHaveLength(0);
    expect(await body(5, 5)).toHaveLength(0);

    const packed = gzipSync('{"packed":true}');
    const short = await shared(anna, ben, '/packed', {
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      body: new Uint8Array(packed),
    });
    const of = { ...there(short), of: 'request' } as const;
    expect(
      (await bytesOf(await ben.engine.team.body({ ...of, from: 2, to: 9 }))).equals(
        packed.subarray(2, 9),
      ),
    ).toBe(true);
    const plain = await ben.engine.team.decodedBody({ ...of, unpack: false });
    expect([(await bytesOf(plain.body)).toString(), plain.encodings]).toEqual([
      '{"packed":true}',
      ['gzip'],
    ]);
    const reply = await ben.engine.team.body({ ...of, of: 'reply', from: 0 });
    expect((await bytesOf(reply)).length).toBe(
      (await ben.engine.team.capture(there(short))).reply?.sizeBytes,
    );
  });

  it('says that it is gone once its node deleted it, with all that was known of its deliveries', async () => {
    const item = await shared(anna, ben, '/gone-soon');
    const mine = await local(anna, '/gone-soon');
    await deliver(anna, mine.id);
    await pushed(anna);
    await until(async () => (await ben.engine.team.capture(there(item))).deliveries.length === 1);
    await anna.engine.captures.remove({ id: mine.id });
    await pushed(anna);
    for (const asked of [
      () => ben.engine.team.capture(there(item)),
      () => ben.engine.team.body({ ...there(item), of: 'request', from: 0 }),
      () => ben.engine.team.decodedBody({ ...there(item), of: 'reply', unpack: false }),
    ])
      await expect(asked()).rejects.toMatchObject({ code: 'TEAM_CAPTURE_GONE' });
    expect(
      await server.query(
        `SELECT 1 FROM backstitch_team.delivery_states d JOIN backstitch_team.captures c USING (node_id, capture_id) WHERE c.gone`,
      ),
    ).toEqual([]);
  });

  it('is refused in words where what stands there is no capture of ours', async () => {
    const item = await shared(anna, ben, '/broken');
    await server.query(
      `UPDATE backstitch_team.captures SET headers = '{"not":"pairs"}' WHERE path = '/broken'`,
    );
    await expect(ben.engine.team.capture(there(item))).rejects.toThrow(/cannot be read here/);
  });

  it('is found by values with spaces, and by any of several', async () => {
    const item = await shared(anna, ben, '/several');
    const found = async (search: string) =>
      (await ben.engine.team.captures({ search: `several ${search}`, limit: 5 })).items.length;
    expect(await found(`endpoint:"${item.endpointName}"`)).toBe(1);
    expect(await found('method:GET,POST')).toBe(1);
    expect(await found('-method:GET,POST')).toBe(0);
    expect(await found('-status:5xx,404')).toBe(1);
  });
});

async function deliver(t: TestEngine, captureId: string, name = 'Shop'): Promise<void> {
  const { id } = await t.engine.destinations.create(
    input({ name, url: 'http://127.0.0.1:9/secret-path' }),
  );
  await t.engine.deliveries.send({
    destinations: [id],
    captureId: captureId as never,
    eventType: null,
    contentType: 'text/plain',
    origin: 'api',
  });
}

describe('deliveries of a node', () => {
  it('are told as they get on: name, state, attempts and status, and nothing of where they go', async () => {
    const item = await shared(anna, ben, '/delivered');
    const mine = await local(anna, '/delivered');
    await deliver(anna, mine.id, 'Shop of Anna');
    const told = await until(async () => {
      const { deliveries } = await ben.engine.team.capture(there(item));
      return deliveries[0]?.attempts === 1 && deliveries[0].state === 'scheduled' && deliveries;
    });
    expect(told).toMatchObject([{ destination: 'Shop of Anna', lastStatus: null }]);
    const [delivery] = anna.engine.deliveries.list({ captureId: mine.id, limit: 1 }).items;
    await anna.engine.deliveries.cancel({ id: delivery!.id });
    await until(
      async () => (await ben.engine.team.capture(there(item))).deliveries[0]?.state === 'canceled',
    );
    const rows = await server.query('SELECT * FROM backstitch_team.delivery_states');
    expect(JSON.stringify(rows)).not.toContain('secret-path');
  });

  it('stay home where the team was not brought up to date, and nothing else is held up by it', async () => {
    await server.query(`
      ALTER TABLE backstitch_team.delivery_states RENAME TO delivery_states_later;
      UPDATE backstitch_team.meta SET value = '1' WHERE name = 'schema_version'`);
    try {
      await using eva = await startNode(await memberUrl(server, 'eva'), 'Eva');
      await stateOf(eva, 'live');
      const item = await shared(eva, ben, '/of-eva');
      await deliver(eva, (await local(eva, '/of-eva')).id);
      await pushed(eva);
      expect((await ben.engine.team.capture(there(item))).deliveries).toEqual([]);
      eva.engine.team.viewing({ open: there(item) });
      await shared(eva, ben, '/of-eva-2');
    } finally {
      await server.query(`
        ALTER TABLE backstitch_team.delivery_states_later RENAME TO delivery_states;
        UPDATE backstitch_team.meta SET value = '${NEWEST}' WHERE name = 'schema_version'`);
    }
  });
});

describe('marks of mates', () => {
  it('are shown at the capture of this node, with author and time, and go when they are taken away', async () => {
    const item = await shared(anna, ben, '/marked');
    await markOn(ben, item, 'pin', '1');
    const { version } = await markOn(ben, item, 'note', 'from Ben');
    const shown = await until(async () => {
      const mine = await local(anna, '/marked');
      return mine.mates?.notedBy === 'Ben' && mine.mates.pinnedBy === 'Ben' && mine;
    });
    expect(shown).toMatchObject({
      note: '',
      pinned: false,
      matesNote: { text: 'from Ben', author: 'Ben', at: expect.any(Number) },
    });
    expect(
      (await anna.engine.captures.list({ search: 'path:/marked', limit: 1 })).items[0]?.mates,
    ).toEqual({ pinnedBy: 'Ben', notedBy: 'Ben' });
    await markOn(ben, item, 'pin', '');
    await markOn(ben, item, 'note', '', version);
    await until(async () => (await local(anna, '/marked')).mates === undefined);
    expect(await local(anna, '/marked')).not.toHaveProperty('matesNote');
  });

  it('lose nothing where both write: the texts of both stand in the team and here', async () => {
    const item = await shared(anna, ben, '/both');
    const { id } = await local(anna, '/both');
    await markOn(ben, item, 'note', 'first of Ben');
    await until(async () => (await local(anna, '/both')).mates?.notedBy === 'Ben');
    await anna.engine.captures.annotate({ id, note: 'then of Anna' });
    const both = await until(async () => {
      const { note } = await local(anna, '/both');
      return note.includes('first of Ben') && note;
    });
    expect(both).toMatch(/^first of Ben\n--- Anna.*\nthen of Anna$/s);
    // It is one text now: what is changed of it is changed, and not put below once more.
    await pushed(anna);
    await anna.engine.captures.annotate({ id, note: `${both}!` });
    await pushed(anna);
    const [mark] = (await ben.engine.team.capture(there(item))).marks;
    expect(mark?.value).toBe(`${both}!`);
    await until(async () => (await local(anna, '/both')).mates === undefined);
  });

  it('stay where the pin or the outcome of the capture changes here, and where its note is cleared', async () => {
    const item = await shared(anna, ben, '/stays');
    const { id } = await local(anna, '/stays');
    await anna.engine.captures.annotate({ id, note: 'of Anna' });
    await pushed(anna);
    const note = async () =>
      (await ben.engine.team.capture(there(item))).marks.find(({ kind }) => kind === 'note')?.value;
    expect(await note()).toBe('of Anna');
    await markOn(ben, item, 'pin', '1');
    await markOn(ben, item, 'note', 'of both', 1);
    await anna.engine.captures.annotate({ id, note: '' });
    await pushed(anna);
    expect(await note()).toBe('of both');
    expect((await ben.engine.team.capture(there(item))).marks).toContainEqual(
      expect.objectContaining({ kind: 'pin', author: 'Ben' }),
    );
  });

  it('on an own capture, written on the page of the team, are its pin and note here', async () => {
    const item = await shared(anna, ben, '/own');
    await markOn(anna, item, 'note', 'by hand');
    await markOn(anna, item, 'pin', '1');
    expect(await local(anna, '/own')).toMatchObject({ note: 'by hand', pinned: true });
    await pushed(anna);
    expect((await ben.engine.team.capture(there(item))).marks).toHaveLength(2);
    await until(async () => (await local(anna, '/own')).mates === undefined);
  });
});

it('what is open is seen by the others only where that is switched on', async () => {
  const item = await shared(anna, ben, '/viewed');
  const seen = () => anna.engine.team.get().nodes.find(({ name }) => name === 'Ben')?.viewing;
  expect(ben.engine.team.viewing({ open: there(item) })).toEqual({ shown: false });
  const url = ben.engine.team.get().url;
  await join(ben, url, 'Ben', { viewing: true });
  await stateOf(ben, 'live');
  expect(ben.engine.team.viewing({ open: there(item) })).toEqual({ shown: true });
  await until(() => seen()?.id === item.id);
  expect(seen()).toEqual(there(item));
  ben.engine.team.viewing({ open: null });
  await until(() => seen() === null);
  ben.engine.team.viewing({ open: there(item) });
  await until(() => seen() !== null);
  await join(ben, url, 'Ben');
  await until(() => seen() === null);
});
