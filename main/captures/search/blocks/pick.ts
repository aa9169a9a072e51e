// cspell:ignore varargs
import type { Database } from 'better-sqlite3';
import { type Finder, finderOf, type Wanted } from './find-in-block.ts';
import { FIELDS_OF_SEGMENT, ID_BYTES } from './segments.ts';

/** As an infinite number is no JSON. */
interface WrittenRange {
  min: number | null;
  max: number | null;
}

/** What is looked for, as a parameter of `search_pick`. */
export const writeWanted = (wanted: Wanted): string => JSON.stringify(wanted);

function readWanted(json: string): Wanted {
  // Written by `writeWanted`.
  return JSON.parse(json, (key, value: unknown) => {
    if (key !== 'range') return value;
    const range = value as WrittenRange;
    return { ...range, min: range.min ?? -Infinity, max: range.max ?? Infinity };
  }) as Wanted;
}

/**
 * SQL that lists the captures with a value in a field, between `:from_` and `:below_`; for a connection
 * that `addPick` was called with.
 *
 * @param field SQL for the id of the field
 * @param wanted SQL for what `writeWanted` wrote
 */
export const pickedIds = (field: string, wanted: string): string => `
  SELECT value FROM json_each((
    SELECT search_pick(s.ids, b.data, ${wanted}, :from_, :below_)
      FROM search_segments s JOIN search_blocks b ON b.id = s.id * ${FIELDS_OF_SEGMENT} + ${field}
     WHERE s.last_id >= :from_ AND s.first_id < :below_))`;

/** Adds the SQL function that finds captures in blocks; it gives their ids as a JSON array. */
export function addPick(db: Database): void {
  let last: { json: string; find: Finder } | undefined;
  const finder = (json: string): Finder => {
    if (last?.json !== json) last = { json, find: finderOf(readWanted(json)) };
    return last.find;
  };
  const step = (
    found: number[],
    ...[ids, data, json, from, below]: [Buffer, Buffer, string, number, number]
  ): number[] => {
    finder(json)(data, (nth) => {
      const id = ids.readDoubleLE(nth * ID_BYTES);
      if (id >= from && id < below) found.push(id);
    });
    return found;
  };
  db.aggregate<number[]>('search_pick', {
    deterministic: true,
    varargs: true,
    start: () => [],
    // Its declaration knows functions of one argument only.
    step: step as unknown as (found: number[], next: number) => number[],
    result: (found) => `[${found.join(',')}]`,
  });
}
