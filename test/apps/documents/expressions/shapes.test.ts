import { describe, expect, it } from 'vitest';
import { EXPRESSION_NAMES } from '../../../../main/apps/documents/expressions/compile.ts';
import { LIST_SHAPES, NAMED_SHAPES } from '../../../../main/apps/documents/expressions/shapes.ts';
import { evaluated, pipelineRefusal, refusal } from '../language.ts';

const lists = Object.entries(LIST_SHAPES);
const named = Object.entries(NAMED_SHAPES);
/** A branch of `$switch`; without a value it has no case. */
const branch = (test?: unknown, more: object = {}): object => {
  const fields = test === undefined ? [] : [['case', test]];
  return JSON.parse(
    JSON.stringify({ ...Object.fromEntries(fields), result: 1, ...more }).replace('result', 'then'),
  ) as object;
};
const many = (count: number): null[] => Array<null>(count).fill(null);

describe('numbers of arguments', () => {
  it.each(lists.filter(([name, { least }]) => least > 0 && name !== '$cond'))(
    '%s refuses fewer than it takes',
    (name, { least, code }) => {
      expect(refusal({ [name]: many(least - 1) })).toBe(code);
    },
  );

  it.each(lists.filter(([, { most }]) => most < Infinity))(
    '%s refuses more than it takes',
    (name, { most, code }) => {
      expect(refusal({ [name]: many(most + 1) })).toBe(code);
    },
  );

  it('takes one argument without a list around it', () => {
    expect(evaluated({ $strLenCP: 'hello' })).toBe(5);
    expect(evaluated({ $strLenCP: ['hello'] })).toBe(5);
    expect(evaluated({ $concat: '$a' }, { a: 'v' })).toBe('v');
    expect(refusal({ $eq: '$a' })).toBe(16020);
  });
});

describe('names of arguments', () => {
  it.each(named.filter(([name]) => name !== '$cond' && name !== '$getField'))(
    '%s refuses what is no object',
    (name, { codes }) => {
      const isDatePart = codes.object === 40535;
      expect(refusal({ [name]: many(2) })).toBe(isDatePart ? 40536 : codes.object);
    },
  );

  it.each(named)('%s refuses a name it does not know', (name, { codes, known }) => {
    const all = Object.fromEntries([...known].map((key) => [key, null]));
    expect(refusal({ [name]: { ...all, frobnicate: 1 } })).toBe(codes.unknown);
  });

  it.each(named.flatMap(([name, shape]) => shape.needed.map((key) => [name, key, shape] as const)))(
    '%s refuses to go without %s',
    (name, key, { needed, codes }) => {
      const others = needed.filter((other) => other !== key).map((other) => [other, null]);
      const code =
        typeof codes.missing === 'number' ? codes.missing : codes.missing[needed.indexOf(key)];
      expect(refusal({ [name]: Object.fromEntries(others) })).toBe(code);
    },
  );
});

