import type { Database } from 'better-sqlite3';
import { SECRET_NAME } from '../../lib/secrets/secret-name.ts';
import { HIDDEN } from '../search/indexing/credentials.ts';
import { positional } from '../search/indexing/body-leaves.ts';
import type { IndexedValue } from '../search/indexing/index-content.ts';

interface Parts {
  db: Database;
  /** Id of a header, query or body field in the index; undefined if no capture has it. */
  fieldId: (name: string) => number | undefined;
  /** What the index holds of captures in a field, in the order it was sent, by the id of the capture. */
  indexedIn: (
    fieldId: number,
    rowIds: readonly number[],
  ) => ReadonlyMap<number, readonly { at: string; text: string }[]>;
  /** What the index will keep of a capture, for those it does not know yet. */
  valuesOf: (rowId: number) => readonly IndexedValue[];
}

interface Row {
  id: number;
  delivery_id: string | null;
  note: string;
}

type Extra = Record<string, string>;

/** Where the values of a column stand in the index, likeliest first. */
interface Place {
  name: string;
  at: RegExp | null;
}

const LONGEST = 120;
/** Of a field that comes several times, or in an array. */
const VALUES = 5;
const MASK = '****';

/**
 * Reads columns that a person added to the list, from the search index: `header.x`, `query.x`, `body.a.b`
 * with positions in arrays where they are meant, `deliveryId`, and `attempt` as the sender counts it;
 * and what the list itself does not hold: `note`, `source` (address it came from) and `statusText`.
 *
 * A capture without a value has no entry. Credentials are masked as the search masks them.
 */
export function openColumns({ db, fieldId, indexedIn, valuesOf }: Parts) {
  const attempts = db.prepare<[string], { capture_id: number; retry: string | null }>(`
    SELECT capture_id, json_extract(detail, '$.retry') AS retry FROM capture_senders
     WHERE capture_id IN (SELECT value FROM json_each(?))`);
  const sources = db.prepare<[string], { capture_id: number; text: string }>(`
    SELECT capture_id, remote_address AS text FROM capture_contents
     WHERE capture_id IN (SELECT value FROM json_each(?))`);
  const statusTexts = db.prepare<[string], { capture_id: number; text: string }>(`
    SELECT capture_id, reason AS text FROM capture_replies
     WHERE capture_id IN (SELECT value FROM json_each(?))`);
  const others: Readonly<Record<string, (ids: string) => { capture_id: number; text: string }[]>> =
    {
      source: (ids) => sources.all(ids),
      statusText: (ids) => statusTexts.all(ids),
    };
  const unindexed = db
    .prepare<[string], number>(
      'SELECT id FROM captures WHERE id IN (SELECT value FROM json_each(?)) AND indexed = 0',
    )
    .pluck();

  /** Texts of each capture at one place, in the order they were sent. */
  function textsAt(place: Place, ids: readonly number[]): Map<number, string[]> {
    const texts = new Map<number, string[]>();
    const field = fieldId(place.name);
    if (field === undefined) return texts;
    for (const [id, values] of indexedIn(field, ids)) {
      const there = values.filter(({ at }) => place.at?.test(at) !== false);
      if (there.length > 0)
        texts.set(
          id,
          there.map(({ text }) => text),
        );
    }
    return texts;
  }

  function fill(
    column: string,
    ids: readonly number[],
    pending: readonly number[],
    extras: Extras,
  ): void {
    for (const place of placesOf(column)) {
      for (const [id, texts] of textsAt(place, ids)) put(extras, id, column, shown(column, texts));
    }
    for (const id of pending) {
      const own = valuesOf(id);
      for (const { name, at } of placesOf(column)) {
        const texts = own.filter((one) => one.name === name && at?.test(one.at) !== false);
        if (texts.length === 0) continue;
        put(
          extras,
          id,
          column,
          shown(
            column,
            texts.map(({ text }) => text),
          ),
        );
        break;
      }
    }
  }

  /** @returns what each row has, by its id. */
  return (rows: readonly Row[], columns: readonly string[]): Extras => {
    const extras: Extras = new Map(rows.map(({ id }) => [id, {}]));
    const rowIds = rows.map(({ id }) => id);
    const ids = JSON.stringify(rowIds);
    const pending = unindexed.all(ids);
    for (const column of new Set(columns)) {
      if (column === 'deliveryId') {
        for (const { id, delivery_id: text } of rows) put(extras, id, column, text);
      } else if (column === 'attempt') {
        for (const { capture_id: id, retry } of attempts.all(ids)) put(extras, id, column, retry);
      } else if (column === 'note') {
        for (const { id, note } of rows) put(extras, id, column, note);
      } else if (others[column] !== undefined) {
        for (const { capture_id: id, text } of others[column](ids)) put(extras, id, column, text);
      } else fill(column, rowIds, pending, extras);
    }
    return extras;
  };
}

export type Extras = Map<number, Extra>;

/** The likeliest place comes first and stays. */
function put(extras: Extras, id: number, column: string, text: string | null): void {
  const extra = extras.get(id);
  if (extra && text !== null && text !== '') extra[column] ??= text.slice(0, LONGEST);
}

function shown(column: string, texts: readonly string[]): string {
  if (SECRET_NAME.test(column.toLowerCase())) return MASK;
  return texts
    .slice(0, VALUES)
    .map((text) => text.replaceAll(HIDDEN, MASK))
    .join(', ');
}

/** Digits in a path may be positions in an array or keys of an object, as in a search. */
function placesOf(column: string): Place[] {
  const name = column.toLowerCase();
  const whole: Place = { name, at: null };
  const inArray = name.startsWith('body.') ? positional(name.slice('body.'.length)) : undefined;
  if (!inArray) return [whole];
  return [whole, { name: `body.${inArray.path}`, at: likeToRegExp(inArray.like) }];
}

/** A pattern of `positional`: digits, dots and slashes, and `%` for anything. */
const likeToRegExp = (like: string): RegExp =>
  new RegExp(`^${like.replaceAll('.', '\\.').replaceAll('%', '.*')}$`);
