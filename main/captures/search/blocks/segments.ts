import type { Database } from 'better-sqlite3';
import { type BlockValue, openBlock, packBlock, unpackBlock } from './block.ts';

/** The values of some captures, by the ids of their fields. */
export type ValuesByField = Map<number, BlockValue[]>;

interface Row {
  id: number;
  captures: number;
}

interface RowWithIds extends Row {
  ids: Buffer;
}

/** Key of a block: that of its segment times this, plus the id of its field. */
export const FIELDS_OF_SEGMENT = 2 ** 22;
/** A segment is full from so many captures on: one of these is written anew in some 4 ms. */
const FULL = 256;
/** So many segments of about one size become one. */
const TIER = 16;

/** Of the id of a capture, a double. */
export const ID_BYTES = 8;
const NOTHING = Buffer.alloc(0);

/**
 * What fields captures have, in segments: some captures that were indexed one after the other, and a
 * block (`block.ts`) for each of their fields. A segment that just arrived is small; where there are
 * many small ones of a size they become one, up to some 256 captures. Ids of segments may overlap.
 *
 * All writes belong inside a transaction of the caller.
 */
export function openSegments(db: Database) {
  const insertSegment = db.prepare(
    'INSERT INTO search_segments (first_id, last_id, captures, ids) VALUES (?, ?, ?, ?)',
  );
  const insertBlock = db.prepare('INSERT INTO search_blocks (id, data) VALUES (?, ?)');
  const dropSegment = db.prepare('DELETE FROM search_segments WHERE id = ?');
  const dropBlocks = db.prepare(`
    DELETE FROM search_blocks WHERE id >= :id * ${FIELDS_OF_SEGMENT} AND id < (:id + 1) * ${FIELDS_OF_SEGMENT}`);
  const selectBlocks = db.prepare<{ id: number }, { field: number; data: Buffer }>(`
    SELECT id % ${FIELDS_OF_SEGMENT} AS field, data FROM search_blocks
     WHERE id >= :id * ${FIELDS_OF_SEGMENT} AND id < (:id + 1) * ${FIELDS_OF_SEGMENT}`);
  const selectBlock = db
    .prepare<[number], Buffer>('SELECT data FROM search_blocks WHERE id = ?')
    .pluck();
  const selectIds = db
    .prepare<[number], Buffer>('SELECT ids FROM search_segments WHERE id = ?')
    .pluck();
  const between = db.prepare<[number, number], Row & { first_id: number; last_id: number }>(`
    SELECT id, captures, first_id, last_id FROM search_segments
     WHERE last_id >= ? AND first_id <= ? ORDER BY last_id DESC`);
  const selectSmall = db.prepare<[], Row>(`
    SELECT id, captures FROM search_segments WHERE captures < ${FULL} ORDER BY first_id`);

  function insert(ids: readonly number[], values: ValuesByField): void {
    const packed = Buffer.alloc(ids.length * ID_BYTES);
    for (const [i, id] of ids.entries()) packed.writeDoubleLE(id, i * ID_BYTES);
    const first = ids.reduce((least, id) => Math.min(least, id), Number.MAX_SAFE_INTEGER);
    const last = ids.reduce((most, id) => Math.max(most, id), 0);
    const { lastInsertRowid } = insertSegment.run(first, last, ids.length, packed);
    // Block after block at the end of the table: each of its pages is written once.
    for (const field of [...values.keys()].toSorted((a, b) => a - b)) {
      const key = Number(lastInsertRowid) * FIELDS_OF_SEGMENT + field;
      insertBlock.run(key, packBlock(values.get(field) ?? []));
    }
  }

  function drop(id: number): void {
    dropBlocks.run({ id });
    dropSegment.run(id);
  }

  /** Segments that hold any of these captures. */
  function* holding(ids: ReadonlySet<number>): Generator<RowWithIds> {
    const sorted = [...ids].toSorted((a, b) => a - b);
    const first = sorted[0];
    const last = sorted.at(-1);
    if (first === undefined || last === undefined) return;
    for (const row of between.all(first, last)) {
      const above = sorted.findIndex((id) => id >= row.first_id);
      if (above < 0 || (sorted[above] ?? 0) > row.last_id) continue;
      const packed = selectIds.get(row.id);
      if (packed && idsOf(packed).some((id) => ids.has(id))) yield { ...row, ids: packed };
    }
  }

  return {
    /** @param ids those of the captures that `nth` of a value counts. */
    insert,
    /**
     * Takes captures out.
     *
     * @returns those that were in, and of each field how many of them had it.
     */
    remove(ids: ReadonlySet<number>): { ids: number[]; uses: Map<number, number> } {
      const removed: number[] = [];
      const uses = new Map<number, number>();
      for (const segment of holding(ids)) {
        const old = idsOf(segment.ids);
        const kept = old.filter((id) => !ids.has(id));
        removed.push(...old.filter((id) => ids.has(id)));
        const nthNow = new Map(kept.map((id, i) => [id, i]));
        const values: ValuesByField = new Map();
        for (const { field, data } of selectBlocks.all({ id: segment.id })) {
          const left = kept.length === 0 ? [] : valuesLeft(data, old, nthNow);
          const had = openBlock(data).captures - new Set(left.map(({ nth }) => nth)).size;
          if (had > 0) uses.set(field, (uses.get(field) ?? 0) + had);
          if (left.length > 0) values.set(field, left);
        }
        drop(segment.id);
        if (kept.length > 0) insert(kept, values);
      }
      return { ids: removed, uses };
    },
    /** Small segments of which one is to be made; none while there are few. */
    mergeable: (): Row[] => mergeable(selectSmall.all()),
    /** Makes one segment of those. */
    merge(): void {
      const chosen = mergeable(selectSmall.all());
      if (chosen.length === 0) return;
      const ids: number[] = [];
      const values: ValuesByField = new Map();
      for (const segment of chosen) {
        for (const { field, data } of selectBlocks.all({ id: segment.id })) {
          const all = values.get(field) ?? [];
          values.set(field, all);
          for (const value of unpackBlock(data))
            all.push({ ...value, nth: value.nth + ids.length });
        }
        ids.push(...idsOf(selectIds.get(segment.id) ?? NOTHING));
        drop(segment.id);
      }
      insert(ids, values);
    },
    /** Values that captures have in a field, by the id of the capture. */
    valuesOf(field: number, ids: readonly number[]): Map<number, BlockValue[]> {
      const found = new Map<number, BlockValue[]>();
      const wanted = new Set(ids);
      for (const segment of holding(wanted)) {
        const data = selectBlock.get(segment.id * FIELDS_OF_SEGMENT + field);
        if (data === undefined) continue;
        for (const value of unpackBlock(data)) {
          const id = idAt(segment.ids, value.nth);
          if (!wanted.has(id)) continue;
          const others = found.get(id);
          if (others) others.push(value);
          else found.set(id, [value]);
        }
      }
      return found;
    },
    /** Texts seen in a field, in about the order of their arrival, newest first; `limit` of them. */
    recentTexts(field: number, limit: number): string[] {
      const texts: string[] = [];
      for (const { id } of between.all(0, Number.MAX_SAFE_INTEGER)) {
        const data = selectBlock.get(id * FIELDS_OF_SEGMENT + field);
        if (data === undefined) continue;
        for (const { text } of unpackBlock(data).toReversed()) texts.push(text);
        if (texts.length >= limit) break;
      }
      return texts.slice(0, limit);
    },
  };
}

