import Database from 'better-sqlite3';
import { exportPKCS8, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../main/lib/clock.ts';
import { createGroupCommit } from '../../../main/store/group-commit.ts';
import { migrate } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { checkPassword, hashPassword } from '../../../main/apps/users/password.ts';
import { openUsers } from '../../../main/apps/users/users.ts';
import type { AppId, AuthProvider } from '../../../preload/contract/app-model.ts';

const APP = 'app_1' as AppId;
const provider = (type: string, more: Partial<AuthProvider> = {}): AuthProvider => ({
  name: type,
  type,
  disabled: false,
  config: '',
  secretConfig: '',
  metadataFields: '',
  ...more,
});
const ALL = ['local-userpass', 'api-key'].map((type) => provider(type));

function openRoom(secrets: Record<string, string> = {}, clock: Clock = systemClock) {
  const db = new Database(':memory:');
  migrate(db, migrations, () => {});
  db.prepare("INSERT INTO apps (id, client_app_id, name, created_at) VALUES (?, 'c', 'n', 0)").run(
    APP,
  );
  const groups = createGroupCommit(db, { onFailure: () => {}, onSuccess: () => {} });
  return openUsers({
    db,
    groups,
    clock,
    tokenKey: new Uint8Array(32),
    secret: (_app, name) => secrets[name],
  });
}
const blank = { appId: APP, id: '', name: '', email: '', password: '' };

describe('passwords', () => {
  it('fit what they were hashed from and nothing else, each with a salt of its own', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).not.toBe(await hashPassword('correct horse'));
    expect(await checkPassword('correct horse', hash)).toBe(true);
    expect(await checkPassword('correct hors', hash)).toBe(false);
    expect(await checkPassword('anything', null)).toBe(false);
  });
});

