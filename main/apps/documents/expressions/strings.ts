import { Int32 } from 'bson';
import { compareStrings, typeName } from '../values/compare.ts';
import { checkText } from '../values/heap-watch.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { asNumber, int32Of } from '../values/numbers.ts';
import { isNum, type Maybe, type Value } from '../values/values.ts';
import { isNullish, type Named, type NamedOperators, type Operators } from './operators.ts';
import { codePoints, coerceText, expectText } from './texts.ts';

const int = (value: number): Int32 => new Int32(value);

/** Texts by the rules of the server: letters outside of ASCII have no other case, say. */
export const STRINGS: Operators = {
  $concat(parts) {
    let text = '';
    for (const part of parts) {
      if (isNullish(part)) return null;
      text += expectText(part, '$concat only supports strings', 16702);
      checkText(text.length);
    }
    return text;
  },
  $toUpper: ([value]) => upper(coerceText(value)),
  $toLower: ([value]) => coerceText(value).replaceAll(/[A-Z]+/g, (part) => part.toLowerCase()),
  $strcasecmp: ([a, b]) => int(compareStrings(upper(coerceText(a)), upper(coerceText(b)))),
  $strLenBytes: ([value]) =>
    int(Buffer.byteLength(expectText(value, '$strLenBytes requires a string argument', 34473))),
  $strLenCP: ([value]) =>
    int(codePoints(expectText(value, '$strLenCP requires a string argument', 34471))),
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP([value, from, count]) {
    const text = coerceText(value);
    const start = codePointArgument(from, 'starting index', 34450);
    const length = codePointArgument(count, 'length', 34452);
    if (length < 0)
      throw new MongoDBError('$substrCP: length must be a nonnegative integer', 34454);
    if (start < 0) {
      throw new MongoDBError('$substrCP: the starting index must be a nonnegative integer', 34455);
    }
    return Array.from(text)
      .slice(start, start + length)
      .join('');
  },
  $indexOfBytes: (args) =>
    indexOf(args, {
      name: '$indexOfBytes',
      codes: [40091, 40092],
      search(text, part, start, end) {
        const bytes = Buffer.from(text);
        const last = end ?? bytes.length;
        if (start > bytes.length || last < start) return -1;
        return bytes.subarray(0, last).indexOf(part, start);
      },
    }),
  $indexOfCP: (args) =>
    indexOf(args, {
      name: '$indexOfCP',
      codes: [40093, 40094],
      search(text, part, start, end) {
        const points = Array.from(text);
        const last = Math.min(end ?? points.length, points.length);
        if (start > points.length || last < start) return -1;
        const at = points.slice(start, last).join('').indexOf(part);
        return at < 0 ? -1 : start + codePoints(points.slice(start, last).join('').slice(0, at));
      },
    }),
  $split([value, separator]) {
    if (isNullish(value) || isNullish(separator)) return null;
    const text = expectText(
      value,
      '$split requires an expression that evaluates to a string as a first argument',
      40085,
    );
    const by = expectText(
      separator,
      '$split requires an expression that evaluates to a string as a second argument',
      10503900,
    );
    if (by === '') throw new MongoDBError('$split requires a non-empty separator', 40087);
    return text.split(by);
  },
};

export const NAMED_STRINGS: NamedOperators = {
  $trim: (args) => trimmed(args, '$trim', true, true),
  $ltrim: (args) => trimmed(args, '$ltrim', true, false),
  $rtrim: (args) => trimmed(args, '$rtrim', false, true),
  $replaceOne: (args) =>
    replaced(args, '$replaceOne', (text, find, replacement) => {
      const at = text.indexOf(find);
      return at < 0 ? text : text.slice(0, at) + replacement + text.slice(at + find.length);
    }),
  $replaceAll: (args) =>
    replaced(args, '$replaceAll', (text, find, replacement) => {
      // Between all characters where nothing is looked for; halves of a character stay together.
      const parts = find === '' ? ['', ...Array.from(text), ''] : text.split(find);
      checkText(text.length + (parts.length - 1) * replacement.length);
      return parts.join(replacement);
    }),
};

const upper = (text: string): string => text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase());

