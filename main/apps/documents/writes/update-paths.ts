import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { compileQuery, type Places } from '../query/match.ts';
import { listOperand, objectOperand, type OperandShape } from '../values/operands.ts';
import { isIndex } from '../values/path.ts';
import { placeOf } from '../query/projection-cuts.ts';
import {
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';

// Padding up to a far index would fill the memory.
const MAX_PADDING = 100_000;
const FAILED_TO_PARSE = 9;

/** Tests the elements that `$[name]` stands for. */
export type ArrayFilters = ReadonlyMap<string, (element: Value) => boolean>;

/** Reads the `arrayFilters` option: one entry for each name. @throws MongoDBError */
export function compileArrayFilters(option: Maybe): ArrayFilters {
  const filters = new Map<string, (element: Value) => boolean>();
  if (option === undefined || option === null) return filters;
  for (const entry of listOperand(option, FILTERS)) {
    const filter = objectOperand(entry, FILTER);
    const name = nameOf(filter);
    if (filters.has(name)) {
      throw new MongoDBError(
        `Found multiple array filters with the same top-level field name ${name}`,
        FAILED_TO_PARSE,
      );
    }
    const matcher = compileQuery(filter);
    filters.set(name, (element) => matcher(documentOf({ [name]: element })));
  }
  return filters;
}

const isMistyped = (what: string, wanted: string): OperandShape => ({
  code: 14,
  words: (found) => `BSON field '${what}' is the wrong type '${found}', expected type '${wanted}'`,
});
const FILTERS = isMistyped('arrayFilters', 'array');
const FILTER = isMistyped('arrayFilters.0', 'object');

/** The one name that a filter is about. @throws MongoDBError where there are two, or none. */
function nameOf(filter: Document): string {
  const [name, second] = [...new Set(namesIn(filter))];
  if (name === undefined) {
    throw new MongoDBError(
      'Cannot use an expression without a top-level field name in arrayFilters',
      FAILED_TO_PARSE,
    );
  }
  if (second !== undefined) {
    throw new MongoDBError(
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${second}'`,
      FAILED_TO_PARSE,
    );
  }
  if (/^[a-z][a-zA-Z0-9]*$/.test(name)) return name;
  throw new MongoDBError(
    `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    2,
  );
}

function namesIn(filter: Document): string[] {
  return Object.keys(filter).flatMap((key) => {
    if (!key.startsWith('$')) return key.split('.').slice(0, 1);
    if (key === '$expr') {
      throw new MongoDBError('$expr is not allowed in this context', 224);
    }
    const inner = filter[key];
    return (Array.isArray(inner) ? inner : []).filter((item) => isDocument(item)).flatMap(namesIn);
  });
}

/** The identifier in `$[name]`, '' for `$[]`; undefined for any other part of a path. */
export const nameIn = (part: string): string | undefined =>
  /^\$\[([A-Za-z0-9]*)\]$/.exec(part)?.[1];

/** Paths with `$`, `$[]` and `$[name]` replaced by the indexes they stand for in this document. */
export function concretePaths(
  document: Document,
  parts: readonly string[],
  filters: ArrayFilters,
  places: Places | undefined,
): string[][] {
  let open: { path: string[]; value: Maybe }[] = [{ path: [], value: document }];
  for (const part of parts) {
    open = open.flatMap(({ path, value }) =>
      indexes(part, path, value, filters, places).map((name) => ({
        path: [...path, name],
        value: childOf(value, name),
      })),
    );
  }
  return open.map(({ path }) => path);
}

function indexes(
  part: string,
  path: readonly string[],
  value: Maybe,
  filters: ArrayFilters,
  places: Places | undefined,
): string[] {
  if (!part.startsWith('$')) return [part];
  const at = path.join('.');
  if (part === '$') {
    // Found by another field, it is the place in that one.
    const place = placeOf(at, places) ?? [...(places?.values() ?? [])].at(-1);
    if (place === undefined) {
      throw new MongoDBError(
        'The positional operator did not find the match needed from the query.',
        2,
      );
    }
    return [String(place)];
  }
  const named = nameIn(part);
  if (named === undefined) {
    throw new MongoDBError(
      `The dollar ($) prefixed field '${part}' in '${[...path, part].join('.')}' is not valid for storage.`,
      52,
    );
  }
  const filter = filters.get(named);
  if (!Array.isArray(value)) {
    throw new MongoDBError(`Cannot apply array updates to non-array element ${at}`, 2);
  }
  return value.flatMap((item, i) => (filter?.(item) === false ? [] : [String(i)]));
}

export function childOf(value: Maybe, name: string): Maybe {
  if (isDocument(value)) return value[name];
  return Array.isArray(value) && isIndex(name) ? value[Number(name)] : undefined;
}

/**
 * The document or array that holds the last part of a path.
 *
 * @param create make what is missing on the way; without it, undefined says that it is missing.
 */
export function holderOf(
  document: Document,
  path: readonly string[],
  create: boolean,
): Document | Value[] | undefined {
  let holder: Document | Value[] = document;
  for (const [i, part] of path.slice(0, -1).entries()) {
    let child = childOf(holder, part);
    if (child === undefined && create) {
      child = emptyDocument();
      putChild(holder, part, child, path.slice(0, i));
    }
    if (!isDocument(child) && !Array.isArray(child)) {
      if (!create) return undefined;
      const at = path.slice(0, i + 1).join('.');
      throw new MongoDBError(
        `Cannot create field '${path[i + 1]}' in element {${at}: ${typeName(child)}}`,
        28,
      );
    }
    holder = child;
  }
  return holder;
}

/** Sets a field or a place of an array, filling the places before it with null. */
export function putChild(
  holder: Document | Value[],
  name: string,
  value: Value,
  at: readonly string[],
): void {
  if (!Array.isArray(holder)) {
    holder[name] = value;
    return;
  }
  if (!isIndex(name)) {
    throw new MongoDBError(`Cannot create field '${name}' in element {${at.join('.')}: array}`, 28);
  }
  const index = Number(name);
  if (index > holder.length + MAX_PADDING) {
    throw new MongoDBError(
      `can't backfill array to larger than ${MAX_PADDING} elements: ${at.join('.')}.${name}`,
      2,
    );
  }
  while (holder.length < index) holder.push(null);
  holder[index] = value;
}
