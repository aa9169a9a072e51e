import { createHash } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestPostgres } from '../helpers/postgres.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';
import { memberUrl, startTeamServer } from './team-server.ts';
import { join, pushed, QUICK, startNode, stateOf } from './two-engines.ts';

let server: TestPostgres;
let url: string;
beforeAll(async () => {
  server = await startTeamServer();
  url = await memberUrl(server, 'everybody');
});
afterAll(() => server[Symbol.asyncDispose]());

const send = (t: { url: string }, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${t.url}${path}`, { method: 'POST', ...init });
const rowsOf = (name: string) =>
  server.query<{
    capture_id: string;
    node_seq: string;
    path: string;
    gone: boolean;
    exact: boolean;
    status: number;
  }>(
    `SELECT c.* FROM backstitch_team.captures c JOIN backstitch_team.nodes n USING (node_id)
      WHERE n.name = '${name}' ORDER BY capture_id`,
  );

describe('what a node catches', () => {
  it('reaches the team once, in order, byte for byte, and comes to who follows', async () => {
    await using relay = await startNode(url, 'Relay 1', {
      input: { kind: 'relay', redaction: 'exact' },
    });
    await using anna = await startNode(url, 'Anna 1');
    const odd = Buffer.from([0, 1, 2, 255, 254, 0xc3, 0x28, 13, 10]);
    const long = Buffer.alloc(2_500_000, 7);
    await send(relay, '/odd?a=%00b', {
      body: odd,
      headers: { 'X-Twice': 'ä', 'Stripe-Signature': 't=1,v1=ab' },
    });
    await send(relay, '/long', {
      body: long,
      headers: { 'content-type': 'application/octet-stream' },
    });
    await send(relay, '/empty');
    await pushed(relay);
    expect((await rowsOf('Relay 1')).map(({ path, exact }) => [path, exact])).toEqual([
      ['/odd', true],
      ['/long', true],
      ['/empty', true],
    ]);

    const items = await anna.captures(3);
    expect(items.map(({ target }) => target)).toEqual(['/empty', '/long', '/odd?a=%00b']);
    const originals = await relay.captures(3);
    for (const [at, item] of items.entries()) {
      const [mine, theirs] = await Promise.all(
        (
          [
            [anna, item.id],
            [relay, originals[at]?.id ?? item.id],
          ] as const
        ).map(async ([t, id]) => ({
          detail: t.engine.captures.get({ id }),
          body: Buffer.from(
            await (await t.engine.captures.body({ id, of: 'request' })).arrayBuffer(),
          ),
        })),
      );
      expect(mine?.body.equals(theirs?.body ?? Buffer.alloc(0))).toBe(true);
      for (const part of [
        'headers',
        'target',
        'receivedAt',
        'remoteAddress',
        'reply',
        'stages',
        'bodySha256',
      ] as const)
        expect(mine?.detail[part], part).toEqual(theirs?.detail[part]);
      expect(mine?.detail.imported).toMatchObject({ name: 'Relay 1', redacted: false });
    }
    // What was read from the team goes back to it from nobody.
    await pushed(anna);
    expect(await rowsOf('Anna 1')).toEqual([]);
  });

  it('changes there when it changes here, and is emptied when it is deleted', async () => {
    await using anna = await startNode(url, 'Anna 2');
    await send(anna, '/first', { body: 'secret things' });
    await send(anna, '/second', { body: 'kept' });
    const [second, first] = await anna.captures(2);
    await anna.engine.captures.annotate({ id: second?.id ?? ('' as never), note: 'look at this' });
    await anna.engine.captures.pin({ id: second?.id ?? ('' as never), pinned: true });
    await pushed(anna);
    await anna.engine.captures.remove({ id: first?.id ?? ('' as never) });
    expect(
      await until(async () => {
        const marks = await server.query(
          `SELECT m.kind, m.value FROM backstitch_team.marks m JOIN backstitch_team.nodes n USING (node_id)
            WHERE n.name = 'Anna 2' ORDER BY kind`,
        );
        return marks.length === 2 && marks;
      }),
    ).toEqual([
      { kind: 'note', value: 'look at this' },
      { kind: 'pin', value: '1' },
    ]);
    await until(async () => (await rowsOf('Anna 2')).some(({ gone }) => gone));
    const [left] = await server.query<{
      n: string;
    }>(`SELECT count(*) AS n FROM backstitch_team.captures
      WHERE encode(body, 'escape') = 'secret things' OR path = '/first'`);
    expect(left).toEqual({ n: '0' });
  });

  it('stays within what the node wants to share: planted secrets are in no table', async () => {
    const needles = Array.from(
      { length: 40 },
      (_, n) => `needle${createHash('sha256').update(`${n}`).digest('hex').slice(0, 20)}`,
    );
    const next = needles.values();
    const needle = (): string => next.next().value ?? '';
    await using anna = await startNode(url, 'Anna 3', {
      input: {
        rules: [
          { place: 'json', name: 'customer.email' },
          { place: 'header', name: 'X-Mine' },
          { place: 'query', name: 'mine' },
        ],
      },
    });
    await using exact = await startNode(url, 'Exact 3', { input: { redaction: 'exact' } });
    const named = [
      'Authorization',
      'Cookie',
      'X-Api-Key',
      'X-Auth-Token',
      'X-Hub-Secret',
      'X-User-Password',
      'email',
      'password',
      'apiKey',
      'jwtTokenString',
      'X-Gitlab-Token',
      'X-Mine',
      'Proxy-Authorization',
      'X-My-Apikey',
    ];
    for (const name of named) await send(anna, '/h', { headers: { [name]: needle() } });
    for (const name of ['secret', 'token', 'key', 'api_key', 'access_token', 'mine', 'password'])
      await send(anna, `/q?a=1&${name}=${needle()}&b=2`);
    await send(anna, `/token/${needle()}/x`);
    const bodies = [
      JSON.stringify({ customer: { email: needle() }, n: 12345678901234567890n.toString() }),
      JSON.stringify({ password: needle(), deep: [{ client_secret: needle() }] }),
      `password=${needle()}&token=${needle()}`,
    ];
    await send(anna, '/j', { body: bodies[0], headers: { 'content-type': 'application/json' } });
    await send(anna, '/j', { body: bodies[1], headers: { 'content-type': 'application/json' } });
    await send(anna, '/f', {
      body: bodies[2],
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    for (const name of ['email', 'password', 'apiKey', 'jwtTokenString'])
      await send(exact, '/h', { headers: { [name]: needle() } });
    for (const name of ['secret', 'token', 'key', 'api_key', 'access_token'])
      await send(exact, `/q?${name}=${needle()}`);
    await send(exact, `/token/${needle()}`);
    // Logins of app users are not shared at all.
    await send(anna, '/api/client/v2.0/app/shop-abc/auth/providers/local-userpass/login', {
      body: JSON.stringify({ username: needle(), password: needle() }),
      headers: { 'content-type': 'application/json' },
    });
    await send(anna, '/last', { headers: { 'X-Plain': 'stays' } });
    for (const name of needles) expect(needles.indexOf(name)).toBe(needles.lastIndexOf(name));
    await anna.captures(27);
    await pushed(anna);
    await pushed(exact);
    const dump = await server.query<{ text: string }>(`
      SELECT encode(convert_to(c::text, 'UTF8'), 'escape') || encode(target, 'escape') || encode(headers, 'escape')
             || encode(body, 'escape') || encode(redacted, 'escape') || encode(stages, 'escape') AS text
        FROM backstitch_team.captures c
      UNION ALL SELECT n::text FROM backstitch_team.nodes n UNION ALL SELECT m::text FROM backstitch_team.marks m`);
    const all = dump.map(({ text }) => text).join('\n');
    expect(needles.filter((one) => all.includes(one))).toEqual([]);
    expect(all).toContain('[redacted]');
    expect(all).toContain('stays');
    expect(all).not.toContain('local-userpass');
    expect((await rowsOf('Anna 3')).at(-1)).toMatchObject({ path: '/last', exact: true });
    expect(needle()).not.toBe('');
  });
});

describe('a link', () => {
  it('waits while the database is away, loses nothing, and says how it is', async () => {
    await using away = await startTeamServer();
    const own = await memberUrl(away, 'anna');
    await using anna = await startNode(own, 'Anna');
    await stateOf(anna, 'live');
    await away.stop('SIGINT');
    await stateOf(anna, 'away');
    for (let n = 0; n < 20; n += 1) expect((await send(anna, `/${n}`)).status).toBe(200);
    await anna.captures(20);
    expect(anna.engine.team.get().reason).toMatch(/\w/);
    await away.start();
    await pushed(anna);
    const rows = await away.query<{ path: string }>(
      'SELECT path FROM backstitch_team.captures ORDER BY node_seq',
    );
    expect(rows.map(({ path }) => path).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, n) => `/${n}`).toSorted(),
    );
    expect(anna.engine.team.get()).toMatchObject({ state: 'live', lost: 0, wakeups: true });
  });

  it('says what is wrong: no such login, no team, a folder that was copied or restored', async () => {
    await using anna = await startNode(url.replace('everybody', 'nobody'), 'Anna');
    expect((await stateOf(anna, 'refused')).reason).toContain('password is wrong');
    await server.query('CREATE DATABASE empty');
    await join(anna, url.replace('/postgres', '/empty'), 'Anna');
    expect((await stateOf(anna, 'not-installed')).reason).toContain('no team yet');
  });

  it('lets a copied folder not write as its node, and a second engine not take its place', async () => {
    using dir = tempDir();
    using copy = tempDir();
    {
      await using anna = await startNode(url, 'Anna 5', { dataDir: dir.path });
      await send(anna, '/a');
      await pushed(anna);
      await anna.stop();
      cpSync(dir.path, copy.path, { recursive: true });
    }
    await using anna = await startNode(url, 'Anna 5', { dataDir: dir.path });
    await pushed(anna);
    rmSync(joinPath(copy.path, 'engine.json'), { force: true });
    await using other = await startTestEngine({ dataDir: copy.path, teamTimings: QUICK });
    expect((await stateOf(other, 'taken')).reason).toContain(
      'Another Backstitch runs as this node',
    );
    await send(anna, '/b');
    await pushed(anna);
    await anna.stop();
    await server.query(
      `UPDATE backstitch_team.nodes SET lease_until = now() WHERE name = 'Anna 5'`,
    );
    expect((await stateOf(other, 'moved')).reason).toContain('Continue as a new node');
    await other.engine.team.asNewNode();
    await send(other, '/c');
    await pushed(other);
    const nodes = await server.query<{ paths: string }>(
      `SELECT string_agg(path, ' ' ORDER BY node_seq) AS paths FROM backstitch_team.captures
         JOIN backstitch_team.nodes n USING (node_id) WHERE n.name = 'Anna 5' GROUP BY node_id ORDER BY 1`,
    );
    expect(nodes.map(({ paths }) => paths)).toEqual(['/a /b', '/c']);
  });

  it('shares from now on, or also the last days; and what was caught outside stays outside', async () => {
    await using anna = await startTestEngine({ teamTimings: QUICK });
    await send(anna, '/before');
    await anna.captures(1);
    await join(anna, url, 'Anna 6');
    await send(anna, '/during');
    await pushed(anna);
    await join(anna, null, 'Anna 6');
    await send(anna, '/outside');
    await anna.captures(3);
    expect((await rowsOf('Anna 6')).map(({ path }) => path)).toEqual(['/during']);
    await join(anna, url, 'Anna 6 again', { history: 1 });
    await pushed(anna);
    expect((await rowsOf('Anna 6 again')).map(({ path }) => path)).toEqual([
      '/before',
      '/during',
      '/outside',
    ]);
  });

  it('shows its URL without the password, which stays when the URL comes back', async () => {
    await using anna = await startNode(url, 'Anna 7');
    const shown = anna.engine.team.get().url ?? '';
    expect(shown).not.toContain('everybody:of');
    await join(anna, shown, 'Anna 7b');
    await stateOf(anna, 'live');
    await expect(join(anna, shown.replace('127.0.0.1', 'localhost'), 'Anna')).rejects.toMatchObject(
      {
        code: 'TEAM_INVALID',
      },
    );
  });
});

describe('a person in the team', () => {
  it('looks through the captures of all, copies one here, and writes on it', async () => {
    await using anna = await startNode(url, 'Anna 8');
    await using ben = await startNode(url, 'Ben 8');
    const body = Buffer.alloc(100_000, 'ab');
    await send(anna, '/hooks/orders', { body, headers: { 'X-Github-Event': 'push' } });
    await send(anna, '/hooks/other', {
      method: 'PUT',
      headers: { authorization: 'Bearer needle' },
    });
    await pushed(anna);
    await pushed(ben);
    const node = anna.engine.team.get().node?.id;
    const found = (search: string) => ben.engine.team.captures({ node, search, limit: 10 });
    expect((await found('')).items.map(({ target }) => target).toSorted()).toEqual([
      '/hooks/orders',
      '/hooks/other',
    ]);
    for (const [search, targets] of [
      ['orders', ['/hooks/orders']],
      ['-orders method:put', ['/hooks/other']],
      ['status:2xx hooks', ['/hooks/orders', '/hooks/other']],
      ['status:404', []],
      ['provider:github event:push', ['/hooks/orders']],
      ['after:2099-01-01', []],
      ["'; DROP TABLE captures; --", []],
    ] as const)
      expect((await found(search)).items.map(({ target }) => target).toSorted(), search).toEqual(
        targets,
      );
    await expect(found('colour:red')).rejects.toMatchObject({ code: 'SEARCH_INVALID' });
    const pages = await ben.engine.team.captures({ node, search: '', limit: 1 });
    const more = await ben.engine.team.captures({
      node,
      search: '',
      limit: 1,
      before: pages.next ?? '',
    });
    expect(new Set([...pages.items, ...more.items].map(({ id }) => id)).size).toBe(2);
    expect(more.next).toBeNull();

    const [orders] = (await found('orders')).items;
    const there = { node: orders?.node ?? ('' as never), id: orders?.id ?? ('' as never) };
    expect(orders).toMatchObject({ nodeName: 'Anna 8', copy: null, exact: true, marks: [] });
    // Twice at the same moment is once.
    const [copy, again] = await Promise.all([
      ben.engine.team.copy(there),
      ben.engine.team.copy(there),
    ]);
    expect(again).toEqual(copy);
    const bytes = await (await ben.engine.captures.body({ ...copy, of: 'request' })).arrayBuffer();
    expect(Buffer.from(bytes).equals(body)).toBe(true);
    expect((await found('orders')).items[0]?.copy).toBe(copy.id);
    expect(
      (await ben.engine.captures.list({ search: 'path:/hooks/orders', limit: 10 })).items,
    ).toHaveLength(1);

    const note = { ...there, kind: 'note', version: 0 } as const;
    await ben.engine.team.mark({ ...note, value: 'from Ben' });
    const merged = await anna.engine.team.mark({ ...note, value: 'from Anna' });
    expect(merged).toMatchObject({
      merged: true,
      value: expect.stringMatching(/^from Ben\n--- Anna 8.*\nfrom Anna$/s),
    });
    expect((await found('orders')).items[0]?.marks).toMatchObject([
      { kind: 'note', author: 'Anna 8', version: 2 },
    ]);
    const other = (await found('other')).items[0];
    const nowhere = { node: there.node, id: '00000000000' as never };
    expect(other).toMatchObject({ exact: false });
    await expect(ben.engine.team.copy(nowhere)).rejects.toMatchObject({
      code: 'TEAM_CAPTURE_GONE',
    });
    await expect(ben.engine.team.mark({ ...note, ...nowhere, value: 'x' })).rejects.toMatchObject({
      code: 'TEAM_CAPTURE_GONE',
    });
    const [mine] = (await anna.engine.captures.list({ search: 'path:/hooks/other', limit: 1 }))
      .items;
    const preview = await anna.engine.team.preview({
      id: mine?.id ?? ('' as never),
      redaction: 'standard',
      rules: [],
    });
    expect(preview.cuts).toEqual([
      { place: 'header authorization', name: 'header authorization', count: 1 },
    ]);
    expect(JSON.stringify(preview)).not.toContain('needle');
  });
});
