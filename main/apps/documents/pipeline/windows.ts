import { compileExpression } from '../expressions/compile.ts';
import { fieldPath } from '../values/field-path.ts';
import { type Known, newScope } from '../expressions/scope.ts';
import { keyOf, compareValues } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { compareBySort, readSort } from '../values/sort.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { accumulatorOf, isAccumulator } from './group-accumulators.ts';
import { readStage, type Run, scopeOf, type Stage, type StageContext } from './stage.ts';
import { withValue } from './unwind.ts';
import { type Partition, readWindow, wholePartition } from './window-bounds.ts';
import { WINDOW_FUNCTIONS } from './window-functions.ts';

const SHAPE = {
  needed: ['output'],
  optional: ['partitionBy', 'sortBy'],
  codes: { object: 9, unknown: 40415, missing: 40414 },
};

/** A new field of each document, computed from those around it in its partition. */
interface Output {
  parts: string[];
  compute(partition: Partition, run: Run): Maybe[];
}

export function setWindowFields(operand: Value, { known }: StageContext): Stage {
  const spec = readStage('$setWindowFields', operand, SHAPE);
  const sort = spec['sortBy'] ?? undefined;
  if (sort !== undefined && !isDocument(sort)) {
    throw new MongoDBError("the field 'sortBy' of $setWindowFields must be an object", 14);
  }
  const compare = sort ? compareBySort(readSort(sort)) : undefined;
  const partitionOf = compileExpression(spec['partitionBy'] ?? null, known);
  const fields = spec['output'] ?? null;
  if (!isDocument(fields)) {
    throw new MongoDBError("the field 'output' of $setWindowFields must be an object", 14);
  }
  const outputs = Object.keys(fields).map((path) =>
    readOutput(path, fields[path] ?? null, sort, known),
  );
  return (documents, run) => {
    const partitions = partitioned(documents, (document) => partitionOf(scopeOf(document, run)));
    return partitions.flatMap((members) => {
      const sorted = compare ? members.toSorted(compare) : members;
      const partition = { documents: sorted, sortBy: sort };
      let results = sorted;
      for (const { parts, compute } of outputs) {
        const values = compute(partition, run);
        results = results.map((document, i) => {
          const value = values[i];
          return value === undefined ? document : withValue(document, parts, value);
        });
      }
      return results;
    });
  };
}

/** Documents by the value of an expression, in its order. @throws MongoDBError for an array */
export function partitioned(
  documents: readonly Document[],
  valueOf: (document: Document) => Maybe,
): Document[][] {
  const groups = new Map<string, { value: Maybe; members: Document[] }>();
  for (const document of documents) {
    const value = valueOf(document) ?? null;
    if (Array.isArray(value)) {
      throw new MongoDBError(
        'An expression used to partition cannot evaluate to value of type array',
        14,
      );
    }
    const found = groups.get(keyOf(value));
    if (found) found.members.push(document);
    else groups.set(keyOf(value), { value, members: [document] });
  }
  return [...groups.values()]
    .toSorted((a, b) => compareValues(a.value, b.value))
    .map(({ members }) => members);
}

function readOutput(path: string, spec: Value, sort: Document | undefined, known: Known): Output {
  const parts = fieldPath(path);
  if (!isDocument(spec)) {
    throw new MongoDBError(`The field '${path}' must be an object`, 9);
  }
  const names = Object.keys(spec).filter((key) => key !== 'window');
  const [name = ''] = names;
  if (names.length !== 1 || !name.startsWith('$')) {
    throw new MongoDBError(
      'Expected a $-prefixed window function, and nothing beside it but a window',
      9,
    );
  }
  const operand = spec[name] ?? null;
  const own = WINDOW_FUNCTIONS[name];
  if (own) {
    const compute = own(operand, { name, sortBy: sort, window: spec['window'], known });
    return { parts, compute };
  }
  if (!isAccumulator(name)) throw new MongoDBError(`Unrecognized window function, ${name}`, 9);
  const { collect, finish } = accumulatorOf(name, operand, known);
  const boundsOf = spec['window'] === undefined ? wholePartition : readWindow(spec['window'], sort);
  return {
    parts,
    compute(partition, run) {
      const values = partition.documents.map((document) => collect(scopeOf(document, run)));
      const scope = newScope(emptyDocument(), run.variables, run.now);
      return values.map((_, i) => {
        const [from, to] = boundsOf(partition, i);
        return finish(values.slice(Math.max(0, from), Math.max(0, to + 1)), scope);
      });
    },
  };
}
