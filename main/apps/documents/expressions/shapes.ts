import { absentExpression } from '../values/absent.ts';
import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { type Document, isDocument, table, type Value } from '../values/values.ts';

/** How many arguments an operator takes. */
interface ListShape {
  least: number;
  most: number;
  /** Of the server, for another number of them. */
  code: number;
}

/** Which named arguments an operator takes. */
export interface NamedShape {
  needed: readonly string[];
  known: ReadonlySet<string>;
  /** Of the server: for what is no object, for an unknown name, for a needed one that is missing. */
  codes: { object: number; unknown: number; missing: number | readonly number[] };
}

const ARITY = 16020;
const ARITY_RANGE = 28667;

const takes = (count: number, code = ARITY): ListShape => ({ least: count, most: count, code });
const between = (least: number, most: number): ListShape => ({ least, most, code: ARITY_RANGE });
const any: ListShape = { least: 0, most: Infinity, code: ARITY };

function each<T>(names: string, shape: T): Record<string, T> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, shape]));
}

/** Numbers of arguments: one table for all operators that take a list of them. */
export const LIST_SHAPES: Readonly<Record<string, ListShape>> = table({
  ...each(
    `$abs $ceil $floor $sqrt $exp $ln $log10 $bitNot $sin $cos $tan $asin $acos $atan $sinh $cosh $tanh
    $asinh $acosh $atanh $degreesToRadians $radiansToDegrees $size $isArray $first $last
    $reverseArray $anyElementTrue $allElementsTrue $objectToArray $arrayToObject $toUpper $toLower
    $strLenBytes $strLenCP $type $isNumber $tsSecond $tsIncrement $binarySize $bsonSize $not`,
    takes(1),
  ),
  ...each(
    '$toString $toInt $toLong $toDouble $toDecimal $toBool $toDate $toObjectId',
    takes(1, 50723),
  ),
  ...each(
    `$subtract $divide $mod $pow $log $atan2 $arrayElemAt $in $setDifference $setIsSubset $eq $ne $gt
    $gte $lt $lte $cmp $strcasecmp $split`,
    takes(2),
  ),
  ...each('$substr $substrBytes $substrCP', takes(3)),
  ...each('$round $trunc', between(1, 2)),
  ...each('$slice $range', between(2, 3)),
  ...each('$indexOfArray $indexOfBytes $indexOfCP', between(2, 4)),
  ...each(
    `$add $multiply $bitAnd $bitOr $bitXor $concat $concatArrays $setUnion $setIntersection
    $mergeObjects $sum $avg $min $max $stdDevPop $stdDevSamp $and $or`,
    any,
  ),
  $rand: takes(0, 3040501),
  $setEquals: { least: 2, most: Infinity, code: 17045 },
  $ifNull: { least: 2, most: Infinity, code: 1257300 },
  $cond: takes(3),
});

function named(
  needed: string,
  optional: string,
  object: number,
  unknown: number,
  missing: number | readonly number[],
): NamedShape {
  const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
  return {
    needed: words(needed),
    known: new Set([...words(needed), ...words(optional)]),
    codes: { object, unknown, missing },
  };
}

const part = named('date', 'timezone', 40535, 40535, 40539);
const shift = named('startDate unit amount', 'timezone', 5166400, 5166401, 5166402);
const trim = named('input', 'chars', 50696, 50694, 50695);
const regex = named('input regex', 'options', 51103, 31024, [31022, 31023]);
const replace = named('input find replacement', '', 51751, 51750, [51749, 51748, 51747]);
const pick = named('n input', '', 5787801, 5787901, [5787906, 5787907]);

