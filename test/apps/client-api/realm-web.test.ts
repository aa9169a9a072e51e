import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { shiftedClock } from '../../helpers/shifted-clock.ts';
import { until } from '../../helpers/until.ts';
import { Credentials, JWT_SECRET, lastMail, rule, type Shop, shopsOfOneEngine } from './room.ts';

const startShop = shopsOfOneEngine();

const jwt = (claims: Record<string, unknown>, subject = 'ada') =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(JWT_SECRET));

/** Registers somebody and confirms them with the token of the mail. */
async function registered(shop: Shop, email: string, password = 'correct horse'): Promise<void> {
  const app = shop.realm();
  await app.emailPasswordAuth.registerUser({ email, password });
  const { token, tokenId } = lastMail(shop);
  await app.emailPasswordAuth.confirmUser({ token, tokenId });
}

interface Note extends Realm.Services.MongoDB.Document {
  text: string;
  owner: string;
}

const notes = (user: Realm.User) =>
  user.mongoClient('mongodb-atlas').db('shop').collection<Note>('notes');

describe('realm-web 2.0.1, unmodified, signs in', () => {
  it('anonymously, and reads the profile', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    expect(user.id).toMatch(/^[0-9a-f]{24}$/);
    expect(user.isLoggedIn).toBe(true);
    expect(user.identities).toMatchObject([{ providerType: 'anon-user' }]);
    expect(user.deviceId).toMatch(/^[0-9a-f]{24}$/);
  });

  it('by email and password, once the address is confirmed from the outbox', async () => {
    await using shop = await startShop();
    const app = shop.realm();
    const email = 'Ada@Example.com';
    await app.emailPasswordAuth.registerUser({ email, password: 'correct horse' });
    const early = app.logIn(Credentials.emailPassword(email, 'correct horse'));
    await expect(early).rejects.toMatchObject({ statusCode: 401, errorCode: 'AuthError' });
    const mail = lastMail(shop);
    expect(mail.to).toBe('Ada@Example.com');
    expect(mail.text).toBe('Welcome to the shop');
    expect(mail.link).toContain(`http://shop.test/confirm?token=${mail.token}&tokenId=`);
    await app.emailPasswordAuth.confirmUser(mail);
    const user = await app.logIn(Credentials.emailPassword('ada@example.com', 'correct horse'));
    expect(user.profile).toMatchObject({ email: 'ada@example.com' });
  });

  it('by a token of the app’s own sign-in, whose fields become user data', async () => {
    await using shop = await startShop();
    const app = shop.realm();
    const first = await app.logIn(Credentials.jwt(await jwt({ nick: 'countess' })));
    expect(first.profile).toMatchObject({ nick: 'countess' });
    const again = await app.logIn(Credentials.jwt(await jwt({ nick: 'ada' })));
    expect(again.id).toBe(first.id);
    expect(again.profile).toMatchObject({ nick: 'ada' });
  });

  it('by a function of the app', async () => {
    await using shop = await startShop();
    const app = shop.realm();
    const user = await app.logIn(Credentials.function({ name: 'ada' }));
    expect(user.identities).toMatchObject([{ id: 'fn-ada', providerType: 'custom-function' }]);
    expect((await app.logIn(Credentials.function({ name: 'ada' }))).id).toBe(user.id);
    await expect(app.logIn(Credentials.function({}))).rejects.toMatchObject({
      errorCode: 'FunctionExecutionError',
    });
  });

  it('by an API key of a server user, and by one that a user made', async () => {
    await using shop = await startShop();
    const made = await shop.engine.users.create({
      appId: shop.appId,
      kind: 'api-key',
      id: '',
      name: 'worker',
      email: '',
      password: '',
    });
    const server = await shop.realm().logIn(Credentials.apiKey(made.apiKey ?? ''));
    expect(server.id).toBe(made.user.id);
    const person = await shop.realm().logIn(Credentials.anonymous());
    const key = await person.apiKeys.create('phone');
    expect((await shop.realm().logIn(Credentials.apiKey(key.key))).id).toBe(person.id);
  });

  it('not by a provider that is off, unknown, or needs a third party', async () => {
    const off = { name: 'anon-user', type: 'anon-user', disabled: true };
    await using shop = await startShop({ 'auth_providers/anon-user.json': off });
    const app = shop.realm();
    await expect(app.logIn(Credentials.anonymous())).rejects.toMatchObject({
      statusCode: 404,
      errorCode: 'AuthProviderNotFound',
    });
    const google = await shop.call('POST', 'auth/providers/oauth2-google/login', { body: {} });
    expect(google).toMatchObject({ status: 501, json: { error_code: 'NotImplemented' } });
  });
});

