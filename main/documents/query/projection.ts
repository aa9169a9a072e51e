import { evaluate, newScope, type Scope } from '../expressions/evaluate.ts';
import { compileElement, type Places } from './match.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { setPath, splitPath } from '../values/path.ts';
import {
  type Document,
  emptyDocument,
  expectDocument,
  isDocument,
  isNum,
  isOperatorObject,
  isTruthy,
  type Maybe,
  type Value,
  wholeNumber,
} from '../values/values.ts';

/** Fields that are kept or left out, by name; null where the whole field is meant. */
type Tree = Map<string, Tree | null>;

/** What stays of a document. `places` tells the positional `$` where the query matched. */
export type Projection = (document: Document, scope?: Scope, places?: Places) => Document;

interface Plan {
  included: Tree;
  excluded: Tree;
  computed: { parts: string[]; expression: Value }[];
  /** `$slice`, `$elemMatch` and `.$` of find: they cut an array down. */
  cuts: { path: string; cut: (list: Value[], places?: Places) => Value[] | undefined }[];
  excludeId: boolean;
}

/**
 * @param cuts whether `{$slice}`, `{$elemMatch}` and `field.$` mean what they mean in find.
 * @throws MongoDBError
 */
export function compileProjection(spec: Document, cuts: boolean): Projection {
  if (Object.keys(spec).length === 0) return (document) => document;
  const plan: Plan = {
    included: new Map(),
    excluded: new Map(),
    computed: [],
    cuts: [],
    excludeId: false,
  };
  for (const [path, value] of flatEntries(spec)) planField(plan, path, value, cuts);
  const includes = plan.included.size > 0 || plan.computed.length > 0;
  if (includes && plan.excluded.size > 0) {
    const field = plan.excluded.keys().next().value ?? '';
    throw new MongoDBError(`cannot do exclusion on field ${field} in inclusion projection`);
  }
  if (plan.excludeId) plan.excluded.set('_id', null);
  else if (includes) plan.included.set('_id', null);
  return (document, scope, places) => {
    const result = includes ? include(document, plan.included) : exclude(document, plan.excluded);
    for (const { path, cut } of plan.cuts) cutArray(result, path, (list) => cut(list, places));
    for (const { parts, expression } of plan.computed) {
      const value = evaluate(expression, scope ?? newScope(document));
      if (value !== undefined) setPath(result, parts, value);
    }
    return result;
  };
}

/** `{a: {b: 1}}` means the same as `{'a.b': 1}`. */
export function flatEntries(spec: Document, prefix = ''): [string, Value][] {
  return Object.keys(spec).flatMap((key): [string, Value][] => {
    const value = spec[key] ?? null;
    const path = prefix + key;
    const isNested = isDocument(value) && !isOperatorObject(value) && Object.keys(value).length > 0;
    return isNested ? flatEntries(value, `${path}.`) : [[path, value]];
  });
}

function planField(plan: Plan, path: string, value: Value, cuts: boolean): void {
  if (cuts && path.endsWith('.$')) {
    const array = path.slice(0, -2);
    addToTree(plan.included, splitPath(array));
    plan.cuts.push({ path: array, cut: (list, places) => matchedElement(list, array, places) });
    return;
  }
  if (cuts && isOperatorObject(value) && planCut(plan, path, value)) return;
  if (!isNum(value) && typeof value !== 'boolean') {
    plan.computed.push({ parts: splitPath(path), expression: value });
  } else if (isTruthy(value)) {
    addToTree(plan.included, splitPath(path));
  } else if (path === '_id') {
    plan.excludeId = true;
  } else {
    addToTree(plan.excluded, splitPath(path));
  }
}

function planCut(plan: Plan, path: string, value: Document): boolean {
  const { $slice: slice, $elemMatch: element } = value;
  if (element !== undefined) {
    const test = compileElement(expectDocument(element, '$elemMatch'), new Map());
    addToTree(plan.included, splitPath(path));
    plan.cuts.push({
      path,
      cut(list) {
        const found = list.find((item) => test(item));
        return found === undefined ? undefined : [found];
      },
    });
    return true;
  }
  const numbers = Array.isArray(slice) ? slice : [slice];
  // With an array in front it is the $slice of expressions.
  if (slice === undefined || !numbers.every((item) => isNum(item))) return false;
  const [from = 0, count] = numbers.map((item) => wholeNumber(item, 'an argument of $slice'));
  plan.cuts.push({ path, cut: (list) => sliceList(list, from, count) });
  return true;
}

function sliceList(list: Value[], from: number, count: number | undefined): Value[] {
  if (count === undefined) return from < 0 ? list.slice(from) : list.slice(0, from);
  if (count <= 0) throw new MongoDBError('$slice limit must be positive');
  const start = from < 0 ? Math.max(0, list.length + from) : from;
  return list.slice(start, start + count);
}

function matchedElement(list: Value[], path: string, places: Places | undefined): Value[] {
  const at = placeOf(path, places);
  if (at === undefined) {
    throw new MongoDBError(`the positional projection '${path}.$' does not match the query`);
  }
  return list.slice(at, at + 1);
}

/** The index at which a query found the array of this path, directly or in one of its fields. */
export function placeOf(path: string, places: Places | undefined): number | undefined {
  for (const [key, index] of places ?? []) {
    if (key === path || key.startsWith(`${path}.`)) return index;
  }
  return undefined;
}

function addToTree(tree: Tree, parts: readonly string[]): void {
  let node = tree;
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1) {
      if (node.get(part)) throw new MongoDBError(`path collision at ${parts.join('.')}`);
      node.set(part, null);
      return;
    }
    const next = node.get(part);
    if (next === null) throw new MongoDBError(`path collision at ${parts.join('.')}`);
    const inner: Tree = next ?? new Map();
    node.set(part, inner);
    node = inner;
  }
}

function include(document: Document, tree: Tree): Document {
  const result = emptyDocument();
  for (const key of Object.keys(document)) {
    const node = tree.get(key);
    if (node === undefined) continue;
    const value = node === null ? document[key] : includeIn(document[key], node);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function includeIn(value: Maybe, tree: Tree): Maybe {
  if (isDocument(value)) return include(value, tree);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => includeIn(item, tree)).filter((item) => item !== undefined);
}

function exclude(document: Document, tree: Tree): Document {
  const result = emptyDocument();
  for (const key of Object.keys(document)) {
    const node = tree.get(key);
    if (node === null) continue;
    const value = document[key] ?? null;
    result[key] = node === undefined ? value : excludeIn(value, node);
  }
  return result;
}

function excludeIn(value: Value, tree: Tree): Value {
  if (isDocument(value)) return exclude(value, tree);
  return Array.isArray(value) ? value.map((item) => excludeIn(item, tree)) : value;
}

function cutArray(
  document: Document,
  path: string,
  cut: (list: Value[]) => Value[] | undefined,
): void {
  const parts = splitPath(path);
  const last = parts.pop() ?? '';
  let target: Document = document;
  for (const part of parts) {
    const inner = target[part];
    if (!isDocument(inner)) return;
    const copy = Object.assign(emptyDocument(), inner);
    target[part] = copy;
    target = copy;
  }
  const list = target[last];
  if (!Array.isArray(list)) return;
  const shorter = cut(list);
  if (shorter === undefined) delete target[last];
  else target[last] = shorter;
}
