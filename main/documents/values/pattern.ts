import { BSONRegExp } from 'bson';
import { messageOf, MongoDBError } from './mongo-error.ts';
import type { Value } from './values.ts';

/**
 * A JavaScript regular expression that matches what the server's would: its `i m s x` options, and
 * the same at the very start as `(?i)`.
 *
 * @throws MongoDBError
 */
export function toRegExp(pattern: string, options: string): RegExp {
  const unknown = /[^imsxu]/.exec(options);
  if (unknown) throw new MongoDBError(`invalid flag in regex options: ${unknown[0]}`);
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const all = options + (inline?.[1] ?? '');
  const body = inline ? pattern.slice(inline[0].length) : pattern;
  const source = all.includes('x') ? withoutSpaces(body) : body;
  const flags = ['i', 'm', 's'].filter((flag) => all.includes(flag)).join('');
  try {
    return compile(source, flags);
  } catch (error) {
    throw new MongoDBError(`the regular expression is not valid: ${messageOf(error)}`);
  }
}

// With `u` a dot is a character, as on the server; but `u` also refuses escapes like `\-`.
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    return new RegExp(source, flags);
  }
}

/** The `x` option: blanks and comments outside classes and escapes do not count. */
function withoutSpaces(source: string): string {
  return source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|#[^\n]*|\s+/g, (part) =>
    /^[\s#]/.test(part) ? '' : part,
  );
}

/** @param options text of `$options`, which wins over those of the expression itself. */
export function regexOf(value: Value, options: Value | undefined): RegExp {
  if (options !== undefined && typeof options !== 'string') {
    throw new MongoDBError('$options has to be a string');
  }
  if (value instanceof BSONRegExp) return toRegExp(value.pattern, options || value.options);
  if (typeof value === 'string') return toRegExp(value, options ?? '');
  throw new MongoDBError('$regex has to be a string or a regular expression');
}