describe('realm-web 2.0.1, unmodified, keeps a session', () => {
  it('asks for a new access token by itself when the old one expired', async () => {
    const clock = shiftedClock();
    await using shop = await startShop({}, { clock });
    const user = await shop.realm().logIn(Credentials.anonymous());
    const { accessToken } = user;
    clock.jump(31 * 60_000);
    expect(await user.callFunction('sum', 1, 2)).toBe(3);
    expect(user.accessToken).not.toBe(accessToken);
  });

  it('has to sign in again after 60 days', async () => {
    const clock = shiftedClock();
    await using shop = await startShop({}, { clock });
    const user = await shop.realm().logIn(Credentials.anonymous());
    clock.jump(60 * 86_400_000 + 1000);
    await expect(user.callFunction('sum', 1, 2)).rejects.toMatchObject({
      errorCode: 'InvalidSession',
    });
    expect(user.isLoggedIn).toBe(false);
  });

  it('logs out: both tokens are worth nothing afterwards', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    const { accessToken, refreshToken } = user;
    await user.logOut();
    expect(await shop.call('GET', 'auth/profile', { token: accessToken ?? '' })).toMatchObject({
      status: 401,
      json: { error: 'invalid session', error_code: 'InvalidSession' },
    });
    const again = await shop.call('POST', 'auth/session', { token: refreshToken ?? '' });
    expect(again.status).toBe(401);
  });

  it('is signed out everywhere by the owner of the machine', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    const at = { appId: shop.appId, id: user.id };
    expect(shop.engine.clientApi.sessions(at)).toMatchObject({
      sessions: [{ provider: 'anon-user' }],
      devices: [{ platform: 'node', sdkVersion: '2.0.1' }],
    });
    expect(await shop.engine.clientApi.endSessions(at)).toEqual({ ended: 1 });
    await expect(user.callFunction('sum', 1, 2)).rejects.toMatchObject({
      errorCode: 'InvalidSession',
    });
  });

  it('links an identity, which then leads to the same user', async () => {
    await using shop = await startShop();
    await registered(shop, 'ada@example.com');
    const app = shop.realm();
    const user = await app.logIn(Credentials.anonymous());
    const credential = Credentials.emailPassword('ada@example.com', 'correct horse');
    await user.linkCredentials(credential);
    expect(user.identities.map((one) => one.providerType).toSorted()).toEqual([
      'anon-user',
      'local-userpass',
    ]);
    expect((await shop.realm().logIn(credential)).id).toBe(user.id);
    const other = await shop.realm().logIn(Credentials.jwt(await jwt({}, 'grace')));
    await expect(other.linkCredentials(credential)).rejects.toMatchObject({
      error: 'a user already exists with the specified provider',
    });
  });

  it('deletes the user: their tokens and keys end with them', async () => {
    await using shop = await startShop();
    const app = shop.realm();
    const user = await app.logIn(Credentials.anonymous());
    const key = await user.apiKeys.create('phone');
    await app.deleteUser(user);
    await expect(shop.realm().logIn(Credentials.apiKey(key.key))).rejects.toMatchObject({
      statusCode: 401,
    });
    expect(shop.engine.users.list({ appId: shop.appId, search: user.id })).toEqual([]);
  });

  it('makes, lists, disables, enables and deletes API keys; the key is told once', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    const made = await user.apiKeys.create('phone');
    expect(made.key).toMatch(/^[\w-]{64}$/);
    const listed = await user.apiKeys.fetchAll();
    expect(listed).toMatchObject([{ name: 'phone', disabled: false }]);
    expect(JSON.stringify(listed)).not.toContain(made.key);
    await user.apiKeys.disable(made['_id']);
    expect(await user.apiKeys.fetch(made['_id'])).toMatchObject({ disabled: true });
    await expect(shop.realm().logIn(Credentials.apiKey(made.key))).rejects.toThrow('API key');
    await user.apiKeys.enable(made['_id']);
    expect((await shop.realm().logIn(Credentials.apiKey(made.key))).id).toBe(user.id);
    await user.apiKeys.delete(made['_id']);
    expect(await user.apiKeys.fetchAll()).toEqual([]);
    await expect(shop.realm().logIn(Credentials.apiKey(made.key))).rejects.toThrow('API key');
  });
});

