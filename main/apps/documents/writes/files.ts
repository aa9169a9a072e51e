import type { DocumentFormat, ImportMode } from '../../../../preload/contract/apps/documents.ts';
import { readDocuments } from '../formats/read.ts';
import { writeDocuments } from '../formats/write.ts';
import type { Space } from '../store/space.ts';
import type { Namespace } from '../store/tables.ts';
import { keyOf } from '../values/compare.ts';
import { parseDocument, storedText } from '../values/ejson.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import { type Document, emptyDocument } from '../values/values.ts';
import { findRows, insertDocument } from './writes.ts';

/** The limit of one answer, as of a query. */
const MAX_DOCUMENTS = 50_000;

/** Reads a file in: all of it, or nothing. @returns JSON of how many were inserted and so on. */
export function importFile(
  space: Space,
  order: Namespace & { text: string; format: DocumentFormat; mode: ImportMode },
): string {
  const documents = readDocuments(order.text, order.format);
  return space.atomically(() => {
    const counts = { inserted: 0, replaced: 0, removed: 0 };
    if (order.mode === 'clear') {
      counts.removed = space.count(order);
      space.clear(order);
    }
    for (const [at, document] of documents.entries()) {
      try {
        if (order.mode === 'replace' && replaceById(space, order, document)) counts.replaced += 1;
        else {
          insertDocument(space, order, document);
          counts.inserted += 1;
        }
      } catch (error) {
        throw new MongoDBError(`document ${at + 1}: ${messageOf(error)}`);
      }
    }
    return JSON.stringify(counts);
  });
}

function replaceById(space: Space, namespace: Namespace, document: Document): boolean {
  const id = document['_id'];
  if (id === undefined) return false;
  const [row] = space.rows(namespace, [keyOf(id)]);
  if (row === undefined) return false;
  space.replace(namespace, row.seq, storedText(document));
  return true;
}

/** @returns JSON of `{text, count}`: what a query finds, in the order of insertion. */
export function exportFile(
  space: Space,
  order: Namespace & { query: string; format: DocumentFormat },
): string {
  const query =
    order.query.trim() === '' ? emptyDocument() : parseDocument(order.query, 'the query');
  const documents: Document[] = [];
  for (const { document } of findRows(space, order, query)) {
    if (documents.length === MAX_DOCUMENTS) {
      throw new MongoDBError(
        `the query finds more than ${MAX_DOCUMENTS} documents: narrow it and export in parts`,
      );
    }
    documents.push(document);
  }
  return JSON.stringify({
    text: writeDocuments(documents, order.format),
    count: documents.length,
  });
}
