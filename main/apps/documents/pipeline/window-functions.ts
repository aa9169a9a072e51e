import { Double, Int32 } from 'bson';
import { compileExpression } from '../expressions/compile.ts';
import { unitOf } from '../expressions/dates/spans.ts';
import type { Known } from '../expressions/scope.ts';
import { compareValues } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, calculate, int32Of } from '../values/numbers.ts';
import { expressionPath } from '../values/path.ts';
import { compareBySort, readSort } from '../values/sort.ts';
import {
  type Document,
  isDocument,
  isNum,
  type Maybe,
  table,
  type Value,
} from '../values/values.ts';
import { readStage, type Run, scopeOf } from './stage.ts';
import { type Partition, placeOf, readWindow, wholePartition } from './window-bounds.ts';

interface Asked {
  name: string;
  sortBy: Document | undefined;
  window: Maybe;
  known: Known;
}

type Compute = (partition: Partition, run: Run) => Maybe[];

const MISTAKE = 9;

/** Window functions that no group has. */
export const WINDOW_FUNCTIONS: Readonly<Record<string, (operand: Value, asked: Asked) => Compute>> =
  table({
    $documentNumber: (operand: Value, asked: Asked): Compute => {
      checkRank(operand, asked);
      return ({ documents }) => documents.map((_, i) => new Int32(i + 1));
    },
    $rank: (operand: Value, asked: Asked): Compute => {
      const isEqual = checkRank(operand, asked);
      return ({ documents }) => ranks(documents, isEqual, (_rank, i) => i + 1);
    },
    $denseRank: (operand: Value, asked: Asked): Compute => {
      const isEqual = checkRank(operand, asked);
      return ({ documents }) => ranks(documents, isEqual, (rank) => rank + 1);
    },
    $shift: shift,
    $expMovingAvg: movingAverage,
    $derivative: derivative,
    $integral: integral,
    $covariancePop: (operand: Value, asked: Asked) => covariance(operand, asked, 0),
    $covarianceSamp: (operand: Value, asked: Asked) => covariance(operand, asked, 1),
    $linearFill(operand: Value, { sortBy, known }: Asked): Compute {
      const sorted = sortedPath(sortBy, '$linearFill');
      const compute = compileExpression(operand, known);
      return ({ documents }, run) =>
        linearFill(
          documents.map((document) => compute(scopeOf(document, run))),
          documents.map((document) => expressionPath(document, sorted)),
        );
    },
    $locf(operand: Value, { known }: Asked): Compute {
      const compute = compileExpression(operand, known);
      return ({ documents }, run) =>
        carryForward(documents.map((document) => compute(scopeOf(document, run))));
    },
  });

function checkRank(
  operand: Value,
  { name, sortBy, window }: Asked,
): (a: Document, b: Document) => boolean {
  if (!isDocument(operand) || Object.keys(operand).length > 0) {
    throw new MongoDBError(`${name} must be specified with '{}' as the value`, 5371603);
  }
  if (window !== undefined) {
    throw new MongoDBError("Rank style window functions do not accept a 'window' field", 5371601);
  }
  if (!sortBy)
    throw new MongoDBError(`${name} must be specified with a top level sortBy expression`, 5371602);
  const compare = compareBySort(readSort(sortBy));
  return (a, b) => compare(a, b) === 0;
}

function ranks(
  documents: readonly Document[],
  isEqual: (a: Document, b: Document) => boolean,
  next: (rank: number, i: number) => number,
): Int32[] {
  let rank = 0;
  return documents.map((document, i) => {
    const before = documents[i - 1];
    if (!before || !isEqual(before, document)) rank = next(rank, i);
    return new Int32(rank);
  });
}

