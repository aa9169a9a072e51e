import type { Database } from 'better-sqlite3';
import type { Column } from '../columns.ts';
import { type Child, type Denested, denest, MAX_CHILDREN } from '../denest.ts';
import type { SourceRecord } from '../json/read-records.ts';
import { canonicalName, isTooLong } from '../names.ts';
import { MAX_DEPTH, type RecordRules, shapeRecord, type Value } from '../shape-record.ts';
import {
  GENERATED_KEY,
  type SourceKey,
  sourceKey,
  SYSTEM,
  SYSTEM_AND_KEY,
  type Table,
  type Tables,
} from '../tables.ts';
import type { Stored } from '../typing.ts';
import { openKeys } from './keys.ts';

/** How an integration is loaded; chosen by its user. */
export interface Profile extends RecordRules {
  loading: 'append' | 'upsert';
  nested: 'json' | 'relational';
}

/** What a transaction loads, and what came of it so far. */
export interface Batch {
  at: string;
  version: number;
  rows: number;
  rejected: number;
  added: Column[];
}

/** Where a record came from. */
export interface Place {
  captureId: number;
  seq: bigint;
  receivedAt: string;
  /** The key of its row, where rows get one. */
  key: string;
}

const RECORD_KEPT = 65_536;
/** Of a record that stands in the rejects already. */
const RECORD_AGAIN = 200;
const TOO_MANY_COLUMNS = 'ERROR: too many columns';
const SQL_TYPE: Record<string, string> = { integer: 'INTEGER', float: 'REAL', boolean: 'INTEGER' };

/** A row of a subtable that is ready to go in. */
interface ChildRow {
  child: Child;
  table: string;
  values: Value[];
  leftOut: string[];
}
type Refusal = { reason: string; table: string };

