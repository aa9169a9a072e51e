import { BSONRegExp } from 'bson';
import { NO_NAMES } from '../expressions/scope.ts';
import { compileChange } from '../pipeline/inner-pipeline.ts';
import { toEjson } from '../values/ejson.ts';
import type { Places } from '../query/match.ts';
import { isOperators } from '../query/match-values.ts';
import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { splitPath } from '../values/path.ts';
import { UPDATE_OPERATORS } from './update-operators.ts';
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
  expectDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';

/** Gives the updated document; the one handed in may be changed by it. */
export type Update = (document: Document, at: { places?: Places; inserting: boolean }) => Document;

interface Step {
  operator: string;
  path: string;
  parts: string[];
  operand: Value;
}

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
  if (Array.isArray(update)) {
    const change = compileChange(update, NO_NAMES);
    return (document) => cloneValue(change(document, { variables: new Map(), now: new Date() }));
  }
  const spec = expectDocument(update, 'an update');
  if (isReplacement(spec)) return (document) => replaced(document, spec);
  const filters = compileArrayFilters(arrayFilters);
  const steps = readSteps(spec);
  checkFilters(steps, filters);
  return (document, at) => {
    for (const step of steps) {
      if (step.operator !== '$setOnInsert' || at.inserting) applyStep(document, step, filters, at);
    }
    return document;
  };
}

/** A replacement keeps the `_id`, and its place at the front. */
function replaced(document: Document, spec: Document): Document {
  const { _id: id } = document;
  const own = spec['_id'] ?? id;
  const result = own === undefined ? emptyDocument() : documentOf({ _id: own });
  return Object.assign(result, cloneValue(spec));
}

/** Steps in the order of their paths, which is the order in which new fields are added. */
function readSteps(spec: Document): Step[] {
  const steps: Step[] = [];
  for (const operator of Object.keys(spec)) {
    if (!UPDATE_OPERATORS[operator] && operator !== '$unset' && operator !== '$rename') {
      throw new MongoDBError(
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
        9,
      );
    }
    const fields = spec[operator] ?? null;
    if (!isDocument(fields)) {
      throw new MongoDBError(
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: …}`,
        9,
      );
    }
    for (const path of Object.keys(fields)) {
      const operand = fields[path] ?? null;
      if (path.split('.').includes('')) {
        throw new MongoDBError(
          `The update path '${path}' contains an empty field name, which is not allowed.`,
          56,
        );
      }
      if (operator === '$rename') renameTarget(path, operand);
      UPDATE_OPERATORS[operator]?.check?.(operand, path);
      steps.push({ operator, path, parts: splitPath(path), operand });
    }
  }
  checkConflicts(steps);
  return steps.toSorted((a, b) => comparePaths(a.parts, b.parts));
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (part === other) continue;
    const byNumber = Number(part) - Number(other);
    if (!Number.isNaN(byNumber) && byNumber !== 0) return byNumber;
    return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

function checkConflicts(steps: readonly Step[]): void {
  const paths = steps.flatMap(({ operator, path, operand }) =>
    operator === '$rename' ? [path, renameTarget(path, operand)] : [path],
  );
  const taken = new Set(paths);
  if (taken.size < paths.length) {
    const twice = paths.find((path, i) => paths.indexOf(path) !== i) ?? '';
    throw conflict(twice, twice);
  }
  for (const path of paths) {
    const parts = path.split('.');
    for (let length = 1; length < parts.length; length++) {
      const prefix = parts.slice(0, length).join('.');
      if (taken.has(prefix)) throw conflict(path, prefix);
    }
  }
}

function conflict(path: string, at: string): MongoDBError {
  return new MongoDBError(`Updating the path '${path}' would create a conflict at '${at}'`, 40);
}

function checkFilters(steps: readonly Step[], filters: ArrayFilters): void {
  const used = new Set(steps.flatMap((step) => step.parts));
  for (const name of filters.keys()) {
    if (!used.has(`$[${name}]`)) {
      throw new MongoDBError(
        `The array filter for identifier '${name}' was not used in the update`,
        9,
      );
    }
  }
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
  // Set anew, so that the field moves to the end as on the server.
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

/** Where a field goes to. @throws MongoDBError */
function renameTarget(path: string, operand: Value): string {
  if (typeof operand !== 'string') {
    throw new MongoDBError(
      `The 'to' field for $rename must be a string: ${path}: ${typeName(operand)}`,
      2,
    );
  }
  if (operand.split('.').includes('')) {
    throw new MongoDBError(
      `The update path '${operand}' contains an empty field name, which is not allowed.`,
      56,
    );
  }
  if (operand === path) {
    throw new MongoDBError(
      `The source and target field for $rename must differ: ${path}: "${operand}"`,
      2,
    );
  }
  for (const name of [path, operand]) {
    if (/(?:^|\.)\$/.test(name)) {
      throw new MongoDBError(
        `The source and target field for $rename may not be dynamic: ${name}`,
        2,
      );
    }
  }
  return operand;
}

function inArray(): MongoDBError {
  return new MongoDBError('The source and target field of $rename cannot be an array element', 2);
}
