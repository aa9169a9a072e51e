import { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  null: 'null',
  date: 'a time',
};

/** Longer lists of what may stand somewhere say nothing any more. */
const MOST_VALUES = 20;

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'no number';
  return KINDS[typeof value] ?? 'something else';
};

const entries = (n: number | bigint, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

function sizeWords(origin: string, bound: number | bigint, isLeast: boolean): string {
  const most = isLeast ? 'at least' : 'at most';
  if (origin === 'string') {
    return isLeast && bound === 1
      ? 'must not be empty'
      : `must have ${most} ${entries(bound, 'character')}`;
  }
  if (['array', 'set', 'map'].includes(origin)) {
    return `must have ${most} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  }
  return `must be ${most} ${bound}`;
}

/**
 * What a schema does not take, as people say it: it follows the name of the place, `count: must be at least 1`.
 *
 * @returns undefined where the words of the library will do.
 */
export function schemaWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { code } = issue;
  if (code === 'invalid_type') {
    if (issue.input === undefined) return 'is missing';
    return `must be ${KINDS[issue.expected] ?? issue.expected}, and is ${kindOf(issue.input)}`;
  }
  if (code === 'too_small') {
    if (issue.inclusive === false) return `must be more than ${issue.minimum}`;
    return sizeWords(issue.origin, issue.minimum, true);
  }
  if (code === 'too_big') {
    if (issue.inclusive === false) return `must be less than ${issue.maximum}`;
    return sizeWords(issue.origin, issue.maximum, false);
  }
  if (code === 'invalid_value') return valueWords(issue.values);
  if (code === 'unrecognized_keys') {
    return `${issue.keys.map((key) => `“${key}”`).join(', ')} is not known here`;
  }
  return code === 'invalid_format' && issue.format === 'url' ? 'must be a URL' : undefined;
}

function valueWords(values: readonly unknown[]): string | undefined {
  if (values.length > MOST_VALUES) return undefined;
  const named = values.map((value) => JSON.stringify(value) ?? String(value));
  return named.length === 1 ? `must be ${named[0]}` : `must be one of ${named.join(', ')}`;
}

// Every schema of a process that knows the contract speaks so; what one says of its own goes before.
z.config({ customError: schemaWords });
