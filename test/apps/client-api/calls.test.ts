import { describe, expect, it } from 'vitest';
import { until } from '../../helpers/until.ts';
import { type Shop, shopsOfOneEngine } from './room.ts';

const startShop = shopsOfOneEngine();

async function login(shop: Shop): Promise<{ token: string; id: string }> {
  const { json } = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
  return { token: String(json.access_token), id: String(json.user_id) };
}

const fn = (name: string, source: string, config: Record<string, unknown> = {}) => ({
  [`functions/${name}/config.json`]: { name, private: false, ...config },
  [`functions/${name}/source.js`]: source,
});

describe('a function that a client calls', () => {
  it('gets values of EJSON and gives them back as they are', async () => {
    await using shop = await startShop(fn('echo', 'exports = (...args) => args;'));
    const { token } = await login(shop);
    const args = [
      { $numberLong: '9007199254740993' },
      { $oid: '5f0000000000000000000001' },
      { $date: { $numberLong: '0' } },
      { a: [null, true] },
    ];
    const reply = await shop.call('POST', 'functions/call', {
      token,
      body: { name: 'echo', arguments: args },
    });
    expect(JSON.parse(reply.text)).toEqual(args);
    expect(reply.headers.get('content-type')).toBe('application/json');
  });

  it('sees who called, from where, and nothing that proves it', async () => {
    await using shop = await startShop(fn('request', 'exports = () => context.request;'));
    const { token } = await login(shop);
    const reply = await shop.call('POST', 'functions/call', {
      token,
      body: { name: 'request' },
      headers: { 'x-shop': 'yes', cookie: 'a=b' },
    });
    expect(reply.json).toMatchObject({
      remoteIPAddress: '127.0.0.1',
      httpMethod: 'POST',
      requestHeaders: { 'X-Shop': ['yes'] },
    });
    expect(reply.text).not.toContain(token);
    expect(reply.text).not.toContain('a=b');
  });

  it('runs as whoever its settings name', async () => {
    const whoami = 'exports = () => context.user.id;';
    await using shop = await startShop({
      ...fn('asFixed', whoami, { run_as_user_id: 'worker-1' }),
      ...fn('asNobody', whoami, { run_as_user_id: 'nobody' }),
      ...fn('asScript', whoami, { run_as_user_id_script_source: "exports = () => 'worker-1';" }),
    });
    await shop.engine.users.create({
      appId: shop.appId,
      kind: 'stand-in',
      id: 'worker-1',
      name: '',
      email: '',
      password: '',
    });
    const { token } = await login(shop);
    const call = (name: string) => shop.call('POST', 'functions/call', { token, body: { name } });
    expect((await call('asFixed')).text).toBe('"worker-1"');
    expect((await call('asScript')).text).toBe('"worker-1"');
    expect((await call('asNobody')).json.error_code).toBe('UserNotFound');
  });

  it('is kept as a run beside the capture, under the client API of the app', async () => {
    await using shop = await startShop(
      fn('says', "exports = () => { console.log('hello'); return 1; };"),
    );
    const { token, id } = await login(shop);
    const { captureId } = await shop.call('POST', 'functions/call', {
      token,
      body: { name: 'says' },
    });
    const why = await shop.why(captureId);
    expect(why).toMatchObject({
      call: 'call',
      name: 'says',
      service: '',
      user: { id, type: 'normal' },
    });
    const run = await shop.engine.functions.runOf({ id: captureId as never });
    expect(run).toMatchObject({
      id: why.runId,
      name: 'says',
      logs: [{ text: 'hello' }],
      args: null,
    });
    const capture = shop.engine.captures.get({ id: captureId as never });
    expect(capture).toMatchObject({
      endpointName: 'Client API of shop',
      decidedBy: 'run',
      status: 200,
    });
    const found = await shop.engine.captures.list({
      search: `endpoint:${capture.endpointId}`,
      limit: 9,
    });
    expect(found.items).toHaveLength(2);
  });

  it('explains can_evaluate where that says no', async () => {
    await using shop = await startShop();
    const { token } = await login(shop);
    const reply = await shop.call('POST', 'functions/call', { token, body: { name: 'adults' } });
    expect([reply.status, reply.json.error_code]).toEqual([403, 'FunctionNotCallable']);
    expect(await shop.why(reply.captureId)).toMatchObject({
      expression: { verdict: false, text: expect.stringContaining('%%user.data.age') },
    });
  });

  it('is answered 429 where too many are in flight', async () => {
    await using shop = await startShop({
      ...fn(
        'slow',
        'exports = () => { const end = Date.now() + 1500; while (Date.now() < end); return 1; };',
      ),
    });
    const { appId } = shop;
    const settings = { strictServiceRules: false, offline: false, concurrency: 1 };
    await shop.engine.apps.saveSettings({ appId, settings });
    const { token } = await login(shop);
    const call = () => shop.call('POST', 'functions/call', { token, body: { name: 'slow' } });
    const statuses = (await Promise.all([call(), call(), call()])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 429, 429]);
  });
});

