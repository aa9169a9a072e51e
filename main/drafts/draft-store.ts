import type { Database } from 'better-sqlite3';
import type { DraftSummary } from '../../preload/contract/window/drafts.ts';

interface Row {
  key: string;
  kind: string;
  base: string | null;
  rev: number;
  updated_at: number;
  session: string;
  size_bytes: number;
}

const SUMMARY = 'key, kind, base, rev, updated_at, session, size_bytes';

/** Reads and writes `drafts`. Values are JSON as bytes; a list never touches them. */
export function openDraftStore(db: Database) {
  const selectAll = db.prepare<[], Row>(`SELECT ${SUMMARY} FROM drafts ORDER BY updated_at DESC`);
  const selectOne = db.prepare<[string], Row>(`SELECT ${SUMMARY} FROM drafts WHERE key = ?`);
  const selectValue = db
    .prepare<[string], Buffer>('SELECT value FROM drafts WHERE key = ?')
    .pluck();
  const upsert = db.prepare(`
    INSERT INTO drafts (key, kind, base, value, size_bytes, rev, session, updated_at)
    VALUES (:key, :kind, :base, :value, :sizeBytes, :rev, :session, :updatedAt)
    ON CONFLICT (key) DO UPDATE SET kind = :kind, base = :base, value = :value,
      size_bytes = :sizeBytes, rev = :rev, session = :session, updated_at = :updatedAt`);
  const remove = db.prepare<[string]>('DELETE FROM drafts WHERE key = ?');
  const removeOld = db.prepare<[number]>('DELETE FROM drafts WHERE updated_at < ?');

  return {
    /** Last changed first. */
    all: (): DraftSummary[] => selectAll.all().map(toSummary),
    find(key: string): DraftSummary | undefined {
      const row = selectOne.get(key);
      return row && toSummary(row);
    },
    value: (key: string): Buffer | undefined => selectValue.get(key),
    save: (draft: DraftSummary, value: Buffer): void => void upsert.run({ ...draft, value }),
    remove: (key: string): boolean => remove.run(key).changes > 0,
    removeBefore: (time: number): void => void removeOld.run(time),
  };
}

function toSummary(row: Row): DraftSummary {
  const { key, kind, base, rev, session } = row;
  return {
    key,
    kind,
    base,
    rev,
    updatedAt: row.updated_at,
    session,
    sizeBytes: row.size_bytes,
  };
}
