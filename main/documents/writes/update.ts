import { BSONRegExp } from 'bson';
import { toEjson } from '../values/ejson.ts';
import type { Places } from '../query/match.ts';
import { isOperators } from '../query/match-values.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { splitPath } from '../values/path.ts';
import { type PipelineNames, STAGES } from '../pipeline/stages.ts';
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
  expectString,
  isDocument,
  type Maybe,
  onlyField,
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

const PIPELINE_UPDATES = ['$addFields', '$set', '$unset', '$project', '$replaceRoot'];

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
    if (after === undefined) return Object.assign(documentOf({ _id: id }), result);
    if (toEjson(after) !== toEjson(id)) {
      throw new MongoDBError(
        "performing an update on the path '_id' would modify the immutable field '_id'",
      );
    }
    return result;
  };
}

function compile(update: Value, arrayFilters: Maybe): Update {
  if (Array.isArray(update)) return (document) => throughPipeline(document, update);
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

function throughPipeline(document: Document, stages: Value[]): Document {
  const names: PipelineNames = { variables: new Map(), now: new Date() };
  let current = [document];
  for (const stage of stages) {
    const [name, operand] = onlyField(expectDocument(stage, 'an update stage'), 'an update stage');
    const run = name === '$replaceWith' || PIPELINE_UPDATES.includes(name) ? STAGES[name] : null;
    if (!run) throw new MongoDBError(`${name} is not allowed to be used within an update`);
    current = run(current, operand, names);
  }
  return cloneValue(current[0] ?? document);
}

/** Steps in the order of their paths, which is the order in which new fields are added. */
function readSteps(spec: Document): Step[] {
  const steps: Step[] = [];
  for (const operator of Object.keys(spec)) {
    if (!UPDATE_OPERATORS[operator] && operator !== '$unset' && operator !== '$rename') {
      throw new MongoDBError(`unknown modifier: ${operator}`);
    }
    const fields = expectDocument(spec[operator], `the argument of ${operator}`);
    for (const path of Object.keys(fields)) {
      steps.push({ operator, path, parts: splitPath(path), operand: fields[path] ?? null });
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
    operator === '$rename' ? [path, expectString(operand, 'the target of $rename')] : [path],
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
  return new MongoDBError(`updating the path '${path}' would create a conflict at '${at}'`);
}

function checkFilters(steps: readonly Step[], filters: ArrayFilters): void {
  const used = new Set(steps.flatMap((step) => step.parts));
  for (const name of filters.keys()) {
    if (!used.has(`$[${name}]`)) {
      throw new MongoDBError(`the array filter for identifier '${name}' was not used`);
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
  if (Array.isArray(from)) throw new MongoDBError('$rename cannot go into an array');
  const value = from?.[name];
  if (!from || value === undefined) return;
  delete from[name];
  const target = splitPath(expectString(step.operand, 'the target of $rename'));
  const holder = holderOf(document, target, true);
  if (!holder || Array.isArray(holder)) throw new MongoDBError('$rename cannot go into an array');
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