function shift(operand: Value, { sortBy, window, known }: Asked): Compute {
  const codes = { object: MISTAKE, unknown: MISTAKE, missing: MISTAKE };
  const spec = readStage('$shift', operand, {
    needed: ['output', 'by'],
    optional: ['default'],
    codes,
  });
  if (!sortBy) throw new MongoDBError("'$shift' requires a sortBy", MISTAKE);
  if (window !== undefined)
    throw new MongoDBError("$shift does not accept a 'window' field", MISTAKE);
  const by = int32Of(spec['by']);
  if (by === undefined) throw new MongoDBError("'$shift:by' field must be an integer", MISTAKE);
  const output = compileExpression(spec['output'] ?? null, known);
  const otherwise = compileExpression(spec['default'] ?? null, known);
  return ({ documents }, run) =>
    documents.map((document, i) => {
      const other = documents[i + by];
      return other ? output(scopeOf(other, run)) : otherwise(scopeOf(document, run));
    });
}

function movingAverage(operand: Value, { sortBy, known }: Asked): Compute {
  const codes = { object: MISTAKE, unknown: MISTAKE, missing: MISTAKE };
  const spec = readStage('$expMovingAvg', operand, {
    needed: ['input'],
    optional: ['N', 'alpha'],
    codes,
  });
  if (!sortBy) throw new MongoDBError("$expMovingAvg requires an explicit 'sortBy'", MISTAKE);
  const { N: count, alpha: share } = spec;
  if ((count === undefined) === (share === undefined)) {
    throw new MongoDBError(
      "$expMovingAvg sub object must have exactly one of 'N' and 'alpha'",
      MISTAKE,
    );
  }
  const whole = int32Of(count);
  if (count !== undefined && (whole === undefined || whole <= 0)) {
    throw new MongoDBError("'N' field must be an integer greater than zero", MISTAKE);
  }
  const alpha =
    whole === undefined ? (isNum(share) ? asNumber(share) : Number.NaN) : 2 / (whole + 1);
  if (!(alpha > 0 && (alpha < 1 || whole === 1))) {
    throw new MongoDBError("'alpha' must be between 0 and 1 (exclusive)", MISTAKE);
  }
  const input = compileExpression(spec['input'] ?? null, known);
  return ({ documents }, run) => {
    let average: number | undefined;
    return documents.map((document) => {
      const value = input(scopeOf(document, run));
      if (isNum(value)) {
        const number = asNumber(value);
        average = average === undefined ? number : number * alpha + average * (1 - alpha);
        return new Double(average);
      }
      return average === undefined ? null : new Double(average);
    });
  };
}

const UNIT_MS: Readonly<Record<string, number>> = table({
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
});

/** The path that documents are sorted by, where it has to be one. */
function sortedPath(sortBy: Document | undefined, name: string): string[] {
  const [path = '', ...others] = Object.keys(sortBy ?? {});
  if (path === '' || others.length > 0) {
    throw new MongoDBError(`${name} requires a sortBy with exactly one field`, 5624900);
  }
  return path.split('.');
}

function change(operand: Value, { name, sortBy, window, known }: Asked) {
  const codes = { object: MISTAKE, unknown: MISTAKE, missing: MISTAKE };
  const spec = readStage(name, operand, { needed: ['input'], optional: ['unit'], codes });
  const sorted = sortedPath(sortBy, name);
  const unit = spec['unit'] === undefined ? undefined : unitOf(spec['unit'], name);
  const length = unit === undefined ? 1 : UNIT_MS[unit];
  if (length === undefined) throw new MongoDBError("unit must be 'week' or smaller", 5490704);
  if (window === undefined && name === '$derivative') {
    throw new MongoDBError(`${name} requires explicit window bounds`, MISTAKE);
  }
  const input = compileExpression(spec['input'] ?? null, known);
  const bounds = window === undefined ? wholePartition : readWindow(window, sortBy);
  return {
    bounds,
    places: (documents: readonly Document[]): number[] =>
      documents.map((document) => placeOf(expressionPath(document, sorted), unit) / length),
    values: (documents: readonly Document[], run: Run): Maybe[] =>
      documents.map((document) => input(scopeOf(document, run))),
  };
}

