import { Int32 } from 'bson';
import { toEjson } from './values/ejson.ts';
import {
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  type Value,
} from './values/values.ts';

interface Changes {
  updated: Document;
  removed: string[];
  truncated: Document[];
}

/**
 * The `updateDescription` of a change event: fields by their dotted paths, places of arrays by their
 * index. A document is looked into where both are documents, an array where both are arrays; one that
 * got shorter is told in `truncatedArrays`. Where a type changed, the whole value is told.
 */
export function updateDescription(before: Document, after: Document): Document {
  const changes: Changes = { updated: emptyDocument(), removed: [], truncated: [] };
  compareDocuments(before, after, '', changes);
  const { updated, removed, truncated } = changes;
  return documentOf({
    updatedFields: updated,
    removedFields: removed,
    truncatedArrays: truncated,
  });
}

function compareDocuments(before: Document, after: Document, prefix: string, into: Changes): void {
  for (const key of Object.keys(before))
    if (after[key] === undefined) into.removed.push(prefix + key);
  for (const key of Object.keys(after)) {
    const value = after[key];
    if (value !== undefined) compareAt(before[key], value, prefix + key, into);
  }
}

function compareAt(before: Value | undefined, after: Value, path: string, into: Changes): void {
  if (before !== undefined && toEjson(before) === toEjson(after)) return;
  if (isDocument(before) && isDocument(after)) compareDocuments(before, after, `${path}.`, into);
  else if (Array.isArray(before) && Array.isArray(after)) compareArrays(before, after, path, into);
  else into.updated[path] = after;
}

function compareArrays(before: Value[], after: Value[], path: string, into: Changes): void {
  if (after.length < before.length) {
    into.truncated.push(documentOf({ field: path, newSize: new Int32(after.length) }));
  }
  for (const [i, item] of after.entries()) compareAt(before[i], item, `${path}.${i}`, into);
}
