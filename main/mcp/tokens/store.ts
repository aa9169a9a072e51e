import type { Database } from 'better-sqlite3';
import type { AgentToken } from '../../../preload/contract/interchange/mcp.ts';

/** A token as it is kept: its text is not, only the hash. */
export interface KeptToken extends AgentToken {
  hash: string;
}

export type TokenStore = ReturnType<typeof openTokenStore>;

type Row = Omit<KeptToken, 'mayChange'> & { mayChange: 0 | 1 };

export function openTokenStore(db: Database) {
  const all = db.prepare<[], Row>(
    `SELECT id, name, hash, may_change AS mayChange, created_at AS createdAt,
            last_used_at AS lastUsedAt
       FROM agent_tokens ORDER BY id`,
  );
  const add = db.prepare(
    `INSERT INTO agent_tokens (name, hash, may_change, created_at)
     VALUES (:name, :hash, :mayChange, :createdAt)`,
  );
  const use = db.prepare('UPDATE agent_tokens SET last_used_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM agent_tokens WHERE id = ?');
  return {
    all: (): KeptToken[] => all.all().map((row) => ({ ...row, mayChange: row.mayChange === 1 })),
    /** The id of the new one; ids are not given twice. */
    add: (token: Omit<KeptToken, 'id' | 'lastUsedAt'>): number =>
      Number(add.run({ ...token, mayChange: token.mayChange ? 1 : 0 }).lastInsertRowid),
    use: (id: number, at: number): void => void use.run(at, id),
    remove: (id: number): void => void remove.run(id),
  };
}
