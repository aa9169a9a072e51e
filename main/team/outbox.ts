import type { Database } from 'better-sqlite3';

/** Table that changes of captures are noted in. */
export const OUT_TABLE = 'team_out';

export interface OutRow {
  /** Place of the change in the order of this node; never used twice. */
  seq: number;
  kind: 'capture' | 'mark' | 'gone' | 'delivery' | 'message';
  /** Row id of the capture, or of the delivery; of a `message`, of its delivery. */
  ref: number;
}

/** What the others are told of a delivery: never where it goes, nor what was sent. */
export interface SharedDelivery {
  seq: number;
  /** Row id of its capture. */
  captureId: number;
  destination: string;
  state: string;
  attempts: number;
  lastStatus: number | null;
}

/** What has to go out yet, in the order of its last change. */
export function openOutbox(db: Database) {
  const select = db.prepare<[number], OutRow>(
    'SELECT seq, kind, ref FROM team_out ORDER BY seq LIMIT ?',
  );
  const insert = db.prepare<[string, number]>(
    'INSERT OR REPLACE INTO team_out (kind, ref) VALUES (?, ?)',
  );
  const remove = db.prepare<[number]>('DELETE FROM team_out WHERE seq <= ?');
  const count = db.prepare<[], number>('SELECT count(*) FROM team_out').pluck();
  const last = db
    .prepare<[], number>(`SELECT seq FROM sqlite_sequence WHERE name = 'team_out'`)
    .pluck();
  const forget = db.prepare<[string, number]>('DELETE FROM team_out WHERE kind = ? AND ref = ?');
  const place = db
    .prepare<[string, number], number>('SELECT seq FROM team_out WHERE kind = ? AND ref = ?')
    .pluck();
  const unsent = db
    .prepare<[string], number>(
      `SELECT ref FROM team_out o
        WHERE kind = 'capture' AND ref IN (SELECT value FROM json_each(?))
          AND NOT EXISTS (SELECT 1 FROM team_out g WHERE g.kind = 'gone' AND g.ref = o.ref)`,
    )
    .pluck();
  return {
    next: (limit: number): OutRow[] => select.all(limit),
    add: (kind: OutRow['kind'], ref: number): void => void insert.run(kind, ref),
    /** Its place in the order; undefined where it does not wait. */
    seqOf: (kind: OutRow['kind'], ref: number): number | undefined => place.get(kind, ref),
    /** Of these captures, those that wait and were not taken back by a person. */
    unsent: (rowIds: readonly number[]): number[] => unsent.all(JSON.stringify(rowIds)),
    has: (kind: OutRow['kind'], ref: number): boolean => place.get(kind, ref) !== undefined,
    forget: (kind: OutRow['kind'], ref: number): void => void forget.run(kind, ref),
    /** What changed since it was read has a higher number, and stays. Call inside a group commit. */
    done: (upTo: number): void => void remove.run(upTo),
    clear: (): void => void remove.run(Number.MAX_SAFE_INTEGER),
    waiting: (): number => count.get() ?? 0,
    /** The highest number there ever was; 0 for none. */
    lastSeq: (): number => last.get() ?? 0,
  };
}

export type Outbox = ReturnType<typeof openOutbox>;
