import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../main/store/migrate.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { openUserStore } from '../../../main/apps/users/user-store.ts';

it('keys of before the client API stay enabled, and what is new goes with its user', () => {
  const db = new SqliteDatabase(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(
    db,
    migrations.filter(({ version }) => version < 16),
    () => {},
  );
  db.exec(`
    INSERT INTO apps (id, client_app_id, name, created_at, settings) VALUES ('a', 'shop-1', 'shop', 1, '{}');
    INSERT INTO app_users (app_id, id, type, created_at) VALUES ('a', 'u', 'server', 1);
    INSERT INTO app_api_keys (id, app_id, user_id, name, hash, created_at)
    VALUES ('k', 'a', 'u', 'old', 'hash', 1);`);
  migrate(db, migrations, () => {});
  const users = openUserStore(db);
  const row = users.byKeyHash('a', 'hash');
  expect(row?.id).toBe('u');
  expect(row && users.view(row).apiKeys).toMatchObject([{ name: 'old', disabled: false }]);
  users.setKeyDisabled('a', 'u', 'k', true);
  expect(users.byKeyHash('a', 'hash')).toBeUndefined();
  db.exec(`
    INSERT INTO client_devices VALUES ('a', 'u', 'd', '', '', '', '', '', 1, 1);
    INSERT INTO client_sessions VALUES ('s', 'a', 'u', 'd', 'api-key', 'h', 1, 1, 2);
    INSERT INTO push_registrations VALUES ('a', 'phones', 'u', 'd', 't', 1);`);
  users.remove('a', 'u');
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect(['client_devices', 'client_sessions', 'push_registrations'].map(count)).toEqual([0, 0, 0]);
});
