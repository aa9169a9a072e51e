import { existsSync } from 'node:fs';
import type { AppModel } from '../../../preload/contract/app-model.ts';

/** What an app that is held is known by. */
interface Known {
  row: { clientAppId: string; name: string; directory: string | null };
}

/**
 * The app that files are another state of. An export that names its `app_id` is known by it. One
 * that does not is known by its folder; where that says nothing (a zip, or a folder that was moved),
 * by its name, among apps that name no id either.
 *
 * @param directory where the files were read; null for an archive
 * @param namesItself whether the files of an app name its `app_id`
 * @returns undefined where they are a new app
 */
export function appOf<App extends Known>(
  { clientAppId, name }: Pick<AppModel, 'clientAppId' | 'name'>,
  directory: string | null,
  apps: readonly App[],
  namesItself: (app: App) => boolean,
): App | undefined {
  if (clientAppId !== '') return apps.find(({ row }) => row.clientAppId === clientAppId);
  const nameless = apps.filter((app) => !namesItself(app));
  const sameFolder = ({ row }: Known): boolean => directory !== null && row.directory === directory;
  // Two folders with apps of one name are two apps, as long as both are there.
  const sameName = ({ row }: Known): boolean =>
    row.name === name &&
    (directory === null || row.directory === null || !existsSync(row.directory));
  return nameless.find(sameFolder) ?? nameless.find(sameName);
}
