import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Column } from './columns.ts';
import { denest, type Child } from './denest.ts';
import { JsonMistake } from './json/scan.ts';
import { readRecords, type SourceRecord } from './json/read-records.ts';
import { canonicalName, isTooLong, quoted } from './names.ts';
import { openState } from './loader-state.ts';
import { type RecordRules, shapeRecord, type Value } from './shape-record.ts';
import { GENERATED_KEY, openTables, SYSTEM, type SystemValues, type Table } from './tables.ts';
import { rebuildViews } from './views.ts';

/** How an integration is loaded; chosen by its user. */
export interface Profile extends RecordRules {
  loading: 'append' | 'upsert';
  nested: 'json' | 'relational';
}

/** A capture to load. */
export interface LoadItem {
  captureId: number;
  /** ms: when the request was read to its end. */
  receivedAt: number;
  /** The body as text; null where the capture is gone. */
  text: string | null;
  /** Given where it was loaded before and keeps its place. */
  firstSeq?: bigint;
}

export interface LoadReport {
  captures: number;
  records: number;
  rows: number;
  rejected: number;
  newColumns: string[];
  splits: string[];
  /** Columns that came to a table which had some: a sender changed what it sends. */
  changed: string[];
  durationMs: number;
}

const RECORD_KEPT = 65_536;
/** Of a record that stands in the rejects already. */
const RECORD_AGAIN = 200;
const SQL_TYPE = { integer: 'INTEGER', float: 'REAL', boolean: 'INTEGER' } as Record<
  string,
  string
