import type { Database } from 'better-sqlite3';
import type { AppUser } from '../../../preload/contract/apps/app-data.ts';
import type { AppId } from '../../../preload/contract/app-model.ts';

interface UserRow {
  app_id: string;
  id: string;
  type: 'normal' | 'server';
  name: string;
  email: string | null;
  password: string | null;
  data: string;
  disabled: number;
  created_at: number;
}

export interface Identity {
  id: string;
  provider_type: string;
  data: Record<string, unknown>;
}

/** Reads and writes `app_users`, `app_identities` and `app_api_keys`. */
export function openUserStore(db: Database) {
  const selectAll = db.prepare<[string, string, string, string], UserRow>(`
    SELECT * FROM app_users WHERE app_id = ? AND (email LIKE ? OR name LIKE ? OR id LIKE ?)
     ORDER BY created_at, id LIMIT 1000`);
  const selectOne = db.prepare<[string, string], UserRow>(
    'SELECT * FROM app_users WHERE app_id = ? AND id = ?',
  );
  const selectByEmail = db.prepare<[string, string], UserRow>(
    'SELECT * FROM app_users WHERE app_id = ? AND email = ?',
  );
  const selectByIdentity = db.prepare<[string, string, string], UserRow>(`
    SELECT u.* FROM app_identities i JOIN app_users u ON u.app_id = i.app_id AND u.id = i.user_id
     WHERE i.app_id = +? AND i.provider_type = +? AND i.id = +?`);
  const selectByKey = db.prepare<[string, string], UserRow>(`
    SELECT u.* FROM app_api_keys k JOIN app_users u ON u.app_id = k.app_id AND u.id = k.user_id
     WHERE k.hash = +? AND k.app_id = +? AND k.disabled = 0`);
  const upsert = db.prepare(`
    INSERT INTO app_users (app_id, id, type, name, email, password, data, disabled, created_at)
    VALUES (:appId, :id, :type, :name, :email, :password, :data, :disabled, :createdAt)
    ON CONFLICT (app_id, id) DO UPDATE SET name = :name, email = :email, password = :password,
      data = :data, disabled = :disabled`);
  const deleteOne = db.prepare<[string, string]>(
    'DELETE FROM app_users WHERE app_id = ? AND id = ?',
  );
  const insertIdentity = db.prepare<[string, string, string, string, string]>(`
    INSERT INTO app_identities (app_id, user_id, id, provider_type, data) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (app_id, provider_type, id) DO UPDATE SET data = excluded.data`);
  const selectIdentities = db.prepare<
    [string, string],
    { id: string; provider_type: string; data: string }
  >('SELECT id, provider_type, data FROM app_identities WHERE app_id = ? AND user_id = ?');
  const insertKey = db.prepare<[string, string, string, string, string, number]>(`
    INSERT INTO app_api_keys (id, app_id, user_id, name, hash, created_at)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const deleteKey = db.prepare<[string, string, string]>(
    'DELETE FROM app_api_keys WHERE app_id = +? AND user_id = +? AND id = ?',
  );
  const selectKeys = db.prepare<
    [string, string],
    { id: string; name: string; created_at: number; disabled: number }
  >(`SELECT id, name, created_at, disabled FROM app_api_keys WHERE app_id = +? AND user_id = +?
      ORDER BY created_at, id`);
  const updateKey = db.prepare<[number, string, string, string]>(`
    UPDATE app_api_keys SET disabled = ? WHERE app_id = ? AND user_id = ? AND id = ?`);

  const identities = (row: UserRow): Identity[] =>
    selectIdentities.all(row.app_id, row.id).map((identity) => ({
      id: identity.id,
      provider_type: identity.provider_type,
      data: JSON.parse(identity.data) as Record<string, unknown>,
    }));

  return {
    search(appId: string, text: string): UserRow[] {
      const like = `%${text.replaceAll(/[%_]/g, '')}%`;
      return selectAll.all(appId, like, like, like);
    },
    get: (appId: string, id: string): UserRow | undefined => selectOne.get(appId, id),
    byEmail: (appId: string, email: string): UserRow | undefined => selectByEmail.get(appId, email),
    byIdentity: (appId: string, provider: string, id: string): UserRow | undefined =>
      selectByIdentity.get(appId, provider, id),
    byKeyHash: (appId: string, hash: string): UserRow | undefined => selectByKey.get(hash, appId),
    save: (row: UserRow): number =>
      upsert.run({
        appId: row.app_id,
        id: row.id,
        type: row.type,
        name: row.name,
        email: row.email,
        password: row.password,
        data: row.data,
        disabled: row.disabled,
        createdAt: row.created_at,
      }).changes,
    remove: (appId: string, id: string): number => deleteOne.run(appId, id).changes,
    addIdentity: (appId: string, userId: string, identity: Identity): number =>
      insertIdentity.run(
        appId,
        userId,
        identity.id,
        identity.provider_type,
        JSON.stringify(identity.data),
      ).changes,
    addKey: (key: {
      id: string;
      appId: string;
      userId: string;
      name: string;
      hash: string;
      createdAt: number;
    }) => insertKey.run(key.id, key.appId, key.userId, key.name, key.hash, key.createdAt).changes,
    removeKey: (appId: string, userId: string, id: string): number =>
      deleteKey.run(appId, userId, id).changes,
    setKeyDisabled: (appId: string, userId: string, id: string, disabled: boolean): number =>
      updateKey.run(disabled ? 1 : 0, appId, userId, id).changes,
    identities,
    view: (row: UserRow): AppUser => ({
      id: row.id,
      appId: row.app_id as AppId,
      type: row.type,
      name: row.name,
      email: row.email,
      identities: identities(row).map(({ id, provider_type: providerType }) => ({
        id,
        providerType,
      })),
      apiKeys: selectKeys.all(row.app_id, row.id).map((key) => ({
        id: key.id,
        name: key.name,
        createdAt: key.created_at,
        disabled: key.disabled === 1,
      })),
      data: row.data,
      disabled: row.disabled === 1,
      createdAt: row.created_at,
    }),
  };
}

export type { UserRow };
