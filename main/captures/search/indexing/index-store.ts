import type { Database } from 'better-sqlite3';
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
 * Reads and writes the search index. All writes belong inside a transaction of the caller; if that
 * is rolled back, call `reset`.
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
  const insertValue = db.prepare(`
    INSERT INTO search_values (field_id, capture_id, nth, at, text, number)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const insertDocument = db.prepare('INSERT INTO search_documents VALUES (?, ?)');
  const selectDocument = db
    .prepare<[number], string>('SELECT field_ids FROM search_documents WHERE capture_id = ?')
    .pluck();
  const selectField = db
    .prepare<[string], number>('SELECT id FROM search_fields WHERE name = ?')
    .pluck();
  const countFields = db.prepare<[], number>('SELECT count(*) FROM search_fields').pluck();
  const insertField = db.prepare('INSERT INTO search_fields (name, label) VALUES (?, ?)');
  const useField = db.prepare(`
    UPDATE search_fields SET uses = uses + ?, last_capture = max(last_capture, ?) WHERE id = ?`);
  const dropField = db.prepare('DELETE FROM search_fields WHERE id = ? AND uses <= 0');
  const deleteValues = db.prepare(
    'DELETE FROM search_values WHERE field_id = ? AND capture_id = ?',
  );
  const deleteText = db.prepare('DELETE FROM captures_text WHERE rowid = ?');
  const deleteDocument = db.prepare('DELETE FROM search_documents WHERE capture_id = ?');

  const insertForgotten = db.prepare('INSERT OR IGNORE INTO search_forgotten VALUES (?)');
  const selectForgotten = db
    .prepare<[number], number>('SELECT capture_id FROM search_forgotten LIMIT ?')
    .pluck();
  const deleteForgotten = db.prepare('DELETE FROM search_forgotten WHERE capture_id = ?');

  const known = new Map<string, number>();
  let fieldCount = countFields.get() ?? 0;

  function fieldFor(value: IndexedValue): number | undefined {
    const seen = known.get(value.name) ?? selectField.get(value.name);
    if (seen !== undefined) {
      known.set(value.name, seen);
      return seen;
    }
    if (fieldCount >= MAX_FIELDS) return undefined;
    const id = Number(insertField.run(value.name, value.label).lastInsertRowid);
    fieldCount += 1;
    known.set(value.name, id);
    return id;
  }

  /** Notes the values of a capture, for `insertValues`. */
  function addValues(
    id: number,
    values: readonly IndexedValue[],
    uses: Map<number, FieldUse>,
    byField: Map<number, unknown[][]>,
  ): void {
    const perField = new Map<number, number>();
    for (const value of values) {
      const fieldId = fieldFor(value);
      if (fieldId === undefined) continue;
      const nth = perField.get(fieldId) ?? 0;
      perField.set(fieldId, nth + 1);
      const row = [fieldId, id, nth, value.at, value.text, value.number];
      const rows = byField.get(fieldId);
      if (rows === undefined) byField.set(fieldId, [row]);
      else rows.push(row);
    }
    for (const fieldId of perField.keys()) {
      const use = uses.get(fieldId) ?? { uses: 0, lastCapture: 0 };
      uses.set(fieldId, { uses: use.uses + 1, lastCapture: Math.max(use.lastCapture, id) });
    }
    insertDocument.run(id, JSON.stringify([...perField.keys()]));
  }

  /** Field by field, oldest first: rows that lie together in the table are written together. */
  function insertValues(byField: ReadonlyMap<number, unknown[][]>): void {
    for (const rows of byField.values()) for (const row of rows) insertValue.run(row);
  }

  function remove(ids: readonly number[]): void {
    const lost = new Map<number, number>();
    for (const id of ids) {
      const document = selectDocument.get(id);
      if (document === undefined) continue;
      for (const fieldId of JSON.parse(document) as number[]) {
        deleteValues.run(fieldId, id);
        lost.set(fieldId, (lost.get(fieldId) ?? 0) + 1);
      }
      deleteText.run(id);
      deleteDocument.run(id);
    }
    let dropped = false;
    for (const [fieldId, uses] of lost) {
      useField.run(-uses, 0, fieldId);
      dropped = dropField.run(fieldId).changes > 0 || dropped;
    }
    if (dropped) reset();
  }

  /** Reads the field names from the database again. */
  function reset(): void {
    known.clear();
    fieldCount = countFields.get() ?? 0;
  }

  return {
    /** Newest first: what arrived last is what a person looks for. */
    pending: (limit: number): number[] => selectPending.all(limit),
    pendingCount: (): number => countPending.get() ?? 0,
    /** Puts captures into the index and marks them; one removed meanwhile is passed over. */
    add(entries: readonly Entry[]): void {
      const uses = new Map<number, FieldUse>();
      const byField = new Map<number, unknown[][]>();
      const marked = entries.filter(
        ({ id, content }) => markIndexed.run(id).changes > 0 && content !== null,
      );
      // Indexed before, and marked to be indexed again. All of them first: what one of them adds is
      // counted at the end, and a field would go with the last one that loses it.
      remove(marked.map(({ id }) => id));
      // FTS5 writes out what it gathered whenever an id is not above the last: so oldest first.
      for (const { id, content } of marked.toSorted((a, b) => a.id - b.id)) {
        if (content === null) continue;
        insertText.run(id, content.target, content.headers, content.body);
        addValues(id, content.values, uses, byField);
      }
      insertValues(byField);
      for (const [fieldId, use] of uses) useField.run(use.uses, use.lastCapture, fieldId);
    },
    /** Notes captures whose rows are to go; they are no longer found once they are deleted. */
    forget(ids: readonly number[]): void {
      for (const id of ids) insertForgotten.run(id);
    },
    forgotten: (limit: number): number[] => selectForgotten.all(limit),
    /** Takes forgotten captures out of the index. */
    purge(ids: readonly number[]): void {
      remove(ids);
      for (const id of ids) deleteForgotten.run(id);
    },
    reset,
    fieldId: (name: string): number | undefined => selectField.get(name),
  };
}
