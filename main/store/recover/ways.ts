import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { BackstitchError } from '../../lib/errors.ts';
import { DATABASE_FILE, prepareDataDir } from '../data-dir.ts';
import { lockDataDir } from '../lock.ts';
import { diagnose } from './diagnose.ts';
import type { Recovery } from './recovery.ts';
import { salvage, type Salvaged } from './salvage.ts';

export interface Recovered {
  /** What was wrong. */
  found: string;
  /** Where the file is that does not read. */
  aside: string;
  /** The copy that was taken. */
  backup: string | null;
  tables: Salvaged[];
}

/**
 * Puts a readable database into a data directory whose own does not read. The damaged one is kept
 * under a name with the time, its log and the bodies of its captures too; nothing is overwritten.
 *
 * @throws BackstitchError DATA_DIR_LOCKED; RECOVERY_REFUSED where nothing is wrong, or the way leads
 *   nowhere. Nothing was changed then.
 */
export function recoverStore(dataDir: string, way: Recovery, nowMs: number): Recovered {
  prepareDataDir(dataDir);
  const unlock = lockDataDir(dataDir);
  try {
    return recover(dataDir, way, nowMs);
  } finally {
    unlock();
  }
}

function recover(dataDir: string, way: Recovery, nowMs: number): Recovered {
  const file = join(dataDir, DATABASE_FILE);
  const damage = diagnose(dataDir);
  if (damage === null) {
    throw new BackstitchError('RECOVERY_REFUSED', `${file} is not damaged.`, {
      hint: 'Start without --recover.',
    });
  }
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${file}.damaged-${stamp}`;
  const draft = `${file}.recovering`;
  for (const end of ['', '-wal', '-shm']) rmSync(draft + end, { force: true });
  const backup = way === 'backup' ? newestCopy(dataDir) : null;
  let tables: Salvaged[] = [];
  if (way === 'salvage') {
    closeSync(openSync(draft, 'wx', 0o600));
    tables = salvage(file, draft);
  } else if (backup !== null) {
    copyFileSync(backup, draft);
  }
  for (const end of ['', '-wal', '-shm']) {
    if (existsSync(file + end)) renameSync(file + end, aside + end);
  }
  keepBodies(join(dataDir, 'bodies'), join(dataDir, `bodies.damaged-${stamp}`));
  if (existsSync(draft)) renameSync(draft, file);
  return { found: damage.found, aside, backup, tables };
}

function newestCopy(dataDir: string): string {
  const copies = readdirSync(dataDir)
    .filter((name) => name.startsWith(`${DATABASE_FILE}.v`) && name.endsWith('.bak'))
    .map((name) => join(dataDir, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const [newest] = copies;
  if (newest === undefined) {
    throw new BackstitchError(
      'RECOVERY_REFUSED',
      `There is no copy of the database in ${dataDir}.`,
      {
        hint: 'Copies are made before updates of the database. Try --recover salvage.',
      },
    );
  }
  return newest;
}

/** Bodies without a row are swept from a data directory: those of the damaged one get a second name. */
function keepBodies(folder: string, aside: string): void {
  if (!existsSync(folder)) return;
  mkdirSync(aside, { mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const from = join(folder, name);
    const to = join(aside, basename(name));
    try {
      linkSync(from, to);
    } catch {
      // A file system without hard links.
      copyFileSync(from, to);
    }
  }
}
