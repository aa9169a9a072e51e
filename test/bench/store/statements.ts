import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { DATABASE_FILE } from '../../../main/store/data-dir.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { printTable } from '../parts/table.ts';

// Which statements SQLite compiles again for each run, since it looks at what is bound to plan them (see the notes
// of the store): each is timed as it is, and with a plus before what it compares with, which hides that.

const RUNS = 60;
const ROUNDS = 3;
/** So many times as fast with the plus, and so many µs. */
const SUSPECT = { times: 2, us: 3 };
const COMPARED = /(=|<>|<=|>=|<|>|BETWEEN)\s+(\?|:[a-zA-Z]\w*)/g;

/** All statements that an engine prepares on its database when it starts. */
async function statements(dataDir: string): Promise<string[]> {
  const seen = new Set<string>();
  const { prepare } = SqliteDatabase.prototype;
  SqliteDatabase.prototype.prepare = function (this: Database, sql: string) {
    if (this.name.endsWith(DATABASE_FILE)) seen.add(sql);
    return prepare.call(this, sql);
  } as typeof prepare;
  const { stop } = await startTestEngine({ dataDir });
  await stop();
  SqliteDatabase.prototype.prepare = prepare;
  return [...seen];
}

/** Values for all that is bound in a statement: any will do, as long as they change. */
function bindingsOf(sql: string): ((value: number) => unknown[]) | null {
  const names = [...sql.matchAll(/:([a-zA-Z]\w*)/g)].map((match) => match[1] ?? '');
  const marks = sql.match(/\?/g)?.length ?? 0;
  if (names.length > 0) return (value) => [Object.fromEntries(names.map((name) => [name, value]))];
  return marks > 0 ? (value) => Array.from({ length: marks }, () => value) : null;
}

/** µs of a run at best; what it changes is taken back. */
function timed(db: Database, sql: string, bind: (value: number) => unknown[]): number {
  const statement = db.prepare(sql);
  const rounds: number[] = [];
  db.exec('SAVEPOINT bench');
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (let i = 0; i < RUNS; i += 1) {
      if (statement.reader) statement.get(...bind(i));
      else statement.run(...bind(i));
    }
    rounds.push(((performance.now() - start) / RUNS) * 1000);
  }
  db.exec('ROLLBACK TO bench; RELEASE bench');
  return Math.min(...rounds);
}

using dir = tempDir();
const all = await statements(dir.path);
const db = new SqliteDatabase(join(dir.path, DATABASE_FILE));
for (const name of ['unpack', 'search_pick']) db.function(name, { varargs: true }, () => null);
const rows = [];
let left = 0;
for (const sql of all) {
  const bind = bindingsOf(sql);
  const hidden = sql.replace(COMPARED, '$1 +$2');
  if (bind === null || hidden === sql) continue;
  try {
    const [us, hiddenUs] = [timed(db, sql, bind), timed(db, hidden, bind)];
    if (us < hiddenUs * SUSPECT.times || us < hiddenUs + SUSPECT.us) continue;
    const measured = `${us.toFixed(1)} and ${hiddenUs.toFixed(1)} µs`;
    rows.push({ what: sql.replaceAll(/\s+/g, ' ').trim().slice(-120), measured, hold: '' });
  } catch {
    // What is bound here breaks a constraint: a write, which is compiled once.
    if (db.inTransaction) db.exec('ROLLBACK TO bench; RELEASE bench');
    left += 1;
  }
}
db.close();
rows.push(
  { what: 'statements', measured: String(all.length), hold: '' },
  { what: 'not tried: they write', measured: String(left), hold: '' },
  { what: 'compiled again for each run', measured: String(rows.length), hold: '0' },
);
printTable('Statements: as they are, and with what is bound hidden', rows);
