import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ParseError, parseTree } from 'jsonc-parser';
import type { Expectation } from '../../../../preload/contract/interchange/expectations.ts';
import { valueOf } from '../../../lib/json/json-tree.ts';

type Path = readonly (string | number)[];

/** Where files are looked for, and what is said of one that is not there. */
interface Beside {
  folder: string;
  refuse: (path: Path, message: string) => Error;
}

/** What of an assertion may name a file. */
interface Fillable {
  schema?: boolean | string | Record<string, unknown> | undefined;
  equalsFile?: string | undefined;
  sha256?: string | undefined;
}

/**
 * Puts in what files hold that an expectation names: the engine reads no file for a caller. Schemas are put
 * in whole; of a file that a body must equal, the hash is.
 *
 * @throws what `refuse` makes
 */
export async function withNamedFiles(
  expectation: Expectation,
  beside: Beside,
): Promise<Expectation> {
  const filled = structuredClone(expectation);
  for (const list of ['each', 'some'] as const) {
    for (const [at, assertion] of (filled[list] ?? []).entries()) {
      if ('body' in assertion) await fill(assertion.body, [list, at, 'body'], beside);
      if ('json' in assertion) await fill(assertion, [list, at], beside);
      if (!('reply' in assertion)) continue;
      const { body, json } = assertion.reply;
      if (body !== undefined) await fill(body, [list, at, 'reply', 'body'], beside);
      if (json !== undefined) await fill(json, [list, at, 'reply', 'json'], beside);
    }
  }
  return filled;
}

async function fill(given: Fillable, path: Path, beside: Beside): Promise<void> {
  if (typeof given.schema === 'string') {
    const at = [...path, 'schema'];
    const bytes = await read(given.schema, at, beside);
    const schema = schemaIn(bytes);
    if (schema === undefined) throw beside.refuse(at, `${given.schema} holds no JSON Schema.`);
    given.schema = schema;
  }
  if (given.equalsFile !== undefined) {
    const bytes = await read(given.equalsFile, [...path, 'equalsFile'], beside);
    given.sha256 = createHash('sha256').update(bytes).digest('hex');
  }
}

async function read(file: string, path: Path, { folder, refuse }: Beside): Promise<Buffer> {
  try {
    return await readFile(resolve(folder, file));
  } catch {
    // Whatever the reason: it was named, and is not to be read.
    throw refuse(path, `The file ${file} cannot be read.`);
  }
}

/** A JSON Schema, which may have comments; undefined for what is none. */
export function schemaIn(bytes: Buffer): boolean | Record<string, unknown> | undefined {
  const mistakes: ParseError[] = [];
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const tree = parseTree(text, mistakes, { allowTrailingComma: true });
  const value = mistakes.length > 0 || tree === undefined ? undefined : valueOf(tree, '');
  if (typeof value === 'boolean') return value;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}
