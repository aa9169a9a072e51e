import type { AppId } from '../../../preload/contract/app-model.ts';
import type { AppSummary } from '../../../preload/contract/apps.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { BackstitchError } from '../../lib/errors.ts';

/** An app by its id, or all of them. */
export function chosen(apps: Apps, appId: AppId | undefined): HeldApp[] {
  return appId === undefined ? apps.list() : [apps.get(appId)];
}

/** The app a call means: the one it names, or the only one there is. */
export function theApp(apps: Apps, appId: AppId | undefined): HeldApp {
  if (appId !== undefined) return apps.get(appId);
  const all = apps.list();
  const [only] = all;
  if (only === undefined) throw new BackstitchError('APP_NOT_FOUND', 'There is no app yet.');
  if (all.length === 1) return only;
  throw new BackstitchError('APP_INVALID', 'There are several apps: choose one.', {
    hint: `Pass appId: ${all.map((app) => `${app.id} (${app.row.name})`).join(', ')}.`,
    field: 'appId',
  });
}

/** Refuses to save over what somebody else saved meanwhile. */
export function checkRevision(given: string | null, present: string | undefined): void {
  if (given !== null && given !== present) throw new BackstitchError('APP_CHANGED');
}

export function summarize(apps: Apps, app: HeldApp): AppSummary {
  const { model, row } = app;
  const webhooks = model.services.flatMap((service) => service.webhooks);
  return {
    id: app.id,
    clientAppId: model.clientAppId,
    name: row.name,
    configVersion: model.configVersion,
    createdAt: row.createdAt,
    directory: row.directory,
    watch: apps.watchState(app.id),
    counts: {
      services: model.services.length,
      webhooks: webhooks.length,
      functions: model.functions.length,
      endpoints: model.endpoints.length,
      values: model.values.length,
      problems: app.report.notes.filter((note) => note.kind === 'failed').length,
    },
    environment: model.environment,
    settings: row.settings,
  };
}
