import { join } from 'node:path';
import type {
  AppId,
  AppModel,
  AppSettings,
  AuthProvider,
  Environment,
} from '../../../preload/contract/app-model.ts';
import type {
  AppSummary,
  FileChange,
  ImportNote,
  ImportPreview,
  ImportReport,
} from '../../../preload/contract/apps.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import type { AppFiles } from '../config/app-files.ts';
import { codeNotes } from '../config/code/code-notes.ts';
import { triggerNotes } from '../config/triggers.ts';
import { compareFiles } from '../config/changes.ts';
import {
  removeAuthProvider,
  saveAuthProvider,
  saveEnvironment,
} from '../config/edits/data-edits.ts';
import { holdsSecrets, redacted, writeDirectory } from '../config/export-app.ts';
import { readZipApart, writeZipApart } from '../config/archives/thread.ts';
import type { FoundApp } from '../config/app-files.ts';
import { readSource } from '../config/import-source.ts';
import type { Clock } from '../../lib/clock.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { inSlices } from '../../lib/slices.ts';
import { packageRoot } from '../../lib/version.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Users } from '../users/users.ts';
import { codeSurroundings } from '../running/code-surroundings.ts';
import { summarize, theApp } from './shared.ts';

const IN_CLEAR =
  'These files contain the secrets of webhooks in clear text. Leave them out with “redact secrets”.';

interface Parts {
  apps: Apps;
  clock: Clock;
  /** Folder of npm packages that were installed for apps. */
  packages: string;
  secrets: Secrets;
  users: Users;
}

