import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { rule, type Reply, type Shop, shopsOfOneEngine } from './room.ts';

const startShop = shopsOfOneEngine();

const USERPASS = 'auth/providers/local-userpass';

async function login(shop: Shop): Promise<{ access: string; refresh: string; id: string }> {
  const { json } = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
  return {
    access: String(json.access_token),
    refresh: String(json.refresh_token),
    id: String(json.user_id),
  };
}

const refused = (reply: Reply): [number, unknown] => [reply.status, reply.json.error_code];

describe('a call with something wrong in its body', () => {
  const CALLS: [path: string, fields: Record<string, string>][] = [
    [`${USERPASS}/login`, { username: 'ada@example.com', password: 'correct horse' }],
    [`${USERPASS}/register`, { email: 'ada@example.com', password: 'correct horse' }],
    [`${USERPASS}/confirm`, { token: 'a', tokenId: 'b' }],
    [`${USERPASS}/confirm/send`, { email: 'ada@example.com' }],
    [`${USERPASS}/confirm/call`, { email: 'ada@example.com' }],
    [`${USERPASS}/reset`, { token: 'a', tokenId: 'b', password: 'correct horse' }],
    [`${USERPASS}/reset/send`, { email: 'ada@example.com' }],
    [`${USERPASS}/reset/call`, { email: 'ada@example.com', password: 'correct horse' }],
    ['auth/providers/api-key/login', { key: 'abc' }],
    ['auth/providers/custom-token/login', { token: 'abc' }],
  ];

  it.each(CALLS)('%s: each field missing, of another type, far too long', async (path, fields) => {
    await using shop = await startShop();
    for (const name of Object.keys(fields)) {
      const { [name]: _left, ...rest } = fields;
      const missing = await shop.call('POST', path, { body: rest });
      expect(refused(missing), `${name} missing`).toEqual([400, 'MissingParameter']);
      expect(missing.json.error).toContain(`'${name}'`);
      for (const value of [7, true, ['a'], { $ne: '' }, { length: 9 }]) {
        const other = await shop.call('POST', path, { body: { ...fields, [name]: value } });
        expect(refused(other), `${name} ${JSON.stringify(value)}`).toEqual([
          400,
          'InvalidParameter',
        ]);
      }
      for (const value of [null, '']) {
        const empty = await shop.call('POST', path, { body: { ...fields, [name]: value } });
        expect(refused(empty)).toEqual([400, 'MissingParameter']);
      }
      const long = await shop.call('POST', path, {
        body: { ...fields, [name]: 'x'.repeat(1_000_000) },
      });
      expect(refused(long)).toEqual([413, 'ReadSizeLimitExceeded']);
    }
    expect(refused(await shop.call('POST', path))).toEqual([400, 'MissingParameter']);
    for (const body of ['{', 'null', '[]', '"text"', '7'])
      expect(refused(await shop.call('POST', path, { body })), body).toEqual([
        400,
        'InvalidParameter',
      ]);
  });

  it('a call of a function: name, service and arguments of other types, and 1 MB of them', async () => {
    await using shop = await startShop();
    const { access: token } = await login(shop);
    const call = (body: unknown) => shop.call('POST', 'functions/call', { body, token });
    expect(refused(await call({ arguments: [] }))).toEqual([400, 'MissingParameter']);
    expect(refused(await call({ name: 7, arguments: [] }))).toEqual([400, 'InvalidParameter']);
    expect(refused(await call({ name: 'sum', arguments: {} }))).toEqual([400, 'InvalidParameter']);
    expect(refused(await call({ name: 'sum', service: 7 }))).toEqual([400, 'InvalidParameter']);
    expect(refused(await call({ name: 'send', service: 'unheard' }))).toEqual([
      404,
      'ServiceNotFound',
    ]);
    expect(refused(await call({ name: 'fly', service: 'sms' }))).toEqual([
      400,
      'ServiceCommandNotFound',
    ]);
    const twice = { name: 'send', service: 'sms', arguments: [{}, {}] };
    expect(refused(await call(twice))).toEqual([400, 'ArgumentsNotAllowed']);
    const long = await call({ name: 'sum', arguments: ['x'.repeat(1_000_000), 'y'] });
    expect(long.status).toBe(200);
    expect(long.text).toHaveLength(1_000_003);
  });

  it('an action of a collection: names, documents and actions of other types', async () => {
    await using shop = await startShop();
    const { access: token, id } = await login(shop);
    const call = (name: string, ...args: unknown[]) =>
      shop.call('POST', 'functions/call', {
        body: { name, service: 'mongodb-atlas', arguments: args },
        token,
      });
    const at = { database: 'shop', collection: 'notes' };
    expect(refused(await call('find'))).toEqual([400, 'MissingParameter']);
    expect(refused(await call('find', 'text'))).toEqual([400, 'InvalidParameter']);
    expect(refused(await call('find', at, at))).toEqual([400, 'ArgumentsNotAllowed']);
    expect(refused(await call('find', { collection: 'notes' }))).toEqual([400, 'MissingParameter']);
    expect(refused(await call('find', { ...at, database: 7 }))).toEqual([400, 'InvalidParameter']);
    expect(refused(await call('drop', at))).toEqual([400, 'ServiceCommandNotFound']);
    expect(refused(await call('bulkWrite', at))).toEqual([400, 'ServiceCommandNotFound']);
    expect(refused(await call('find', { ...at, query: 'text' }))).toEqual([400, 'MongoDBError']);
    await call('insertOne', { ...at, document: { owner: id, text: 'mine' } });
    for (const name of ['deleteMany', 'updateMany', 'findOneAndDelete']) {
      const reply = await call(name, { ...at, query: 'text', update: { $set: { text: 'x' } } });
      expect(refused(reply), name).toEqual([400, 'MongoDBError']);
    }
    expect((await call('count', { ...at, query: { text: 'mine' } })).text).toContain('"1"');
    expect(refused(await call('watch', at))).toEqual([400, 'InvalidParameter']);
    for (const stage of [{ $out: 'notes' }, { $lookup: { from: 'secrets' } }]) {
      const reply = await call('aggregate', { ...at, pipeline: [{ $facet: { a: [stage] } }] });
      expect(refused(reply), JSON.stringify(stage)).toEqual([400, 'MongoDBError']);
    }
  });

  it('a stream: what is no call, no action, or no stream', async () => {
    await using shop = await startShop();
    const { access: token } = await login(shop);
    const stream = (call: unknown) =>
      shop.call(
        'GET',
        `functions/call?baas_request=${encodeURIComponent(Buffer.from(JSON.stringify(call)).toString('base64'))}`,
        { token },
      );
    expect(refused(await shop.call('GET', 'functions/call', { token }))).toEqual([
      400,
      'MissingParameter',
    ]);
    const broken = await shop.call('GET', 'functions/call?baas_request=%%%', { token });
    expect(broken.status).toBe(400);
    expect(refused(await stream({ name: 'sum', arguments: [] }))).toEqual([
      403,
      'FunctionNotCallable',
    ]);
    const closed = { database: 'shop', collection: 'closed' };
    const watch = { name: 'watch', service: 'mongodb-atlas', arguments: [closed] };
    expect(refused(await stream(watch))).toEqual([403, 'NoMatchingRuleFound']);
  });

  it('a registration for push: the device is listed, without its token', async () => {
    await using shop = await startShop();
    const { access: token, id } = await login(shop);
    const path = 'push/providers/phones/registration';
    expect(refused(await shop.call('PUT', path, { token, body: {} }))).toEqual([
      400,
      'MissingParameter',
    ]);
    const unheard = await shop.call('PUT', 'push/providers/sms/registration', { token, body: {} });
    expect(refused(unheard)).toEqual([404, 'ServiceNotFound']);
    const registrationToken = 'fcm-registration-token-0001';
    expect((await shop.call('PUT', path, { token, body: { registrationToken } })).status).toBe(204);
    const at = { appId: shop.appId, service: 'phones' };
    expect(shop.engine.clientApi.pushDevices(at)).toMatchObject([{ userId: id, tokenEnd: '0001' }]);
    expect((await shop.call('DELETE', path, { token })).status).toBe(204);
    expect(shop.engine.clientApi.pushDevices(at)).toEqual([]);
  });
});

