import { BSONRegExp } from 'bson';
import { NO_NAMES } from '../expressions/scope.ts';
import { compileChange } from '../pipeline/inner-pipeline.ts';
import { toEjson } from '../values/ejson.ts';
import type { Places } from '../query/match.ts';
import { isOperators } from '../query/match-values.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { splitPath } from '../values/path.ts';
import { UPDATE_OPERATORS } from './update-operators.ts';
import { checkFilters, readSteps, renameTarget, type Step } from './update-steps.ts';
import {
  type ArrayFilters,
  childOf,
  compileArrayFilters,
  concretePaths,
  holderOf,
  putChild,
} from './update-paths.ts';
import {
  cloneValue,
  type Document,
  documentOf,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';

/** Gives the updated document; the one handed in may be changed by it. */
export type Update = (document: Document, at: { places?: Places; inserting: boolean }) => Document;

export const isReplacement = (update: Value): boolean => isDocument(update) && !isOperators(update);

/**
 * Reads an update: operators, a pipeline, or a whole document that replaces.
 *
 * @throws MongoDBError
 */
export function compileUpdate(update: Value, arrayFilters: Maybe): Update {
  const apply = compile(update, arrayFilters);
  return (document, at) => {
    const id = document['_id'];
    const result = apply(document, at);
    if (id === undefined) return result;
    const after = result['_id'];
    // Only a whole new document may leave it out.
    if (after === undefined && (Array.isArray(update) || isReplacement(update))) {
      return Object.assign(documentOf({ _id: id }), result);
    }
    if (after === undefined || toEjson(after) !== toEjson(id)) {
      throw new MongoDBError(
        "Performing an update on the path '_id' would modify the immutable field '_id'",
        66,
      );
    }
    return result;
  };
}

function compile(update: Value, arrayFilters: Maybe): Update {
  if (!Array.isArray(update) && !isDocument(update)) {
    throw new MongoDBError('Update argument must be either an object or an array', 9);
  }
  const filters = compileArrayFilters(arrayFilters);
  if (Array.isArray(update)) {
    refuseFilters(filters, 'pipeline-style');
    const change = compileChange(update, NO_NAMES);
    return (document) => cloneValue(change(document, { variables: new Map(), now: new Date() }));
  }
  if (isReplacement(update)) {
    refuseFilters(filters, 'replacement-style');
    checkReplacement(update);
    return (document) => replaced(document, update);
  }
  const steps = readSteps(update);
  checkFilters(steps, filters);
  return (document, at) => {
    for (const step of steps) {
      if (step.operator !== '$setOnInsert' || at.inserting) applyStep(document, step, filters, at);
    }
    return document;
  };
}

function refuseFilters(filters: ArrayFilters, kind: string): void {
  if (filters.size === 0) return;
  throw new MongoDBError(`arrayFilters may not be specified for ${kind} updates`, 9);
}

/** An operator after a field is none. */
function checkReplacement(spec: Document): void {
  const name = Object.keys(spec).find((key) => key.startsWith('$') && !REFERENCES.has(key));
  if (name === undefined) return;
  throw new MongoDBError(
    `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    52,
  );
}

const REFERENCES = new Set(['$ref', '$id', '$db']);

/** A replacement keeps the `_id`, and its place at the front. */
function replaced(document: Document, spec: Document): Document {
  const { _id: id } = document;
  const own = spec['_id'] ?? id;
  const result = own === undefined ? emptyDocument() : documentOf({ _id: own });
  return Object.assign(result, cloneValue(spec));
}

function applyStep(
  document: Document,
  step: Step,
  filters: ArrayFilters,
  at: { places?: Places; inserting: boolean },
): void {
  if (step.operator === '$rename') {
    rename(document, step);
    return;
  }
  for (const path of concretePaths(document, step.parts, filters, at.places)) {
    if (step.operator === '$unset') remove(document, path);
    else change(document, path, step);
  }
}

function change(document: Document, path: readonly string[], step: Step): void {
  const operator = UPDATE_OPERATORS[step.operator];
  const holder = holderOf(document, path, operator?.creates ?? false);
  const name = path.at(-1) ?? '';
  if (!holder || !operator) return;
  const old = childOf(holder, name);
  if (old === undefined && !operator.creates) return;
  const value = operator.change(old, step.operand, step.path);
  if (value !== undefined) putChild(holder, name, cloneValue(value), path.slice(0, -1));
}

/** A place of an array becomes null instead of closing the gap. */
function remove(document: Document, path: readonly string[]): void {
  const holder = holderOf(document, path, false);
  const name = path.at(-1) ?? '';
  if (!holder || childOf(holder, name) === undefined) return;
  if (Array.isArray(holder)) holder[Number(name)] = null;
  else delete holder[name];
}

function rename(document: Document, step: Step): void {
  const from = holderOf(document, step.parts, false);
  const name = step.parts.at(-1) ?? '';
  if (Array.isArray(from)) throw inArray();
  const value = from?.[name];
  if (!from || value === undefined) return;
  delete from[name];
  const target = splitPath(renameTarget(step.path, step.operand));
  const holder = holderOf(document, target, true);
  if (!holder || Array.isArray(holder)) throw inArray();
  const last = target.at(-1) ?? '';
  // Set again, so that the field moves to the end as on the server.
  delete holder[last];
  holder[last] = value;
}

/** The start of a document that an upsert inserts: what the query says is equal. */
export function seedOf(query: Document): Document {
  const seed = emptyDocument();
  for (const [path, value] of equalities(query)) {
    const parts = splitPath(path);
    const holder = holderOf(seed, parts, true);
    if (holder) putChild(holder, parts.at(-1) ?? '', cloneValue(value), parts.slice(0, -1));
  }
  return seed;
}

function equalities(query: Document): [string, Value][] {
  return Object.keys(query).flatMap((key): [string, Value][] => {
    const value = query[key] ?? null;
    if (key === '$and' && Array.isArray(value)) {
      return value.filter((item) => isDocument(item)).flatMap((item) => equalities(item));
    }
    if (key.startsWith('$')) return [];
    if (!isDocument(value) || !isOperators(value))
      return value instanceof BSONRegExp ? [] : [[key, value]];
    return value['$eq'] === undefined ? [] : [[key, value['$eq']]];
  });
}

function inArray(): MongoDBError {
  return new MongoDBError('The source and target field of $rename cannot be an array element', 2);
}
