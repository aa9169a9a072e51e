import { Decimal128, Double } from 'bson';
import { MongoDBError } from '../values/mongo-error.ts';
import {
  asNumber,
  calculate,
  countOf,
  numberOf,
  type Rounding,
  roundTo,
} from '../values/numbers.ts';
import type { Operators } from './operators.ts';
import { isNum, type Maybe, type Num, type Value, wholeNumber } from '../values/values.ts';

/** Arithmetic that keeps the types of numbers, and takes dates where the server does. */
export const ARITHMETIC: Operators = {
  $add: (args) => fold(args, 'add'),
  $multiply: (args) => fold(args, 'multiply'),
  $subtract: subtract,
  $divide: (args) => pair(args, '$divide', (a, b) => calculate('divide', a, b)),
  $mod: (args) => pair(args, '$mod', (a, b) => calculate('mod', a, b)),
  $pow: (args) =>
    pair(args, '$pow', (a, b) => {
      const result = asNumber(a) ** asNumber(b);
      return a instanceof Double || b instanceof Double ? new Double(result) : numberOf(result);
    }),
  $abs: (args) =>
    single(args, '$abs', (n) => (asNumber(n) < 0 ? calculate('multiply', n, numberOf(-1)) : n)),
  $ceil: (args) => single(args, '$ceil', (n) => roundTo(n, 0, 'up')),
  $floor: (args) => single(args, '$floor', (n) => roundTo(n, 0, 'down')),
  $round: (args) => rounded(args, '$round', 'even'),
  $trunc: (args) => rounded(args, '$trunc', 'zero'),
  $sqrt: (args) => real(args, '$sqrt', Math.sqrt),
  $exp: (args) => real(args, '$exp', Math.exp),
  $ln: (args) => real(args, '$ln', Math.log),
  $log10: (args) => real(args, '$log10', Math.log10),
  $log: (args) =>
    pair(args, '$log', (a, b) => new Double(Math.log(asNumber(a)) / Math.log(asNumber(b)))),
};

function fold(args: readonly Maybe[], op: 'add' | 'multiply'): Value {
  let total: Num = numberOf(op === 'add' ? 0 : 1);
  let isDate = false;
  for (const value of args) {
    if (value === undefined || value === null) return null;
    if (value instanceof Date && op === 'add' && !isDate) {
      isDate = true;
      total = calculate('add', total, numberOf(value.getTime()));
    } else {
      total = calculate(op, total, numeric(value, `$${op}`));
    }
  }
  return isDate ? new Date(Math.trunc(asNumber(total))) : total;
}

function subtract(args: readonly Maybe[]): Value {
  const [a, b] = args;
  if (a instanceof Date && b instanceof Date) return countOf(a.getTime() - b.getTime());
  if (a instanceof Date && isNum(b)) return new Date(Math.trunc(a.getTime() - asNumber(b)));
  return pair(args, '$subtract', (x, y) => calculate('subtract', x, y));
}

function numeric(value: Maybe, name: string): Num {
  if (!isNum(value)) throw new MongoDBError(`${name} only supports numeric types`);
  return value;
}

function pair(args: readonly Maybe[], name: string, compute: (a: Num, b: Num) => Value): Value {
  const [a, b] = args;
  if (args.length !== 2) throw new MongoDBError(`${name} takes exactly 2 arguments`);
  if ((a ?? null) === null || (b ?? null) === null) return null;
  return compute(numeric(a, name), numeric(b, name));
}

function single(args: readonly Maybe[], name: string, compute: (a: Num) => Value): Value {
  const [value] = args;
  if (value === undefined || value === null) return null;
  return compute(numeric(value, name));
}

function real(args: readonly Maybe[], name: string, compute: (x: number) => number): Value {
  return single(args, name, (n) => {
    const result = compute(asNumber(n));
    return n instanceof Decimal128 && Number.isFinite(result)
      ? Decimal128.fromString(String(result))
      : new Double(result);
  });
}

function rounded(args: readonly Maybe[], name: string, rounding: Rounding): Value {
  const place = args[1] === undefined ? 0 : wholeNumber(args[1], `the place of ${name}`);
  if (place < -20 || place > 100) {
    throw new MongoDBError(`the place of ${name} must be between -20 and 100`);
  }
  return single(args, name, (n) => roundTo(n, place, rounding));
}
