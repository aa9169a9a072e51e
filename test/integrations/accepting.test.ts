import { request } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { startIntegration, startIntegrations } from './room.ts';

const shared = await startIntegrations();
afterAll(() => shared[Symbol.asyncDispose]());

const OK = { status: 'OK', message: 'Batch Accepted!' };
const TOO_LARGE = /^Request rejected: request size \(\d+ bytes\) exceeds the maximum$/;

describe('what a hook answers', () => {
  it('takes an object, an array and an empty array, and loads them', async () => {
    const room = await shared.open();
    for (const body of ['{"id":1,"event":"send"}', '[{"id":2},{"id":3}]', '[]']) {
      const answer = await room.post(body);
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, OK]);
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect(answer.captureId).not.toBe('');
    }
    expect((await room.rows()).values).toEqual([
      [1, 'send'],
      [2, null],
      [3, null],
    ]);
  });

  it('ignores a slash at the end and the query, but not the client', async () => {
    const room = await shared.open();
    expect((await room.call(`${room.url}/?a=1`, { body: '{}' })).status).toBe(200);
    const other = room.url.replace(/clients\/\d+/, 'clients/1');
    const refused = await room.call(other, { body: '{}' });
    expect([refused.status, refused.text]).toEqual([401, '{"message":"Not Authorized"}']);
  });

  it('refuses in the order of the checks, and captures every one of them', async () => {
    await using room = await startIntegration();
    const { url } = room;
    const parent = url.slice(0, url.lastIndexOf('/'));
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answers = [
      await room.call(parent, { body: '{}' }),
      await room.call(url, { method: 'GET' }),
      await room.call(`${parent}/${'0'.repeat(64)}`, { body: '{}' }),
      await room.call(`${parent}/UPPER`, { body: '{}' }),
      await room.call(url, { body: 'mandrill_events=%5B%5D', headers: form }),
      await room.post(''),
      await room.post('{"a":1,}'),
      await room.post(Buffer.from([0x7b, 0xff, 0x7d])),
      await room.post('"hello"'),
      await room.post('null'),
      await room.post(`[${'{},'.repeat(20_000)}{}]`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([
      404, 405, 401, 401, 415, 400, 400, 400, 400, 400, 400,
    ]);
    expect(answers[0]?.text).toBe('{"message":"Not Found"}');
    expect(answers[1]?.text).toBe('Method not allowed.');
    expect(answers[1]?.headers.get('allow')).toBe('POST, OPTIONS');
    expect(JSON.parse(answers[4]?.text ?? '')).toEqual({
      status: 'ERROR',
      message:
        'Unsupported content-type application/x-www-form-urlencoded. Please send application/json',
    });
    expect(JSON.parse(answers[6]?.text ?? '')).toEqual({
      status: 'ERROR',
      message: 'Malformed json in the body!',
      error: 'Unexpected "}" at line 1, column 8',
    });
    expect(JSON.parse(answers[8]?.text ?? '')).toEqual({
      status: 'ERROR',
      message: 'An object or an array of objects is expected',
    });
    expect(JSON.parse(answers[10]?.text ?? '')).toEqual({
      status: 'ERROR',
      message: 'more than 20,000 records',
    });
    const captures = await room.captures(answers.length);
    expect(captures).toHaveLength(answers.length);
    expect(captures.every(({ status }) => status !== null)).toBe(true);
    expect((await room.rows()).total).toBe(0);
  });

  it('takes exactly 20,000 records', async () => {
    const room = await shared.open();
    expect((await room.post(`[${'{},'.repeat(19_999)}{}]`)).status).toBe(200);
    expect((await room.rows()).total).toBe(20_000);
  });

  it('39: takes a body of 19,999,999 bytes and refuses one more, unpacked too', async () => {
    const room = await shared.open();
    const body = (bytes: number): string => `{"s":"${'x'.repeat(bytes - 8)}"}`;
    const over = await room.post(body(20_000_000));
    expect(over.status).toBe(413);
    expect(JSON.parse(over.text).message).toMatch(TOO_LARGE);
    const packed = await room.post(gzipSync(body(20_000_000)), 'application/json', {
      'content-encoding': 'gzip',
    });
    expect(packed.status).toBe(413);
    expect((await room.post(body(19_999_999))).status).toBe(200);
    expect((await room.rows()).total).toBe(1);
  });

  it('40: a form is refused and kept', async () => {
    const room = await shared.open();
    const answer = await room.post('mandrill_events=%5B%5D', 'application/x-www-form-urlencoded');
    expect(answer.status).toBe(415);
    const body = await room.engine.captures.body({ id: answer.captureId as never, of: 'request' });
    expect(await body.text()).toBe('mandrill_events=%5B%5D');
  });

  it('reads JSON under any label but a form, packed or with a mark, unless told to be strict', async () => {
    const room = await shared.open();
    const types = [null, 'text/plain', 'text/json', 'application/vnd.api+json; charset=utf-8'];
    for (const type of types) expect((await room.post('{"a":1}', type)).status).toBe(200);
    expect((await room.post('\u{feff}{"a":1}')).status).toBe(200);
    const br = { 'content-encoding': 'br' };
    const packed = await room.post(brotliCompressSync('{"a":1}'), 'application/json', br);
    expect(packed.status).toBe(200);
    expect((await room.post('not packed', 'application/json', br)).status).toBe(400);
    const { id } = room.integration;
    await room.engine.integrations.update({ id, rules: { strictTypes: true } });
    expect((await room.post('{"a":1}', 'text/plain')).status).toBe(415);
    expect((await room.post('{"a":1}', 'application/vnd.api+json')).status).toBe(200);
    expect((await room.rows()).total).toBe(7);
  });

  it('answers the preflight of a browser', async () => {
    const room = await shared.open();
    const { status, headers } = await new Promise<{
      status: number | undefined;
      headers: Record<string, unknown>;
    }>((resolve, reject) => {
      const asking = request(
        room.url,
        { method: 'OPTIONS', headers: { 'access-control-request-headers': 'x-thing' } },
        (reply) => {
          reply.resume();
          resolve({ status: reply.statusCode, headers: reply.headers });
        },
      );
      asking.on('error', reject);
      asking.end();
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'x-thing',
    });
  });

  it('is silent about what is wrong with a record: accepting is not loading', async () => {
    const room = await shared.open({ primaryKey: ['id'] });
    expect((await room.post('[{"name":"x"},5]')).status).toBe(200);
    const { items } = await room.rejects();
    expect(items.map(({ reason }) => reason).toSorted()).toEqual([
      'Record is missing key property id',
      'data must be an object',
    ]);
  });
});