describe('users', () => {
  it('sign in by email and password, whatever the case of the email; a wrong one says no more than an unknown', async () => {
    const users = openRoom();
    const { user } = await users.create({
      ...blank,
      kind: 'email',
      email: 'Ada@X.test',
      password: 'secret1',
    });
    const sign = (email: string, password: string) =>
      users.authenticate(APP, ALL, { kind: 'local-userpass', email, password }, false);
    expect(await sign('ada@x.TEST', 'secret1')).toMatchObject({
      ok: true,
      user: { id: user.id, type: 'normal' },
    });
    expect(await sign('ada@x.test', 'secret2')).toEqual(await sign('eve@x.test', 'secret1'));
    await users.update({ appId: APP, id: user.id, disabled: true });
    expect(await sign('ada@x.test', 'secret1')).toMatchObject({ ok: false, code: 'UserDisabled' });
  });

  it('sign in by a key that is shown once, until it is removed', async () => {
    const users = openRoom();
    const { user, apiKey } = await users.create({ ...blank, kind: 'api-key', name: 'cron' });
    const sign = () => users.authenticate(APP, ALL, { kind: 'api-key', key: apiKey ?? '' }, true);
    expect(await sign()).toMatchObject({ ok: true, user: { type: 'server' } });
    expect(JSON.stringify(users.list({ appId: APP, search: '' }))).not.toContain(apiKey);
    await users.removeApiKey({ appId: APP, id: user.id, keyId: user.apiKeys[0]?.id ?? '' });
    expect(await sign()).toMatchObject({ ok: false });
  });

  it('are made by a first request only where the webhook says so, and the provider is enabled', async () => {
    const users = openRoom();
    const credentials = {
      kind: 'local-userpass',
      email: 'new@x.test',
      password: 'secret1',
    } as const;
    expect(await users.authenticate(APP, ALL, credentials, false)).toMatchObject({ ok: false });
    expect(await users.authenticate(APP, ALL, credentials, true)).toMatchObject({ ok: true });
    expect(await users.authenticate(APP, [], credentials, true)).toMatchObject({
      code: 'AuthProviderNotFound',
    });
  });

  it('sign in by a token of the app’s own sign-in, with fields of it as their data', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    expect(await exportPKCS8(privateKey)).toContain('PRIVATE');
    const users = openRoom({
      pub: await exportSPKI(publicKey),
      shared: 'shared secret of the shop',
    });
    const rsa = provider('custom-token', {
      config: '{"signingAlgorithm":"RS256","audience":["shop"]}',
      secretConfig: '{"signingKeys":["missing","pub"]}',
      metadataFields: '[{"required":true,"name":"profile.mail","field_name":"email"}]',
    });
    const token = (claims: object, aud = 'shop') =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256' })
        .setSubject('u-1')
        .setAudience(aud)
        .setExpirationTime('1m')
        .sign(privateKey);
    const sign = async (text: string, create = true, using = rsa) =>
      users.authenticate(APP, [using], { kind: 'custom-token', token: text }, create);
    const good = await token({ profile: { mail: 'ada@x.test' } });
    expect(await sign(good, false)).toMatchObject({ ok: false });
    expect(await sign(good)).toMatchObject({ ok: true, user: { data: { email: 'ada@x.test' } } });
    expect(await sign(good, false)).toMatchObject({ ok: true });
    expect(await sign(await token({}))).toMatchObject({
      ok: false,
      why: expect.stringMatching(/has no profile/),
    });
    for (const profile of [{ mail: null }, null, 7])
      expect(await sign(await token({ profile }))).toMatchObject({ ok: false });
    expect(await sign(await token({ profile: { mail: 'a' } }, 'other'))).toMatchObject({
      ok: false,
    });
    // A token signed with the public key as if it were a shared secret is not taken.
    const forged = await new SignJWT({ profile: { mail: 'x' } })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('u-1')
      .setAudience('shop')
      .sign(new TextEncoder().encode(await exportSPKI(publicKey)));
    expect(await sign(forged)).toMatchObject({ ok: false });
  });

  it('have access tokens of ours, good for their own app only', async () => {
    const users = openRoom();
    const { user } = await users.create({ ...blank, kind: 'stand-in', id: 'named' });
    const { token } = await users.issueToken({ appId: APP, id: user.id });
    expect(await users.authenticate(APP, [], { kind: 'access-token', token }, false)).toMatchObject(
      { ok: true, user: { id: 'named' } },
    );
    expect(
      await users.authenticate('app_2' as AppId, [], { kind: 'access-token', token }, false),
    ).toMatchObject({ ok: false });
    expect(
      await users.authenticate(APP, [], { kind: 'access-token', token: `${token}x` }, false),
    ).toMatchObject({ ok: false });
  });

  it('whose access token is past its half hour sign in no more', async () => {
    let now = Date.UTC(2026, 0, 1);
    const users = openRoom({}, { ...systemClock, now: () => now });
    const { user } = await users.create({ ...blank, kind: 'anonymous' });
    const { token, expiresAt } = await users.issueToken({ appId: APP, id: user.id });
    expect(expiresAt).toBe(now + 30 * 60_000);
    const sign = () => users.authenticate(APP, [], { kind: 'access-token', token }, false);
    now = expiresAt - 1000;
    expect(await sign()).toMatchObject({ ok: true });
    now = expiresAt;
    expect(await sign()).toMatchObject({ ok: false });
  });

  it('that are disabled or removed sign in by nothing they had', async () => {
    const users = openRoom();
    const at = { appId: APP };
    const { user, apiKey } = await users.create({ ...blank, kind: 'api-key', name: 'robot' });
    const { id } = user;
    const more = await users.addApiKey({ ...at, id, name: 'second' });
    const { token } = await users.issueToken({ ...at, id });
    const ways = [
      { kind: 'api-key', key: apiKey ?? '' },
      { kind: 'api-key', key: more.apiKey },
      { kind: 'access-token', token },
    ] as const;
    const signs = () =>
      Promise.all(ways.map(async (way) => (await users.authenticate(APP, ALL, way, true)).ok));
    expect(await signs()).toEqual([true, true, true]);
    await users.update({ ...at, id, disabled: true });
    expect(await signs()).toEqual([false, false, false]);
    expect(users.find(APP, id)).toMatchObject({ disabled: true });
    await users.update({ ...at, id, disabled: false });
    expect(await signs()).toEqual([true, true, true]);
    expect(await users.remove({ ...at, id })).toEqual({ removed: true });
    expect(await signs()).toEqual([false, false, false]);
    expect(users.find(APP, id)).toBeUndefined();
    await expect(users.update({ ...at, id, name: 'x' })).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
  });

  it('are changed in one field at a time; a new password counts, the old one does not', async () => {
    const users = openRoom();
    const { user } = await users.create({
      ...blank,
      kind: 'email',
      email: 'ada@x.test',
      password: 'secret1',
    });
    const at = { appId: APP, id: user.id };
    await users.update({ ...at, name: 'Ada' });
    await users.update({ ...at, data: '{"plan":"gold"}' });
    expect(await users.update({ ...at, password: 'secret2' })).toMatchObject({ name: 'Ada' });
    expect(users.find(APP, user.id)?.user.data).toEqual({ plan: 'gold' });
    const sign = async (password: string) =>
      (
        await users.authenticate(
          APP,
          ALL,
          { kind: 'local-userpass', email: 'ada@x.test', password },
          false,
        )
      ).ok;
    expect([await sign('secret1'), await sign('secret2')]).toEqual([false, true]);
    // Lists and answers name no password and no key.
    expect(JSON.stringify([users.list({ appId: APP, search: '' }), user])).not.toMatch(
      /scrypt|secret[12]/,
    );
  });

  it.each(['[1]', 'null', '"text"', '{"a":', '7'])('take no data that is %s', async (data) => {
    const users = openRoom();
    const { user } = await users.create({ ...blank, kind: 'anonymous' });
    await expect(users.update({ appId: APP, id: user.id, data })).rejects.toMatchObject({
      code: 'USER_INVALID',
      field: 'data',
    });
    expect(await users.update({ appId: APP, id: user.id, data: '' })).toBeDefined();
  });

  it('are once for each email and id of an app, whatever the case and the space around it', async () => {
    const users = openRoom();
    await users.create({ ...blank, kind: 'email', email: 'ada@x.test', password: 'secret1' });
    await users.create({ ...blank, kind: 'stand-in', id: 'named' });
    const again = { ...blank, kind: 'email', email: ' ADA@x.test ', password: 'secret1' } as const;
    await expect(users.create(again)).rejects.toMatchObject({ field: 'email' });
    await expect(users.create({ ...blank, kind: 'stand-in', id: 'named' })).rejects.toMatchObject({
      field: 'id',
    });
    expect(users.list({ appId: APP, search: 'ADA' })).toHaveLength(1);
  });

  it.each([
    [{ kind: 'email', email: 'nope', password: 'secret1' }, 'email'],
    [{ kind: 'email', email: 'a@b', password: 'short' }, 'password'],
    [{ kind: 'stand-in', id: ' ' }, 'id'],
  ] as const)('are refused as %j, naming the field', async (input, field) => {
    await expect(openRoom().create({ ...blank, ...input })).rejects.toMatchObject({
      code: 'USER_INVALID',
      field,
    });
  });
});
