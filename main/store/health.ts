import type { CaptureHealth } from '../../preload/contract/system.ts';
import type { Database } from 'better-sqlite3';
import { errorCode } from '../lib/errors.ts';

/** Why nothing can be kept at the moment, in words, and what to do. */
export function describeStorageError(error: unknown): { why: string; hint: string } {
  const code = errorCode(error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return {
      why: 'The disk is full.',
      hint: 'Free some space; capturing goes on by itself.',
    };
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return {
      why: 'Another program holds the database locked.',
      hint: 'Close the program that has backstitch.db open; capturing goes on by itself.',
    };
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EACCES' || code === 'EROFS') {
    return {
      why: 'The data directory is read-only.',
      hint: 'Make it writable again; capturing goes on by itself.',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { why: `The database cannot be written: ${detail}.`, hint: 'Check the disk.' };
}

export interface StoreHealth {
  get(): CaptureHealth;
  /** Called with every failed write. */
  failed(error: unknown): void;
  /** Called after a write that worked. */
  worked(): void;
}

/** Running or paused; `onChange` is called at each turn. */
export function createStoreHealth(now: () => number, onChange: () => void): StoreHealth {
  let state: CaptureHealth = { state: 'running' };
  return {
    get: () => state,
    failed(error) {
      const words = describeStorageError(error);
      if (state.state === 'paused' && state.why === words.why) return;
      state = { state: 'paused', since: now(), ...words };
      onChange();
    },
    worked() {
      if (state.state === 'running') return;
      state = { state: 'running' };
      onChange();
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