/** Names of arguments: one table for all operators that take named ones. */
export const NAMED_SHAPES: Readonly<Record<string, NamedShape>> = table({
  ...each(
    `$year $month $dayOfMonth $hour $minute $second $millisecond $dayOfYear $dayOfWeek $week
    $isoDayOfWeek $isoWeek $isoWeekYear`,
    part,
  ),
  $dateToParts: named('date', 'timezone iso8601', 40524, 40520, 40522),
  $dateFromParts: named(
    '',
    'year month day hour minute second millisecond isoWeekYear isoWeek isoDayOfWeek timezone',
    40519,
    40518,
    40516,
  ),
  $dateToString: named('date', 'format timezone onNull', 18629, 18534, 18628),
  $dateFromString: named('dateString', 'format timezone onError onNull', 40540, 40541, 40542),
  $dateAdd: shift,
  $dateSubtract: shift,
  $dateDiff: named(
    'startDate endDate unit',
    'timezone startOfWeek',
    5166301,
    5166302,
    [5166303, 5166304, 5166305],
  ),
  $dateTrunc: named(
    'date unit',
    'binSize timezone startOfWeek',
    5439007,
    5439008,
    [5439009, 5439010],
  ),
  $trim: trim,
  $ltrim: trim,
  $rtrim: trim,
  $regexMatch: regex,
  $regexFind: regex,
  $regexFindAll: regex,
  $replaceOne: replace,
  $replaceAll: replace,
  $convert: named('input to', 'onError onNull format', 9, 9, 9),
  $getField: named('field input', '', 3041701, 3041701, [3041702, 3041703]),
  $setField: named('field input value', '', 4161100, 4161101, [4161102, 4161109, 4161103]),
  $unsetField: named('field input', '', 4161100, 4161101, [4161102, 4161109]),
  $firstN: pick,
  $lastN: pick,
  $minN: pick,
  $maxN: pick,
  $map: named('input in', 'as', 16878, 16879, [16880, 16882]),
  $filter: named('input cond', 'as limit', 28646, 28647, [28648, 28650]),
  $reduce: named('input initialValue in', '', 40075, 40076, [40077, 40078, 40079]),
  $let: named('vars in', '', 16874, 16875, [16876, 16877]),
  $cond: named('if then else', '', 17080, 17083, [17080, 17081, 17082]),
  $switch: named('', 'branches default', 40060, 40067, 40068),
  $sortArray: named('input sortBy', '', 2942500, 2942501, [2942502, 2942503]),
  $zip: named('inputs', 'useLongestLength defaults', 34460, 34464, 34465),
  $percentile: named('input p method', '', 7429703, 40415, 40414),
  $median: named('input method', '', 7436100, 40415, 40414),
});

/** The arguments of an operator that takes a list. @throws MongoDBError */
export function listArguments(name: string, operand: Value, shape: ListShape): Value[] {
  const args = Array.isArray(operand) ? operand : [operand];
  // Nothing is asked for: `{$rand: {}}`, `{$rand: []}`.
  if (shape.most === 0 && isDocument(operand) && Object.keys(operand).length === 0) return [];
  if (args.length >= shape.least && args.length <= shape.most) return args;
  const wanted =
    shape.least === shape.most
      ? `exactly ${shape.least} arguments`
      : shape.most === Infinity
        ? `at least ${shape.least} arguments`
        : `at least ${shape.least} arguments, and at most ${shape.most}`;
  throw new MongoDBError(
    `Expression ${name} takes ${wanted}. ${args.length} were passed in.`,
    shape.code,
  );
}

/** The arguments of an operator that takes named ones. @throws MongoDBError */
export function namedArguments(name: string, operand: Value, shape: NamedShape): Document {
  const { codes, known, needed } = shape;
  if (!isDocument(operand)) {
    throw new MongoDBError(
      `${name} only supports an object as its argument, not ${typeName(operand)}`,
      codes.object,
    );
  }
  const unknown = Object.keys(operand).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new MongoDBError(`Unrecognized argument to ${name}: ${unknown}`, codes.unknown);
  }
  const at = needed.findIndex((key) => operand[key] === undefined);
  if (at >= 0) {
    const code = typeof codes.missing === 'number' ? codes.missing : codes.missing[at];
    throw new MongoDBError(`Missing '${needed[at]}' parameter to ${name}`, code);
  }
  return operand;
}

export function unknownOperator(name: string): MongoDBError {
  const words = absentExpression(name);
  return words === undefined
    ? new MongoDBError(`Unrecognized expression '${name}'`, 168)
    : new MongoDBError(words);
}