describe('what is refused before there is a document', () => {
  it.each([
    [{ $frobnicate: 1 }, 168],
    ['$$nobody', 17276],
    ['$', 16872],
    ['$$', 9],
    ['$a..b', 15998],
    ['$a.', 40353],
    ['$a.$b', 16410],
    [{ a: { $b: 1 } }, 168],
    [{ $let: { vars: { x: 1 }, in: '$$y' } }, 17276],
    [{ $let: { vars: { X: 1 }, in: 1 } }, 9],
    [{ $let: { vars: 1, in: 1 } }, 10065],
    [{ $map: { input: [], as: 'Big', in: 1 } }, 9],
    [{ $reduce: { input: [], initialValue: 0, in: '$$nobody' } }, 17276],
    [{ $switch: { branches: [] } }, 40068],
    [{ $switch: { branches: 1 } }, 40061],
    [{ $switch: { branches: [1] } }, 40062],
    [{ $switch: { branches: [branch(1, { also: 1 })] } }, 40063],
    [{ $switch: { branches: [branch()] } }, 40064],
    [{ $switch: { branches: [{ case: 1 }] } }, 40065],
    [{ $zip: { inputs: [] } }, 34465],
    [{ $zip: { inputs: [[1]], useLongestLength: 1 } }, 34463],
    [{ $zip: { inputs: [[1]], defaults: [1] } }, 34466],
    [{ $zip: { inputs: [[1]], useLongestLength: true, defaults: [1, 2] } }, 34467],
    [{ $sortArray: { input: [], sortBy: 2 } }, 2942506],
    [{ $sortArray: { input: [], sortBy: 'x' } }, 2942507],
    [{ $setField: { field: '$a', input: {}, value: 1 } }, 4161108],
    [{ $setField: { field: 1, input: {}, value: 1 } }, 4161107],
    [{ $meta: 'frobnicate' }, 17308],
    [{ $meta: 1 }, 17307],
    [{ $rand: 1 }, 3040501],
  ])('%j', (expression, code) => {
    const stages = [{ $addFields: { v: expression } }, { $group: { _id: { x: expression } } }];
    expect(stages.map((stage) => pipelineRefusal([stage]))).toEqual([code, code]);
  });

  it('is more than one operator', () => {
    expect(refusal({ $add: [1], $multiply: [1] })).toBe(15983);
  });

  it('is a dotted name inside of a value', () => {
    expect(pipelineRefusal([{ $group: { _id: { 'a.b': '$x' } } }])).toBe(16412);
  });

  it('is a branch that nothing leads to, only then', () => {
    expect(refusal({ $switch: { branches: [branch(false)] } })).toBe(40069);
    expect(evaluated({ $switch: { branches: [branch(false), branch(true)] } })).toBe(1);
    expect(evaluated({ $switch: { branches: [branch(false)], default: 2 } })).toBe(2);
  });

  it('is refused in a branch that is never taken', () => {
    expect(refusal({ $cond: [true, 1, { $frobnicate: 1 }] })).toBe(168);
    expect(refusal({ $and: [false, { $eq: [1] }] })).toBe(16020);
  });

  it('is computed once where it is constant, taken or not', () => {
    expect(refusal({ $cond: [true, 1, { $divide: [1, 0] }] })).toBe(2);
    expect(pipelineRefusal([{ $project: { v: { $toInt: 'x' } } }])).toBe(241);
    expect(pipelineRefusal([{ $match: { $expr: { $year: { $literal: '$x' } } } }])).toBe(16006);
  });

  it('is not computed in a branch that is never taken', () => {
    const mistake = { $divide: [1, '$zero'] };
    const of = (expression: object): unknown => evaluated(expression, { zero: 0 });
    expect(of({ $cond: [true, 1, mistake] })).toBe(1);
    expect(of({ $or: [true, mistake] })).toBe(true);
    expect(of({ $ifNull: ['$none', 2, mistake] })).toBe(2);
  });
});

it('has all common operators of the manual', () => {
  const manual =
    '$abs $acos $acosh $add $allElementsTrue $and $anyElementTrue $arrayElemAt $arrayToObject $asin ' +
    '$asinh $atan $atan2 $atanh $avg $binarySize $bitAnd $bitNot $bitOr $bitXor $bsonSize $ceil $cmp ' +
    '$concat $concatArrays $cond $convert $cos $cosh $dateAdd $dateDiff $dateFromParts $dateFromString ' +
    '$dateSubtract $dateToParts $dateToString $dateTrunc $dayOfMonth $dayOfWeek $dayOfYear ' +
    '$degreesToRadians $divide $eq $exp $filter $first $firstN $floor $getField $gt $gte $hour $ifNull ' +
    '$in $indexOfArray $indexOfBytes $indexOfCP $isArray $isNumber $isoDayOfWeek $isoWeek $isoWeekYear ' +
    '$last $lastN $let $literal $ln $log $log10 $lt $lte $ltrim $map $max $maxN $median $mergeObjects ' +
    '$meta $millisecond $min $minN $minute $mod $month $multiply $ne $not $objectToArray $or $percentile ' +
    '$pow $radiansToDegrees $rand $range $reduce $regexFind $regexFindAll $regexMatch $replaceAll ' +
    '$replaceOne $reverseArray $round $rtrim $second $setDifference $setEquals $setField ' +
    '$setIntersection $setIsSubset $setUnion $sin $sinh $size $slice $sortArray $split $sqrt ' +
    '$stdDevPop $stdDevSamp $strLenBytes $strLenCP $strcasecmp $substr $substrBytes $substrCP $subtract ' +
    '$sum $switch $tan $tanh $toBool $toDate $toDecimal $toDouble $toInt $toLong $toLower $toObjectId ' +
    '$toString $toUpper $trim $trunc $tsIncrement $tsSecond $type $unsetField $week $year $zip';
  expect(manual.split(' ').filter((name) => !EXPRESSION_NAMES.has(name))).toEqual([]);
});