describe('realm-web 2.0.1, unmodified, calls', () => {
  it('a function, as the user who calls', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    expect(await user.callFunction('sum', 40, 2)).toBe(42);
    expect(await user.callFunction('nothing')).toBeNull();
    expect(await user.callFunction('whoami')).toEqual({ id: user.id, system: false });
    expect(await user.callFunction('whoamiSystem')).toEqual({ id: user.id, system: true });
  });

  it('no function that is private, unknown, or not for this user', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    for (const name of ['hidden', 'unheard'])
      await expect(user.callFunction(name)).rejects.toMatchObject({
        statusCode: 404,
        errorCode: 'FunctionNotFound',
      });
    await expect(user.callFunction('adults')).rejects.toMatchObject({ statusCode: 403 });
    await expect(user.callFunction('fails')).rejects.toMatchObject({
      statusCode: 400,
      errorCode: 'FunctionExecutionError',
      error: 'no stock left',
    });
  });

  it('a collection under its rules: inserts, finds, updates and deletes what is theirs', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    const other = await shop.realm().logIn(Credentials.anonymous(false));
    const { insertedId } = await notes(user).insertOne({ text: 'buy thread', owner: user.id });
    await notes(other).insertOne({ text: 'not for ada', owner: other.id });
    expect(await notes(user).find()).toEqual([
      { _id: insertedId, text: 'buy thread', owner: user.id },
    ]);
    expect(await notes(user).count()).toBe(1);
    expect(await notes(user).findOne({ text: 'not for ada' })).toBeNull();
    const theft = notes(user).insertOne({ text: 'x', owner: other.id });
    await expect(theft).rejects.toMatchObject({
      statusCode: 403,
      errorCode: 'NoMatchingRuleFound',
      error: 'insert not permitted',
    });
    expect(await notes(user).updateMany({}, { $set: { text: 'done' } })).toEqual({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(
      await notes(user).findOneAndUpdate(
        {},
        { $set: { text: 'again' } },
        { returnNewDocument: true },
      ),
    ).toMatchObject({ text: 'again' });
    expect(await notes(user).aggregate([{ $group: { _id: null, n: { $sum: 1 } } }])).toEqual([
      { _id: null, n: 1 },
    ]);
    expect(await user.callFunction('mine')).toMatchObject([{ text: 'again' }]);
    expect(await notes(user).deleteMany({})).toEqual({ deletedCount: 1 });
    expect(await notes(other).count()).toBe(1);
  });

  it('no collection without rules', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    const secrets = user.mongoClient('mongodb-atlas').db('shop').collection('secrets');
    await expect(secrets.find()).rejects.toMatchObject({
      statusCode: 403,
      error: "no rule exists for namespace 'shop.secrets'",
    });
    await shop.change(rule('secrets', [{ name: 'all', apply_when: {}, read: true }]));
    expect(await secrets.find()).toEqual([]);
  });

  it('watches a collection: a change arrives, and only what the user may see', async () => {
    await using shop = await startShop();
    const user = await shop.realm().logIn(Credentials.anonymous());
    const other = await shop.realm().logIn(Credentials.anonymous(false));
    const stream = notes(user).watch();
    const first = stream.next();
    // The store tells from now on: what is written before the stream is open is no change of it.
    await watching(shop);
    await notes(other).insertOne({ text: 'not for ada', owner: other.id });
    await notes(user).insertOne({ text: '50% off\nall thread', owner: user.id });
    const { value } = await first;
    expect(value).toMatchObject({
      operationType: 'insert',
      fullDocument: { text: '50% off\nall thread', owner: user.id },
      ns: { db: 'shop', coll: 'notes' },
    });
    const second = stream.next();
    await notes(user).updateOne({}, { $set: { text: 'sold' } });
    expect((await second).value).toMatchObject({
      operationType: 'update',
      updateDescription: { updatedFields: { text: 'sold' }, removedFields: [] },
    });
    const third = stream.next();
    await notes(user).deleteOne({});
    expect((await third).value).toMatchObject({ operationType: 'delete' });
    await stream.return(undefined);
  });
});

/** Waits until a stream is open. */
const watching = (shop: Shop) =>
  until(() => shop.engine.clientApi.get({ appId: shop.appId }).streams > 0, 'nobody watches');
