import { GROUP_ACCUMULATORS, percentiles, pickCount, pickN } from '../expressions/accumulators.ts';
import { compileExpression } from '../expressions/compile.ts';
import { checkMethod, readShares } from '../expressions/special.ts';
import type { Compute, Known, Scope } from '../expressions/scope.ts';
import { absentAccumulator } from '../values/absent.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { compareBySort, readSort } from '../values/sort.ts';
import { documentOf, isDocument, type Maybe, table, type Value } from '../values/values.ts';
import { readStage } from './stage.ts';

/** One field of a group. */
export interface FieldAccumulator {
  /** What it takes of each document. */
  collect: Compute;
  /** @param group in which expressions see the `_id` of the group. */
  finish(values: readonly Maybe[], group: Scope): Value;
}

type Make = (operand: Value, known: Known, name: string) => FieldAccumulator;

const PICK = { object: 5787801, unknown: 5787901, missing: 5787906 };
const TOP = { object: 5788001, unknown: 5788002, missing: 5788003 };

/** Those with named arguments. */
const NAMED: Readonly<Record<string, Make>> = table<Make>({
  $firstN: pick,
  $lastN: pick,
  $minN: pick,
  $maxN: pick,
  $top: (operand, known, name) => top(operand, known, name, 1),
  $bottom: (operand, known, name) => top(operand, known, name, -1),
  $topN: (operand, known, name) => top(operand, known, name, 1),
  $bottomN: (operand, known, name) => top(operand, known, name, -1),
  $count(operand) {
    if (!isDocument(operand) || Object.keys(operand).length > 0) {
      throw new MongoDBError('$count takes no arguments, i.e. $count:{}', 9);
    }
    return plain(() => null, '$count');
  },
  $percentile(operand, known) {
    const codes = { object: 7429703, unknown: 40415, missing: 40414 };
    const spec = readStage('$percentile', operand, { needed: ['input', 'p', 'method'], codes });
    checkMethod(spec['method']);
    const shares = readShares(spec['p'] ?? null);
    return {
      collect: compileExpression(spec['input'] ?? null, known),
      finish: (values) => percentiles(values, shares),
    };
  },
  $median(operand, known) {
    const codes = { object: 7436100, unknown: 40415, missing: 40414 };
    const spec = readStage('$median', operand, { needed: ['input', 'method'], codes });
    checkMethod(spec['method']);
    return {
      collect: compileExpression(spec['input'] ?? null, known),
      finish: (values) => percentiles(values, [0.5])[0] ?? null,
    };
  },
});

function plain(collect: Compute, name: string): FieldAccumulator {
  const finish = GROUP_ACCUMULATORS[name];
  if (!finish) throw new MongoDBError(`unknown group operator '${name}'`, 15952);
  return { collect, finish };
}

function pick(operand: Value, known: Known, name: string): FieldAccumulator {
  const spec = readStage(name, operand, { needed: ['input', 'n'], codes: PICK });
  const count = compileExpression(spec['n'] ?? null, known);
  return {
    collect: compileExpression(spec['input'] ?? null, known),
    finish: (values, group) => pickN(name, values, pickCount(count(group), name)),
  };
}

function top(operand: Value, known: Known, name: string, sign: number): FieldAccumulator {
  const isMany = name.endsWith('N');
  const needed = isMany ? ['n', 'sortBy', 'output'] : ['sortBy', 'output'];
  const spec = readStage(name, operand, { needed, codes: TOP });
  const { sortBy = null } = spec;
  if (!isDocument(sortBy))
    throw new MongoDBError(`expected 'sortBy' to be an object in ${name}`, 10065);
  const compare = compareBySort(readSort(sortBy));
  const count = isMany ? compileExpression(spec['n'] ?? null, known) : undefined;
  const output = compileExpression(spec['output'] ?? null, known);
  return {
    collect: (scope) => [scope.root ?? null, output(scope) ?? null],
    finish(values, group) {
      const rows = values.filter((value) => Array.isArray(value));
      const sorted = rows.toSorted((a, b) => compare(a[0] ?? null, b[0] ?? null));
      const many = count ? pickCount(count(group), name) : 1;
      const chosen = sign > 0 ? sorted.slice(0, many) : sorted.slice(-many);
      const found = chosen.map((row) => row[1] ?? null);
      return isMany ? found : (found[0] ?? null);
    },
  };
}

/** @throws MongoDBError */
export function checkFieldName(field: string): void {
  if (field.includes('.')) {
    throw new MongoDBError(`The field name '${field}' cannot contain '.'`, 40235);
  }
  if (field.startsWith('$')) {
    throw new MongoDBError(`The field name '${field}' cannot be an operator name`, 40236);
  }
}

/** Reads `{$sum: …}`, the value of a field of `$group`. @throws MongoDBError */
export function compileAccumulator(field: string, spec: Value, known: Known): FieldAccumulator {
  checkFieldName(field);
  if (!isDocument(spec) || !Object.keys(spec)[0]?.startsWith('$')) {
    throw new MongoDBError(`The field '${field}' must be an accumulator object`, 40234);
  }
  const [name = '', ...others] = Object.keys(spec);
  if (others.length > 0) {
    throw new MongoDBError(`The field '${field}' must specify one accumulator`, 40238);
  }
  return accumulatorOf(name, spec[name] ?? null, known);
}

/** @throws MongoDBError */
export function accumulatorOf(name: string, operand: Value, known: Known): FieldAccumulator {
  const absent = absentAccumulator(name);
  if (absent !== undefined) throw new MongoDBError(absent);
  const make = NAMED[name];
  if (make) return make(operand, known, name);
  if (!GROUP_ACCUMULATORS[name]) throw new MongoDBError(`unknown group operator '${name}'`, 15952);
  if (Array.isArray(operand)) {
    throw new MongoDBError(`The ${name} accumulator is a unary operator`, 40237);
  }
  return plain(compileExpression(operand, known), name);
}

export const isAccumulator = (name: string): boolean =>
  NAMED[name] !== undefined || GROUP_ACCUMULATORS[name] !== undefined;

/** The scope in which a group's own expressions are computed. */
export function groupRoot(id: Value): Value {
  return documentOf({ _id: id });
}
