import type { Database } from 'better-sqlite3';
import { FIELDS_OF_SEGMENT, openSegments, type ValuesByField } from '../blocks/segments.ts';
import type { IndexedContent, IndexedValue } from './index-content.ts';

/** One capture on its way into the index; `content` is null where it could not be read. */
export interface Entry {
  id: number;
  content: IndexedContent | null;
}

export type IndexStore = ReturnType<typeof openIndexStore>;

interface FieldUse {
  uses: number;
  lastCapture: number;
}

/** Beyond this many names, new ones are found as words only: some bodies use ids as keys. */
const MAX_FIELDS = 20_000;

/**
 * Reads and writes the search index. All writes belong inside a transaction of the caller.
 */
export function openIndexStore(db: Database) {
  const selectPending = db
    .prepare<[number], number>('SELECT id FROM captures WHERE indexed = 0 ORDER BY id DESC LIMIT ?')
    .pluck();
  const countPending = db
    .prepare<[], number>('SELECT count(*) FROM captures WHERE indexed = 0')
    .pluck();
  const markIndexed = db.prepare<[number]>(
    'UPDATE captures SET indexed = 1 WHERE id = ? AND indexed = 0',
  );
  const insertText = db.prepare(
    'INSERT INTO captures_text (rowid, target, headers, body) VALUES (?, ?, ?, ?)',
  );
  const selectField = db
    .prepare<[string], number>('SELECT id FROM search_fields WHERE name = ?')
    .pluck();
  const countFields = db.prepare<[], number>('SELECT count(*) FROM search_fields').pluck();
  const insertField = db.prepare('INSERT INTO search_fields (id, name, label) VALUES (?, ?, ?)');
  const lastField = db.prepare<[], number>('SELECT max(id) FROM search_fields').pluck();
  const firstGap = db
    .prepare<[], number>(
      `SELECT id + 1 FROM search_fields f
        WHERE NOT EXISTS (SELECT 1 FROM search_fields WHERE id = f.id + 1) LIMIT 1`,
    )
    .pluck();
  const useField = db.prepare(`
    UPDATE search_fields SET uses = uses + ?, last_capture = max(last_capture, ?) WHERE id = ?`);
  const dropField = db.prepare('DELETE FROM search_fields WHERE id = ? AND uses <= 0');
  const deleteText = db.prepare('DELETE FROM captures_text WHERE rowid = ?');

  const insertForgotten = db.prepare('INSERT OR IGNORE INTO search_forgotten VALUES (?)');
  const selectForgotten = db
    .prepare<[number], number>(
      'SELECT capture_id FROM search_forgotten ORDER BY capture_id LIMIT ?',
    )
    .pluck();
  const deleteForgotten = db.prepare('DELETE FROM search_forgotten WHERE capture_id = ?');

  const segments = openSegments(db);

  /**
   * Finds ids of fields, and takes new ones while there is room. For one transaction: what it knows of a
   * field that was taken back with it would be wrong in the next.
   */
  function fieldFinder(): (value: IndexedValue) => number | undefined {
    const known = new Map<string, number | undefined>();
    let count: number | undefined;
    return ({ name, label }) => {
      if (known.has(name)) return known.get(name);
      let id = selectField.get(name);
      count ??= id === undefined ? countFields.get() : undefined;
      if (id === undefined && (count ?? 0) < MAX_FIELDS) {
        id = (lastField.get() ?? 0) + 1;
        // Ids as keys use up names, though few are held at a time.
        if (id >= FIELDS_OF_SEGMENT) id = firstGap.get() ?? 1;
        insertField.run(id, name, label);
        count = (count ?? 0) + 1;
      }
      known.set(name, id);
      return id;
    };
  }

  /** Writes the values of captures as one segment, and counts their fields. */
  function addValues(entries: readonly { id: number; content: IndexedContent }[]): void {
    const fieldFor = fieldFinder();
    const byField: ValuesByField = new Map();
    const uses = new Map<number, FieldUse>();
    for (const [nth, { id, content }] of entries.entries()) {
      for (const value of content.values) {
        const fieldId = fieldFor(value);
        if (fieldId === undefined) continue;
        const { at, text, number } = value;
        const values = byField.get(fieldId);
        const isFirst = values?.at(-1)?.nth !== nth;
        const row = { nth, at, text, isNumber: number !== null };
        if (values === undefined) byField.set(fieldId, [row]);
        else values.push(row);
        if (!isFirst) continue;
        const use = uses.get(fieldId) ?? { uses: 0, lastCapture: 0 };
        uses.set(fieldId, { uses: use.uses + 1, lastCapture: Math.max(use.lastCapture, id) });
      }
    }
    segments.insert(
      entries.map(({ id }) => id),
      byField,
    );
    for (const [fieldId, use] of uses) useField.run(use.uses, use.lastCapture, fieldId);
  }

  function remove(ids: readonly number[]): void {
    const removed = segments.remove(new Set(ids));
    for (const id of removed.ids) deleteText.run(id);
    for (const [fieldId, lost] of removed.uses) {
      useField.run(-lost, 0, fieldId);
      dropField.run(fieldId);
    }
  }

  return {
    /** Newest first: what arrived last is what a person looks for. */
    pending: (limit: number): number[] => selectPending.all(limit),
    pendingCount: (): number => countPending.get() ?? 0,
    /** Puts captures into the index and marks them; one removed meanwhile is passed over. */
    add(entries: readonly Entry[]): void {
      const marked = entries.filter(
        ({ id, content }) => markIndexed.run(id).changes > 0 && content !== null,
      );
      // FTS5 writes out what it gathered whenever an id is not above the last: so oldest first.
      const ordered = marked
        .flatMap(({ id, content }) => (content === null ? [] : [{ id, content }]))
        .toSorted((a, b) => a.id - b.id);
      if (ordered.length === 0) return;
      // Indexed before, and marked to be indexed again; or deleted, and imported again.
      remove(ordered.map(({ id }) => id));
      for (const { id, content } of ordered) {
        deleteForgotten.run(id);
        insertText.run(id, content.target, content.headers, content.body);
      }
      addValues(ordered);
    },
    /** Whether there are so many small parts of the index that one is to be made of some of them. */
    isUntidy: (): boolean => segments.mergeable().length > 0,
    /** Makes one of them. */
    tidy: (): void => segments.merge(),
    /** Notes captures whose rows are to go; they are no longer found once they are deleted. */
    forget(ids: readonly number[]): void {
      for (const id of ids) insertForgotten.run(id);
    },
    /** In the order of their ids: what lies together is taken out together. */
    forgotten: (limit: number): number[] => selectForgotten.all(limit),
    /** Takes forgotten captures out of the index. */
    purge(ids: readonly number[]): void {
      remove(ids);
      for (const id of ids) deleteForgotten.run(id);
    },
    valuesOf: segments.valuesOf,
    recentTexts: segments.recentTexts,
    fieldId: (name: string): number | undefined => selectField.get(name),
  };
}
