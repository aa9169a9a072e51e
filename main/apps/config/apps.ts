import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { newId } from '../../lib/new-id.ts';
import type {
  AppId,
  AppModel,
  AppSettings,
  FunctionLimits,
  ServiceSettings,
} from '../../../preload/contract/app-model.ts';
import type { ImportReport, WatchState } from '../../../preload/contract/apps.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { createPublisher } from '../../lib/publisher.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { AppFiles } from './app-files.ts';
import {
  type AppRow,
  DEFAULT_APP_SETTINGS,
  DEFAULT_LIMITS,
  DEFAULT_SERVICE_SETTINGS,
  openAppStore,
} from './app-store.ts';
import { type AppEdit, EditRefused } from './edits/draft.ts';
import { appOf } from './identity.ts';
import { newAppFiles, newClientAppId } from './new-app.ts';
import { readApp, type ReadApp, readAppInSteps } from './reading/read-app.ts';
import { inSlices } from '../../lib/slices.ts';
import { writeBack, watchFolder, type Watching } from './watch-app.ts';

/** An app as the engine holds it. Replaced, never changed: whoever holds one sees one state. */
export interface HeldApp {
  id: AppId;
  row: AppRow;
  files: AppFiles;
  model: AppModel;
  report: ImportReport;
  /** Changes with everything of the app. */
  version: number;
  serviceSettings: ReadonlyMap<string, ServiceSettings>;
  limits: ReadonlyMap<string, FunctionLimits>;
}

interface Parts {
  db: Database;
  groups: GroupCommit;
  clock: Clock;
  log: (message: string, error: unknown) => void;
}

export type Apps = ReturnType<typeof openApps>;

const KEPT_REMOVALS = 10;

