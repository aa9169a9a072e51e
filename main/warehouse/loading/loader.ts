import type { Database } from 'better-sqlite3';
import { errorCode } from '../../lib/errors.ts';
import { readRecords, type SourceRecord } from '../json/read-records.ts';
import { JsonMistake } from '../../lib/json/scan.ts';
import { GENERATED_KEY, openTables, SYSTEM } from '../tables.ts';
import { rebuildViews } from '../views.ts';
import { generatedKey } from './generated-key.ts';
import { type Batch, openRecordLoader, type Place, type Profile } from './record-loader.ts';
import { openReset, type Fates } from './reset.ts';
import { openState } from './state.ts';

/** A capture to load. */
export interface LoadItem {
  captureId: number;
  /** ms: when the request was read to its end. */
  receivedAt: number;
  /** The body as text; null where the capture is gone. */
  text: string | null;
  /** Why it is not even tried; it becomes a reject. */
  refused?: string;
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

const GONE = 'The capture is gone; its records cannot be loaded';
/** The disk, the file or another program: no record did this, and the next attempt may work. */
const NO_RECORDS_FAULT =
  /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|NOMEM|PROTOCOL|PERM|AUTH|INTERRUPT)/;

let lastTime = { ms: 0, iso: new Date(0).toISOString() };
/** Captures of one batch often came in one millisecond. */
function isoOf(ms: number): string {
  if (lastTime.ms !== ms) lastTime = { ms, iso: new Date(ms).toISOString() };
  return lastTime.iso;
}

