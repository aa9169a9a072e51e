import { matchPattern } from './pattern.ts';
import { compareValues, looseEqual, MISSING, readValue, sameValue, truthy } from './values.ts';

/** An operand that makes no sense; the whole expression is then false. */
export class BadOperand extends Error {
  override name = 'BadOperand';
}

/** Operators that yield a value, which the left side is compared with. */
const VALUE_OPERATORS = new Set([
  'function',
  'stringToOid',
  'oidToString',
  'stringToUuid',
  'uuidToString',
]);

export const isValueOperator = (name: string): boolean => VALUE_OPERATORS.has(name);

interface Applied {
  /** Between the left side and the operand: “is one of”. */
  words: string;
  verdict: boolean;
}

const ORDER: Record<string, { words: string; holds: (order: number) => boolean }> = {
  gt: { words: 'is more than', holds: (order) => order > 0 },
  gte: { words: 'is at least', holds: (order) => order >= 0 },
  lt: { words: 'is less than', holds: (order) => order < 0 },
  lte: { words: 'is at most', holds: (order) => order <= 0 },
};

/** @throws BadOperand */
export function applyOperator(
  operator: string,
  left: unknown,
  operand: unknown,
  options: unknown,
): Applied {
  const order = ORDER[operator];
  if (order !== undefined && Object.hasOwn(ORDER, operator)) {
    const each = Array.isArray(left) ? left : [left];
    const verdict = each.some((item) => {
      const compared = item === MISSING ? undefined : compareValues(item, operand);
      return compared !== undefined && order.holds(compared);
    });
    return { words: order.words, verdict };
  }
  switch (operator) {
    case 'eq':
      return { words: 'is', verdict: looseEqual(left, operand) };
    case 'ne':
    case 'neq':
      return { words: 'is not', verdict: !looseEqual(left, operand) };
    case 'in':
      return { words: 'is one of', verdict: isIn(left, operand) };
    case 'nin':
      return { words: 'is none of', verdict: !isIn(left, operand) };
    case 'exists':
      return existence(left, operand);
    case 'all':
      return {
        words: 'holds all of',
        verdict: listOf(operand).every((one) => looseEqual(left, one)),
      };
    case 'size':
      return {
        words: 'has the size',
        verdict: Array.isArray(left) && sameValue(left.length, operand),
      };
    case 'type':
      return {
        words: 'is of the type',
        verdict: listOf(operand).some((one) => hasType(left, one)),
      };
    case 'mod':
      return { words: 'has the remainder', verdict: hasRemainder(left, operand) };
    case 'regex':
      return { words: 'matches', verdict: matches(left, operand, options) };
    case 'elemMatch':
      return { words: 'has an element like', verdict: hasElement(left, operand) };
    default:
      throw new BadOperand(`there is no operator %${operator}`);
  }
}

const listOf = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);

function isIn(left: unknown, operand: unknown): boolean {
  return listOf(operand).some((one) => looseEqual(left, one));
}

function existence(left: unknown, operand: unknown): Applied {
  const wanted = truthy(operand);
  const exists = left !== MISSING;
  return { words: wanted ? 'exists:' : 'does not exist:', verdict: exists === wanted };
}

const TYPES: Record<string, string> = {
  '1': 'number',
  '2': 'string',
  '3': 'object',
  '4': 'array',
  '5': 'binary',
  '7': 'oid',
  '8': 'boolean',
  '9': 'date',
  '10': 'null',
  '16': 'number',
  '18': 'number',
  '19': 'number',
  double: 'number',
  int: 'number',
  long: 'number',
  decimal: 'number',
  number: 'number',
  string: 'string',
  object: 'object',
  array: 'array',
  binData: 'binary',
  objectId: 'oid',
  bool: 'boolean',
  date: 'date',
  null: 'null',
};

function hasType(left: unknown, type: unknown): boolean {
  const name = String(type);
  const wanted = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (wanted === undefined) throw new BadOperand(`there is no type ${name}`);
  if (left === MISSING) return false;
  if (readValue(left).kind === wanted) return true;
  return Array.isArray(left) && left.some((item) => readValue(item).kind === wanted);
}

function hasRemainder(left: unknown, operand: unknown): boolean {
  const [divisor, remainder] = listOf(operand).map((one) => Number(readValue(one).value));
  if (divisor === undefined || remainder === undefined || divisor === 0) {
    throw new BadOperand('%mod needs [divisor, remainder]');
  }
  const { kind, value } = readValue(left === MISSING ? null : left);
  return kind === 'number' && Math.trunc(Number(value)) % divisor === remainder;
}

function matches(left: unknown, operand: unknown, options: unknown): boolean {
  const { kind, value } = readValue(operand);
  if (kind !== 'string') throw new BadOperand('%regex needs a pattern as text');
  const flags = typeof options === 'string' ? options : '';
  const each: unknown[] = Array.isArray(left) ? left : [left];
  const texts = each.filter((item) => typeof item === 'string');
  if (texts.length === 0) return false;
  const result = matchPattern(value as string, flags, texts);
  if ('problem' in result) throw new BadOperand(result.problem);
  return result.matches;
}

/** Elements are compared field by field; operators in a field as everywhere. */
function hasElement(left: unknown, operand: unknown): boolean {
  if (!Array.isArray(left)) return false;
  if (typeof operand !== 'object' || operand === null) {
    throw new BadOperand('%elemMatch needs an object');
  }
  const wanted = Object.entries(operand);
  return left.some((item) => wanted.every(([name, value]) => elementMeets(item, name, value)));
}

function elementMeets(item: unknown, name: string, value: unknown): boolean {
  if (/^[%$]/.test(name)) return applyOperator(name.slice(1), item, value, undefined).verdict;
  const has = typeof item === 'object' && item !== null && Object.hasOwn(item, name);
  const field: unknown = has ? Reflect.get(item, name) : MISSING;
  const isOperators =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    Object.keys(value).every((key) => /^[%$]/.test(key));
  if (!isOperators) return looseEqual(field, value);
  return Object.entries(value).every(
    ([sign, operand]) => applyOperator(sign.slice(1), field, operand, undefined).verdict,
  );
}
