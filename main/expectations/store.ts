import type { Database } from 'better-sqlite3';
import type {
  Expectation,
  SavedExpectation,
} from '../../preload/contract/interchange/expectations.ts';

interface Row {
  name: string;
  expectation: string;
  updated_at: number;
}

/** Reads and writes `expectations`. A name is there once, in any case of its letters. */
export function openExpectationStore(db: Database) {
  const selectAll = db.prepare<[], Row>('SELECT * FROM expectations ORDER BY name');
  const select = db.prepare<[string], Row>('SELECT * FROM expectations WHERE name = ?');
  const count = db.prepare<[], number>('SELECT count(*) FROM expectations').pluck();
  const put = db.prepare<[string, string, number]>(
    `INSERT INTO expectations (name, expectation, updated_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET name = excluded.name, expectation = excluded.expectation,
                                        updated_at = excluded.updated_at`,
  );
  const rename = db.prepare<[string, number, string]>(
    'UPDATE expectations SET name = ?, updated_at = ? WHERE name = ?',
  );
  const remove = db.prepare<[string]>('DELETE FROM expectations WHERE name = ?');
  return {
    all: (): SavedExpectation[] => selectAll.all().map(toSaved),
    find(name: string): SavedExpectation | undefined {
      const row = select.get(name);
      return row && toSaved(row);
    },
    count: (): number => count.get() ?? 0,
    put({ name, expectation, updatedAt }: SavedExpectation): void {
      put.run(name, JSON.stringify(expectation), updatedAt);
    },
    /** The new name must be free, or the same but for the case of its letters. */
    rename(name: string, to: string, at: number): void {
      rename.run(to, at, name);
    },
    remove(name: string): void {
      remove.run(name);
    },
  };
}

/** Only what the contract had read is written. */
const toSaved = ({ name, expectation, updated_at }: Row): SavedExpectation => ({
  name,
  expectation: JSON.parse(expectation) as Expectation,
  updatedAt: updated_at,
});