/** `apps` of the contract. */
export function appsSurface({ apps, secrets, users, packages, clock }: Parts) {
  const view = (app: HeldApp): AppSummary => summarize(apps, app);

  /** What an app lacks here: Secrets that are set and users that exist are left out. */
  async function reportOf(app: HeldApp): Promise<ImportReport> {
    const set = new Set(secrets.names(app.id));
    return {
      notes: [
        ...app.report.notes,
        ...(await findings(app.files, app.model, app.row.directory, join(packages, app.id))),
      ],
      missingSecrets: app.report.missingSecrets.filter(({ name }) => !set.has(name)),
      missingUsers: app.report.missingUsers.filter(
        ({ id }) => users.find(app.id, id) === undefined,
      ),
    };
  }
  /** What the code asks for and the app lacks, and what its triggers would have done. */
  async function findings(
    files: AppFiles,
    model: AppModel,
    directory: string | null,
    store: string | null,
  ): Promise<ImportNote[]> {
    const around = codeSurroundings(files, directory, store);
    const notes = await inSlices(codeNotes(files, model, around));
    return [...notes, ...triggerNotes(files, model, clock.now())];
  }
  async function preview(found: FoundApp): Promise<ImportPreview> {
    if (found.choices.length > 0) {
      const none = { notes: [], missingSecrets: [], missingUsers: [] };
      const { root, choices } = found;
      return {
        root,
        choices,
        name: '',
        clientAppId: '',
        configVersion: 0,
        replaces: null,
        files: [],
        report: none,
      };
    }
    const { model, report } = await apps.read(found.files);
    const before = apps.replacedBy(found.files, found.directory);
    const store = before === undefined ? null : join(packages, before.id);
    const more = await findings(found.files, model, found.directory, store);
    return {
      root: found.root,
      choices: [],
      name: model.name,
      clientAppId: before?.model.clientAppId ?? model.clientAppId,
      configVersion: model.configVersion,
      replaces: before?.id ?? null,
      files: compareFiles(before?.files ?? new Map(), found.files),
      report: {
        ...report,
        notes: [...refusals(found), ...report.notes, ...more, ...clientApiNote(before)],
      },
    };
  }
  async function take(
    found: FoundApp,
    watch: boolean,
  ): Promise<{ app: AppSummary; files: FileChange[]; report: ImportReport }> {
    if (found.choices.length > 0) {
      throw new BackstitchError('IMPORT_FAILED', 'Several apps are in this folder: choose one.', {
        hint: found.choices.join('\n'),
        field: 'directory',
      });
    }
    await apps.read(found.files);
    const before = apps.replacedBy(found.files, found.directory);
    let app = await apps.replace(found.files, found.directory);
    if (watch && found.directory !== null) app = await apps.watch(app.id, found.directory);
    const report = await reportOf(app);
    return {
      app: view(app),
      files: compareFiles(before?.files ?? new Map(), found.files),
      report: {
        ...report,
        notes: [...refusals(found), ...report.notes, ...clientApiNote(app)],
      },
    };
  }
  const fromBlob = async (zip: Blob): Promise<FoundApp> =>
    readZipApart(new Uint8Array(await zip.arrayBuffer()), 'zip');

  return {
    list: (): AppSummary[] => apps.list().map(view),
    create: async ({ name }: { name: string }) => view(await apps.create(name)),
    preview: async ({ directory }: { directory: string }) => preview(await readSource(directory)),
    import: async ({ directory, watch }: { directory: string; watch: boolean }) =>
      take(await readSource(directory), watch),
    previewZip: async ({ zip }: { zip: Blob }) => preview(await fromBlob(zip)),
    importZip: async ({ zip }: { zip: Blob }) => take(await fromBlob(zip), false),
    async importSample() {
      const found = await readSource(join(packageRoot(), 'resources/sample-app'));
      // The folder is Backstitch's own: the app is not of it any more once it is here.
      const taken = await take({ ...found, directory: null }, false);
      const { settings } = apps.get(taken.app.id).row;
      const app = await apps.saveSettings(taken.app.id, { ...settings, clientApi: true });
      const notes = taken.report.notes.filter(({ message }) => message !== CLIENT_API_OFF);
      return { ...taken, app: view(app), report: { ...taken.report, notes } };
    },
    async export(input: {
      directory: string;
      appId?: AppId | undefined;
      replace: boolean;
      redactSecrets: boolean;
    }) {
      const app = theApp(apps, input.appId);
      const files = input.redactSecrets ? redacted(app.files) : app.files;
      const written = await writeDirectory(files, input.directory, input.replace);
      const warnings = !input.redactSecrets && holdsSecrets(app.files) ? [IN_CLEAR] : [];
      return { directory: input.directory, written, warnings };
    },
    async exportZip({ appId, redactSecrets }: { appId: AppId; redactSecrets: boolean }) {
      const { files } = apps.get(appId);
      return new Blob([await writeZipApart(redactSecrets ? redacted(files) : files)], {
        type: 'application/zip',
      });
    },
    remove: async ({ appId }: { appId: AppId }) => ({ undo: await apps.remove(appId) }),
    undoRemove: async ({ undo }: { undo: string }) => view(await apps.undoRemove(undo)),
    report: ({ appId }: { appId: AppId }) => reportOf(apps.get(appId)),
    async watch({ appId, directory }: { appId: AppId; directory: string }): Promise<AppSummary> {
      if (directory === '') return view(await apps.watch(appId, ''));
      const found = await readSource(directory);
      if (found.directory === null || found.choices.length > 0) {
        throw new BackstitchError('IMPORT_FAILED', 'This is not the folder of one app.', {
          field: 'directory',
        });
      }
      mustBeSame(apps.get(appId), (await apps.read(found.files)).model);
      return view(await apps.watch(appId, found.directory));
    },
    saveSettings: async ({ appId, settings }: { appId: AppId; settings: AppSettings }) =>
      view(
        await apps.saveSettings(appId, {
          ...settings,
          clientApi: settings.clientApi ?? apps.get(appId).row.settings.clientApi ?? false,
        }),
      ),
    saveEnvironment: async ({ appId, environment }: { appId: AppId; environment: Environment }) =>
      view(await apps.apply(appId, saveEnvironment(environment))),
    auth({ appId }: { appId: AppId }) {
      const { authProviders, customUserData } = apps.get(appId).model;
      return { providers: authProviders, customUserData };
    },
    saveAuthProvider: async ({ appId, provider }: { appId: AppId; provider: AuthProvider }) =>
      (await apps.apply(appId, saveAuthProvider(provider))).model.authProviders,
    removeAuthProvider: async ({ appId, name }: { appId: AppId; name: string }) =>
      (await apps.apply(appId, removeAuthProvider(name))).model.authProviders,
    live: (_input?: undefined, signal?: AbortSignal) => apps.live(undefined, signal),
  };
}

/** Following the folder of another app would overwrite this one. */
function mustBeSame(app: HeldApp, { clientAppId, name }: AppModel): void {
  if (clientAppId === '' || clientAppId === app.model.clientAppId) return;
  throw new BackstitchError(
    'IMPORT_FAILED',
    `The folder contains another app: ${name} (${clientAppId}).`,
    {
      hint: 'Import it instead, or choose the folder of this app.',
      field: 'directory',
    },
  );
}

const refusals = ({ refused }: FoundApp): ImportReport['notes'] =>
  refused.map(({ path, message }) => ({ kind: 'skipped', path, message }));

const CLIENT_API_OFF =
  'Its client API is off: client applications get 404. Switch it on in Overview.';

/** An import serves no client application until somebody says so. */
function clientApiNote(app: HeldApp | undefined): ImportReport['notes'] {
  if (app?.row.settings.clientApi === true) return [];
  return [{ kind: 'skipped', path: '', message: CLIENT_API_OFF }];
}
