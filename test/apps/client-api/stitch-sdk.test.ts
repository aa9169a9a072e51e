import { describe, expect, it } from 'vitest';
import { shiftedClock } from '../../helpers/shifted-clock.ts';
import { until } from '../../helpers/until.ts';
import { lastMail, rule, shopsOfOneEngine, Stitch } from './room.ts';

const startShop = shopsOfOneEngine();

const {
  AnonymousCredential,
  CustomCredential,
  FunctionCredential,
  RemoteMongoClient,
  ServerApiKeyCredential,
  UserApiKeyAuthProviderClient,
  UserPasswordAuthProviderClient,
  UserPasswordCredential,
} = Stitch;

describe('mongodb-stitch-server-sdk 4.9.0, unmodified', () => {
  it('goes on with the host that the location names', async () => {
    await using shop = await startShop();
    const location = await shop.call('GET', 'location');
    expect(location.json).toEqual({
      deployment_model: 'GLOBAL',
      location: 'local',
      hostname: shop.url.replace(/\/$/, ''),
      ws_hostname: shop.url.replace(/\/$/, '').replace('http', 'ws'),
    });
    expect(location.headers.get('content-type')).toBe('application/json');
  });

  it('signs in anonymously, calls functions, logs out', async () => {
    await using shop = await startShop();
    const client = shop.stitch();
    const user = await client.auth.loginWithCredential(new AnonymousCredential());
    expect(user.userType).toBe('normal');
    expect(user.loggedInProviderType).toBe('anon-user');
    expect(await client.callFunction('sum', [40, 2])).toBe(42);
    await expect(client.callFunction('fails', [])).rejects.toMatchObject({
      errorCode: Stitch.StitchServiceErrorCode.FunctionExecutionError,
      message: 'no stock left',
    });
    await client.auth.logout();
    expect(client.auth.isLoggedIn).toBe(false);
  });

  it('registers, confirms from the outbox, signs in, resets the password', async () => {
    await using shop = await startShop();
    const client = shop.stitch();
    const emails = client.auth.getProviderClient(UserPasswordAuthProviderClient.factory);
    await emails.registerWithEmail('ada@example.com', 'correct horse');
    const first = lastMail(shop);
    await emails.resendConfirmationEmail('ada@example.com');
    const second = lastMail(shop);
    await expect(emails.confirmUser(first.token, first.tokenId)).rejects.toMatchObject({
      message: 'invalid token data',
    });
    await emails.confirmUser(second.token, second.tokenId);
    const old = new UserPasswordCredential('ada@example.com', 'correct horse');
    const user = await client.auth.loginWithCredential(old);
    expect(user.profile.email).toBe('ada@example.com');

    await emails.sendResetPasswordEmail('ada@example.com');
    const reset = lastMail(shop);
    expect(reset.link).toContain('http://shop.test/reset?token=');
    await emails.resetPassword(reset.token, reset.tokenId, 'battery staple');
    const again = shop.stitch();
    await expect(again.auth.loginWithCredential(old)).rejects.toMatchObject({
      message: 'invalid username/password',
    });
    const fresh = new UserPasswordCredential('ada@example.com', 'battery staple');
    expect((await again.auth.loginWithCredential(fresh)).id).toBe(user.id);
    // Whoever came by the old password is signed out by the new one.
    await expect(client.callFunction('sum', [1, 1])).rejects.toMatchObject({
      errorCode: Stitch.StitchServiceErrorCode.InvalidSession,
    });
  });

  it('signs in by a function and by an API key, and links an identity', async () => {
    await using shop = await startShop();
    const client = shop.stitch();
    const user = await client.auth.loginWithCredential(new AnonymousCredential());
    const linked = await user.linkWithCredential(new FunctionCredential({ name: 'ada' }));
    expect(linked.id).toBe(user.id);
    expect(linked.identities.map((one) => one.providerType).toSorted()).toEqual([
      'anon-user',
      'custom-function',
    ]);
    const keys = client.auth.getProviderClient(UserApiKeyAuthProviderClient.factory);
    const key = await keys.createApiKey('phone');
    expect(await keys.fetchApiKeys()).toMatchObject([{ name: 'phone', disabled: false }]);
    await keys.disableApiKey(key.id);
    expect(await keys.fetchApiKey(key.id)).toMatchObject({ disabled: true });
    await keys.enableApiKey(key.id);
    const server = new ServerApiKeyCredential(key.key ?? '');
    expect((await shop.stitch().auth.loginWithCredential(server)).id).toBe(user.id);
    await keys.deleteApiKey(key.id);
    expect(await keys.fetchApiKeys()).toEqual([]);
    await expect(
      shop.stitch().auth.loginWithCredential(new CustomCredential('no.token.here')),
    ).rejects.toThrow('invalid session');
  });

  it('asks for a new access token by itself when the old one expired', async () => {
    const clock = shiftedClock();
    // The library compares times of its own clock with those of the token.
    await using shop = await startShop({}, { clock });
    const client = shop.stitch();
    await client.auth.loginWithCredential(new AnonymousCredential());
    clock.jump(31 * 60_000);
    expect(await client.callFunction('sum', [1, 2])).toBe(3);
    const refreshed = await shop.running.captures(1, 'path:/api/client/v2.0/auth/session');
    expect(refreshed).toMatchObject([{ method: 'POST', status: 200 }]);
  });

  it('is denied an action, and allowed once a rule says so', async () => {
    await using shop = await startShop();
    const client = shop.stitch();
    const user = await client.auth.loginWithCredential(new AnonymousCredential());
    const sms = client.getServiceClient(smsFactory, 'sms');
    const send = () => sms.callFunction('send', [{ to: '+1555', from: '+1666', body: 'hi' }]);
    await expect(send()).rejects.toMatchObject({
      errorCode: Stitch.StitchServiceErrorCode.NoMatchingRuleFound,
      message: "no matching rule found for action 'sms.send'",
    });
    await shop.change({
      'services/sms/rules/others.json': {
        name: 'others',
        actions: ['send'],
        when: { '%%args.to': '+1999' },
      },
    });
    await expect(send()).rejects.toThrow('no matching rule found');
    const [denied] = await shop.running.captures(1, 'path:/functions/call');
    const why = await shop.why(denied?.id ?? '');
    expect(why).toMatchObject({
      service: 'sms',
      name: 'send',
      user: { id: user.id },
      error: { code: 'NoMatchingRuleFound' },
      decision: {
        allowed: false,
        rules: [
          {
            name: 'others',
            listed: true,
            explain: { verdict: false, text: '%%args.to is "+1999"', found: '"+1555"' },
          },
        ],
      },
    });
    await shop.change({
      'services/sms/rules/mine.json': {
        name: 'mine',
        actions: ['send'],
        when: {
          '%%user.type': 'normal',
          '%%true': { '%function': { name: 'isOwner', arguments: ['%%user.id'] } },
        },
      },
    });
    await send();
    const [message] = shop.engine.services.outbox({ appId: shop.appId, limit: 1 }).items;
    expect(message).toMatchObject({ service: 'sms', to: '+1555', text: 'hi' });
  });

  it('inserts, finds, updates and deletes under rules, and reads only fields it may', async () => {
    await using shop = await startShop(
      rule('people', [
        {
          name: 'everyone',
          apply_when: {},
          insert: true,
          fields: { name: { read: true, write: true }, salary: { write: true } },
          additional_fields: { read: false },
        },
      ]),
    );
    const client = shop.stitch();
    await client.auth.loginWithCredential(new AnonymousCredential());
    const mongo = client.getServiceClient(RemoteMongoClient.factory, 'mongodb-atlas');
    const people = mongo.db('shop').collection<Record<string, unknown>>('people');
    await expect(people.insertOne({ name: 'ada', secret: 1 })).rejects.toMatchObject({
      errorCode: Stitch.StitchServiceErrorCode.NoMatchingRuleFound,
      message: 'insert not permitted',
    });
    await shop.engine.documents.save({
      appId: shop.appId,
      service: 'mongodb-atlas',
      database: 'shop',
      collection: 'people',
      document: '{"_id":1,"name":"ada","secret":"engine"}',
      isNew: true,
    });
    expect(await people.find({}).toArray()).toEqual([{ _id: 1, name: 'ada' }]);
    // A hidden field cannot be asked for either: that would tell what it holds.
    expect(await people.find({ secret: 'engine' }).toArray()).toEqual([]);
    expect(await people.count({ secret: 'engine' })).toBe(0);
    await expect(people.updateOne({}, { $set: { secret: 'x' } })).rejects.toThrow(
      'update not permitted',
    );
    expect(await people.updateOne({ name: 'ada' }, { $set: { name: 'Ada' } })).toMatchObject({
      matchedCount: 1,
    });
    expect(
      await people.findOneAndReplace({ name: 'Ada' }, { name: 'x' }).catch((e: Error) => e.message),
    ).toBe('update not permitted');
    await expect(people.deleteOne({ name: 'Ada' })).rejects.toThrow('delete not permitted');
  });

  it('watches a collection', async () => {
    await using shop = await startShop();
    const client = shop.stitch();
    const user = await client.auth.loginWithCredential(new AnonymousCredential());
    const mongo = client.getServiceClient(RemoteMongoClient.factory, 'mongodb-atlas');
    const notes = mongo.db('shop').collection<Record<string, unknown>>('notes');
    const stream = await notes.watch();
    const seen: { operationType: string; fullDocument?: Record<string, unknown> }[] = [];
    stream.onNext((event) => seen.push(event));
    await until(() => shop.engine.clientApi.get({ appId: shop.appId }).streams === 1, 'no stream');
    await notes.insertOne({ text: 'thread', owner: user.id });
    await until(() => seen.length === 1, 'no change arrived');
    expect(seen[0]).toMatchObject({ fullDocument: { text: 'thread' } });
    stream.close();
    await until(
      () => shop.engine.clientApi.get({ appId: shop.appId }).streams === 0,
      'it stays open',
    );
    const captures = await shop.running.captures(1, 'path:/functions/call method:get status:200');
    const why = await shop.why(captures.find(({ id }) => id)?.id ?? '');
    expect(why).toMatchObject({ call: 'stream', name: 'watch', namespace: 'shop.notes' });
  });
});

/** A service without a client of its own in the library: its actions are called by name. */
const smsFactory = {
  getNamedClient: (service: { callFunction(name: string, args: unknown[]): Promise<unknown> }) =>
    service,
};
