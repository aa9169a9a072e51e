import { existsSync, readdirSync } from 'node:fs';
import { dirname, basename, join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { maskHead, maskTarget } from '../../lib/secrets/url-secrets.ts';
import { pathOf } from '../arrival.ts';

/** From this version of the database on, no secret of a URL is written. */
const CLEAN_SINCE = 13;
/** Rewriting a larger file would be a long stop; its free pages are used again in time. */
const REWRITE_BYTES = 1024 * 1024 * 1024;

const mayHold = (column: string): string =>
  ['token', 'secret', '\\%'].map((text) => `${column} LIKE '%${text}%' ESCAPE '\\'`).join(' OR ');

/**
 * Masks what authenticates a URL in the captures and replays of an older version, once, before its
 * database is brought up to date: copies made on the way are clean then. Copies that older versions
 * made are masked too.
 */
export function maskOldRows(db: Database): void {
  const version = versionOf(db);
  if (version === 0 || version >= CLEAN_SINCE) return;
  maskAll(db, version);
  const file = db.name;
  for (const name of existsSync(file) ? readdirSync(dirname(file)) : []) {
    if (!name.startsWith(`${basename(file)}.v`) || !name.endsWith('.bak')) continue;
    maskCopy(join(dirname(file), name));
  }
}

function maskCopy(file: string): void {
  const copy = new SqliteDatabase(file);
  try {
    maskAll(copy, versionOf(copy));
  } catch {
    // A copy that does not read is of use to nobody, and no reason not to start.
  } finally {
    copy.close();
  }
}

const versionOf = (db: Database): number => db.pragma('user_version', { simple: true }) as number;

function maskAll(db: Database, version: number): void {
  if (version === 0 || version >= CLEAN_SINCE) return;
  // What is overwritten is zeroed, so that no old value stays behind in a page.
  db.pragma('secure_delete = ON');
  const changed = db.transaction(() => {
    const captures = maskCaptures(db, version);
    return (version >= 3 ? maskReplays(db) : 0) + captures;
  })();
  const hadTokens =
    version >= 9 && db.prepare('SELECT 1 FROM integration_urls LIMIT 1').get() !== undefined;
  // Captures that were deleted left their pages in the free list.
  if ((changed > 0 || hadTokens) && sizeOf(db) <= REWRITE_BYTES) db.exec('VACUUM');
  db.pragma('secure_delete = OFF');
  db.pragma('wal_checkpoint(TRUNCATE)');
}

function sizeOf(db: Database): number {
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  return pragma('page_count') * pragma('page_size');
}

interface OldRow {
  id: number;
  target: string;
  reason: string | null;
  headers: string;
  stages: string | null;
  broken: Buffer | null;
}

function maskCaptures(db: Database, version: number): number {
  const rows = db.prepare<[], OldRow>(`
    SELECT c.id, c.target, c.reason, k.headers, r.stages,
           CASE WHEN k.http_version = '' THEN k.body END AS broken
      FROM captures c JOIN capture_contents k ON k.capture_id = c.id
      LEFT JOIN capture_replies r ON r.capture_id = c.id
     WHERE ${mayHold('c.target')} OR k.headers LIKE '%token/%' OR k.http_version = ''`);
  const setTarget = db.prepare(
    'UPDATE captures SET target = ?, path = ?, reason = ?, indexed = 0 WHERE id = ?',
  );
  const setContents = db.prepare(
    `UPDATE capture_contents
        SET headers = ?, body = CASE WHEN http_version = '' THEN ? ELSE body END
      WHERE capture_id = ?`,
  );
  const setStages = db.prepare('UPDATE capture_replies SET stages = ? WHERE capture_id = ?');
  const forget = version >= 2 ? openForget(db) : () => {};
  const dirty = [...rows.iterate()].flatMap((row) => {
    const clean = cleanOf(row);
    return clean === undefined ? [] : [clean];
  });
  for (const { id, target, reason, headers, stages, broken } of dirty) {
    forget(id);
    setTarget.run(target, pathOf(target), reason, id);
    setContents.run(headers, broken, id);
    if (stages !== null) setStages.run(stages, id);
  }
  if (dirty.length > 0 && version >= 2) {
    // Words of rows that were deleted stay in the index until its parts are merged.
    db.exec(`INSERT INTO captures_text (captures_text) VALUES ('optimize')`);
  }
  return dirty.length;
}

/** The row without secrets; undefined where it holds none. */
function cleanOf(row: OldRow): OldRow | undefined {
  const target = maskTarget(row.target);
  const headers = maskHeaders(row.headers);
  const broken = row.broken && maskHead(row.broken);
  if (target === row.target && headers === row.headers && broken === row.broken) return undefined;
  const { reason, stages } = row;
  return { ...row, target, headers, broken, reason: maskWords(reason), stages: maskWords(stages) };
}

/** Sentences that name the URL of a request, as those about Twilio’s signatures did. */
function maskWords(text: string | null): string | null {
  return text && text.replaceAll(/([?&]secret=)[^&\s"\\]*/gi, '$1****');
}

function maskHeaders(json: string): string {
  // Written by this program.
  const headers = JSON.parse(json) as HeaderPair[];
  return JSON.stringify(headers.map(([name, value]) => [name, maskTarget(value)]));
}

/** Takes a capture out of the search index; it is indexed again later. */
function openForget(db: Database): (id: number) => void {
  const fields = db
    .prepare<[number], string>('SELECT field_ids FROM search_documents WHERE capture_id = ?')
    .pluck();
  const values = db.prepare('DELETE FROM search_values WHERE field_id = ? AND capture_id = ?');
  const text = db.prepare('DELETE FROM captures_text WHERE rowid = ?');
  const document = db.prepare('DELETE FROM search_documents WHERE capture_id = ?');
  const use = db.prepare('UPDATE search_fields SET uses = max(uses - 1, 0) WHERE id = ?');
  return (id) => {
    const known = fields.get(id);
    if (known === undefined) return;
    for (const field of JSON.parse(known) as number[]) {
      values.run(field, id);
      use.run(field);
    }
    text.run(id);
    document.run(id);
  };
}

function maskReplays(db: Database): number {
  const rows = db
    .prepare<[], { id: number; url: string; headers: string }>(
      `SELECT id, url, request_headers AS headers FROM replays
        WHERE ${mayHold('url')} OR request_headers LIKE '%token/%'`,
    )
    .all();
  const set = db.prepare('UPDATE replays SET url = ?, request_headers = ? WHERE id = ?');
  let changed = 0;
  for (const { id, url, headers } of rows) {
    const clean = { url: maskTarget(url), headers: maskHeaders(headers) };
    if (clean.url === url && clean.headers === headers) continue;
    set.run(clean.url, clean.headers, id);
    changed += 1;
  }
  return changed;
}
