import SqliteDatabase, { type Database } from 'better-sqlite3';
import { BackstitchError, errorCode } from '../../lib/errors.ts';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/index.ts';

/** What came of one table. */
export interface Salvaged {
  table: string;
  rows: number;
  /** True where some of it did not read. */
  isPartial: boolean;
}

/** Made of the captures; it is made again. */
const DERIVED = /^(?:captures_text|search_)/;
/** Row ids are 53 bits: so many doublings reach from any row to the last. */
const DOUBLINGS = 54;

/** From this version on contents hold what a row of `captures` needs. */
const CONTENTS_ALONE = 18;

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(?:CORRUPT|NOTADB|IOERR)/.test(errorCode(error));

/**
 * Copies what reads of a damaged database into a new one, table by table. Around a damaged page it
 * reads from both sides, so that only the rows on it are lost.
 *
 * @param from is only read.
 * @param to an empty file, which becomes a database of the same version.
 * @throws BackstitchError DATABASE_UNREADABLE where not even the list of tables reads
 */
export function salvage(from: string, to: string): Salvaged[] {
  const old = new SqliteDatabase(from, { readonly: true });
  const fresh = new SqliteDatabase(to);
  try {
    const version = versionOf(old);
    if (tablesOf(old).length === 0) throw nothingReads(from);
    fresh.pragma('page_size = 8192');
    migrate(
      fresh,
      migrations.filter((one) => one.version <= version),
      () => {},
    );
    fresh.pragma('foreign_keys = OFF');
    const done = tablesOf(fresh).map((table) => copyTable(old, fresh, table));
    dropOrphans(fresh);
    if (version >= CONTENTS_ALONE) listContents(fresh);
    fresh.exec('UPDATE captures SET indexed = 0');
    return done;
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    throw nothingReads(from, cause);
  } finally {
    old.close();
    fresh.close();
  }
}

const nothingReads = (file: string, cause?: unknown): BackstitchError =>
  new BackstitchError('DATABASE_UNREADABLE', `Nothing of ${file} reads.`, {
    hint: 'Start with --recover backup or --recover beside.',
    cause,
  });

function versionOf(db: Database): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  const newest = migrations.at(-1)?.version ?? 0;
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
  // A damaged number may say anything: what fits no version is taken for the newest.
  return version >= 1 && version <= newest ? version : newest;
}

interface Table {
  name: string;
  hasRowId: boolean;
}

function tablesOf(db: Database): Table[] {
  return db
    .prepare<[], { name: string; wr: number }>(
      `SELECT name, wr FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .all()
    .filter(({ name }) => !DERIVED.test(name))
    .map(({ name, wr }) => ({ name, hasRowId: wr === 0 }));
}

function copyTable(old: Database, fresh: Database, { name, hasRowId }: Table): Salvaged {
  try {
    const columns = commonColumns(old, fresh, name);
    if (columns.length === 0) return { table: name, rows: 0, isPartial: true };
    return copyRows(old, fresh, name, columns, hasRowId);
  } catch (error) {
    if (!isDamage(error) && errorCode(error) !== 'SQLITE_ERROR') throw error;
    // The table is not there, or its first page does not read.
    return { table: name, rows: 0, isPartial: true };
  }
}

function commonColumns(old: Database, fresh: Database, table: string): string[] {
  const of = (db: Database): string[] =>
    (db.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name);
  const known = new Set(of(old));
  return of(fresh).filter((name) => known.has(name));
}

function copyRows(
  old: Database,
  fresh: Database,
  table: string,
  columns: readonly string[],
  hasRowId: boolean,
): Salvaged {
  const list = columns.map((name) => `"${name}"`).join(', ');
  const id = hasRowId ? 'rowid' : '0';
  const select = `SELECT ${id} AS row_id_, ${list} FROM "${table}"`;
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO "${table}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let rows = 0;
  let last = Number.MIN_SAFE_INTEGER;
  /** Copies until the end, or until a row does not read; false then. */
  function copy(sql: string, ...params: number[]): boolean {
    try {
      for (const values of old
        .prepare<number[], unknown[]>(sql)
        .raw()
        .iterate(...params)) {
        const [rowId, ...rest] = values;
        rows += insert.run(...rest).changes;
        last = Math.max(last, Number(rowId));
      }
      return true;
    } catch (error) {
      if (!isDamage(error)) throw error;
      return false;
    }
  }
  return fresh.transaction((): Salvaged => {
    if (!hasRowId) return { table, isPartial: !copy(select), rows };
    let isPartial = false;
    while (!copy(`${select} WHERE rowid > ? ORDER BY rowid`, last)) {
      isPartial = true;
      const next = findBehind(old, table, last);
      if (next === undefined) break;
      // Back from the first row that reads again, up to the damage, and on from there.
      copy(`${select} WHERE rowid > ? AND rowid < ? ORDER BY rowid DESC`, last, next);
      last = next - 1;
    }
    return { table, rows, isPartial };
  })();
}

/** The first row behind a damaged place that can be found by doubling the distance. */
function findBehind(old: Database, table: string, last: number): number | undefined {
  const first = old
    .prepare<[number], number>(
      `SELECT rowid FROM "${table}" WHERE rowid >= ? ORDER BY rowid LIMIT 1`,
    )
    .pluck();
  const whole = old.prepare<[number]>(`SELECT * FROM "${table}" WHERE rowid = ?`);
  let step = 1;
  for (let i = 0; i < DOUBLINGS; i += 1, step *= 2) {
    try {
      const found = first.get(Math.max(last, 0) + step);
      if (found === undefined) return undefined;
      whole.get(found);
      if (found > last) return found;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  return undefined;
}

/** Rows that belong to a row that is lost. */
function dropOrphans(db: Database): void {
  const orphans = db.pragma('foreign_key_check') as { table: string; rowid: number | null }[];
  for (const { table, rowid } of orphans) {
    if (rowid !== null) db.prepare(`DELETE FROM "${table}" WHERE rowid = ?`).run(rowid);
  }
}

/** Captures whose row is lost and whose contents are not get one: without what became of them. */
function listContents(db: Database): void {
  db.exec(`
    DELETE FROM capture_contents
     WHERE method IS NULL AND capture_id NOT IN (SELECT id FROM captures);
    INSERT INTO captures (id, received_at, duration_us, method, target, path, size_bytes,
                          stored_bytes, decided_by, reason, failure, cut, via_tunnel, replay_of)
    SELECT capture_id, 1704067200000 + capture_id / 4096, 0, method, target,
           substr(target, 1, instr(target || '?', '?') - 1), size_bytes,
           size_bytes + length(headers), 'capture',
           'Its row in the list could not be read. What arrived could.', failure, cut IS 1,
           via_tunnel IS 1, replay_of
      FROM capture_contents WHERE capture_id NOT IN (SELECT id FROM captures)`);
}