/** The apps. Files are on disk first, then live. */
export function openApps({ db, groups, clock, log }: Parts) {
  const store = openAppStore(db);
  const changes = createPublisher<{ appId: AppId | null; why: string }>({
    appId: null,
    why: 'refresh',
  });
  const held = new Map<AppId, HeldApp>();
  const watching = new Map<AppId, Watching>();
  const removed = new Map<string, HeldApp>();
  const listeners = new Set<(appId: AppId) => void>();
  let version = 0;
  /** Files never change: what was read of them once holds. */
  const read = new WeakMap<AppFiles, ReadApp>();

  function readOnce(files: AppFiles): ReadApp {
    const known = read.get(files) ?? readApp(files);
    read.set(files, known);
    return known;
  }
  /** Reads files beforehand, without holding up captures. */
  async function prepare(files: AppFiles): Promise<ReadApp> {
    const known = read.get(files) ?? (await inSlices(readAppInSteps(files)));
    read.set(files, known);
    return known;
  }

  const namesItself = (app: HeldApp): boolean => readOnce(app.files).model.clientAppId !== '';

  for (const row of store.apps()) hold(row, store.files(row.id));
  for (const app of held.values()) if (app.row.watched) startWatch(app.id, app.row.directory ?? '');

  function hold(row: AppRow, files: AppFiles): HeldApp {
    const id = row.id as AppId;
    const { model, report } = readOnce(files);
    version += 1;
    const app: HeldApp = {
      id,
      row,
      files,
      // The client app id of the row counts: files of an old export may not say one.
      model: { ...model, clientAppId: row.clientAppId },
      report,
      version,
      serviceSettings: store.serviceSettings(id),
      limits: store.limits(id),
    };
    held.set(id, app);
    return app;
  }
  function announce(appId: AppId | null, why: string): void {
    if (appId !== null) for (const listener of listeners) listener(appId);
    changes.publish({ appId, why });
  }
  function mustFind(id: AppId): HeldApp {
    const app = held.get(id);
    if (app === undefined) throw new BackstitchError('APP_NOT_FOUND');
    return app;
  }
  async function save(
    row: AppRow,
    before: AppFiles,
    after: AppFiles,
    why: string,
  ): Promise<HeldApp> {
    await groups.commit(() => {
      if (!held.has(row.id as AppId)) store.purge(row.clientAppId);
      store.saveApp(row);
      store.saveFiles(row.id, before, after);
    });
    const app = hold(row, after);
    announce(app.id, why);
    return app;
  }
  function rowFor(files: AppFiles, directory: string | null): { row: AppRow; before: AppFiles } {
    const { model } = readOnce(files);
    const known = appOf(model, directory, [...held.values()], namesItself);
    if (known !== undefined) {
      const row = { ...known.row, name: model.name, directory: directory ?? known.row.directory };
      return { row, before: known.files };
    }
    const row: AppRow = {
      id: newId('app_'),
      clientAppId: model.clientAppId === '' ? newClientAppId(model.name) : model.clientAppId,
      name: model.name,
      createdAt: clock.now(),
      directory,
      watched: false,
      settings: DEFAULT_APP_SETTINGS,
    };
    return { row, before: new Map() };
  }

  function startWatch(id: AppId, directory: string): void {
    watching.get(id)?.[Symbol.dispose]();
    const watcher = watchFolder(directory, {
      clock,
      log,
      present: () => held.get(id)?.files ?? new Map(),
      onFiles: async (files) => {
        const { model } = await prepare(files);
        const app = held.get(id);
        if (app === undefined) return;
        await save({ ...app.row, name: model.name }, app.files, files, 'folder');
      },
      onState: () => announce(id, 'watch'),
    });
    watching.set(id, watcher);
  }

  return {
    /** What is in files, read without holding up captures. */
    read: prepare,
    list: (): HeldApp[] =>
      [...held.values()].sort(
        (a, b) => a.row.createdAt - b.row.createdAt || (a.id < b.id ? -1 : 1),
      ),
    get: mustFind,
    find: (id: AppId): HeldApp | undefined => held.get(id),
    byClientId: (clientAppId: string): HeldApp | undefined =>
      [...held.values()].find((app) => app.row.clientAppId === clientAppId),
    watchState: (id: AppId): WatchState | null => watching.get(id)?.state() ?? null,
    async create(name: string): Promise<HeldApp> {
      const files = newAppFiles(name);
      const { row } = rowFor(files, null);
      return save(row, new Map(), files, 'created');
    },
    /** The app whose files these would replace. `directory` as in `replace`. */
    replacedBy: (files: AppFiles, directory: string | null): HeldApp | undefined =>
      held.get(rowFor(files, directory).row.id as AppId),
    /** One transaction: all of the files, or nothing. */
    async replace(files: AppFiles, directory: string | null): Promise<HeldApp> {
      const { row, before } = rowFor(files, directory);
      return save(row, before, files, 'import');
    },
    /**
     * Changes the files of an app.
     *
     * @throws BackstitchError APP_INVALID where the edit makes no sense
     */
    async apply(id: AppId, edit: AppEdit): Promise<HeldApp> {
      const app = mustFind(id);
      let after: AppFiles;
      try {
        after = edit(app.files);
      } catch (error) {
        if (!(error instanceof EditRefused)) throw error;
        throw new BackstitchError('APP_INVALID', error.message, {
          ...(error.field !== undefined && { field: error.field }),
        });
      }
      const saved = await save(app.row, app.files, after, 'edit');
      const watcher = watching.get(id);
      if (watcher !== undefined) await writeBack(watcher, app.files, after, log);
      return saved;
    },
    async saveSettings(id: AppId, settings: AppSettings): Promise<HeldApp> {
      const app = mustFind(id);
      return save({ ...app.row, settings }, app.files, app.files, 'settings');
    },
    serviceSettings: (app: HeldApp, service: string): ServiceSettings =>
      app.serviceSettings.get(service) ?? DEFAULT_SERVICE_SETTINGS,
    async saveServiceSettings(
      id: AppId,
      service: string,
      settings: ServiceSettings,
    ): Promise<void> {
      const app = mustFind(id);
      await groups.commit(() => store.saveServiceSettings(id, service, settings));
      hold(app.row, app.files);
      announce(id, 'settings');
    },
    /** @param name a function's name, or `service/webhook`. */
    limits: (app: HeldApp, name: string): FunctionLimits => app.limits.get(name) ?? DEFAULT_LIMITS,
    async saveLimits(id: AppId, name: string, limits: FunctionLimits | null): Promise<void> {
      const app = mustFind(id);
      await groups.commit(() => store.saveLimits(id, name, limits));
      hold(app.row, app.files);
      announce(id, 'settings');
    },
    /** Follows a folder; '' stops to. */
    async watch(id: AppId, directory: string): Promise<HeldApp> {
      const app = mustFind(id);
      watching.get(id)?.[Symbol.dispose]();
      watching.delete(id);
      const row = {
        ...app.row,
        watched: directory !== '',
        directory: directory === '' ? app.row.directory : directory,
      };
      const saved = await save(row, app.files, app.files, 'watch');
      if (directory !== '') startWatch(id, directory);
      return saved;
    },
    /** Deletes an app. The returned text brings it back, users and all, until the next start. */
    async remove(id: AppId): Promise<string> {
      const app = mustFind(id);
      watching.get(id)?.[Symbol.dispose]();
      watching.delete(id);
      await groups.commit(() => store.setRemoved(id, true));
      held.delete(id);
      const undo = randomUUID();
      removed.set(undo, app);
      for (const key of removed.keys()) if (removed.size > KEPT_REMOVALS) removed.delete(key);
      announce(id, 'removed');
      return undo;
    },
    async undoRemove(undo: string): Promise<HeldApp> {
      const app = removed.get(undo);
      if (app === undefined) throw new BackstitchError('UNDO_EXPIRED');
      const found = await groups.commit(() => store.setRemoved(app.id, false));
      if (found === 0) throw new BackstitchError('UNDO_EXPIRED');
      removed.delete(undo);
      const back = hold({ ...app.row, watched: false }, app.files);
      announce(back.id, 'undo');
      return back;
    },
    /** Told of every change of an app, before the readers of `live`. */
    onChange(listener: (appId: AppId) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    announce,
    live: (_input?: undefined, signal?: AbortSignal) => changes.subscribe(signal),
    close(): void {
      for (const watcher of watching.values()) watcher[Symbol.dispose]();
      changes.close();
    },
  };
}