>;

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Loads captures of one schema. All of a call is one transaction: it is loaded whole, or not at all. */
export function openLoader(db: Database, profile: Profile, now: () => number) {
  const tables = openTables(db);
  const keys = profile.primaryKey.map(canonicalName);
  const generated = keys.length === 0;
  const state = openState(db);
  const insertReject = db.prepare(
    'INSERT INTO _sdc_rejected (record, reason, table_name, _sdc_rejected_at) VALUES (?, ?, ?, ?)',
  );
  const linkReject = db.prepare('INSERT INTO _backstitch_rejects VALUES (?, ?, ?)');
  const insertLoad = db.prepare('INSERT INTO _backstitch_loads VALUES (?, ?, ?, ?, ?, ?, ?)');
  const isLoaded = db
    .prepare<[number], number>('SELECT 1 FROM _backstitch_loads WHERE capture_id = ?')
    .pluck();
  const insertBatch = db.prepare(
    'INSERT INTO _backstitch_batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const nextBatch = db
    .prepare<[], number>('SELECT coalesce(max(id), 0) + 1 FROM _backstitch_batches')
    .pluck();

  interface Batch extends LoadReport {
    at: string;
    version: number;
    added: Column[];
    table: Table;
  }
  interface Place {
    captureId: number;
    seq: bigint;
    receivedAt: string;
  }

  function reject(
    batch: Batch,
    place: Place,
    source: string,
    reason: string,
    table = 'data',
  ): void {
    const { lastInsertRowid } = insertReject.run(
      source.slice(0, RECORD_KEPT),
      reason,
      table,
      batch.at,
    );
    linkReject.run(lastInsertRowid, place.captureId, place.seq);
    batch.rejected += 1;
  }

  /** Adds what a table lacks for a row; false where it cannot take so many columns. */
  function placeIn(batch: Batch, table: Table, values: readonly Value[], captureId: number) {
    const found = table.columns.place(values);
    if (found === undefined) return undefined;
    return {
      placed: found.placed,
      create(): void {
        if (found.missing.length === 0) return;
        table.columns.create(found.missing, captureId, batch.at);
        batch.added.push(...found.missing);
      },
    };
  }

  function systemOf(batch: Batch, { seq, receivedAt }: Place): SystemValues {
    return {
      _sdc_received_at: receivedAt,
      _sdc_batched_at: batch.at,
      _sdc_sequence: seq,
      _sdc_table_version: batch.version,
    };
  }

  function loadRecord(batch: Batch, place: Place, record: SourceRecord): number {
    const relational = profile.nested === 'relational' && record.kind === 'object';
    const parts = relational && record.depth <= 1000 ? denest(record.fields) : undefined;
    const flat = parts && record.kind === 'object' ? { ...record, fields: parts.fields } : record;
    const shaped = shapeRecord(flat, profile, batch.table.columns.typeOf);
    if (!shaped.ok) return (reject(batch, place, record.source, shaped.reason), 0);
    const into = placeIn(batch, batch.table, shaped.values, place.captureId);
    if (into === undefined) {
      return (reject(batch, place, record.source, 'ERROR: too many columns'), 0);
    }
    const children = parts === undefined ? [] : childRows(parts.children);
    const bad = children.find((child) => !child.shaped.ok);
    if (bad?.shaped.ok === false) {
      return (reject(batch, place, record.source, bad.shaped.reason, bad.child.table), 0);
    }
    into.create();
    if (profile.loading === 'upsert' && !generated && !takePlace(shaped.values, place.seq)) {
      return 0;
    }
    const key: SystemValues = generated ? { [GENERATED_KEY]: randomUUID() } : {};
    batch.table.insert({ ...systemOf(batch, place), ...key }, into.placed);
    for (const [nth, name] of shaped.tooLong.entries()) {
      // Once is enough: a record of many such names would be written a thousand times over.
      const text = nth === 0 ? record.source : record.source.slice(0, RECORD_AGAIN);
      reject(batch, place, text, `Column name ${name} is too long for SQLite`);
    }
    let rows = 1;
    for (const { child, shaped: values } of children) {
      if (values.ok)
        rows += insertChild(batch, place, record, child, values.values, { shaped, key });
    }
    return rows;
  }

  /** Upsert: the newer row stays. Gives whether this one is it. */
  function takePlace(values: readonly Value[], seq: bigint): boolean {
    const where = keys.map((key) => `${quoted(key)} = ?`).join(' AND ');
    const given = keys.map((key) => values.find(({ name }) => name === key)?.value ?? null);
    const held = db
      .prepare(`SELECT _sdc_sequence FROM data WHERE ${where}`)
      .pluck()
      .safeIntegers()
      .get(...given) as bigint | undefined;
    if (held === undefined) return true;
    if (held > seq) return false;
    for (const table of ['data', ...tables.children()]) {
      db.prepare(`DELETE FROM ${quoted(table)} WHERE _sdc_sequence = ?`).run(held);
    }
    return true;
  }

  const childRules: RecordRules = { primaryKey: [], detectTimestamps: profile.detectTimestamps };
  function childRows(children: readonly Child[]) {
    return children.map((child) => {
      const record = { kind: 'object' as const, fields: child.fields, depth: 1, source: '' };
      return { child, shaped: shapeRecord(record, childRules, () => undefined) };
    });
  }
  function insertChild(
    batch: Batch,
    place: Place,
    record: SourceRecord,
    child: Child,
    values: readonly Value[],
    parent: { shaped: { values: readonly Value[] }; key: SystemValues },
  ): number {
    const name = canonicalName(child.table);
    if (isTooLong(name)) {
      const reason = `Table name ${name} is too long for SQLite`;
      return (reject(batch, place, record.source, reason, name), 0);
    }
    const source = generated
      ? [{ name: GENERATED_KEY, type: 'string', value: parent.key[GENERATED_KEY] ?? '' }]
      : keys.flatMap((key) => parent.shaped.values.filter((value) => value.name === key));
    const table = tables.child(
      name,
      source.map((key) => [key.name, SQL_TYPE[key.type] ?? 'TEXT'] as const),
      child.levels.length,
    );
    const into = placeIn(batch, table, values, place.captureId);
    if (into === undefined) {
      return (reject(batch, place, record.source, 'ERROR: too many columns', name), 0);
    }
    into.create();
    const system: SystemValues = {};
    for (const key of source) system[`_sdc_source_key_${key.name}`] = key.value;
    for (const [n, at] of child.levels.entries()) system[`_sdc_level_${n}_id`] = at;
    table.insert({ ...system, ...systemOf(batch, place) }, into.placed);
    return 1;
  }

  function loadItem(batch: Batch, batchId: number, item: LoadItem): void {
    if (item.text === null || isLoaded.get(item.captureId) !== undefined) return;
    const receivedAt = isoOf(item.receivedAt);
    let seq = item.firstSeq ?? state.nextSeq(item.receivedAt);
    const first = seq;
    const before = { rows: batch.rows, rejected: batch.rejected };
    let records = 0;
    try {
      for (const record of readRecords(item.text)) {
        const place = { captureId: item.captureId, seq, receivedAt };
        batch.rows += loadRecord(batch, place, record);
        records += 1;
        seq += 1n;
      }
    } catch (error) {
      if (!(error instanceof JsonMistake)) throw error;
      // Nothing that is no JSON is accepted; a body that changed since is said as it is.
      reject(batch, { captureId: item.captureId, seq, receivedAt }, item.text, error.message);
    }
    if (records > 0) state.used(seq - 1n);
    batch.records += records;
    batch.captures += 1;
    insertLoad.run(
      item.captureId,
      batchId,
      first,
      records,
      batch.rows - before.rows,
      batch.rejected - before.rejected,
      receivedAt,
    );
  }

  /** At most one row for each key: of several, the newest stays. */
  function keepLatestOnly(): void {
    const known = keys.every((key) => tables.data(generated).columns.typeOf(key) !== undefined);
    if (profile.loading !== 'upsert' || generated || !known) return;
    const list = keys.map(quoted).join(', ');
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_backstitch_key'").get()) return;
    db.exec(`
      DELETE FROM data WHERE ${keys.map((key) => `${quoted(key)} IS NOT NULL`).join(' AND ')}
        AND _sdc_sequence NOT IN (SELECT MAX(_sdc_sequence) FROM data GROUP BY ${list});
      CREATE UNIQUE INDEX _backstitch_key ON data (${list})`);
  }

  function refreshViews(): void {
    keepLatestOnly();
    const system = tables.hasGeneratedKey() ? [...SYSTEM, GENERATED_KEY] : SYSTEM;
    rebuildViews(db, keys, tables.data(generated).columns.list(), system);
  }

  function inTransaction<T>(work: () => T): T {
    try {
      return db.transaction(work).immediate();
    } catch (error) {
      tables.forget();
      state.reload();
      throw error;
    }
  }

  function load(items: readonly LoadItem[]): LoadReport {
    const started = performance.now();
    return inTransaction(() => {
      const newest = items.reduce((last, { receivedAt }) => Math.max(last, receivedAt), 0);
      const batch: Batch = {
        captures: 0,
        records: 0,
        rows: 0,
        rejected: 0,
        newColumns: [],
        splits: [],
        changed: [],
        durationMs: 0,
        // Never before what it holds was received, whatever the clock did.
        at: isoOf(Math.max(now(), newest)),
        version: state.version(),
        added: [],
        table: tables.data(generated),
      };
      const batchId = nextBatch.get() ?? 1;
      const hadColumns = batch.table.columns.list().length > 0;
      for (const item of items) loadItem(batch, batchId, item);
      batch.newColumns = batch.added.filter((one) => !one.isSplit).map(({ name }) => name);
      batch.splits = batch.added.filter((one) => one.isSplit).map(({ name }) => name);
      if (hadColumns) batch.changed = batch.added.map(({ name }) => name);
      if (batch.added.length > 0) refreshViews();
      batch.durationMs = performance.now() - started;
      const { at, captures, records, rows, rejected, newColumns, splits, changed, durationMs } =
        batch;
      if (captures > 0) {
        state.save();
        insertBatch.run(
          batchId,
          at,
          captures,
          records,
          rows,
          rejected,
          JSON.stringify(newColumns),
          JSON.stringify(splits),
          Math.round(durationMs * 1000),
          state.lastSeq(),
        );
      }
      return { captures, records, rows, rejected, newColumns, splits, changed, durationMs };
    });
  }

  /** Makes tables and views what the profile asks for. */
  function configure(): void {
    inTransaction(() => {
      tables.data(generated);
      db.exec('DELETE FROM _sdc_primary_keys; DROP INDEX IF EXISTS _backstitch_key');
      const add = db.prepare("INSERT INTO _sdc_primary_keys VALUES ('data', ?, ?)");
      for (const [position, key] of keys.entries()) add.run(key, position);
      refreshViews();
    });
  }

  function forgetCapture(captureId: number): { first: bigint; records: bigint } | undefined {
    const held = db
      .prepare('SELECT first_seq, records FROM _backstitch_loads WHERE capture_id = ?')
      .safeIntegers()
      .get(captureId) as { first_seq: bigint; records: bigint } | undefined;
    if (held === undefined) return undefined;
    const { first_seq: first, records } = held;
    for (const table of ['data', ...tables.children()]) {
      db.prepare(`DELETE FROM ${quoted(table)} WHERE _sdc_sequence >= ? AND _sdc_sequence < ?`).run(
        first,
        first + records,
      );
    }
    db.prepare(
      'DELETE FROM _sdc_rejected WHERE rowid IN (SELECT reject_id FROM _backstitch_rejects WHERE capture_id = ?)',
    ).run(captureId);
    db.prepare('DELETE FROM _backstitch_rejects WHERE capture_id = ?').run(captureId);
    db.prepare('DELETE FROM _backstitch_loads WHERE capture_id = ?').run(captureId);
    return { first, records };
  }

  return {
    configure,
    load,
    /** Loads a capture once more, in its old place. */
    reload(item: LoadItem): LoadReport {
      return inTransaction(() => {
        if (item.text === null) return load([]);
        const before = forgetCapture(item.captureId);
        const report = load([{ ...item, ...(before && { firstSeq: before.first }) }]);
        if (before !== undefined) {
          const records = Math.max(Number(before.records), report.records);
          db.prepare('INSERT INTO _backstitch_rewrites (first_seq, end_seq) VALUES (?, ?)').run(
            before.first,
            before.first + BigInt(records),
          );
        }
        return report;
      });
    },
    /** Empties the tables for a new generation; what was loaded waits in `pending`, in its order. */
    reset(): number {
      return inTransaction(() => {
        for (const table of tables.children()) db.exec(`DROP TABLE ${quoted(table)}`);
        db.exec(`
          CREATE TABLE IF NOT EXISTS _backstitch_pending (
            first_seq INTEGER PRIMARY KEY, capture_id INTEGER NOT NULL, received_at TEXT NOT NULL) STRICT;
          INSERT OR IGNORE INTO _backstitch_pending
            SELECT first_seq, capture_id, received_at FROM _backstitch_loads ORDER BY first_seq;
          DROP VIEW IF EXISTS data_latest; DROP VIEW IF EXISTS data_unsplit;
          DROP TABLE IF EXISTS data;
          DELETE FROM _sdc_rejected; DELETE FROM _backstitch_rejects;
          DELETE FROM _backstitch_loads; DELETE FROM _backstitch_columns;`);
        tables.forget();
        state.nextVersion();
        tables.data(generated);
        refreshViews();
        return countPending(db);
      });
    },
    /** Captures that a reset still has to load, oldest first. */
    pending: (limit: number): { captureId: number; firstSeq: bigint; receivedAt: number }[] =>
      hasPending(db)
        ? db
            .prepare<[number], { first_seq: bigint; capture_id: bigint; received_at: string }>(
              'SELECT * FROM _backstitch_pending ORDER BY first_seq LIMIT ?',
            )
            .safeIntegers()
            .all(limit)
            .map((row) => ({
              captureId: Number(row.capture_id),
              firstSeq: row.first_seq,
              receivedAt: Date.parse(row.received_at),
            }))
        : [],
    /** Loads captures of a reset and takes them off its list, in one transaction. */
    loadPending(items: readonly LoadItem[]): LoadReport {
      return inTransaction(() => {
        const report = load(items);
        const done = db.prepare('DELETE FROM _backstitch_pending WHERE first_seq = ?');
        for (const { firstSeq } of items) if (firstSeq !== undefined) done.run(firstSeq);
        return report;
      });
    },
  };
}

export type Loader = ReturnType<typeof openLoader>;

function hasPending(db: Database): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_backstitch_pending'").get() !== undefined
  );
}

function countPending(db: Database): number {
  return db.prepare<[], number>('SELECT count(*) FROM _backstitch_pending').pluck().get() ?? 0;
}
