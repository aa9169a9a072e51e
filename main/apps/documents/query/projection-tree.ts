import type { Compute, Scope } from '../expressions/scope.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';

/** What a projection says of the fields of one document, and of those inside of them. */
export interface Node {
  /** Fields that are kept or left out as a whole. */
  projected: Set<string>;
  children: Map<string, Node>;
  computed: Map<string, Compute>;
  /** Children and computed fields as they were written: new fields come in this order. */
  order: string[];
}

export function emptyNode(): Node {
  return { projected: new Set(), children: new Map(), computed: new Map(), order: [] };
}

/** Adds a path; a compute function makes it, without one it is kept or left out. @throws MongoDBError */
export function addPath(root: Node, parts: readonly string[], compute?: Compute): void {
  const path = parts.join('.');
  let node = root;
  for (const [i, part] of parts.entries()) {
    const rest = parts.slice(i).join('.');
    if (node.projected.has(part) || node.computed.has(part)) {
      throw new MongoDBError(`Path collision at ${path} remaining portion ${rest}`, 31249);
    }
    const child = node.children.get(part);
    if (i === parts.length - 1) {
      if (child) throw new MongoDBError(`Path collision at ${path}`, 31250);
      if (compute) {
        node.computed.set(part, compute);
        node.order.push(part);
      } else {
        node.projected.add(part);
      }
      return;
    }
    const next = child ?? emptyNode();
    if (!child) {
      node.children.set(part, next);
      node.order.push(part);
    }
    node = next;
  }
}

/** Of a document only what is named; of arrays, what is named in each document in them. */
export function include(document: Document, node: Node): Document {
  const result = emptyDocument();
  for (const key of Object.keys(document)) {
    const child = node.children.get(key);
    const value = node.projected.has(key)
      ? document[key]
      : child && includeIn(document[key], child);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function includeIn(value: Maybe, node: Node): Maybe {
  if (isDocument(value)) return include(value, node);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => includeIn(item, node)).filter((item) => item !== undefined);
}

/** All of a document but what is named. */
export function exclude(document: Document, node: Node): Document {
  const result = emptyDocument();
  for (const key of Object.keys(document)) {
    if (node.projected.has(key)) continue;
    const child = node.children.get(key);
    const value = document[key] ?? null;
    result[key] = child ? excludeIn(value, child) : value;
  }
  return result;
}

function excludeIn(value: Value, node: Node): Value {
  if (isDocument(value)) return exclude(value, node);
  return Array.isArray(value) ? value.map((item) => excludeIn(item, node)) : value;
}

const computes = (node: Node): boolean =>
  node.computed.size > 0 || [...node.children.values()].some((child) => computes(child));

/** Adds the computed fields to a document that may be changed. */
export function addComputed(target: Document, node: Node, scope: Scope): void {
  for (const name of node.order) {
    const compute = node.computed.get(name);
    const child = node.children.get(name);
    if (compute) {
      const value = compute(scope);
      if (value === undefined) delete target[name];
      else target[name] = value;
    } else if (child && computes(child)) {
      target[name] = computedIn(target[name], child, scope);
    }
  }
}

/** Each document of an array gets the fields; what is no document becomes one that has them. */
function computedIn(value: Maybe, node: Node, scope: Scope): Value {
  if (Array.isArray(value)) return value.map((item) => computedIn(item, node, scope));
  const copy = emptyDocument();
  if (isDocument(value)) Object.assign(copy, value);
  addComputed(copy, node, scope);
  return copy;
}
