import type { Database } from 'better-sqlite3';
import type { Prefs as Values } from '../../preload/contract/window/prefs.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { createListeners } from '../lib/listeners.ts';
import { createPublisher, presentFirst } from '../lib/publisher.ts';
import type { GroupCommit } from '../store/group-commit.ts';
import { isStorageError } from '../store/health.ts';

interface Parts {
  db: Database;
  groups: Pick<GroupCommit, 'commit'>;
  clock: Clock;
  /** Preferences that the engine reads itself: their value where none is kept, and their check. */
  known: Readonly<Record<string, KnownPref>>;
}

export type Prefs = ReturnType<typeof openPrefs>;

interface KnownPref {
  fallback: unknown;
  /** What is wrong with a value, in words; null where nothing is. */
  problemOf: (value: unknown) => string | null;
}

const LARGEST = 64 * 1024;
const AT_MOST = 500;

/** Choices of the window, read from memory; table `prefs`. */
export function openPrefs({ db, groups, clock, known }: Parts) {
  const upsert = db.prepare<[string, string, number]>(`
    INSERT INTO prefs (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`);
  const remove = db.prepare<[string]>('DELETE FROM prefs WHERE key = ?');
  const rows = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM prefs').all();
  let kept = new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as unknown]));
  const changed = createListeners();
  const published = createPublisher<Values>();

  const fallbacks = Object.entries(known).map(([key, { fallback }]) => [key, fallback] as const);
  const all = (): Values => Object.fromEntries([...fallbacks, ...kept]);

  function check(key: string, value: unknown): string {
    const text = JSON.stringify(value);
    const problem =
      Buffer.byteLength(text) > LARGEST
        ? 'A preference holds 64 KB at most.'
        : (known[key]?.problemOf(value) ?? null);
    if (problem === null) return text;
    throw new BackstitchError('PREFS_INVALID', problem, { field: `patch.${key}` });
  }

  return {
    /** Tells that some changed. */
    onChange: changed.add,
    get({ keys }: { keys?: readonly string[] | undefined } = {}): Values {
      const values = all();
      if (keys === undefined) return values;
      return Object.fromEntries(
        keys.filter((key) => key in values).map((key) => [key, values[key]]),
      );
    },
    /** @throws BackstitchError PREFS_INVALID, STORE_UNAVAILABLE; nothing is changed then. */
    async put({ patch }: { patch: Values }): Promise<Values> {
      const next = new Map(kept);
      const writes = Object.entries(patch).map(([key, value]) => {
        if (value === null || value === undefined) {
          next.delete(key);
          return () => remove.run(key);
        }
        const text = check(key, value);
        next.set(key, value);
        return () => upsert.run(key, text, clock.now());
      });
      if (next.size > AT_MOST)
        throw new BackstitchError('PREFS_INVALID', `There are ${AT_MOST} preferences at most.`);
      try {
        await groups.commit(() => {
          for (const write of writes) write();
        });
      } catch (cause) {
        if (!isStorageError(cause)) throw cause;
        throw new BackstitchError('STORE_UNAVAILABLE', undefined, { cause });
      }
      // Another window may have changed others while this was written.
      kept = new Map([...kept].filter(([key]) => !(key in patch)));
      for (const [key, value] of next) if (key in patch) kept.set(key, value);
      changed.tell();
      published.publish(all());
      return all();
    },
    /** All of them now, and again each time one changes. */
    live(_input?: undefined, signal?: AbortSignal): AsyncGenerator<Values, void, void> {
      // Subscribed before the present ones are read: no change falls between.
      const changes = published.subscribe(signal);
      return presentFirst(all(), changes);
    },
    [Symbol.dispose]: () => published.close(),
  };
}