/** Puts single records where they belong: into their tables, or with a reason into the rejects. */
export function openRecordLoader(db: Database, tables: Tables, profile: Profile) {
  const keys = profile.primaryKey.map(canonicalName);
  const generated = keys.length === 0;
  const held = openKeys(db, tables, keys);
  const replaces = profile.loading === 'upsert' && !generated;
  const insertReject = db.prepare(
    'INSERT INTO _sdc_rejected (record, reason, table_name, _sdc_rejected_at) VALUES (?, ?, ?, ?)',
  );
  const linkReject = db.prepare('INSERT INTO _backstitch_rejects VALUES (?, ?, ?)');
  const childRules: RecordRules = { ...profile, primaryKey: [] };
  /** Names of the system columns of a subtable: the same array for the same columns. */
  const childNames = new Map<string, string[]>();

  function reject(batch: Batch, place: Place, source: string, reason: string, table: string): void {
    const text = source.slice(0, RECORD_KEPT);
    const { lastInsertRowid } = insertReject.run(text, reason, table, batch.at);
    linkReject.run(lastInsertRowid, place.captureId, place.seq);
    batch.rejected += 1;
  }

  /** Says of a loaded record which of its fields were left out. */
  function tellLeftOut(
    batch: Batch,
    place: Place,
    record: SourceRecord,
    reasons: readonly string[],
    table: string,
  ): void {
    for (const [nth, reason] of reasons.entries()) {
      // Once is enough: a record of many such names would be written a thousand times over.
      const text = nth === 0 ? record.source : record.source.slice(0, RECORD_AGAIN);
      reject(batch, place, text, reason, table);
    }
  }

  /** Adds the columns that a row needs; undefined where the table cannot take so many. */
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

  function shapeChildren({ children }: Denested): ChildRow[] | Refusal {
    const rows: ChildRow[] = [];
    const depths = new Map<string, number>();
    for (const child of children) {
      const record = { kind: 'object' as const, fields: child.fields, depth: 1, source: '' };
      const shaped = shapeRecord(record, childRules, () => undefined);
      if (!shaped.ok) return { reason: shaped.reason, table: child.table };
      const table = canonicalName(child.table);
      const depth = child.levels.length;
      const before = tables.depthOf(table) ?? depths.get(table) ?? depth;
      if (before !== depth) {
        const reason = `Table ${table} holds elements of arrays ${before} deep; here they are ${depth} deep`;
        return { reason, table };
      }
      depths.set(table, depth);
      rows.push({ child, table, values: shaped.values, leftOut: shaped.leftOut });
    }
    return rows;
  }

  function insertChild(
    batch: Batch,
    place: Place,
    record: SourceRecord,
    row: ChildRow,
    source: readonly (SourceKey & { value: Stored })[],
  ): number {
    const { table: name, child, values } = row;
    if (isTooLong(name)) {
      reject(batch, place, record.source, `Table name ${name} is too long for SQLite`, name);
      return 0;
    }
    const table = tables.child(name, source, child.levels.length);
    const into = placeIn(batch, table, values, place.captureId);
    if (into === undefined) {
      reject(batch, place, record.source, TOO_MANY_COLUMNS, name);
      return 0;
    }
    into.create();
    const names = childNames.get(name) ?? [
      ...source.map((key) => sourceKey(key.name)),
      ...child.levels.map(levelName),
      ...SYSTEM,
    ];
    childNames.set(name, names);
    const { receivedAt, seq } = place;
    const given = [...source.map(({ value }) => value), ...child.levels];
    table.insert(names, [...given, receivedAt, batch.at, seq, batch.version], into.placed);
    tellLeftOut(batch, place, record, row.leftOut, name);
    return 1;
  }

  /** Gives how many rows it became: 0 where it was rejected, or a newer row of its key stays. */
  function load(batch: Batch, place: Place, record: SourceRecord): number {
    const data = tables.data(generated);
    const refuse = (reason: string, table = 'data'): number => {
      reject(batch, place, record.source, reason, table);
      return 0;
    };
    const isNested = profile.nested === 'relational' && record.kind === 'object';
    const parts = isNested && record.depth <= MAX_DEPTH ? denest(record.fields) : undefined;
    const flat = parts && record.kind === 'object' ? { ...record, fields: parts.fields } : record;
    const shaped = shapeRecord(flat, profile, data.columns.typeOf);
    if (!shaped.ok) return refuse(shaped.reason);
    if (parts?.tooMany === true) return refuse(`more than ${MAX_CHILDREN} elements of arrays`);
    if (parts?.collision !== undefined) return refuse(`Field collision on ${parts.collision}`);
    const into = placeIn(batch, data, shaped.values, place.captureId);
    if (into === undefined) return refuse(TOO_MANY_COLUMNS);
    const children = parts === undefined ? [] : shapeChildren(parts);
    if (!Array.isArray(children)) return refuse(children.reason, children.table);
    into.create();
    if (replaces && !held.takePlace(shaped.values, place.seq)) return 0;
    const { receivedAt, seq, key } = place;
    if (generated) {
      const system = [receivedAt, batch.at, seq, batch.version, key];
      data.insert(SYSTEM_AND_KEY, system, into.placed);
    } else data.insert(SYSTEM, [receivedAt, batch.at, seq, batch.version], into.placed);
    tellLeftOut(batch, place, record, shaped.leftOut, 'data');
    if (children.length === 0) return 1;
    const source = generated
      ? [{ name: GENERATED_KEY, sqlType: 'TEXT', value: key }]
      : shaped.values
          .filter(({ name }) => keys.includes(name))
          .map(({ name, type, value }) => ({ name, sqlType: SQL_TYPE[type] ?? 'TEXT', value }));
    return children.reduce(
      (rows, child) => rows + insertChild(batch, place, record, child, source),
      1,
    );
  }

  return {
    keys,
    generated,
    load,
    reject,
    /** At most one row for each key from now on, where that was chosen; the newest stays. */
    keepLatestOnly: (): void => (replaces ? held.keepLatestOnly() : undefined),
  };
}

const levelName = (_: number, n: number): string => `_sdc_level_${n}_id`;
