import type { CaptureHealth } from '../../preload/contract/system.ts';
import type { Database } from 'better-sqlite3';
import { errorCode } from '../lib/errors.ts';
import { createListeners } from '../lib/listeners.ts';

type Paused = Extract<CaptureHealth, { state: 'paused' }>;

/** Why nothing can be kept at the moment, in words, and what to do. */
export function describeStorageError(error: unknown): Pick<Paused, 'cause' | 'why' | 'hint'> {
  const code = errorCode(error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return {
      cause: 'full',
      why: 'The disk is full.',
      hint: 'Free some space; capturing then continues.',
    };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return {
      cause: 'locked',
      why: 'Another program has locked the database.',
      hint: 'Close the program that has backstitch.db open; capturing then continues.',
    };
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EROFS') {
    return {
      cause: 'read-only',
      why: 'The data directory is read-only.',
      hint: 'Make it writable again; capturing then continues.',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  const why = `The database cannot be written: ${detail}.`;
  return { cause: 'unwritable', why, hint: 'Check the disk.' };
}

export interface StoreHealth {
  get(): CaptureHealth;
  /** Called with every failed write. */
  failed(error: unknown): void;
  /** Called after a write that worked. */
  worked(): void;
  /** Tells when it pauses and when it runs again; returns how to stop that. */
  onChange(listener: () => void): () => void;
}

/** Whether captures can be kept: running or paused. */
export function createStoreHealth(now: () => number): StoreHealth {
  let state: CaptureHealth = { state: 'running' };
  const changes = createListeners();
  return {
    onChange: changes.add,
    get: () => state,
    failed(error) {
      const words = describeStorageError(error);
      if (state.state === 'paused' && state.why === words.why) return;
      state = { state: 'paused', since: now(), ...words };
      changes.tell();
    },
    worked() {
      if (state.state === 'running') return;
      state = { state: 'running' };
      changes.tell();
    },
  };
}

/**
 * A write that needs room on the disk, and leaves nothing behind: whether one works tells that
 * capture can go on.
 */
export function tryWrite(db: Database): void {
  db.prepare(
    `INSERT OR REPLACE INTO settings (name, value) VALUES ('room', hex(zeroblob(65536)))`,
  ).run();
  db.prepare(`DELETE FROM settings WHERE name = 'room'`).run();
}

/** True for errors of the disk or the database file, which no retry of one job would mend. */
export function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(errorCode(error));
}
