import { BSONRegExp } from 'bson';
import { messageOf, MongoDBError } from './mongo-error.ts';
import { translatePattern } from './pattern-syntax.ts';
import type { Value } from './values.ts';

const MAX_KEPT = 500;
const compiled = new Map<string, RegExp>();

/**
 * A JavaScript regular expression that matches what the server's would: its `i m s x` options, its
 * classes, its idea of a line.
 *
 * @param code of the server for a pattern that is none.
 * @throws MongoDBError
 */
export function toRegExp(pattern: string, options: string, code = 51091): RegExp {
  const key = `${options}/${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  try {
    const regex = new RegExp(
      translatePattern(pattern, options),
      options.includes('i') ? 'iu' : 'u',
    );
    if (compiled.size >= MAX_KEPT) compiled.clear();
    compiled.set(key, regex);
    return regex;
  } catch (error) {
    if (error instanceof MongoDBError) throw error;
    throw new MongoDBError(`Regular expression is invalid: ${messageOf(error)}`, code);
  }
}

/** @throws MongoDBError BadValue for letters that are no options. */
export function checkOptions(options: string, code = 51108): void {
  const unknown = /[^imsxu]/.exec(options);
  if (unknown) throw new MongoDBError(`invalid flag in regex options: ${unknown[0]}`, code);
}

/** @param options text of `$options`, which wins over those of the expression itself. */
export function regexOf(value: Value, options: Value | undefined): RegExp {
  if (options !== undefined && typeof options !== 'string') {
    throw new MongoDBError('$options has to be a string', 2);
  }
  if (options !== undefined) checkOptions(options);
  if (value instanceof BSONRegExp) {
    if (options && value.options !== '') {
      throw new MongoDBError('options set in both $regex and $options', 51075);
    }
    return toRegExp(expectNoNull(value.pattern), options || value.options);
  }
  if (typeof value === 'string') return toRegExp(expectNoNull(value), options ?? '');
  throw new MongoDBError('$regex has to be a string', 2);
}

function expectNoNull(pattern: string): string {
  if (pattern.includes('\0')) {
    throw new MongoDBError('Regular expression cannot contain an embedded null byte', 51091);
  }
  return pattern;
}