describe('URLs', () => {
  it('are shown once and kept as hashes', async () => {
    await using room = await startIntegration();
    const token = room.url.slice(-64);
    expect(room.url).toMatch(/\/v1\/clients\/\d{5}\/token\/[0-9a-f]{64}$/);
    const kept = JSON.stringify(room.get());
    expect(kept).not.toContain(token);
    expect(kept).toContain(token.slice(-4));
    const rows = room.engine.db.prepare('SELECT * FROM integration_urls').all();
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('are two at most; one is revoked at once, the other goes on', async () => {
    await using room = await startIntegration();
    const { integrations } = room.engine;
    const { id } = room.integration;
    const second = await integrations.generateUrl({ id });
    await expect(integrations.generateUrl({ id })).rejects.toMatchObject({
      code: 'INTEGRATION_INVALID',
      field: 'urls',
    });
    await integrations.revokeUrl({ id, urlId: room.get().urls[0]?.id ?? 0 });
    expect((await room.post('{"a":1}')).text).toBe('{"message":"Not Authorized"}');
    expect((await room.call(second.url, { body: '{"a":2}' })).status).toBe(200);
    expect((await room.rows()).values).toEqual([[2]]);
    const urls = room.get().urls;
    expect(urls.map(({ revokedAt }) => revokedAt === null)).toEqual([false, true]);
    expect(urls[1]?.lastUsedAt).not.toBeNull();
  });

  it('say that the connection is not active while it is paused, and after it is deleted', async () => {
    await using room = await startIntegration();
    const { integrations } = room.engine;
    const { id } = room.integration;
    await integrations.update({ id, state: 'paused' });
    const paused = await room.post('{}');
    expect([paused.status, JSON.parse(paused.text)]).toEqual([
      401,
      { error: 'Forbidden', errors: { error: 'Connection is not active.' } },
    ]);
    await integrations.update({ id, state: 'live' });
    expect((await room.post('{"a":1}')).status).toBe(200);
    await room.loaded();
    await integrations.remove({ id });
    expect((await room.post('{}')).status).toBe(401);
    expect(integrations.list()).toEqual([]);
  });
});

describe('names', () => {
  it('lead to schemas, and collide as schemas do', async () => {
    await using room = await startIntegration();
    const check = (name: string, schema = '') =>
      room.engine.integrations.checkName({ name, schema });
    expect(check('Stitch Incoming Webhooks').schema).toBe('stitch_incoming_webhooks');
    expect(check('DISPLAY_NAME!!!').schema).toBe('display_name');
    expect(check('Ünï (a.b)')).toMatchObject({ schema: 'n_ab', problem: null });
    expect(check('####')).toMatchObject({
      field: 'name',
      problem: expect.stringContaining(
        'invalid name after deriving it from display_name (#### -> )',
      ),
    });
    expect(check('my-shop').problem).toContain(
      'non-unique name after deriving it from display_name (my-shop -> my_shop)',
    );
    expect(check('1st').problem).not.toBeNull();
    expect(check('x', 'a$b').problem).toBeNull();
    expect(check('x', 'Shop')).toMatchObject({ field: 'schema' });
    expect(check('x', 'a'.repeat(50)).problem).not.toBeNull();
    expect(check('main').problem).not.toBeNull();
    expect(check('  ').problem).not.toBeNull();
  });

  it('can be used again: the tables that were left are continued or moved aside', async () => {
    await using room = await startIntegration();
    const { integrations, sql } = room.engine;
    await room.post('{"a":1}');
    await room.loaded();
    await integrations.remove({ id: room.integration.id });
    const again = { name: 'My Shop', schema: '' };
    await expect(integrations.create({ ...again, existing: null })).rejects.toMatchObject({
      code: 'INTEGRATION_INVALID',
      field: 'existing',
    });
    const kept = await integrations.create({ ...again, existing: 'continue' });
    const count = async () =>
      (await sql.run({ sql: 'SELECT count(*) FROM my_shop.data', schema: '', maxRows: 10 })).rows;
    expect(await count()).toEqual([[1]]);
    await integrations.remove({ id: kept.integration.id });
    await integrations.create({ ...again, existing: 'move-aside' });
    expect(await count()).toEqual([[0]]);
  });

  it('refuses keys that cannot be keys', async () => {
    await using room = await startIntegration();
    const create = (primaryKey: string[]) =>
      room.engine.integrations.create({ name: 'other', schema: '', existing: null, primaryKey });
    for (const key of [['k'.repeat(51)], ['_sdc_x'], [' '], ['id', 'ID'], ['user.id']]) {
      await expect(create(key)).rejects.toMatchObject({ field: 'primaryKey' });
    }
    await create(['user id', 'at']);
  });
});
