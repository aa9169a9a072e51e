import { BSONRegExp, Int32 } from 'bson';
import { spend } from '../values/heap-watch.ts';
import { typeName } from '../values/compare.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { checkOptions, toRegExp } from '../values/pattern.ts';
import { documentOf, type Maybe, type Value } from '../values/values.ts';
import { isNullish, type Named, type NamedOperators } from './operators.ts';
import { codePoints } from './texts.ts';

/** Regular expressions in expressions. */
export const REGEX: NamedOperators = {
  $regexMatch: (args) => search(args, '$regexMatch', false).length > 0,
  $regexFind: (args) => search(args, '$regexFind', false)[0] ?? null,
  $regexFindAll: (args) => search(args, '$regexFindAll', true),
};

function search(args: Named, name: string, all: boolean): Value[] {
  const pattern = patternOf(args, name);
  const { input } = args;
  if (!isNullish(input) && typeof input !== 'string') {
    throw new MongoDBError(
      `${name} needs 'input' to be of type string, found: ${typeName(input)}`,
      51104,
    );
  }
  if (isNullish(input) || pattern === null) return [];
  const found: Value[] = [];
  let [counted, idx] = [0, 0];
  for (const match of input.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))) {
    spend(200);
    const captures = match.slice(1).map((part: string | undefined) => part ?? null);
    idx += codePoints(input.slice(counted, match.index));
    counted = match.index;
    found.push(documentOf({ match: match[0], idx: new Int32(idx), captures }));
    if (!all) break;
  }
  return found;
}

/** null where there is no pattern; all else that is wrong with it is told first. */
function patternOf(args: Named, name: string): RegExp | null {
  const { regex } = args;
  const options: Maybe = args['options'];
  if (!isNullish(options) && typeof options !== 'string') {
    throw new MongoDBError(
      `${name} needs 'options' to be of type string, found: ${typeName(options)}`,
      51106,
    );
  }
  if (isNullish(regex)) return null;
  if (typeof regex !== 'string' && !(regex instanceof BSONRegExp)) {
    throw new MongoDBError(
      `${name} needs 'regex' to be of type string or regex, found: ${typeName(regex)}`,
      51105,
    );
  }
  const own = regex instanceof BSONRegExp ? regex.options.replaceAll(/[^imsx]/g, '') : '';
  if (own !== '' && !isNullish(options)) {
    throw new MongoDBError(
      `${name}: found regex options specified in both 'regex' and 'options' fields`,
      51107,
    );
  }
  const given = own || (options ?? '');
  if (given.includes('\0')) {
    throw new MongoDBError(`${name}: regex options cannot contain an embedded null byte`, 51110);
  }
  checkOptions(given, 51108);
  const text = regex instanceof BSONRegExp ? regex.pattern : regex;
  if (text.includes('\0')) {
    throw new MongoDBError(
      `${name}: regular expression cannot contain an embedded null byte`,
      51109,
    );
  }
  try {
    return toRegExp(text, given, 51111);
  } catch (error) {
    throw error instanceof MongoDBError && error.serverCode === 51091
      ? new MongoDBError(`Invalid Regex in ${name}: ${error.message}`, 51111)
      : error;
  }
}