/** Loads captures of one schema. All of a call is one transaction: it is loaded whole, or not at all. */
export function openLoader(db: Database, profile: Profile, now: () => number) {
  const tables = openTables(db);
  const records = openRecordLoader(db, tables, profile);
  const state = openState(db);
  const resets = openReset(db, tables);
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

  interface Loading extends Batch {
    id: number;
    captures: number;
    records: number;
    /** Every record behind a savepoint: one of them cannot be loaded, and nobody knows which. */
    apart: boolean;
  }

  /** A record whose loading fails takes nothing along: it is rejected with what was said. */
  function loadApart(batch: Loading, place: Place, record: SourceRecord): number {
    const before = { rejected: batch.rejected, added: batch.added.length };
    try {
      return db.transaction(() => records.load(batch, place, record))();
    } catch (error) {
      if (NO_RECORDS_FAULT.test(errorCode(error))) throw error;
      tables.forget();
      batch.rejected = before.rejected;
      batch.added.length = before.added;
      const said = error instanceof Error ? error.message : String(error);
      records.reject(batch, place, record.source, `ERROR: ${said}`, 'data');
      return 0;
    }
  }

  function loadItem(batch: Loading, item: LoadItem): void {
    const { captureId } = item;
    if (captureId <= state.newest() && isLoaded.get(captureId) !== undefined) return;
    state.seen(captureId);
    const receivedAt = isoOf(item.receivedAt);
    const first = item.firstSeq ?? state.nextSeq(item.receivedAt);
    const before = { rows: batch.rows, rejected: batch.rejected };
    const place: Place = { captureId, seq: first, receivedAt, key: '' };
    let count = 0;
    /** The whole capture in place of the record that could not be read. */
    const refuse = (reason: string): void => {
      records.reject(batch, place, item.text ?? '', reason, 'data');
      count += 1;
      place.seq += 1n;
    };
    try {
      const refusal = item.refused ?? (item.text === null ? GONE : undefined);
      if (refusal !== undefined) refuse(refusal);
      for (const record of readRecords(refusal === undefined ? (item.text ?? '[]') : '[]')) {
        if (records.generated) place.key = generatedKey(captureId, count);
        batch.rows += batch.apart
          ? loadApart(batch, place, record)
          : records.load(batch, place, record);
        count += 1;
        place.seq += 1n;
      }
    } catch (error) {
      if (!(error instanceof JsonMistake)) throw error;
      // Nothing that is no JSON is accepted; a body that changed since is said as it is.
      refuse(error.message);
    }
    if (count > 0) state.used(place.seq - 1n);
    batch.records += count;
    batch.captures += 1;
    const rows = batch.rows - before.rows;
    const rejected = batch.rejected - before.rejected;
    insertLoad.run(captureId, batch.id, first, count, rows, rejected, receivedAt);
  }

  function refreshViews(): void {
    records.keepLatestOnly();
    const system = tables.hasGeneratedKey() ? [...SYSTEM, GENERATED_KEY] : SYSTEM;
    const columns = tables.data(records.generated).columns.list();
    rebuildViews(db, records.keys, columns, system);
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

  function loadAll(items: readonly LoadItem[], apart: boolean): LoadReport {
    const started = performance.now();
    const newest = items.reduce((last, { receivedAt }) => Math.max(last, receivedAt), 0);
    const batch: Loading = {
      id: nextBatch.get() ?? 1,
      captures: 0,
      records: 0,
      rows: 0,
      rejected: 0,
      // Never before what it holds was received, whatever the clock did.
      at: isoOf(Math.max(now(), newest)),
      version: state.version(),
      added: [],
      apart,
    };
    const hadColumns = tables.data(records.generated).columns.list().length > 0;
    for (const item of items) loadItem(batch, item);
    const { id, at, captures, records: count, rows, rejected, added } = batch;
    const newColumns = added.filter((one) => !one.isSplit).map(({ name }) => name);
    const splits = added.filter((one) => one.isSplit).map(({ name }) => name);
    const changed = hadColumns ? added.map(({ name }) => name) : [];
    if (added.length > 0) refreshViews();
    const durationMs = performance.now() - started;
    if (captures > 0) {
      state.save();
      const lists = [JSON.stringify(newColumns), JSON.stringify(splits)];
      const us = Math.round(durationMs * 1000);
      insertBatch.run(id, at, captures, count, rows, rejected, ...lists, us, state.lastSeq());
    }
    return { captures, records: count, rows, rejected, newColumns, splits, changed, durationMs };
  }

  function load(items: readonly LoadItem[]): LoadReport {
    try {
      return inTransaction(() => loadAll(items, false));
    } catch (error) {
      if (NO_RECORDS_FAULT.test(errorCode(error))) throw error;
      return inTransaction(() => loadAll(items, true));
    }
  }

  /** Makes tables and views what the profile asks for. */
  function configure(): void {
    inTransaction(() => {
      tables.data(records.generated);
      db.exec('DELETE FROM _sdc_primary_keys; DROP INDEX IF EXISTS _backstitch_key');
      const add = db.prepare("INSERT INTO _sdc_primary_keys VALUES ('data', ?, ?)");
      for (const [position, key] of records.keys.entries()) add.run(key, position);
      refreshViews();
    });
  }

  return {
    configure,
    load,
    /** Loads a capture once more, in its old place. */
    reload(item: LoadItem): LoadReport {
      return inTransaction(() => {
        if (item.text === null) return load([]);
        const before = resets.forget(item.captureId);
        const report = load([{ ...item, ...(before && { firstSeq: before.first }) }]);
        if (before !== undefined) {
          const count = Math.max(before.records, report.records);
          resets.noteRewrite(before.first, before.first + BigInt(count));
        }
        return report;
      });
    },
    loaded: resets.loaded,
    /** Begins a new generation of the tables; what is to be loaded again waits in `pending`. */
    reset(fates: Fates): number {
      return inTransaction(() => {
        const count = resets.begin(fates, () => state.nextVersion());
        tables.forget();
        tables.data(records.generated);
        refreshViews();
        return count;
      });
    },
    pending: resets.pending,
    /** Loads captures of a reset and takes them off its list, in one transaction. */
    loadPending(items: readonly LoadItem[]): LoadReport {
      return inTransaction(() => {
        // Who deleted a capture meanwhile does not want it back.
        const report = load(
          items.filter(({ text, refused }) => text !== null || refused !== undefined),
        );
        for (const { firstSeq } of items) if (firstSeq !== undefined) resets.done(firstSeq);
        return report;
      });
    },
  };
}

export type Loader = ReturnType<typeof openLoader>;
export type { Profile } from './record-loader.ts';
