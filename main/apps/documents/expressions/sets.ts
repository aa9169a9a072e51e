import { distinctValues, keyOf, typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { isTruthy, type Maybe, type Value } from '../values/values.ts';
import { isNullish, type Operators } from './operators.ts';

/** Arrays as sets: order and repetition do not count. */
export const SETS: Operators = {
  $setUnion(sets) {
    if (sets.some(isNullish)) return null;
    return distinctValues(sets.flatMap((set) => asSet(set, 'All operands of $setUnion', 17043)));
  },
  $setIntersection(sets) {
    if (sets.some(isNullish)) return null;
    const lists = sets.map((set) => asSet(set, 'All operands of $setIntersection', 17047));
    const [first = [], ...others] = lists;
    const keys = others.map((list) => keysOf(list));
    return distinctValues(first).filter((item) => keys.every((set) => set.has(keyOf(item))));
  },
  $setDifference([a, b]) {
    if (isNullish(a) || isNullish(b)) return null;
    const list = asSet(a, 'the first operand of $setDifference', 17048);
    const without = keysOf(asSet(b, 'the second operand of $setDifference', 17049));
    return distinctValues(list).filter((item) => !without.has(keyOf(item)));
  },
  $setIsSubset([a, b]) {
    const part = asSet(a, 'the first operand of $setIsSubset', 17046);
    const whole = keysOf(asSet(b, 'the second operand of $setIsSubset', 17042));
    return part.every((item) => whole.has(keyOf(item)));
  },
  $setEquals(sets) {
    const [first, ...others] = sets.map((set) =>
      keysOf(asSet(set, 'All operands of $setEquals', 17044)),
    );
    return others.every(
      (other) => other.size === first?.size && [...other].every((key) => first.has(key)),
    );
  },
  $anyElementTrue: ([list]) =>
    asSet(list, "$anyElementTrue's argument", 17041).some((item) => isTruthy(item)),
  $allElementsTrue: ([list]) =>
    asSet(list, "$allElementsTrue's argument", 17040).every((item) => isTruthy(item)),
};

function asSet(value: Maybe, what: string, code: number): Value[] {
  if (Array.isArray(value)) return value;
  throw new MongoDBError(`${what} must be an array, found: ${typeName(value)}`, code);
}

const keysOf = (list: Value[]): Set<string> => new Set(list.map((item) => keyOf(item)));