function derivative(operand: Value, asked: Asked): Compute {
  const { bounds, places, values } = change(operand, asked);
  return (partition, run) => {
    const [at, of] = [places(partition.documents), values(partition.documents, run)];
    return at.map((_, i) => {
      const [from, to] = bounds(partition, i).map((place) =>
        Math.max(0, Math.min(at.length - 1, place)),
      );
      const [first, last] = [of[from ?? 0], of[to ?? 0]];
      const passed = (at[to ?? 0] ?? 0) - (at[from ?? 0] ?? 0);
      if (!isNum(first) || !isNum(last) || passed === 0) return null;
      return calculate('divide', calculate('subtract', last, first), new Double(passed));
    });
  };
}

function integral(operand: Value, asked: Asked): Compute {
  const { bounds, places, values } = change(operand, asked);
  return (partition, run) => {
    const [at, of] = [places(partition.documents), values(partition.documents, run)];
    return at.map((_, i) => {
      const [from, to] = bounds(partition, i);
      let area = 0;
      for (let j = Math.max(0, from) + 1; j <= Math.min(to, at.length - 1); j++) {
        const [a, b] = [of[j - 1], of[j]];
        if (!isNum(a) || !isNum(b)) continue;
        area += ((asNumber(a) + asNumber(b)) / 2) * ((at[j] ?? 0) - (at[j - 1] ?? 0));
      }
      return new Double(area);
    });
  };
}

function covariance(operand: Value, { sortBy, window, known }: Asked, less: number): Compute {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw new MongoDBError('covariance takes an array of two expressions', MISTAKE);
  }
  const [x, y] = operand.map((item) => compileExpression(item, known));
  const bounds = window === undefined ? wholePartition : readWindow(window, sortBy);
  return (partition, run) =>
    partition.documents.map((_, i) => {
      const [from, to] = bounds(partition, i);
      const pairs = partition.documents
        .slice(Math.max(0, from), Math.max(0, to + 1))
        .map((document) => [x?.(scopeOf(document, run)), y?.(scopeOf(document, run))])
        .flatMap(([a, b]) => (isNum(a) && isNum(b) ? [[asNumber(a), asNumber(b)] as const] : []));
      if (pairs.length <= less) return null;
      const mean = (index: 0 | 1): number =>
        pairs.reduce((sum, pair) => sum + pair[index], 0) / pairs.length;
      const [meanX, meanY] = [mean(0), mean(1)];
      const sum = pairs.reduce((total, [a, b]) => total + (a - meanX) * (b - meanY), 0);
      return new Double(sum / (pairs.length - less));
    });
}

/** The last value that was there, in place of null and missing. */
export function carryForward(values: readonly Maybe[]): Maybe[] {
  let last: Maybe = null;
  return values.map((value) => {
    if (value !== undefined && value !== null) last = value;
    return last;
  });
}

/** Numbers between two known ones, by where their documents lie between theirs. */
export function linearFill(values: readonly Maybe[], places: readonly Maybe[]): Maybe[] {
  const at = places.map((place) =>
    placeOf(place, place instanceof Date ? 'millisecond' : undefined),
  );
  return values.map((value, i) => {
    if (value !== undefined && value !== null) {
      if (!isNum(value))
        throw new MongoDBError('Value to be filled must be numeric or nullish', 6050201);
      return value;
    }
    const before = values.findLastIndex((other, j) => j < i && isNum(other));
    const after = values.findIndex((other, j) => j > i && isNum(other));
    const [low, high] = [values[before], values[after]];
    if (!isNum(low) || !isNum(high)) return null;
    const [from = 0, to = 0, own = 0] = [at[before], at[after], at[i]];
    if (compareValues(places[before], places[after]) === 0) return low;
    return new Double(
      asNumber(low) + ((asNumber(high) - asNumber(low)) * (own - from)) / (to - from),
    );
  });
}
