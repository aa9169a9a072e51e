import { Long } from 'bson';
import { fieldPath } from '../values/field-path.ts';
import { spend } from '../values/heap-watch.ts';
import { keepMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import {
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { readStage, type Stage } from './stage.ts';

const CODES = { object: 15981, unknown: 28811, missing: 28812 };

/** One document for each element of an array. */
export function unwind(operand: Value): Stage {
  const spec = readStage(
    '$unwind',
    typeof operand === 'string' ? documentOf({ path: operand }) : operand,
    {
      needed: ['path'],
      optional: ['includeArrayIndex', 'preserveNullAndEmptyArrays'],
      codes: CODES,
    },
  );
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: keep = false } = spec;
  if (typeof path !== 'string') {
    throw new MongoDBError('expected a string as the path for $unwind stage', 28808);
  }
  if (typeof keep !== 'boolean') {
    throw new MongoDBError(
      'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage',
      28809,
    );
  }
  if (!path.startsWith('$')) {
    throw new MongoDBError(
      `path option to $unwind stage should be prefixed with a '$': ${path}`,
      28818,
    );
  }
  const parts = fieldPath(path.slice(1));
  const indexParts = index === undefined ? undefined : indexPath(index);
  const withIndex = (document: Document, at: number | null): Document =>
    indexParts
      ? withValue(document, indexParts, at === null ? null : Long.fromNumber(at))
      : document;
  const each = (document: Document): Document[] => {
    const value = valueAt(document, parts);
    if (!Array.isArray(value)) {
      const isEmpty = value === undefined || value === null;
      return isEmpty && !keep ? [] : [withIndex(document, null)];
    }
    if (value.length === 0) return keep ? [withIndex(withoutValue(document, parts), null)] : [];
    return value.map((item, i) => withIndex(withValue(document, parts, item), i));
  };
  return (documents) =>
    documents.flatMap((document) => each(document).map((row) => keepMeta(document, row)));
}

function indexPath(index: Value): string[] {
  if (typeof index !== 'string' || index === '') {
    throw new MongoDBError(
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
      28810,
    );
  }
  if (index.startsWith('$')) {
    throw new MongoDBError(
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`,
      28822,
    );
  }
  return fieldPath(index);
}

/** Arrays on the way are not gone into. */
function valueAt(document: Document, parts: readonly string[]): Maybe {
  let value: Maybe = document;
  for (const part of parts) value = isDocument(value) ? value[part] : undefined;
  return value;
}

/** A copy with one field set; what is not on its path is shared, what stands in its way goes. */
export function withValue(
  document: Document,
  parts: readonly string[],
  value: Value,
  at = 0,
): Document {
  spend(256);
  const copy = Object.assign(emptyDocument(), document);
  const part = parts[at] ?? '';
  const inner = copy[part];
  copy[part] =
    at === parts.length - 1
      ? value
      : withValue(isDocument(inner) ? inner : emptyDocument(), parts, value, at + 1);
  return copy;
}

function withoutValue(document: Document, parts: readonly string[], at = 0): Document {
  const copy = Object.assign(emptyDocument(), document);
  const part = parts[at] ?? '';
  const inner = copy[part];
  if (at === parts.length - 1) delete copy[part];
  else if (isDocument(inner)) copy[part] = withoutValue(inner, parts, at + 1);
  return copy;
}
