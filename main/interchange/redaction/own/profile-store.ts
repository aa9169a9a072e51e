import type { Database } from 'better-sqlite3';
import type {
  RedactionRules,
  SavedRedaction,
} from '../../../../preload/contract/interchange/redaction.ts';

interface Row {
  name: string;
  rules: string;
  updated_at: number;
}

/** Reads and writes `redaction_profiles`. A name is there once, in any case of its letters. */
export function openProfileStore(db: Database) {
  const selectAll = db.prepare<[], Row>('SELECT * FROM redaction_profiles ORDER BY name');
  const select = db.prepare<[string], Row>('SELECT * FROM redaction_profiles WHERE name = ?');
  const put = db.prepare<[string, string, number]>(
    `INSERT INTO redaction_profiles (name, rules, updated_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET name = excluded.name, rules = excluded.rules,
                                        updated_at = excluded.updated_at`,
  );
  const remove = db.prepare<[string]>('DELETE FROM redaction_profiles WHERE name = ?');
  return {
    all: (): SavedRedaction[] => selectAll.all().map(toSaved),
    find(name: string): SavedRedaction | undefined {
      const row = select.get(name);
      return row && toSaved(row);
    },
    put({ name, updatedAt, ...rules }: SavedRedaction): void {
      put.run(name, JSON.stringify(rules), updatedAt);
    },
    remove(name: string): void {
      remove.run(name);
    },
  };
}

/** Only what the contract had read is written. */
const toSaved = ({ name, rules, updated_at }: Row): SavedRedaction => ({
  ...(JSON.parse(rules) as RedactionRules),
  name,
  updatedAt: updated_at,
});
