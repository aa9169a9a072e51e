import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { AppId, AppSettings, AuthProvider, CustomUserData, Environment } from './app-model.ts';
import { errors } from './errors.ts';
import { EpochMs, QueryBoolean } from './shapes.ts';

/** One line of what an import found. `path` is the file inside the app; '' for the app itself. */
export const ImportNote = z.object({
  path: z.string(),
  kind: z.enum(['imported', 'skipped', 'unsupported', 'failed', 'warning']),
  message: z.string(),
  line: z.number().int().optional().describe('in the file, from 1'),
});
export type ImportNote = z.infer<typeof ImportNote>;

export const ImportReport = z.object({
  notes: z.array(ImportNote),
  missingSecrets: z.array(z.object({ name: z.string(), usedBy: z.array(z.string()) })),
  missingUsers: z.array(z.object({ id: z.string(), usedBy: z.array(z.string()) })),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const FileChange = z.object({
  path: z.string(),
  change: z.enum(['added', 'changed', 'removed', 'same']),
});
export type FileChange = z.infer<typeof FileChange>;

/** How the folder an app came from is followed. */
export const WatchState = z.object({
  directory: z.string(),
  since: EpochMs,
  lastReadAt: EpochMs.nullable(),
  problem: z.string().nullable(),
});
export type WatchState = z.infer<typeof WatchState>;

export const AppSummary = z.object({
  id: AppId,
  clientAppId: z.string(),
  name: z.string(),
  configVersion: z.number().int(),
  createdAt: EpochMs,
  directory: z.string().nullable().describe('folder it was imported from'),
  watch: WatchState.nullable(),
  counts: z.object({
    services: z.number().int(),
    webhooks: z.number().int(),
    functions: z.number().int(),
    endpoints: z.number().int(),
    values: z.number().int(),
    problems: z.number().int().describe('parts that cannot run as they are'),
  }),
  environment: Environment,
  settings: AppSettings,
});
export type AppSummary = z.infer<typeof AppSummary>;

export const ImportPreview = z.object({
  root: z.string().describe('folder taken as the app’s root'),
  choices: z.array(z.string()).describe('several apps were found: pass one of these as directory'),
  name: z.string(),
  clientAppId: z.string(),
  configVersion: z.number().int(),
  replaces: AppId.nullable().describe('the app that is here already'),
  files: z.array(FileChange),
  report: ImportReport,
});
export type ImportPreview = z.infer<typeof ImportPreview>;

const byApp = z.object({ appId: AppId });
const directory = z.string().trim().min(1).max(4096);
const onImport = errors('IMPORT_FAILED', 'STORE_UNAVAILABLE');
const onChange = errors('APP_NOT_FOUND', 'APP_INVALID', 'APP_CHANGED', 'STORE_UNAVAILABLE');

export const apps = {
  list: oc
    .route({ method: 'GET', path: '/apps', summary: 'The apps, oldest first' })
    .output(z.array(AppSummary)),
  create: oc
    .route({ method: 'POST', path: '/apps', summary: 'Start an empty app' })
    .input(z.object({ name: z.string().trim().min(1).max(64) }))
    .output(AppSummary)
    .errors(errors('APP_INVALID', 'STORE_UNAVAILABLE')),
  preview: oc
    .route({ method: 'POST', path: '/app/preview', summary: 'What an import would change' })
    .input(z.object({ directory }))
    .output(ImportPreview)
    .errors(onImport),
  import: oc
    .route({ method: 'POST', path: '/app/import', summary: 'Import an app directory or zip' })
    .input(
      z.object({
        directory: directory.describe('folder or .zip file on the machine of the engine'),
        watch: z.boolean().default(false).describe('reload as its files change'),
      }),
    )
    .output(z.object({ app: AppSummary, files: z.array(FileChange), report: ImportReport }))
    .errors(onImport),
  previewZip: oc
    .input(z.object({ zip: z.instanceof(Blob) }))
    .output(ImportPreview)
    .errors(onImport),
  importZip: oc
    .input(z.object({ zip: z.instanceof(Blob) }))
    .output(z.object({ app: AppSummary, files: z.array(FileChange), report: ImportReport }))
    .errors(onImport),
  importSample: oc
    .route({ method: 'POST', path: '/app/import-sample', summary: 'Import the sample app' })
    .output(z.object({ app: AppSummary, files: z.array(FileChange), report: ImportReport }))
    .errors(onImport),
  export: oc
    .route({ method: 'POST', path: '/app/export', summary: 'Write an app directory' })
    .input(
      z.object({
        directory,
        appId: AppId.optional().describe('may be left out where there is one app'),
        replace: z.boolean().default(false).describe('write into a folder that is not empty'),
        redactSecrets: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        directory: z.string(),
        written: z.array(z.string()),
        warnings: z
          .array(z.string())
          .describe('e.g. that these files contain secrets in clear text'),
      }),
    )
    .errors(errors('APP_NOT_FOUND', 'EXPORT_REFUSED')),
  exportZip: oc
    .input(byApp.extend({ redactSecrets: QueryBoolean.default(false) }))
    .output(z.instanceof(Blob))
    .errors(errors('APP_NOT_FOUND')),
  remove: oc
    .route({ method: 'DELETE', path: '/apps/{appId}', summary: 'Delete an app from Backstitch' })
    .input(byApp)
    .output(z.object({ undo: z.string().nullable() }))
    .errors(onChange),
  undoRemove: oc
    .route({ method: 'POST', path: '/app/undo-remove', summary: 'Restore a deleted app' })
    .input(z.object({ undo: z.string().max(60) }))
    .output(AppSummary)
    .errors(errors('UNDO_EXPIRED', 'STORE_UNAVAILABLE')),
  report: oc
    .route({
      method: 'GET',
      path: '/apps/{appId}/report',
      summary: 'What its files contain, and what is missing',
    })
    .input(byApp)
    .output(ImportReport)
    .errors(errors('APP_NOT_FOUND')),
  watch: oc
    .route({ method: 'PUT', path: '/apps/{appId}/watch', summary: 'Follow its directory' })
    .input(byApp.extend({ directory: z.string().max(4096).describe('"" stops') }))
    .output(AppSummary)
    .errors(errors('APP_NOT_FOUND', 'IMPORT_FAILED')),
  saveSettings: oc
    .route({ method: 'PUT', path: '/apps/{appId}/settings', summary: 'How the app runs here' })
    .input(byApp.extend({ settings: AppSettings }))
    .output(AppSummary)
    .errors(onChange),
  saveEnvironment: oc
    .route({ method: 'PUT', path: '/apps/{appId}/environment', summary: 'Tag and its values' })
    .input(byApp.extend({ environment: Environment }))
    .output(AppSummary)
    .errors(onChange),
  auth: oc
    .route({ method: 'GET', path: '/apps/{appId}/auth', summary: 'Providers and custom data' })
    .input(byApp)
    .output(
      z.object({ providers: z.array(AuthProvider), customUserData: CustomUserData.nullable() }),
    )
    .errors(errors('APP_NOT_FOUND')),
  saveAuthProvider: oc
    .route({ method: 'PUT', path: '/apps/{appId}/auth', summary: 'Add or change a provider' })
    .input(byApp.extend({ provider: AuthProvider }))
    .output(z.array(AuthProvider))
    .errors(onChange),
  removeAuthProvider: oc
    .route({ method: 'DELETE', path: '/apps/{appId}/auth/{name}', summary: 'Remove a provider' })
    .input(byApp.extend({ name: z.string().min(1).max(200) }))
    .output(z.array(AuthProvider))
    .errors(onChange),
  /** A notice that an app changed, by hand or by its watched folder; the reader fetches again. */
  live: oc
    .route({ method: 'GET', path: '/apps/live', summary: 'Tells that an app changed' })
    .output(eventIterator(z.object({ appId: AppId.nullable(), why: z.string() }))),
};
