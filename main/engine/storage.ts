import { maskOldRows } from '../captures/url-secrets/mask-old-rows.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { createCheckpoints } from '../store/checkpoints/checkpoints.ts';
import { createGroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';
import { createStoreHealth, tryWrite } from '../store/health.ts';
import { lockDataDir } from '../store/lock.ts';
import { prepareDataDir } from '../store/data-dir.ts';
import { compactAtStart } from '../store/size/compact-at-start.ts';
import { openDatabase } from '../store/open.ts';
import { ClosingStack } from '../lib/closing-stack.ts';

const PROBE_MS = 2000;

export type Storage = ReturnType<typeof openStorage>;

/**
 * The data directory, locked, with its database and the one way to write to it.
 *
 * @throws BackstitchError DATA_DIR_UNUSABLE, DATA_DIR_LOCKED, DATABASE_TOO_NEW, DATABASE_UNREADABLE
 */
export function openStorage({ dataDir, log, clock }: { dataDir: string; log: Log; clock: Clock }) {
  using stack = new ClosingStack();
  prepareDataDir(dataDir);
  stack.defer(lockDataDir(dataDir));
  const db = openDatabase(dataDir, maskOldRows);
  const compacted = compactAtStart(db, dataDir, () => clock.now());
  stack.defer(() => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  });
  const health = createStoreHealth(() => clock.now());
  const onError = (error: unknown): void => {
    log.error({ err: error }, 'The database could not be written.');
    health.failed(error);
  };
  const groups = createGroupCommit(db, {
    onFailure(error) {
      if (isStorageError(error)) onError(error);
      else log.error({ err: error }, 'A write failed.');
    },
    onSuccess() {
      health.worked();
      checkpoints.wrote();
    },
  });
  const checkpoints = stack.use(
    createCheckpoints(db, groups.hold, (error) => {
      log.warn({ err: error }, 'The log of the database is copied by the main thread from now on.');
    }),
  );
  stack.use(groups);
  // While nothing can be written, try again now and then, so that capture resumes by itself.
  const probe = setInterval(() => {
    if (health.get().state === 'paused') groups.commit(() => tryWrite(db)).catch(() => {});
  }, PROBE_MS);
  stack.defer(() => clearInterval(probe));
  const opened = stack.move();
  return {
    db,
    groups,
    health,
    /** What this start did to compact the database; null where it had nothing to do. */
    compacted,
    /** To be told of every write to the data directory that failed. */
    onError,
    [Symbol.dispose]: () => opened.dispose(),
  };
}
