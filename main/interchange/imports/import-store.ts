import type { Database } from 'better-sqlite3';
import type {
  Import,
  ImportFormat,
  ImportId,
} from '../../../preload/contract/interchange/imports.ts';
import type { GroupCommit } from '../../store/group-commit.ts';

/** An import as it is remembered once its file is gone. */
export type KeptImport = Omit<Import, 'file' | 'progress' | 'format'> & {
  format: ImportFormat;
  sha256: string;
};

interface Row {
  id: string;
  at: number;
  format: string;
  name: string;
  sha256: string;
  captures: number;
  state: string;
}

/** More are not listed. */
const LISTED = 200;

/** Reads and writes `imports`: what was added, so that it can be undone after a start, too. */
export function openImportStore(db: Database, groups: GroupCommit) {
  const upsert = db.prepare<KeptImport>(`
    INSERT INTO imports (id, at, format, name, sha256, captures, state)
    VALUES (:id, :at, :format, :name, :sha256, :captures, :state)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, captures = excluded.captures,
                                   state = excluded.state`);
  const select = db.prepare<[string], Row>('SELECT * FROM imports WHERE id = ?');
  const selectAll = db.prepare<[number], Row>(
    `SELECT * FROM imports WHERE state <> 'undone' ORDER BY at DESC LIMIT ?`,
  );
  const selectBroken = db
    .prepare<[], string>(`SELECT id FROM imports WHERE state = 'applying'`)
    .pluck();
  const selectSame = db.prepare<[string], Row>(
    `SELECT * FROM imports WHERE sha256 = +? AND state = 'applied' AND captures > 0 ORDER BY at DESC LIMIT 1`,
  );
  const remove = db.prepare<[string]>('DELETE FROM imports WHERE id = ?');
  const kept = (row: Row | undefined): KeptImport | undefined =>
    row && {
      ...row,
      id: row.id as ImportId,
      format: row.format as ImportFormat,
      state: row.state as Import['state'],
    };

  return {
    save: (one: KeptImport): Promise<unknown> => groups.commit(() => upsert.run(one)),
    get: (id: string): KeptImport | undefined => kept(select.get(id)),
    list: (): KeptImport[] => selectAll.all(LISTED).flatMap((row) => kept(row) ?? []),
    /** Of the same bytes, where they were imported before. */
    sameAs: (sha256: string): KeptImport | undefined => kept(selectSame.get(sha256)),
    /** Those that the end of an engine left in the middle. */
    broken: (): string[] => selectBroken.all(),
    remove: (id: string): Promise<unknown> => groups.commit(() => remove.run(id)),
  };
}
