import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openSecrets, type Protection } from '../../main/secrets/secrets.ts';
import { createGroupCommit } from '../../main/store/group-commit.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';

/** Turns texts around: enough to tell what rests on disk from what was given. */
const turned = (bytes: Uint8Array): Buffer => Buffer.from(bytes.toReversed());
const TURNED: Protection = {
  protect: (text) => turned(Buffer.from(text)),
  unprotect: (bytes) => turned(bytes).toString(),
};

function open() {
  const db = new SqliteDatabase(':memory:');
  migrate(db, migrations, () => {});
  db.exec(`INSERT INTO apps (id, client_app_id, name, created_at)
           VALUES ('a', 'a-1', 'a', 1), ('b', 'b-1', 'b', 1)`);
  const groups = createGroupCommit(db, { onFailure: () => {}, onSuccess: () => {} });
  return { db, secrets: openSecrets(db, groups, TURNED) };
}

it('a Secret belongs to one app, and rests on disk as it is protected', async () => {
  const { db, secrets } = open();
  await secrets.set('a', 'token', 'needle', false);
  expect(secrets.get('a', 'token')).toBe('needle');
  expect(secrets.get('b', 'token')).toBeUndefined();
  expect(secrets.names('a')).toEqual(['token']);
  expect(String(db.prepare('SELECT value FROM app_secrets').pluck().get())).toBe('eldeen');
});

it('a Secret that is set again has the new text only', async () => {
  const { secrets } = open();
  await secrets.set('a', 'token', 'old', false);
  await secrets.set('a', 'token', 'new', false);
  expect(secrets.get('a', 'token')).toBe('new');
  expect(secrets.names('a')).toEqual(['token']);
});

it('a new Secret has a name of letters and digits; one that the app names has any', async () => {
  const { secrets } = open();
  await expect(secrets.set('a', 'my token', 'x', false)).rejects.toMatchObject({
    code: 'APP_INVALID',
  });
  expect(secrets.names('a')).toEqual([]);
  await secrets.set('a', 'my token', 'x', true);
  expect(secrets.names('a')).toEqual(['my token']);
});

it('a text longer than the vendor took is kept, with a warning', async () => {
  const { secrets } = open();
  expect(await secrets.set('a', 'short', 'x'.repeat(500), false)).toBeNull();
  expect(await secrets.set('a', 'long', 'x'.repeat(501), false)).toContain('501 characters');
  expect(secrets.get('a', 'long')).toHaveLength(501);
});

it('the last four characters of a long Secret are told, of a short or missing one none', async () => {
  const { secrets } = open();
  await secrets.set('a', 'long', 'AKIAIOSFODNN7EXAMPLE', false);
  await secrets.set('a', 'short', 'elevenchars', false);
  await secrets.set('a', 'just', 'twelve chars', false);
  expect(['long', 'short', 'just', 'none'].map((name) => secrets.last4('a', name))).toEqual([
    'MPLE',
    '',
    'hars',
    '',
  ]);
  expect(secrets.last4('b', 'long')).toBe('');
});
