import { describe, expect, it } from 'vitest';
import { shiftedClock } from '../../helpers/shifted-clock.ts';
import { type Files, lastMail, type Shop, shopsOfOneEngine } from './room.ts';

const startShop = shopsOfOneEngine();

const PATH = 'auth/providers/local-userpass';
const ADA = { email: 'ada@example.com', password: 'correct horse' };

const emails = (config: Record<string, unknown>): Files => ({
  'auth_providers/local-userpass.json': {
    name: 'local-userpass',
    type: 'local-userpass',
    disabled: false,
    config,
  },
});

const fn = (name: string, source: string): Files => ({
  [`functions/${name}/config.json`]: { name, private: true },
  [`functions/${name}/source.js`]: source,
});

const login = (shop: Shop, password = ADA.password) =>
  shop.call('POST', `${PATH}/login`, { body: { username: ADA.email, password } });

describe('an address that registers', () => {
  it('is confirmed at once where the app says so', async () => {
    await using shop = await startShop(emails({ autoConfirm: true }));
    expect((await shop.call('POST', `${PATH}/register`, { body: ADA })).status).toBe(201);
    expect((await login(shop)).status).toBe(200);
    expect(shop.engine.services.outbox({ appId: shop.appId, limit: 1 }).items).toEqual([]);
  });

  it('is nobody’s twice, nor one that is no address, nor one with a short password', async () => {
    await using shop = await startShop();
    const register = (body: object) => shop.call('POST', `${PATH}/register`, { body });
    expect((await register(ADA)).status).toBe(201);
    for (const email of [ADA.email, ' ADA@example.COM '])
      expect((await register({ ...ADA, email })).json).toEqual({
        error: 'name already in use',
        error_code: 'AccountNameInUse',
      });
    for (const body of [
      { ...ADA, email: 'no address' },
      { email: 'grace@example.com', password: 'short' },
      { email: 'grace@example.com', password: 'x'.repeat(129) },
    ])
      expect((await register(body)).json.error_code).toBe('InvalidParameter');
    // Whoever registers an address again does not choose its password.
    await shop.call('POST', `${PATH}/register`, { body: { ...ADA, password: 'of somebody else' } });
    await shop.call('POST', `${PATH}/confirm`, { body: lastMail(shop) });
    expect((await login(shop, 'of somebody else')).status).toBe(401);
    expect((await login(shop)).status).toBe(200);
  });

  it.each(['success', 'pending', 'fail'])(
    'is what a confirmation function says: %s',
    async (status) => {
      await using shop = await startShop({
        ...emails({ runConfirmationFunction: true, confirmationFunctionName: 'check' }),
        ...fn(
          'check',
          `exports = ({ token, tokenId, username }) => ({ status: token && tokenId && username === 'ada@example.com' ? '${status}' : 'fail' });`,
        ),
      });
      const reply = await shop.call('POST', `${PATH}/register`, { body: ADA });
      expect(reply.status).toBe(status === 'fail' ? 401 : 201);
      expect((await login(shop)).status).toBe(status === 'success' ? 200 : 401);
      const again = await shop.call('POST', `${PATH}/confirm/call`, { body: { email: ADA.email } });
      const expected = {
        success: 'UserAlreadyConfirmed',
        pending: undefined,
        fail: 'UserNotFound',
      };
      expect(again.json.error_code).toBe(expected[status as keyof typeof expected]);
      const byMail = await shop.call('POST', `${PATH}/confirm/send`, {
        body: { email: ADA.email },
      });
      expect(byMail.status).not.toBe(200);
    },
  );

  it('is forgotten where its confirmation function fails', async () => {
    await using shop = await startShop({
      ...emails({ runConfirmationFunction: true, confirmationFunctionName: 'check' }),
      ...fn('check', "exports = () => { throw new Error('no mail server'); };"),
    });
    for (const _ of [1, 2]) {
      const reply = await shop.call('POST', `${PATH}/register`, { body: ADA });
      expect(reply.json).toMatchObject({
        error: 'no mail server',
        error_code: 'FunctionExecutionError',
      });
    }
  });
});

describe('a token of a mail', () => {
  it('is good for half an hour, for its own use, once', async () => {
    const clock = shiftedClock();
    await using shop = await startShop({}, { clock });
    await shop.call('POST', `${PATH}/register`, { body: ADA });
    const mail = lastMail(shop);
    const reset = await shop.call('POST', `${PATH}/reset`, {
      body: { ...mail, password: 'battery staple' },
    });
    expect(reset.json.error).toBe('invalid token data');
    clock.jump(30 * 60_000 + 1000);
    expect((await shop.call('POST', `${PATH}/confirm`, { body: mail })).json.error).toBe(
      'invalid token data',
    );
    await shop.call('POST', `${PATH}/confirm/send`, { body: { email: ADA.email } });
    const fresh = lastMail(shop);
    expect((await shop.call('POST', `${PATH}/confirm`, { body: fresh })).status).toBe(200);
    expect((await shop.call('POST', `${PATH}/confirm`, { body: fresh })).status).toBe(400);
    await shop.call('POST', `${PATH}/reset/send`, { body: { email: ADA.email } });
    const body = { ...lastMail(shop), password: 'battery staple' };
    expect((await shop.call('POST', `${PATH}/reset`, { body })).status).toBe(200);
    expect((await shop.call('POST', `${PATH}/reset`, { body })).status).toBe(400);
    expect((await login(shop, 'battery staple')).status).toBe(200);
  });

  it('is sent to nobody who is unknown', async () => {
    await using shop = await startShop();
    for (const path of ['confirm/send', 'reset/send', 'confirm/call'])
      expect(
        (await shop.call('POST', `${PATH}/${path}`, { body: { email: 'nobody@example.com' } }))
          .json,
      ).toEqual({ error: 'user not found', error_code: 'UserNotFound' });
  });
});

describe('a reset function', () => {
  it.each(['success', 'pending', 'fail'])(
    'decides with the arguments of the caller: %s',
    async (status) => {
      await using shop = await startShop({
        ...emails({ autoConfirm: true, runResetFunction: true, resetFunctionName: 'reset' }),
        ...fn(
          'reset',
          `exports = ({ username, password, currentPasswordValid }, answer) => ({ status: username === 'ada@example.com' && password === 'battery staple' && currentPasswordValid === false && answer === 42 ? '${status}' : 'fail' });`,
        ),
      });
      await shop.call('POST', `${PATH}/register`, { body: ADA });
      expect((await login(shop)).status).toBe(200);
      const reply = await shop.call('POST', `${PATH}/reset/call`, {
        body: { email: ADA.email, password: 'battery staple', arguments: [42] },
      });
      expect(reply.status).toBe(status === 'fail' ? 401 : 200);
      expect((await login(shop, 'battery staple')).status).toBe(status === 'success' ? 200 : 401);
      const why = await shop.why(reply.captureId);
      expect(why).toMatchObject({ call: 'reset-call', name: 'reset', provider: 'local-userpass' });
      expect(why.runId).not.toBeNull();
    },
  );
});
