import { BSONRegExp } from 'bson';
import { keyOf, typeName } from '../values/compare.ts';
import { parseDocument, storedText } from '../values/ejson.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import type { Namespace, Row, Tables } from './tables.ts';
import { type Document, isDocument, type Value } from '../values/values.ts';
import type { DocumentChange } from '../processes/worker-protocol.ts';

export type Place = Pick<Namespace, 'service' | 'database'>;

/**
 * Collections as a call sees them: those on disk, or, in a dry run, copies in memory of the ones
 * it has written to.
 */
export type Space = ReturnType<typeof openSpace>;

/** Who is told of changes: of which collections, and how. */
export interface Witness {
  wants: (namespace: Namespace) => boolean;
  note: (change: DocumentChange) => void;
}

/**
 * @param overlay where writes go instead; without it they go to disk.
 * @param witness told of every write to disk; it may still be taken back.
 */
export function openSpace(disk: Tables, overlay?: Tables, witness?: Witness) {
  const tell = (
    { service, database, collection }: Namespace,
    before: string | null,
    after: string | null,
  ): void => witness?.note({ service, database, collection, before, after });
  const isSeen = (namespace: Namespace): boolean =>
    witness !== undefined && overlay === undefined && witness.wants(namespace);
  /** Where a collection is read from now. */
  const source = (namespace: Namespace): { tables: Tables; id: number } | undefined => {
    const inOverlay = overlay?.find(namespace);
    if (overlay && inOverlay !== undefined) return { tables: overlay, id: inOverlay };
    const id = disk.find(namespace);
    return id === undefined ? undefined : { tables: disk, id };
  };
  const target = (namespace: Namespace): { tables: Tables; id: number } => {
    if (!overlay) return { tables: disk, id: disk.ensure(namespace) };
    const existing = overlay.find(namespace);
    if (existing !== undefined) return { tables: overlay, id: existing };
    const onDisk = disk.find(namespace);
    const rows = onDisk === undefined ? [] : disk.keyed(onDisk);
    return { tables: overlay, id: overlay.copyFrom(rows, namespace) };
  };

  return {
    /**
     * Rows in the order of insertion.
     *
     * @param keys of `_id`: only these are looked up.
     * @param after only rows behind this one.
     */
    *rows(namespace: Namespace, keys?: readonly string[], after = -1): Generator<Row, void, void> {
      const found = source(namespace);
      if (!found) return;
      if (!keys) {
        yield* found.tables.rows(found.id, after);
        return;
      }
      const rows = keys.map((key) => found.tables.byKey(found.id, key));
      yield* rows
        .filter((row) => row !== undefined)
        .filter((row) => row.seq > after)
        .toSorted((a, b) => a.seq - b.seq);
    },
    count(namespace: Namespace): number {
      const found = source(namespace);
      return found ? found.tables.count(found.id) : 0;
    },
    /** Makes the collection ready to be written; in a dry run that is when it is copied. */
    touch: (namespace: Namespace): void => void target(namespace),
    /** @throws MongoDBError where the `_id` is taken. */
    insert(namespace: Namespace, document: Document): void {
      const { tables, id } = target(namespace);
      const own = document['_id'] ?? null;
      checkId(own);
      const key = keyOf(own);
      if (tables.byKey(id, key)) throw duplicate(namespace, own);
      const text = storedText(document);
      tables.insert(id, key, text);
      if (isSeen(namespace)) tell(namespace, null, text);
    },
    replace(namespace: Namespace, seq: number, text: string): void {
      const { tables } = target(namespace);
      const before = isSeen(namespace) ? tables.bySeq(seq) : undefined;
      tables.replace(seq, text);
      if (before !== undefined && before !== text) tell(namespace, before, text);
    },
    remove(namespace: Namespace, seq: number): void {
      const { tables } = target(namespace);
      const before = isSeen(namespace) ? tables.bySeq(seq) : undefined;
      tables.remove(seq);
      if (before !== undefined) tell(namespace, before, null);
    },
    clear(namespace: Namespace): void {
      const { tables, id } = target(namespace);
      if (isSeen(namespace)) for (const { doc } of tables.rows(id)) tell(namespace, doc, null);
      tables.clear(id);
    },
    list(service: string): { database: string; collection: string; count: number }[] {
      const all = [...disk.list(service), ...(overlay?.list(service) ?? [])];
      const names = new Map(all.map((item) => [`${item.database}\0${item.collection}`, item]));
      return [...names.values()].map(({ database, collection }) => ({
        database,
        collection,
        count: this.count({ service, database, collection }),
      }));
    },
    atomically: <T>(work: () => T): T => (overlay ?? disk).atomically(work),
    /** See `Tables`. */
    optimistically: <T>(work: () => T): T => (overlay ?? disk).optimistically(work),
  };
}

export function documentsOf(space: Space, namespace: Namespace): Document[] {
  return [...space.rows(namespace)].map((row) => parseDocument(row.doc));
}

function checkId(id: Value): void {
  if (Array.isArray(id) || id instanceof BSONRegExp) {
    throw new MongoDBError(`The '_id' value cannot be of type ${typeName(id)}`, 53);
  }
  const operator = isDocument(id) ? Object.keys(id).find((key) => key.startsWith('$')) : undefined;
  if (operator !== undefined && !['$ref', '$id', '$db'].includes(operator)) {
    throw new MongoDBError(
      `_id fields may not contain '$'-prefixed fields: ${operator} is not valid for storage.`,
      52,
    );
  }
  if (keyOf(id).length > 20_000) throw new MongoDBError("the '_id' value is too large");
}

function duplicate({ database, collection }: Namespace, id: Value): MongoDBError {
  const shown = keyOf(id).slice(1, 200);
  return new MongoDBError(
    `E11000 duplicate key error collection: ${database}.${collection} index: _id_ dup key: { _id: "${shown}" }`,
    11000,
  );
}