function substrBytes([value, from, count]: readonly Maybe[]): Value {
  const text = coerceText(value);
  const start = byteArgument(from, 'starting index must be a numeric type', 16034);
  const length = byteArgument(count, 'length must be a numeric type', 16035);
  if (start < 0) {
    throw new MongoDBError('$substrBytes: starting index must be non-negative', 50752);
  }
  const bytes = Buffer.from(text);
  if (start >= bytes.length) return '';
  const end = length < 0 ? bytes.length : Math.min(bytes.length, start + length);
  if (isInside(bytes, start)) {
    throw new MongoDBError(
      '$substrBytes: Invalid range, starting index is a UTF-8 continuation byte.',
      28656,
    );
  }
  if (isInside(bytes, end)) {
    throw new MongoDBError(
      '$substrBytes: Invalid range, ending index is in the middle of a UTF-8 character.',
      28657,
    );
  }
  return bytes.toString('utf8', start, end);
}

const isInside = (bytes: Buffer, at: number): boolean => ((bytes[at] ?? 0) & 0xc0) === 0x80;

function byteArgument(value: Maybe, what: string, code: number): number {
  if (!isNum(value)) {
    throw new MongoDBError(`$substrBytes: ${what} (is BSON type ${typeName(value)})`, code);
  }
  return Math.trunc(asNumber(value)) || 0;
}

function codePointArgument(value: Maybe, what: string, code: number): number {
  if (!isNum(value)) {
    throw new MongoDBError(
      `$substrCP: ${what} must be a numeric type (is BSON type ${typeName(value)})`,
      code,
    );
  }
  const whole = int32Of(value);
  if (whole === undefined) {
    throw new MongoDBError(
      `$substrCP: ${what} cannot be represented as a 32-bit integral value`,
      code + 1,
    );
  }
  return whole;
}

interface IndexOf {
  name: string;
  /** Of a text that is none, and of what is looked for. */
  codes: readonly [number, number];
  search(text: string, part: string, start: number, end: number | undefined): number;
}

function indexOf(args: readonly Maybe[], { name, codes, search }: IndexOf): Value {
  const [value, part, from, to] = args;
  if (isNullish(value)) return null;
  const text = expectText(value, `${name} requires a string as the first argument`, codes[0]);
  const wanted = expectText(part, `${name} requires a string as the second argument`, codes[1]);
  const start = args.length > 2 ? position(from, name, 'starting') : 0;
  const end = args.length > 3 ? position(to, name, 'ending') : undefined;
  return int(search(text, wanted, start, end));
}

function position(value: Maybe, name: string, which: string): number {
  const whole = int32Of(value);
  if (whole === undefined) {
    throw new MongoDBError(
      `${name} requires an integral ${which} index, found a value of type: ${typeName(value)}`,
      40096,
    );
  }
  if (whole < 0) {
    throw new MongoDBError(`${name} requires a nonnegative ${which} index, found: ${whole}`, 40097);
  }
  return whole;
}

/** Cut away where nothing else is asked for: the blanks of ASCII, NUL, and those up to U+200A. */
const BLANKS = new Set(
  '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
);

function trimmed(args: Named, name: string, left: boolean, right: boolean): Value {
  const { input, chars } = args;
  if (isNullish(input)) return null;
  const text = expectText(input, `${name} requires its input to be a string`, 50699);
  if ('chars' in args && isNullish(chars)) return null;
  const cut =
    chars === undefined
      ? BLANKS
      : new Set(expectText(chars, `${name} requires 'chars' to be a string`, 50700));
  const points = Array.from(text);
  const isKept = (point: string): boolean => !cut.has(point);
  const from = left ? points.findIndex(isKept) : 0;
  const to = right ? points.findLastIndex(isKept) + 1 : points.length;
  if (from < 0) return '';
  return points.slice(from, to).join('');
}

function replaced(
  args: Named,
  name: string,
  replace: (text: string, find: string, replacement: string) => string,
): Value {
  const text = textOrNull(args['input'], `${name} requires that 'input' be a string`, 10503904);
  const find = textOrNull(args['find'], `${name} requires that 'find' be a string`, 10503901);
  const by = textOrNull(
    args['replacement'],
    `${name} requires that 'replacement' be a string`,
    10503902,
  );
  return text === null || find === null || by === null ? null : replace(text, find, by);
}

function textOrNull(value: Maybe, what: string, code: number): string | null {
  return isNullish(value) ? null : expectText(value, what, code);
}
