import type { Database } from 'better-sqlite3';
import {
  AppSettings,
  FunctionLimits,
  ServiceSettings,
} from '../../../preload/contract/app-model.ts';
import type { AppFiles } from './app-files.ts';

export interface AppRow {
  id: string;
  clientAppId: string;
  name: string;
  createdAt: number;
  directory: string | null;
  watched: boolean;
  settings: AppSettings;
}

interface Row {
  id: string;
  client_app_id: string;
  name: string;
  created_at: number;
  directory: string | null;
  watched: number;
  settings: string;
}

export const DEFAULT_APP_SETTINGS: AppSettings = {
  strictServiceRules: false,
  offline: false,
  concurrency: 100,
};

export const DEFAULT_SERVICE_SETTINGS: ServiceSettings = {
  sendForReal: false,
  endpoint: '',
  mongoUri: '',
  allowedHosts: [],
  verifyTwilio: false,
};

/** The vendor's own limits of 2023, and room for what it kept less of. */
export const DEFAULT_LIMITS: FunctionLimits = {
  timeMs: 90_000,
  memoryBytes: 256_000_000,
  stackBytes: 256_000,
  outputBytes: 18_000_000,
  logBytes: 256_000,
  hostCalls: 1000,
};

/** Reads and writes `apps`, `app_files`, `service_settings` and `function_limits`. */
export function openAppStore(db: Database) {
  const selectApps = db.prepare<[], Row>(
    'SELECT * FROM apps WHERE removed = 0 ORDER BY created_at, id',
  );
  const selectFiles = db.prepare<[string], { path: string; bytes: Buffer }>(
    'SELECT path, bytes FROM app_files WHERE app_id = +? ORDER BY path',
  );
  const upsert = db.prepare(`
    INSERT INTO apps (id, client_app_id, name, created_at, directory, watched, settings)
    VALUES (:id, :clientAppId, :name, :createdAt, :directory, :watched, :settings)
    ON CONFLICT (id) DO UPDATE SET client_app_id = :clientAppId, name = :name,
      directory = :directory, watched = :watched, settings = :settings`);
  const putFile = db.prepare<[string, string, Buffer]>(`
    INSERT INTO app_files (app_id, path, bytes) VALUES (?, ?, ?)
    ON CONFLICT (app_id, path) DO UPDATE SET bytes = excluded.bytes`);
  const deleteFile = db.prepare<[string, string]>(
    'DELETE FROM app_files WHERE app_id = ? AND path = ?',
  );
  const purgeRemoved = db.prepare('DELETE FROM apps WHERE removed = 1');
  const purgeClient = db.prepare<[string]>(
    'DELETE FROM apps WHERE removed = 1 AND client_app_id = ?',
  );
  const setRemoved = db.prepare<[number, string]>('UPDATE apps SET removed = ? WHERE id = ?');
  const selectService = db.prepare<[string], { service: string; settings: string }>(
    'SELECT service, settings FROM service_settings WHERE app_id = ?',
  );
  const putService = db.prepare<[string, string, string]>(`
    INSERT INTO service_settings (app_id, service, settings) VALUES (?, ?, ?)
    ON CONFLICT (app_id, service) DO UPDATE SET settings = excluded.settings`);
  const selectLimits = db.prepare<[string], { name: string; limits: string }>(
    'SELECT name, limits FROM function_limits WHERE app_id = ?',
  );
  const putLimits = db.prepare<[string, string, string]>(`
    INSERT INTO function_limits (app_id, name, limits) VALUES (?, ?, ?)
    ON CONFLICT (app_id, name) DO UPDATE SET limits = excluded.limits`);
  const deleteLimits = db.prepare<[string, string]>(
    'DELETE FROM function_limits WHERE app_id = ? AND name = ?',
  );

  purgeRemoved.run();
  return {
    apps: (): AppRow[] =>
      selectApps.all().map((row) => ({
        id: row.id,
        clientAppId: row.client_app_id,
        name: row.name,
        createdAt: row.created_at,
        directory: row.directory,
        watched: row.watched === 1,
        settings: merged(AppSettings, DEFAULT_APP_SETTINGS, row.settings),
      })),
    files: (appId: string): AppFiles =>
      new Map(selectFiles.all(appId).map(({ path, bytes }) => [path, bytes])),
    saveApp(row: AppRow): void {
      upsert.run({
        ...row,
        watched: row.watched ? 1 : 0,
        settings: JSON.stringify(row.settings),
      });
    },
    /** Writes what differs between two states of an app's files. */
    saveFiles(appId: string, before: AppFiles, after: AppFiles): void {
      for (const path of before.keys()) if (!after.has(path)) deleteFile.run(appId, path);
      for (const [path, bytes] of after) {
        if (before.get(path)?.equals(bytes) !== true) putFile.run(appId, path, bytes);
      }
    },
    /** Hides an app; its rows go at the next start, or when its client app id comes again. */
    setRemoved: (appId: string, removed: boolean): number =>
      setRemoved.run(removed ? 1 : 0, appId).changes,
    purge: (clientAppId: string): number => purgeClient.run(clientAppId).changes,
    serviceSettings: (appId: string): Map<string, ServiceSettings> =>
      new Map(
        selectService
          .all(appId)
          .map((row) => [
            row.service,
            merged(ServiceSettings, DEFAULT_SERVICE_SETTINGS, row.settings),
          ]),
      ),
    saveServiceSettings: (appId: string, service: string, settings: ServiceSettings): number =>
      putService.run(appId, service, JSON.stringify(settings)).changes,
    limits: (appId: string): Map<string, FunctionLimits> =>
      new Map(
        selectLimits
          .all(appId)
          .map((row) => [row.name, merged(FunctionLimits, DEFAULT_LIMITS, row.limits)]),
      ),
    /** null goes back to the defaults. */
    saveLimits(appId: string, name: string, limits: FunctionLimits | null): void {
      if (limits === null) deleteLimits.run(appId, name);
      else putLimits.run(appId, name, JSON.stringify(limits));
    },
  };
}

/** A row of an older version may lack a field: the default fills it. */
function merged<T extends object>(
  shape: { safeParse: (value: unknown) => { success: boolean; data?: T } },
  defaults: T,
  json: string,
): T {
  const kept: unknown = JSON.parse(json);
  const parsed = shape.safeParse({ ...defaults, ...(kept as object) });
  return parsed.data ?? defaults;
}
