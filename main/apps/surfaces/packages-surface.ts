import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, valid, validRange } from 'semver';
import type { AppId } from '../../../preload/contract/app-model.ts';
import type { PackageView } from '../../../preload/contract/apps/packages.ts';
import type { Apps, HeldApp } from '../config/apps.ts';
import { packagesOf, savePackage } from '../config/edits/package-edits.ts';
import type { Installer } from '../../functions/modules/install-package.ts';
import { installedFor } from '../../functions/modules/install/remove.ts';
import { BackstitchError } from '../../lib/errors.ts';

interface Parts {
  apps: Apps;
  /** Folder with a store for each app. */
  store: string;
  installer: Installer;
  /** Runs are to find what is there now. */
  changed: () => void;
}

/** `packages` of the contract. The app's own package.json decides, unless a version is chosen. */
export function packagesSurface({ apps, store, installer, changed }: Parts) {
  const storeOf = (app: HeldApp): string => join(store, app.id);

  function placed(app: HeldApp, name: string): Pick<PackageView, 'installed' | 'place'> {
    const { directory } = app.row;
    const own = directory === null ? null : versionIn(join(directory, 'functions'), name);
    if (own !== null) return { installed: own, place: 'app' };
    const installed = versionIn(storeOf(app), name);
    return { installed, place: installed === null ? null : 'store' };
  }
  function view(app: HeldApp, name: string, wanted: string | null): PackageView {
    const { installed, place } = placed(app, name);
    return { name, wanted, installed, place, fits: fits(installed, wanted) };
  }
  /** What lies in the app's own folder counts first, and is npm's there. */
  function requireOurs(app: HeldApp, name: string): void {
    if (placed(app, name).place !== 'app') return;
    throw new BackstitchError('APP_INVALID', `${name} is in the folder of the app.`, {
      hint: `functions/node_modules is used before packages installed here. Change it there, with npm.`,
      field: 'name',
    });
  }

  return {
    list({ appId }: { appId: AppId }): PackageView[] {
      const app = apps.get(appId);
      const wanted = packagesOf(app.files);
      const names = new Set([...Object.keys(wanted), ...installedFor(storeOf(app))]);
      return [...names].sort().map((name) => view(app, name, wanted[name] ?? null));
    },
    versions({ appId, name }: { appId: AppId; name: string }) {
      apps.get(appId);
      return installer.versions(name);
    },
    async install(input: { appId: AppId; name: string; range: string; save: boolean }) {
      const app = apps.get(input.appId);
      const { name, range } = nameAndRange(input.name, input.range);
      requireOurs(app, name);
      const asked = packagesOf(app.files);
      const wanted = asked[name] ?? '';
      const version = await installer.install(
        storeOf(app),
        name,
        range || wanted,
        Object.keys(asked),
      );
      changed();
      const written = rangeToWrite(range, wanted, version);
      if (input.save && written !== wanted) await apps.apply(app.id, savePackage(name, written));
      apps.announce(app.id, 'packages');
      return { installed: `${name}@${version}` };
    },
    async remove({ appId, name, save }: { appId: AppId; name: string; save: boolean }) {
      const app = apps.get(appId);
      requireOurs(app, name);
      const { [name]: wanted, ...others } = packagesOf(app.files);
      if (wanted === undefined && placed(app, name).place === null) {
        throw new BackstitchError('APP_INVALID', `The app has no package ${name}.`, {
          field: 'name',
        });
      }
      const removal = await installer.remove(storeOf(app), name, Object.keys(others));
      changed();
      if (save && wanted !== undefined) await apps.apply(app.id, savePackage(name, undefined));
      apps.announce(app.id, 'packages');
      return removal;
    },
  };
}

/** `name@range` may stand in the place of the name, as npm takes it. */
function nameAndRange(name: string, range: string): { name: string; range: string } {
  const at = name.indexOf('@', 1);
  if (at < 0 || range !== '') return { name, range };
  return { name: name.slice(0, at), range: name.slice(at + 1) };
}

/** As npm writes it: a range or version as it was asked for, else what is compatible. */
function rangeToWrite(asked: string, wanted: string, version: string): string {
  if (asked === '' && wanted !== '') return wanted;
  const isRange = asked !== '' && (validRange(asked) !== null || asked.startsWith('npm:'));
  return isRange ? asked : `^${version}`;
}

function fits(installed: string | null, wanted: string | null): boolean {
  if (wanted === null) return true;
  if (installed === null) return false;
  const [, spec = ''] = /^npm:@?[^@]+(?:@(.*))?$/.exec(wanted) ?? [undefined, wanted];
  // Tags and addresses say nothing that a version can be held against.
  return validRange(spec) === null || satisfies(installed, spec, { loose: true });
}

function versionIn(folder: string, name: string): string | null {
  try {
    const file = join(folder, 'node_modules', name, 'package.json');
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
    return valid(String(version)) === null ? null : String(version);
  } catch {
    // Not there.
    return null;
  }
}
