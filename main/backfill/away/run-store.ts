import type { Database } from 'better-sqlite3';

/** A stretch of time in which Backstitch ran; epoch ms. */
export interface Run {
  startedAt: number;
  aliveAt: number;
}

/** Some weeks of a computer that sleeps often. */
const KEPT = 1000;

/** Reads and writes `engine_runs`. */
export function openRunStore(db: Database) {
  const begin = db.prepare<[number, number]>(
    'INSERT INTO engine_runs (started_at, alive_at) VALUES (?, ?)',
  );
  const trim = db.prepare<[number]>('DELETE FROM engine_runs WHERE id <= ?');
  const alive = db.prepare<[number]>(`
    UPDATE engine_runs SET alive_at = max(alive_at, ?) WHERE id = (SELECT max(id) FROM engine_runs)`);
  const newest = db.prepare<[], Run>(`
    SELECT started_at AS startedAt, alive_at AS aliveAt FROM engine_runs ORDER BY id DESC`);
  return {
    begin(at: number): void {
      const id = Number(begin.run(at, at).lastInsertRowid);
      trim.run(id - KEPT);
    },
    /** The newest one still goes on. */
    alive: (at: number): void => void alive.run(at),
    last: (): Run | undefined => newest.get(),
    /** Newest first. */
    runs: (): Run[] => newest.all(),
  };
}
