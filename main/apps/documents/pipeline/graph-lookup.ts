import { Long } from 'bson';
import { compileExpression } from '../expressions/compile.ts';
import { fieldPath } from '../values/field-path.ts';
import { compileQueryFor } from '../query/match.ts';
import { keyOf } from '../values/compare.ts';
import { spend } from '../values/heap-watch.ts';
import { keepMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { wholeOf } from '../values/numbers.ts';
import { leafValues } from '../values/path.ts';
import {
  type Document,
  emptyDocument,
  isDocument,
  type Maybe,
  type Value,
} from '../values/values.ts';
import { indexOf, text } from './joins.ts';
import { readStage, scopeOf, type Stage, type StageContext } from './stage.ts';
import { withValue } from './unwind.ts';

const MISTAKE = 9;
const GRAPH = {
  optional: [
    'from',
    'startWith',
    'connectFromField',
    'connectToField',
    'as',
    'maxDepth',
    'depthField',
    'restrictSearchWithMatch',
  ],
  codes: { object: MISTAKE, unknown: 40104, missing: 40105 },
};

export function graphLookup(operand: Value, context: StageContext): Stage {
  const spec = readStage('$graphLookup', operand, GRAPH);
  const needed = (name: string): string => {
    const value = text(spec, name, '$graphLookup');
    if (value === undefined) {
      throw new MongoDBError(
        "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.",
        40105,
      );
    }
    return value;
  };
  const [from, as] = [needed('from'), fieldPath(needed('as'))];
  const [connectFrom, connectTo] = [needed('connectFromField'), needed('connectToField')];
  fieldPath(connectFrom);
  fieldPath(connectTo);
  if (spec['startWith'] === undefined) needed('startWith');
  const start = compileExpression(spec['startWith'] ?? null, context.known);
  const depthField = text(spec, 'depthField', '$graphLookup');
  const depthParts = depthField === undefined ? undefined : fieldPath(depthField);
  const maxDepth = depthOf(spec['maxDepth']);
  const restrict = spec['restrictSearchWithMatch'];
  if (restrict !== undefined && !isDocument(restrict)) {
    throw new MongoDBError(
      '$graphLookup argument restrictSearchWithMatch must be an object',
      40185,
    );
  }
  const matcher = restrict && compileQueryFor(restrict, context.known);
  return (documents, run) => {
    const others = run
      .read(from)
      .filter((other) => !matcher || matcher(other, run.variables, run.now));
    const byKey = indexOf(connectTo, others);
    return documents.map((document) => {
      const first = start(scopeOf(document, run));
      const reached = reach(first, byKey, others, connectFrom, maxDepth);
      const found = [...reached].map(([at, depth]) => {
        const other = others[at] ?? emptyDocument();
        return depthParts ? withValue(other, depthParts, Long.fromNumber(depth)) : other;
      });
      spend(256 + found.length * 8);
      return keepMeta(document, withValue(document, as, found));
    });
  };
}

function depthOf(value: Maybe): number {
  if (value === undefined) return Infinity;
  const depth = wholeOf(value);
  if (depth === undefined)
    throw new MongoDBError('maxDepth could not be represented as a long long', 40102);
  if (depth < 0) throw new MongoDBError('maxDepth requires a nonnegative argument', 40101);
  return depth;
}

/** Places of the documents that are reached, each with its depth, the nearest first. */
function reach(
  start: Maybe,
  byKey: ReadonlyMap<string, number[]>,
  others: readonly Document[],
  connectFrom: string,
  maxDepth: number,
): Map<number, number> {
  const reached = new Map<number, number>();
  let keys = (Array.isArray(start) ? start : [start ?? null]).map((value) => keyOf(value));
  const asked = new Set<string>();
  for (let depth = 0; depth <= maxDepth && keys.length > 0; depth++) {
    const next: string[] = [];
    for (const key of keys) {
      if (asked.has(key)) continue;
      asked.add(key);
      for (const at of byKey.get(key) ?? []) {
        if (reached.has(at)) continue;
        reached.set(at, depth);
        const values = leafValues(others[at] ?? emptyDocument(), connectFrom);
        next.push(...values.map((value) => keyOf(value)));
      }
    }
    keys = next;
  }
  return reached;
}
