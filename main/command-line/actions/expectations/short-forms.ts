import { dirname } from 'node:path';
import { readFile } from 'node:fs/promises';
import { Expectation } from '../../../../preload/contract/interchange/expectations.ts';
import {
  Assertion,
  type Range,
} from '../../../../preload/contract/interchange/expectations/assertions.ts';
import { readExactJson } from '../../../lib/json/exact-json.ts';
import { bad } from '../../refusals.ts';
import { schemaIn } from './named-files.ts';

/** What the options of `backstitch expect` say. */
export interface ShortForms {
  count?: Range | undefined;
  json: readonly string[];
  header: readonly string[];
  signature?: string | undefined;
  reply?: string | undefined;
  /** Absolute. */
  schema?: string | undefined;
  order: readonly string[];
  strict: boolean;
  distinct?: string | undefined;
  quietFor?: string | undefined;
}

/** Whether any of them is given. */
export const hasShortForms = (given: ShortForms): boolean =>
  given.json.length + given.header.length + given.order.length > 0 ||
  [given.count, given.signature, given.reply, given.schema, given.distinct, given.quietFor].some(
    (one) => one !== undefined,
  );

/**
 * The expectation that a search and the options make.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export async function expectationOf(search: string, given: ShortForms): Promise<Expectation> {
  const { count, json, header, signature, reply, schema, order, strict, distinct, quietFor } =
    given;
  const each: unknown[] = [
    ...json.map(jsonOf),
    ...header.map(headerOf),
    ...(signature === undefined ? [] : [{ signature: signature.split(',') }]),
    ...(reply === undefined ? [] : [{ reply: { status: reply.split(',') } }]),
    ...(schema === undefined ? [] : [{ body: { schema: await schemaFrom(schema) } }]),
  ];
  for (const one of each) {
    const read = Assertion.safeParse(one);
    if (!read.success) throw bad(`${flagOf(one)}: ${read.error.issues[0]?.message ?? ''}.`, '');
  }
  const read = Expectation.safeParse({
    search,
    ...(count !== undefined && { count }),
    ...(each.length > 0 && { each }),
    ...(order.length > 0 && { order }),
    ...(strict && { strict }),
    ...(distinct !== undefined && { distinct }),
    ...(quietFor !== undefined && { quietFor }),
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw bad(`--${String(issue?.path[0] ?? 'search')}: ${issue?.message ?? ''}.`, '');
}

const flagOf = (assertion: unknown): string => {
  const [subject = ''] = Object.keys(assertion as object);
  return `--${subject === 'body' ? 'schema' : subject}`;
};

/** The first `=` or `~` that stands outside of brackets and quotes: there a path ends. */
function splitAt(text: string, signs: string): number {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '(') depth += 1;
    else if (char === ']' || char === ')') depth -= 1;
    else if (depth === 0 && signs.includes(char)) return at;
  }
  return -1;
}

/** `$.type=invoice.paid`, `$.id~^evt_`, or a path alone, which has to be there. */
export function jsonOf(text: string): object {
  const at = splitAt(text, '=~');
  if (at < 0) return { json: text.trim(), exists: true };
  const path = text.slice(0, at).trim();
  const value = text.slice(at + 1);
  if (text[at] === '~') return { json: path, matches: value };
  // In a shell 5 may be meant as a number or as a text: either will do.
  const read = readExactJson(value);
  const scalar = 'problem' in read || typeof read.exact === 'object' ? undefined : read.exact;
  if (value === 'null') return { json: path, oneOf: [value, null] };
  if (scalar === undefined) return { json: path, equals: value };
  return { json: path, oneOf: scalar === value ? [value] : [value, scalar] };
}

/** `X-Id: 7`, `X-Id~^7`, or a name alone, which has to be there. */
export function headerOf(text: string): object {
  const [, name, sign, value = ''] = /^([^:~]+)(?:([:~])(.*))?$/s.exec(text) ?? [];
  if (name === undefined) throw bad(`--header ${text} names no header.`, "Write 'X-Id: 7'.");
  if (sign === undefined) return { header: name.trim(), exists: true };
  if (sign === '~') return { header: name.trim(), matches: value };
  return { header: name.trim(), equals: value.trim() };
}

/** Reads `--count`: 3 for exactly three, 2..5, 2.. */
export function readAmount(text: string): Range {
  const [, from, dots, to] = /^(\d{1,5})(?:(\.\.)(\d{1,5})?)?$/.exec(text) ?? [];
  const min = Number(from);
  if (from !== undefined && dots === undefined) return min;
  if (from !== undefined && to === undefined) return { min };
  if (from !== undefined && min <= Number(to)) return { min, max: Number(to) };
  throw bad(
    `--count ${text} is no number.`,
    'Write 3 for exactly three, 2..5, or 2.. for two or more.',
  );
}

async function schemaFrom(file: string): Promise<boolean | Record<string, unknown>> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw bad(
      `--schema ${file} cannot be read.`,
      `Nothing of that name is in ${dirname(file)}.`,
      cause,
    );
  });
  const schema = schemaIn(bytes);
  if (schema === undefined) throw bad(`--schema ${file} holds no JSON Schema.`, '');
  return schema;
}