describe('a token that proves nothing', () => {
  it('none, no token at all, a token of no kind, one that is changed', async () => {
    await using shop = await startShop();
    const { access, refresh } = await login(shop);
    const changed = `${access.slice(0, -2)}${access.endsWith('A') ? 'BB' : 'AA'}`;
    for (const token of [undefined, 'x', 'a.b.c', changed, refresh]) {
      const reply = await shop.call('GET', 'auth/profile', token === undefined ? {} : { token });
      expect(reply.text, token).toBe('{"error":"invalid session","error_code":"InvalidSession"}');
      expect(reply.status).toBe(401);
      expect(reply.headers.get('content-type')).toBe('application/json');
    }
    for (const token of [access, 'x']) {
      const reply = await shop.call('POST', 'auth/session', { token });
      expect(refused(reply)).toEqual([401, 'InvalidSession']);
    }
  });

  it('a token of the app’s own sign-in that is wrong: why is for the owner of the app', async () => {
    await using shop = await startShop();
    await shop.engine.secrets.remove({ appId: shop.appId, name: 'jwtKey' });
    const reply = await shop.call('POST', 'auth/providers/custom-token/login', {
      body: { token: 'a.b.c' },
    });
    expect(reply.json.error).toBe('invalid session: invalid custom token');
    const why = await shop.why(reply.captureId);
    expect(why.steps).toContainEqual(
      expect.objectContaining({ ok: false, message: 'the Secret jwtKey is not set' }),
    );
  });

  it('a token that says alg: none, or is signed by somebody else', async () => {
    await using shop = await startShop();
    const { access } = await login(shop);
    const [, payload = ''] = access.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
      string,
      unknown
    >;
    const foreign = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('another-key-of-32-bytes-or-more-0'));
    for (const token of [`${none}.${payload}.`, `${none}.${payload}.x`, foreign])
      expect((await shop.call('GET', 'auth/profile', { token })).status).toBe(401);
  });

  it('a token of another app, on the path of this one', async () => {
    await using shop = await startShop();
    const { access } = await login(shop);
    const other = await shop.engine.apps.create({ name: 'other' });
    await shop.engine.clientApi.set({ appId: other.id, on: true });
    const there = `/api/client/v2.0/app/${other.clientAppId}`;
    for (const path of ['auth/profile', 'functions/call?baas_request=e30='])
      expect((await shop.call('GET', `${there}/${path}`, { token: access })).status).toBe(401);
  });

  it('the token of a user who is disabled', async () => {
    await using shop = await startShop();
    const { access, refresh, id } = await login(shop);
    await shop.engine.users.update({ appId: shop.appId, id, disabled: true });
    expect(refused(await shop.call('GET', 'auth/profile', { token: access }))).toEqual([
      401,
      'UserDisabled',
    ]);
    expect(refused(await shop.call('POST', 'auth/session', { token: refresh }))).toEqual([
      401,
      'UserDisabled',
    ]);
  });

  it('a wrong password is answered as an address that nobody has, after the same work', async () => {
    await using shop = await startShop();
    await shop.engine.users.create({
      appId: shop.appId,
      kind: 'email',
      id: '',
      name: '',
      email: 'ada@example.com',
      password: 'correct horse',
    });
    const attempt = (username: string) =>
      shop.call('POST', `${USERPASS}/login`, { body: { username, password: 'wrong one' } });
    const wrong = await attempt('ada@example.com');
    const nobody = await attempt('nobody@example.com');
    expect(wrong.status).toBe(401);
    expect(wrong.json.error_code).toBe('InvalidPassword');
    expect(nobody.text).toBe(wrong.text);
    expect(nobody.status).toBe(wrong.status);
  });
});

