import { createRequire } from 'node:module';
import { BSONRegExp } from 'bson';
import type { Options } from 'mingo/types';
import { checkElements, checkText } from '../values/heap-watch.ts';
import { messageOf, MongoDBError } from '../values/mongo-error.ts';
import { asNumber, numberOf } from '../values/numbers.ts';
import { emptyDocument, isDocument, isNum, type Maybe, type Value } from '../values/values.ts';

// Operators the library computes: pure functions of strings, dates and angles. All that depends on
// BSON types, on the order of values or on what is true is ours.
const PURE = new Set(
  `$concat $toUpper $toLower $split $strLenBytes $strLenCP $strcasecmp $substr $substrBytes
  $substrCP $indexOfBytes $trim $ltrim $rtrim $replaceOne $replaceAll $range $rand
  $dateAdd $dateSubtract $dateDiff $dateFromParts $dateFromString $dateToParts $dateToString
  $dateTrunc $dayOfMonth $dayOfWeek $dayOfYear $hour $isoDayOfWeek $isoWeek $isoWeekYear
  $millisecond $minute $month $second $week $year $bitAnd $bitNot $bitOr $bitXor
  $acos $acosh $asin $asinh $atan $atan2 $atanh $cos $cosh $degreesToRadians $radiansToDegrees
  $sin $sinh $tan $tanh`.split(/\s+/),
);

type Compute = (obj: unknown, expr: unknown, options: Partial<Options>) => unknown;

const load = createRequire(import.meta.url);
let loaded: ReturnType<typeof loadLibrary> | undefined;

/** Hundreds of small files, four fifths of the start of a process: read by the first that needs it. */
function loadLibrary() {
  const { Context, ProcessingMode } = load('mingo') as typeof import('mingo');
  const library = load('mingo/operators/expression') as typeof import('mingo/operators/expression');
  const options: Partial<Options> = {
    scriptEnabled: false,
    failOnError: true,
    useStrictMode: true,
    processingMode: ProcessingMode.CLONE_OFF,
    context: Context.init({ expression: { $literal: library.$literal } }),
  };
  return { computations: new Map(Object.entries(library) as [string, Compute][]), options };
}

export const libraryHas = (name: string): boolean => PURE.has(name);

/**
 * Computes a pure operator.
 *
 * @param operand evaluated: one value, a list of them, or named ones.
 */
export function computeByLibrary(
  name: string,
  operand: Maybe | readonly Maybe[] | Readonly<Record<string, Maybe>>,
): Maybe {
  loaded ??= loadLibrary();
  const { computations, options } = loaded;
  const compute = PURE.has(name) ? computations.get(name) : undefined;
  if (!compute) throw new MongoDBError(`unrecognized expression '${name}'`);
  checkBefore(name, operand);
  try {
    return adopt(compute(null, lend(operand), options), name);
  } catch (error) {
    if (error instanceof MongoDBError) throw error;
    throw new MongoDBError(`${name}: ${messageOf(error).replace(/^mingo: /, '')}`);
  }
}

/** What a single call could blow up is looked at before. */
function checkBefore(name: string, operand: unknown): void {
  if (name === '$range' && Array.isArray(operand)) {
    const [from = 0, to = 0, step = 1] = operand.map((item: unknown) =>
      isNum(item) ? asNumber(item) : undefined,
    );
    checkElements(Math.abs((to - from) / (step || 1)));
  }
  if (name === '$replaceAll' && typeof operand === 'object' && operand !== null) {
    const { input, find, replacement } = { ...operand } as Record<string, unknown>;
    if (typeof input !== 'string' || typeof replacement !== 'string') return;
    const each = typeof find === 'string' ? Math.max(1, find.length) : 1;
    checkText((input.length / each) * replacement.length);
  }
}

/** Each argument as a literal, so that no text of a document is read as an expression. */
function lend(operand: unknown): unknown {
  if (Array.isArray(operand)) return operand.map((item: unknown) => literal(item));
  const isNamed = typeof operand === 'object' && operand !== null && !isNum(operand);
  if (!isNamed || Object.getPrototypeOf(operand) !== Object.prototype) return literal(operand);
  return Object.fromEntries(
    Object.entries(operand)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, literal(value)]),
  );
}

function literal(value: unknown): unknown {
  return { $literal: isNum(value) ? asNumber(value) : value };
}

function adopt(result: unknown, name: string): Maybe {
  if (result === undefined || result === null) return null;
  if (typeof result === 'number') return numberOf(result);
  if (typeof result === 'string' || typeof result === 'boolean' || result instanceof Date) {
    return result;
  }
  if (Array.isArray(result)) return result.map((item: unknown): Value => adopt(item, name) ?? null);
  if (result instanceof RegExp) return new BSONRegExp(result.source, result.flags);
  if (isDocument(result)) return result;
  if (typeof result !== 'object') throw new MongoDBError(`${name} gave no value`);
  const document = emptyDocument();
  for (const [key, value] of Object.entries(result)) document[key] = adopt(value, name) ?? null;
  return document;
}
