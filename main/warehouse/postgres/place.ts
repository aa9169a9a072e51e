import type pg from 'pg';
import { quoted } from '../names.ts';
import { codeOf } from '../../lib/postgres/target.ts';
import { schemaName, targetName } from './target.ts';

/** How many names are tried for one that is taken. */
const MAX_TRIES = 50;
/** How long a change of tables waits for those who read them; all others wait behind it. */
const PATIENCE = '1s';

/** Where the tables of an integration are on a server. */
export interface Place {
  /** Name of the schema there. */
  schema: string;
  /** Tables by their names here: what they are called there. */
  tables: Map<string, string>;
}

/** `name`, `name_2`, `name_3` …, each as long as the server takes it. */
function* candidates(name: string): Generator<string> {
  yield targetName(name);
  for (let n = 2; n <= MAX_TRIES; n += 1) yield targetName(`${name}_${n}`);
}

/**
 * Finds the schema that belongs to these tables, or makes one. A schema that another Backstitch, or
 * another integration, fills already is left to it.
 */
export async function findPlace(client: pg.Client, name: string, id: string): Promise<Place> {
  const names = [...candidates(schemaName(name))];
  const { rows } = await client.query<{ name: string; has_state: boolean; has_owner: boolean }>(
    `SELECT n.nspname AS name, c.oid IS NOT NULL AS has_state, a.attnum IS NOT NULL AS has_owner
       FROM pg_namespace n
       LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = '_backstitch_state'
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner' AND NOT a.attisdropped
      WHERE n.nspname = ANY ($1)`,
    [names],
  );
  const known = new Map(rows.map((row) => [row.name, row]));
  const owners = new Map<string, string | null>();
  for (const { name: schema, has_state: isFilled, has_owner: isNew } of rows) {
    if (isFilled) owners.set(schema, isNew ? await ownerOf(client, schema) : null);
  }
  const mine = names.find((schema) => owners.get(schema) === id);
  const free = names.find((schema) => (owners.get(schema) ?? null) === null);
  const schema = mine ?? free;
  if (schema === undefined) throw new Error(`Every schema called like ${name} is taken there.`);
  await prepare(client, schema, id, {
    isThere: known.has(schema),
    isOlder: known.get(schema)?.has_state === true && known.get(schema)?.has_owner === false,
  });
  const { rows: tables } = await client.query<{ source: string; name: string }>(
    `SELECT source, name FROM ${quoted(schema)}._backstitch_tables`,
  );
  return { schema, tables: new Map(tables.map((one) => [one.source, one.name])) };
}

/** Who fills a schema; `taken` where that cannot even be asked. */
async function ownerOf(client: pg.Client, schema: string): Promise<string | null> {
  try {
    const { rows } = await client.query<{ owner: string | null }>(
      `SELECT owner FROM ${quoted(schema)}._backstitch_state`,
    );
    return rows[0]?.owner ?? null;
  } catch (error) {
    if (codeOf(error) === '42501') return 'taken';
    throw error;
  }
}

async function prepare(
  client: pg.Client,
  schema: string,
  id: string,
  { isThere, isOlder }: { isThere: boolean; isOlder: boolean },
): Promise<void> {
  const q = quoted(schema);
  await client.query('BEGIN');
  try {
    // Asked first: whoever may not make schemas can still use one that was made for him.
    if (!isThere) await client.query(`CREATE SCHEMA ${q}`);
    const { rows } = await client.query<{ ready: boolean }>(
      `SELECT to_regclass($1) IS NOT NULL AS ready`,
      [`${q}._backstitch_tables`],
    );
    if (rows[0]?.ready !== true) {
      await client.query(`
        CREATE TABLE IF NOT EXISTS ${q}._backstitch_state
          (one boolean PRIMARY KEY DEFAULT true CHECK (one), version bigint NOT NULL,
           last_seq bigint NOT NULL, last_rewrite bigint NOT NULL);
        ALTER TABLE ${q}._backstitch_state ADD COLUMN IF NOT EXISTS owner text;
        CREATE TABLE ${q}._backstitch_tables (source text PRIMARY KEY, name text NOT NULL)`);
      if (isOlder) await adopt(client, schema);
    }
    await client.query(`UPDATE ${q}._backstitch_state SET owner = $1 WHERE owner IS NULL`, [id]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** Tables that an older Backstitch made, before it wrote down which are its own. */
async function adopt(client: pg.Client, schema: string): Promise<void> {
  await client.query(
    `INSERT INTO ${quoted(schema)}._backstitch_tables
       SELECT t.table_name, t.table_name FROM information_schema.tables t
        WHERE t.table_schema = $1 AND t.table_type = 'BASE TABLE'
          AND (t.table_name IN ('data', '_sdc_rejected') OR left(t.table_name, 6) = 'data__')
          AND EXISTS (SELECT 1 FROM information_schema.columns c
                       WHERE c.table_schema = $1 AND c.table_name = t.table_name
                         AND c.column_name IN ('_sdc_sequence', '_backstitch_seq'))`,
    [schema],
  );
}

/** A name for a table that nothing in the schema has; written down as ours. */
export async function nameTable(client: pg.Client, place: Place, source: string): Promise<string> {
  const names = [...candidates(source)];
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = ANY ($2)
      UNION SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname = $1 AND t.typname = ANY ($2)`,
    [place.schema, names],
  );
  const taken = new Set(rows.map(({ name }) => name));
  const name = names.find((one) => !taken.has(one));
  if (name === undefined) throw new Error(`Every name for the table ${source} is taken there.`);
  await client.query(`INSERT INTO ${quoted(place.schema)}._backstitch_tables VALUES ($1, $2)`, [
    source,
    name,
  ]);
  place.tables.set(source, name);
  return name;
}

/**
 * Takes all rows out of a table, and the table with them unless somebody's view reads it: views of
 * users survive. Part of the running transaction.
 */
export async function clearTable(client: pg.Client, place: Place, source: string): Promise<void> {
  const name = `${quoted(place.schema)}.${quoted(place.tables.get(source) ?? '')}`;
  const dropped = await tried(client, `DROP TABLE ${name}`);
  if (dropped) {
    await client.query(`DELETE FROM ${quoted(place.schema)}._backstitch_tables WHERE source = $1`, [
      source,
    ]);
    place.tables.delete(source);
    return;
  }
  if (!(await tried(client, `TRUNCATE ${name}`))) await client.query(`DELETE FROM ${name}`);
}

/** Views read it, or somebody is reading it just now. */
const IN_USE = new Set(['2BP01', '55P03', '0A000']);

/** Runs a change behind a savepoint; false where others use what it changes. */
export async function tried(client: pg.Client, sql: string): Promise<boolean> {
  await client.query(`SAVEPOINT change; SET LOCAL lock_timeout = '500ms'`);
  try {
    await client.query(sql);
    await client.query(`SET LOCAL lock_timeout = '${PATIENCE}'; RELEASE SAVEPOINT change`);
    return true;
  } catch (error) {
    if (!IN_USE.has(codeOf(error))) throw error;
    await client.query('ROLLBACK TO SAVEPOINT change; RELEASE SAVEPOINT change');
    return false;
  }
}

export const PATIENT = `SET lock_timeout = '${PATIENCE}'`;
