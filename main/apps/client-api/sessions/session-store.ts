import type { Database } from 'better-sqlite3';

export interface SessionRow {
  id: string;
  app_id: string;
  user_id: string;
  device_id: string;
  provider: string;
  created_at: number;
  used_at: number;
  expires_at: number;
}

export interface DeviceRow {
  id: string;
  app_name: string;
  app_version: string;
  platform: string;
  platform_version: string;
  sdk_version: string;
  created_at: number;
  used_at: number;
}

export type NewDevice = Omit<DeviceRow, 'created_at' | 'used_at'>;

const COLUMNS = 'id, app_id, user_id, device_id, provider, created_at, used_at, expires_at';

/** Reads and writes `client_sessions`, `client_devices` and `push_registrations`. */
export function openSessionStore(db: Database) {
  const insert = db.prepare(`
    INSERT INTO client_sessions (id, app_id, user_id, device_id, provider, hash, created_at,
      used_at, expires_at)
    VALUES (:id, :appId, :userId, :deviceId, :provider, :hash, :now, :now, :expiresAt)`);
  const selectOne = db.prepare<[string], SessionRow>(
    `SELECT ${COLUMNS} FROM client_sessions WHERE id = ?`,
  );
  const selectByHash = db.prepare<[string], SessionRow>(
    `SELECT ${COLUMNS} FROM client_sessions WHERE hash = ?`,
  );
  const selectOfUser = db.prepare<[string, string, number], SessionRow>(`
    SELECT ${COLUMNS} FROM client_sessions
     WHERE app_id = +? AND user_id = +? AND expires_at > +? ORDER BY created_at DESC LIMIT 500`);
  const touch = db.prepare<[number, string]>('UPDATE client_sessions SET used_at = ? WHERE id = ?');
  const touchDevice = db.prepare<[number, string, string, string]>(`
    UPDATE client_devices SET used_at = ? WHERE app_id = ? AND user_id = ? AND id = ?`);
  const remove = db.prepare<[string]>('DELETE FROM client_sessions WHERE id = ?');
  const removeOfUser = db.prepare<[string, string]>(
    'DELETE FROM client_sessions WHERE app_id = ? AND user_id = ?',
  );
  const removeOld = db.prepare<[number]>('DELETE FROM client_sessions WHERE expires_at <= ?');
  const putDevice = db.prepare(`
    INSERT INTO client_devices (app_id, user_id, id, app_name, app_version, platform,
      platform_version, sdk_version, created_at, used_at)
    VALUES (:appId, :userId, :id, :app_name, :app_version, :platform, :platform_version,
      :sdk_version, :now, :now)
    ON CONFLICT (app_id, user_id, id) DO UPDATE SET app_name = :app_name,
      app_version = :app_version, platform = :platform, platform_version = :platform_version,
      sdk_version = :sdk_version, used_at = :now`);
  const selectDevice = db.prepare<[string, string, string], { id: string }>(
    'SELECT id FROM client_devices WHERE app_id = ? AND user_id = ? AND id = ?',
  );
  const selectDevices = db.prepare<[string, string], DeviceRow>(`
    SELECT id, app_name, app_version, platform, platform_version, sdk_version, created_at, used_at
      FROM client_devices WHERE app_id = +? AND user_id = +? ORDER BY used_at DESC, id LIMIT 500`);
  const putPush = db.prepare<[string, string, string, string, string, number]>(`
    INSERT INTO push_registrations (app_id, service, user_id, device_id, token, created_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (app_id, service, user_id, device_id)
      DO UPDATE SET token = excluded.token, created_at = excluded.created_at`);
  const removePush = db.prepare<[string, string, string, string]>(`
    DELETE FROM push_registrations
     WHERE app_id = ? AND service = ? AND user_id = ? AND device_id = ?`);
  const selectPush = db.prepare<
    [string, string],
    { user_id: string; device_id: string; token: string; created_at: number }
  >(`
    SELECT user_id, device_id, token, created_at FROM push_registrations
     WHERE app_id = +? AND service = +? ORDER BY created_at DESC LIMIT 500`);

  return {
    insert: (session: {
      id: string;
      appId: string;
      userId: string;
      deviceId: string;
      provider: string;
      hash: string;
      now: number;
      expiresAt: number;
    }): number => insert.run(session).changes,
    get: (id: string): SessionRow | undefined => selectOne.get(id),
    byHash: (hash: string): SessionRow | undefined => selectByHash.get(hash),
    ofUser: (appId: string, userId: string, now: number): SessionRow[] =>
      selectOfUser.all(appId, userId, now),
    touch({ id, app_id: appId, user_id: userId, device_id: deviceId }: SessionRow, now: number) {
      touch.run(now, id);
      touchDevice.run(now, appId, userId, deviceId);
    },
    remove: (id: string): number => remove.run(id).changes,
    removeOfUser: (appId: string, userId: string): number =>
      removeOfUser.run(appId, userId).changes,
    removeOld: (now: number): number => removeOld.run(now).changes,
    hasDevice: (appId: string, userId: string, id: string): boolean =>
      selectDevice.get(appId, userId, id) !== undefined,
    putDevice: (appId: string, userId: string, device: NewDevice, now: number): number =>
      putDevice.run({ ...device, appId, userId, now }).changes,
    devices: (appId: string, userId: string): DeviceRow[] => selectDevices.all(appId, userId),
    putPush: (
      at: { appId: string; service: string; userId: string; deviceId: string },
      token: string,
      now: number,
    ): number => putPush.run(at.appId, at.service, at.userId, at.deviceId, token, now).changes,
    removePush: (at: {
      appId: string;
      service: string;
      userId: string;
      deviceId: string;
    }): number => removePush.run(at.appId, at.service, at.userId, at.deviceId).changes,
    push: (appId: string, service: string) => selectPush.all(appId, service),
  };
}
