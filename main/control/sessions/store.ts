import type { Database } from 'better-sqlite3';

/** A browser that signed in. Of its cookie only the hash is kept. */
export interface KeptSession {
  id: number;
  hash: string;
  /** As it was named when its link was made. */
  label: string;
  /** What the browser says it is. */
  browser: string;
  createdAt: number;
  lastUsedAt: number;
}

export interface SessionStore {
  all(): KeptSession[];
  add(session: Omit<KeptSession, 'id'>): number;
  use(id: number, at: number): void;
  remove(id: number): void;
}

export function openSessionStore(db: Database): SessionStore {
  const all = db.prepare<[], KeptSession>(
    `SELECT id, hash, label, browser, created_at AS createdAt, last_used_at AS lastUsedAt
       FROM control_sessions ORDER BY id`,
  );
  const add = db.prepare(
    `INSERT INTO control_sessions (hash, label, browser, created_at, last_used_at)
     VALUES (:hash, :label, :browser, :createdAt, :lastUsedAt)`,
  );
  const use = db.prepare('UPDATE control_sessions SET last_used_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM control_sessions WHERE id = ?');
  return {
    all: () => all.all(),
    add: (session) => Number(add.run(session).lastInsertRowid),
    use: (id, at) => void use.run(at, id),
    remove: (id) => void remove.run(id),
  };
}

/** Sessions that end with the process. */
export function memorySessionStore(): SessionStore {
  let lastId = 0;
  return {
    all: () => [],
    add: () => (lastId += 1),
    use: () => {},
    remove: () => {},
  };
}