describe('custom user data', () => {
  it('is in the access token and in context.user', async () => {
    await using shop = await startShop({
      'config.json': {
        config_version: 20200603,
        app_id: 'data-shop',
        name: 'shop',
        custom_user_data_config: {
          enabled: true,
          mongo_service_name: 'mongodb-atlas',
          database_name: 'shop',
          collection_name: 'profiles',
          user_id_field: 'user',
        },
      },
      ...fn('color', 'exports = () => context.user.custom_data.color;'),
    });
    const base = `${shop.url}/api/client/v2.0/app/data-shop`;
    const post = async (path: string, body: unknown, token = '') =>
      (await fetch(`${base}/${path}`, {
        method: 'POST',
        headers: token === '' ? {} : { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }).then((reply) => reply.json())) as Record<string, string>;
    const { user_id: user = '', refresh_token: refresh = '' } = await post(
      'auth/providers/anon-user/login',
      {},
    );
    await shop.engine.documents.save({
      appId: shop.appId,
      service: 'mongodb-atlas',
      database: 'shop',
      collection: 'profiles',
      document: JSON.stringify({ user, color: 'red' }),
      isNew: true,
    });
    const { access_token: access = '' } = await post('auth/session', {}, refresh);
    const claims = JSON.parse(
      Buffer.from(access.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({ sub: user, user_data: { color: 'red' } });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(1800);
    expect(await post('functions/call', { name: 'color' }, access)).toBe('red');
  });
});

describe('a stream', () => {
  it('ends with the engine, which waits for nobody', async () => {
    await using shop = await startShop({}, {});
    const { token } = await login(shop);
    const call = {
      name: 'watch',
      service: 'mongodb-atlas',
      arguments: [{ database: 'shop', collection: 'notes' }],
    };
    const encoded = encodeURIComponent(Buffer.from(JSON.stringify(call)).toString('base64'));
    const reply = await fetch(`${shop.base}/functions/call?baas_request=${encoded}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await until(() => shop.engine.clientApi.get({ appId: shop.appId }).streams === 1, 'no stream');
    const text = reply.text().catch((error: unknown) => String(error));
    await shop.running.stop();
    expect(await text).toBe(': watching\n\n');
  });

  it('tells nothing more to somebody who was signed out', async () => {
    await using shop = await startShop();
    const { token, id } = await login(shop);
    const at = { database: 'shop', collection: 'notes' };
    const call = { name: 'watch', service: 'mongodb-atlas', arguments: [at] };
    const encoded = encodeURIComponent(Buffer.from(JSON.stringify(call)).toString('base64'));
    const reply = await fetch(
      `${shop.base}/functions/call?baas_request=${encoded}&baas_at=${token}`,
    );
    await until(() => shop.engine.clientApi.get({ appId: shop.appId }).streams === 1, 'no stream');
    await shop.engine.clientApi.endSessions({ appId: shop.appId, id });
    await shop.engine.documents.save({
      appId: shop.appId,
      service: 'mongodb-atlas',
      ...at,
      document: JSON.stringify({ text: 'not for them', owner: id }),
      isNew: true,
    });
    const text = await reply.text();
    expect(text).toContain('event: error');
    expect(text).toContain('InvalidSession');
    expect(text).not.toContain('not for them');
  });

  it('sends only documents that were asked for, and only events that a filter finds', async () => {
    await using shop = await startShop();
    const { token, id } = await login(shop);
    const at = { database: 'shop', collection: 'notes' };
    const open = async (more: Record<string, unknown>) => {
      const call = { name: 'watch', service: 'mongodb-atlas', arguments: [{ ...at, ...more }] };
      const encoded = encodeURIComponent(Buffer.from(JSON.stringify(call)).toString('base64'));
      const reply = await fetch(
        `${shop.base}/functions/call?baas_request=${encoded}&baas_at=${token}`,
      );
      return reply.body?.getReader();
    };
    const byId = await open({ ids: [2] });
    const byFilter = await open({
      filter: { 'fullDocument.text': 'second', operationType: 'insert' },
    });
    await until(() => shop.engine.clientApi.get({ appId: shop.appId }).streams === 2, 'no streams');
    for (const [_id, text] of [
      [1, 'first'],
      [2, 'second'],
      [3, 'third'],
    ] as const)
      await shop.engine.documents.save({
        appId: shop.appId,
        service: 'mongodb-atlas',
        ...at,
        document: JSON.stringify({ _id, text, owner: id }),
        isNew: true,
      });
    for (const reader of [byId, byFilter]) {
      let text = '';
      while (!text.includes('data:'))
        text += Buffer.from((await reader?.read())?.value ?? []).toString();
      const [, data = ''] = /data: (.*)\n/.exec(text) ?? [];
      expect(JSON.parse(decodeURIComponent(data))).toMatchObject({
        operationType: 'insert',
        fullDocument: { text: 'second' },
      });
      await reader?.cancel();
    }
  });
});
