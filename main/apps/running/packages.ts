import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldApp } from '../config/apps.ts';
import { unpackPackagesApart } from '../config/archives/thread.ts';
import { PACKAGE_ARCHIVES } from '../../functions/modules/unpack-packages.ts';

/** Unpacks the archives of npm packages that apps bring, once for each state of them. */
export function createPackages(store: string, log: (message: string, error: unknown) => void) {
  const busy = new Set<string>();

  async function unpack(app: HeldApp, name: string, archive: Buffer): Promise<boolean> {
    const folder = join(store, app.id);
    const mark = join(folder, 'unpacked');
    const hash = createHash('sha256').update(archive).digest('hex');
    if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return false;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { refused } = await unpackPackagesApart(archive, name, folder);
    for (const why of refused) log(`${app.row.name}: ${why}.`, undefined);
    writeFileSync(mark, hash, { mode: 0o600 });
    return true;
  }
  return {
    /** @param changed called when packages were unpacked. */
    follow(app: HeldApp, changed: () => void = () => {}): void {
      const name = PACKAGE_ARCHIVES.find((one) => app.files.has(`functions/${one}`));
      const archive = name && app.files.get(`functions/${name}`);
      if (name === undefined || archive === undefined || busy.has(app.id)) return;
      busy.add(app.id);
      unpack(app, name, archive)
        .then((fresh) => (fresh ? changed() : undefined))
        .catch((error: unknown) => log('Packages of an app could not be unpacked.', error))
        .finally(() => busy.delete(app.id));
    },
  };
}
