import { compileExpression } from '../expressions/compile.ts';
import { checkObjectField, checkVariable, fieldPath } from '../values/field-path.ts';
import type { Compute } from '../expressions/scope.ts';
import { keyOf, typeName } from '../values/compare.ts';
import { spend } from '../values/heap-watch.ts';
import { keepMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { visitPath } from '../values/path.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { readStage, type Run, scopeOf, type Stage, type StageContext } from './stage.ts';
import { withValue } from './unwind.ts';

const MISTAKE = 9;
const LOOKUP = {
  optional: ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'],
  codes: { object: MISTAKE, unknown: MISTAKE, missing: MISTAKE },
};

/** A text argument of a join. @throws MongoDBError */
export function text(spec: Document, name: string, stage: string): string | undefined {
  const value = spec[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new MongoDBError(
    `${stage} argument '${name}' must be a string, found: ${typeName(value)}`,
    MISTAKE,
  );
}

export function lookup(operand: Value, context: StageContext): Stage {
  const spec = readStage('$lookup', operand, LOOKUP);
  const as = text(spec, 'as', '$lookup');
  if (as === undefined) throw new MongoDBError("must specify 'as' field for a $lookup", MISTAKE);
  const asParts = fieldPath(as);
  const from = text(spec, 'from', '$lookup');
  const local = text(spec, 'localField', '$lookup');
  const foreign = text(spec, 'foreignField', '$lookup');
  if ((local === undefined) !== (foreign === undefined)) {
    throw new MongoDBError(
      "$lookup requires both or neither of 'localField' and 'foreignField' to be specified",
      MISTAKE,
    );
  }
  if (local === undefined && spec['pipeline'] === undefined) {
    throw new MongoDBError(
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
      MISTAKE,
    );
  }
  if (spec['let'] !== undefined && spec['pipeline'] === undefined) {
    throw new MongoDBError("$lookup with a 'let' argument must also specify 'pipeline'", MISTAKE);
  }
  const names = variablesOf(spec['let'], context);
  const inner =
    spec['pipeline'] === undefined
      ? undefined
      : context.pipeline(
          spec['pipeline'],
          '$lookup',
          new Set([...context.known, ...names.map(([name]) => name)]),
        );
  if (from === undefined && !startsWithDocuments(spec['pipeline'])) {
    throw new MongoDBError("must specify 'from' field for a $lookup", MISTAKE);
  }
  if (local !== undefined) fieldPath(local);
  if (foreign !== undefined) fieldPath(foreign);
  return (documents, run) => {
    const others = from === undefined ? [] : run.read(from);
    const candidates =
      local === undefined || foreign === undefined ? () => others : joinOn(local, foreign, others);
    return documents.map((document) => {
      let joined = candidates(document);
      if (inner) joined = inner(joined, withNames(document, names, run));
      spend(256 + joined.length * 8);
      return keepMeta(document, withValue(document, asParts, joined));
    });
  };
}

function startsWithDocuments(pipeline: Maybe): boolean {
  const first = Array.isArray(pipeline) ? pipeline[0] : undefined;
  return isDocument(first) && first['$documents'] !== undefined;
}

function variablesOf(spec: Maybe, { known }: StageContext): [string, Compute][] {
  if (spec === undefined) return [];
  if (!isDocument(spec)) {
    throw new MongoDBError(
      `$lookup argument 'let' must be an object, found: ${typeName(spec)}`,
      MISTAKE,
    );
  }
  return Object.keys(spec).map((name) => {
    checkVariable(name);
    return [name, compileExpression(spec[name] ?? null, known)];
  });
}

function withNames(document: Document, names: readonly [string, Compute][], run: Run): Run {
  const scope = scopeOf(document, run);
  const added = names.map(([name, compute]) => [name, compute(scope)] as const);
  return { ...run, variables: new Map([...run.variables, ...added]) };
}

/** Which foreign documents belong to one of ours. */
function joinOn(local: string, foreign: string, others: Document[]) {
  const byKey = indexOf(foreign, others);
  return (document: Document): Document[] => {
    const places = new Set(localKeys(document, local).flatMap((key) => byKey.get(key) ?? []));
    return [...places].toSorted((a, b) => a - b).map((at) => others[at] ?? emptyDocument());
  };
}

export function indexOf(path: string, documents: readonly Document[]): Map<string, number[]> {
  const byKey = new Map<string, number[]>();
  for (const [at, document] of documents.entries()) {
    for (const key of new Set(foreignKeys(document, path))) {
      const places = byKey.get(key);
      if (places) places.push(at);
      else byKey.set(key, [at]);
    }
  }
  return byKey;
}

/** A field that is not there is found by null; of an array, each element and the array itself count. */
function foreignKeys(document: Document, path: string): string[] {
  const keys: string[] = [];
  visitPath(document, path.split('.'), (value) => {
    keys.push(keyOf(value ?? null));
    if (Array.isArray(value)) keys.push(...value.map((item) => keyOf(item)));
    return false;
  });
  return keys.length === 0 ? [keyOf(null)] : keys;
}

/** A field that is not there looks for null; an array for each of its elements, an empty one for none. */
function localKeys(document: Document, path: string): string[] {
  const keys: string[] = [];
  visitPath(document, path.split('.'), (value) => {
    if (Array.isArray(value)) keys.push(...value.map((item) => keyOf(item)));
    else keys.push(keyOf(value ?? null));
    return false;
  });
  return keys;
}

export function facet(operand: Value, context: StageContext): Stage {
  if (!isDocument(operand)) {
    throw new MongoDBError(
      `the $facet specification must be a non-empty object, but found: ${typeName(operand)}`,
      40169,
    );
  }
  const names = Object.keys(operand);
  if (names.length === 0) {
    throw new MongoDBError('the $facet specification must be a non-empty object', 40169);
  }
  const facets = names.map((name) => {
    if (name === '')
      throw new MongoDBError('FieldPath field names may not be empty strings.', 15998);
    checkObjectField(name);
    const stages = operand[name] ?? null;
    if (!Array.isArray(stages)) {
      throw new MongoDBError(
        `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`,
        40170,
      );
    }
    return [name, context.pipeline(stages, '$facet', context.known)] as const;
  });
  return (documents, run) => {
    const result = emptyDocument();
    for (const [name, stage] of facets) result[name] = stage(documents, run);
    return [result];
  };
}

export function unionWith(operand: Value, context: StageContext): Stage {
  if (typeof operand === 'string') {
    return (documents, run) => [...documents, ...run.read(operand)];
  }
  const spec = readStage('$unionWith', operand, {
    optional: ['coll', 'pipeline'],
    codes: { object: MISTAKE, unknown: 40415, missing: MISTAKE },
  });
  const collection = spec['coll'];
  if (collection !== undefined && typeof collection !== 'string') {
    throw new MongoDBError("the field 'coll' of $unionWith must be a string", 14);
  }
  if (collection === undefined && !startsWithDocuments(spec['pipeline'])) {
    throw new MongoDBError(
      '$unionWith stage without explicit collection must have a pipeline with $documents as first stage',
      MISTAKE,
    );
  }
  const inner = context.pipeline(spec['pipeline'] ?? [], '$unionWith', context.known);
  return (documents, run) => {
    const others = collection === undefined ? [] : run.read(collection);
    return [...documents, ...inner(others, run)];
  };
}
