import { parseDocument, parseEjson } from './values/ejson.ts';
import { type Document, expectArray, expectDocument } from './values/values.ts';
import { compileQuery } from './query/match.ts';
import type { Space } from './store/space.ts';
import type { Namespace } from './store/tables.ts';
import { inOrder } from './writes/order.ts';
import { idKeys } from './writes/writes.ts';

/** A slice ends where its documents are this long together, so that whoever reads it is not held up. */
const SLICE_BYTES = 256 * 1024;
/** It ends then, too, where a query finds little: other calls go between two slices. */
const SLICE_MS = 100;

/**
 * A part of a collection, in the order of insertion, for whoever reads it piece by piece.
 *
 * @param part.after where the slice before ended; -1 for the first.
 * @param part.most how many documents at most.
 * @returns JSON of `{documents, after, more}`; `documents` is canonical EJSON.
 */
export function readSlice(
  space: Space,
  namespace: Namespace,
  part: { query: string; after: number; most: number },
): string {
  const query = parseDocument(part.query, 'the query');
  const matches = Object.keys(query).length === 0 ? null : compileQuery(query);
  const until = performance.now() + SLICE_MS;
  const found: string[] = [];
  let { after } = part;
  let bytes = 0;
  let more = false;
  for (const { seq, doc } of space.rows(namespace, idKeys(query), after)) {
    if (found.length >= part.most || bytes >= SLICE_BYTES || performance.now() > until) {
      more = true;
      break;
    }
    after = seq;
    if (matches !== null && !matches(parseDocument(doc))) continue;
    found.push(doc);
    bytes += doc.length;
  }
  return `{"documents":[${found.join(',')}],"after":${after},"more":${more}}`;
}

/**
 * Which of the documents that are handed in a query finds.
 *
 * @param asked.documents EJSON of a list.
 * @param asked.sort EJSON; `{}` leaves the order as it is.
 * @param asked.limit 0 for all.
 * @returns JSON of their places in the list, in the order that is asked for.
 */
export function sift(asked: {
  documents: string;
  query: string;
  sort: string;
  limit: number;
}): string {
  const query = parseDocument(asked.query, 'the query');
  const sort = parseDocument(asked.sort, 'sort');
  const matches = compileQuery(query);
  const list = expectArray(parseEjson(asked.documents), 'the documents');
  const rows: { document: Document; place: number }[] = [];
  for (const [place, item] of list.entries()) {
    const document = expectDocument(item, 'a document');
    if (matches(document)) rows.push({ document, place });
  }
  const places = [...inOrder(rows, query, sort)].map(({ place }) => place);
  return JSON.stringify(asked.limit > 0 ? places.slice(0, asked.limit) : places);
}