describe('where the client API is', () => {
  it('is off until it is switched on: 404 with a hint, and never a false 200', async () => {
    await using shop = await startShop();
    const { access, refresh } = await login(shop);
    const { appId } = shop;
    await shop.engine.clientApi.set({ appId, on: false });
    for (const reply of [
      await shop.call('GET', 'location'),
      await shop.call('POST', 'auth/providers/anon-user/login', { body: {} }),
      await shop.call('POST', 'functions/call', { token: access, body: { name: 'sum' } }),
      await shop.call('GET', '/api/client/v2.0/auth/profile', { token: access }),
      await shop.call('POST', '/api/client/v2.0/auth/session', { token: refresh }),
    ]) {
      expect(refused(reply)).toEqual([404, 'NotFound']);
      expect(reply.json.error).toContain('The client API of this app is off');
    }
  });

  it('knows no other app, and no other call', async () => {
    await using shop = await startShop();
    const unheard = await shop.call('GET', '/api/client/v2.0/app/unheard/location');
    expect(unheard.status).toBe(404);
    expect(unheard.json).toEqual({
      error: "cannot find app using Client App ID 'unheard'",
      error_code: 'AppNotFound',
    });
    expect(refused(await shop.call('GET', 'graphql'))).toEqual([404, 'NotFound']);
    expect(refused(await shop.call('PATCH', 'location'))).toEqual([405, 'MethodNotAllowed']);
    expect((await shop.call('GET', '/api/client/v2.0/elsewhere')).status).toBe(404);
  });

  it('lets pages of any origin in, or of those that the app allows', async () => {
    // A call that names no app is let in where one app of the engine lets it in: there is one here.
    await using shop = await startShop({}, {});
    const headers = {
      origin: 'http://page.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    for (const path of ['functions/call', '/api/client/v2.0/auth/session']) {
      const preflight = await shop.call('OPTIONS', path, { headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('http://page.test');
      expect(preflight.headers.get('access-control-allow-headers')).toBe(
        'authorization,content-type',
      );
      expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    }
    await shop.change({
      'config.json': {
        config_version: 20200603,
        app_id: shop.clientAppId,
        name: 'shop',
        security: { allowed_request_origins: ['http://shop.test'] },
      },
    });
    for (const path of ['functions/call', '/api/client/v2.0/auth/session']) {
      const denied = await shop.call('OPTIONS', path, { headers });
      expect(refused(denied)).toEqual([403, 'DomainNotAllowed']);
      expect(denied.headers.get('access-control-allow-origin')).toBeNull();
      const allowed = await shop.call('OPTIONS', path, {
        headers: { ...headers, origin: 'http://shop.test' },
      });
      expect(allowed.status).toBe(204);
    }
    const reply = await shop.call('GET', 'location', { headers: { origin: 'http://page.test' } });
    expect(refused(reply)).toEqual([403, 'DomainNotAllowed']);
  });

  it('explains a denied insert by the role that did not apply', async () => {
    await using shop = await startShop(
      rule('logs', [{ name: 'writers', apply_when: { '%%user.data.writer': true }, write: true }]),
    );
    const { access: token } = await login(shop);
    const reply = await shop.call('POST', 'functions/call', {
      token,
      body: {
        name: 'insertOne',
        service: 'mongodb-atlas',
        arguments: [{ database: 'shop', collection: 'logs', document: { a: 1 } }],
      },
    });
    expect(refused(reply)).toEqual([403, 'NoMatchingRuleFound']);
    expect(await shop.why(reply.captureId)).toMatchObject({
      namespace: 'shop.logs',
      decision: {
        allowed: false,
        rules: [
          { name: 'writers', explain: { verdict: false, text: '%%user.data.writer is true' } },
        ],
      },
    });
  });
});
