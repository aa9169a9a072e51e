import { MongoDBError } from './mongo-error.ts';
import { type Document, emptyDocument, isDocument, type Maybe, type Value } from './values.ts';

/** Told each value a path leads to, and the index of the outermost array it went through. */
type Visit = (value: Maybe, index: number | null) => boolean;

export function splitPath(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes('')) throw new MongoDBError(`"${path}" has an empty field name in it`);
  return parts;
}

export const isIndex = (part: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(part);

/**
 * Walks a path of a query: through arrays into each document in them, and to a place of an array
 * where the path names one. A field that is not there is visited as undefined.
 *
 * @returns true as soon as a visit does.
 */
export function visitPath(root: Document, parts: readonly string[], visit: Visit): boolean {
  return walk(root, parts, 0, null, visit);
}

function walk(
  value: Value,
  parts: readonly string[],
  at: number,
  index: number | null,
  visit: Visit,
): boolean {
  const part = parts[at];
  if (part === undefined) return visit(value, index);
  if (isDocument(value)) {
    const child = value[part];
    return child === undefined ? visit(undefined, index) : walk(child, parts, at + 1, index, visit);
  }
  if (!Array.isArray(value)) return visit(undefined, index);
  const named = isIndex(part) ? value[Number(part)] : undefined;
  if (named !== undefined && walk(named, parts, at + 1, index, visit)) return true;
  return value.some((item, i) => isDocument(item) && walk(item, parts, at, index ?? i, visit));
}

/** All values a path leads to, those of arrays at its end one by one: for distinct and $lookup. */
export function leafValues(root: Document, path: string): Value[] {
  const found: Value[] = [];
  visitPath(root, splitPath(path), (value) => {
    if (Array.isArray(value)) found.push(...value);
    else if (value !== undefined) found.push(value);
    return false;
  });
  return found;
}

/** A path of an expression: an array on the way gives the array of what its documents hold. */
export function expressionPath(value: Maybe, parts: readonly string[], at = 0): Maybe {
  const part = parts[at];
  if (part === undefined) return value;
  if (isDocument(value)) return expressionPath(value[part], parts, at + 1);
  if (!Array.isArray(value)) return undefined;
  const found: Value[] = [];
  for (const item of value) {
    const inner = expressionPath(item, parts, at);
    if (inner !== undefined) found.push(inner);
  }
  return found;
}

/**
 * Sets a field by path in a document that may be changed, making documents on the way and, as
 * $addFields does, going into each element of an array.
 */
export function setPath(target: Document, parts: readonly string[], value: Value, at = 0): void {
  const part = parts[at] ?? '';
  if (at === parts.length - 1) {
    target[part] = value;
    return;
  }
  const child = target[part];
  if (Array.isArray(child)) {
    target[part] = child.map((item) => {
      const inner = isDocument(item) ? item : emptyDocument();
      setPath(inner, parts, value, at + 1);
      return inner;
    });
    return;
  }
  const inner = isDocument(child) ? child : emptyDocument();
  target[part] = inner;
  setPath(inner, parts, value, at + 1);
}

/** Removes a field by path, also from each document of an array on the way. */
export function unsetPath(target: Value, parts: readonly string[], at = 0): void {
  if (Array.isArray(target)) {
    for (const item of target) unsetPath(item, parts, at);
    return;
  }
  if (!isDocument(target)) return;
  const part = parts[at] ?? '';
  const child = target[part];
  if (at === parts.length - 1) delete target[part];
  else if (child !== undefined) unsetPath(child, parts, at + 1);
}