const idAt = (ids: Buffer, nth: number): number => ids.readDoubleLE(nth * ID_BYTES);
const idsOf = (ids: Buffer): number[] =>
  Array.from({ length: ids.length / ID_BYTES }, (_, nth) => idAt(ids, nth));

function valuesLeft(
  data: Buffer,
  old: readonly number[],
  nthNow: ReadonlyMap<number, number>,
): BlockValue[] {
  return unpackBlock(data).flatMap((value) => {
    const nth = nthNow.get(old[value.nth] ?? 0);
    return nth === undefined ? [] : [{ ...value, nth }];
  });
}

/** The oldest of the smallest size of which there are enough; they fill one segment at most. */
function mergeable(small: readonly Row[]): Row[] {
  const tiers = Map.groupBy(small, ({ captures }) =>
    Math.floor(Math.log2(captures) / Math.log2(TIER)),
  );
  for (const [tier, rows] of [...tiers].toSorted(([a], [b]) => a - b)) {
    const total = rows.reduce((sum, { captures }) => sum + captures, 0);
    if (rows.length < TIER && !(tier > 0 && total >= FULL)) continue;
    const chosen: Row[] = [];
    for (let sum = 0; sum < FULL && chosen.length < rows.length;) {
      const next = rows[chosen.length];
      if (next === undefined) break;
      chosen.push(next);
      sum += next.captures;
    }
    if (chosen.length > 1) return chosen;
  }
  return [];
}
