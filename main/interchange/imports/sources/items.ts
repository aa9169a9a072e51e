import type { z } from 'zod';
import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { type ReadEntry, schemaProblem } from '../../formats/entry.ts';
import { type Foreign, foreignCapture } from '../../foreign.ts';
import { itemsOf } from '../../formats/json-items.ts';
import { wireText } from '../../formats/wire-text.ts';

/** A request as another program tells of it; `rebuilt` where its bytes cannot be the original ones. */
export type Told = Foreign & { rebuilt?: boolean; cut?: boolean };

/**
 * Reads the items of a list in a JSON file, each by a schema.
 *
 * @param tell what an item says of a request; a text says why it says none.
 */
export async function* readItems<S extends z.ZodType>(
  chunks: AsyncIterable<Uint8Array>,
  path: readonly string[],
  schema: S,
  tell: (item: z.infer<S>) => Told | string,
): AsyncGenerator<ReadEntry> {
  let index = 0;
  for await (const bytes of itemsOf(chunks, path)) {
    yield readItem(bytes, index, schema, tell);
    index += 1;
  }
}

/** One item, by its bytes. */
export function readItem<S extends z.ZodType>(
  bytes: Uint8Array,
  index: number,
  schema: S,
  tell: (item: z.infer<S>) => Told | string,
): ReadEntry {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { index, problem: 'This entry is not JSON.' };
  }
  try {
    const read = schema.safeParse(value);
    if (!read.success) return { index, problem: schemaProblem(read.error) };
    const told = tell(read.data);
    return typeof told === 'string' ? { index, problem: told } : entryOf(index, told);
  } catch (error) {
    // JSON is parsed at any depth, and written only as deep as the stack.
    if (!(error instanceof RangeError)) throw error;
    return { index, problem: 'This entry is nested too deeply.' };
  }
}

export function entryOf(index: number, { rebuilt = false, cut = false, ...told }: Told): ReadEntry {
  return { index, rebuilt, ours: false, capture: { ...foreignCapture(told), cut } };
}

/** Headers of a program that has them by their names, each with one value or several. */
export function headersOf(byName: Record<string, unknown>): HeaderPair[] {
  return Object.entries(byName).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value): HeaderPair => [
      wireText(name),
      wireText(String(value ?? '')),
    ]),
  );
}

/** With `Host` in front where no header says it. */
export function withHost(headers: HeaderPair[], host: string | undefined): HeaderPair[] {
  const has = headers.some(([name]) => name.toLowerCase() === 'host');
  return has || host === undefined || host === '' ? headers : [['Host', host], ...headers];
}
