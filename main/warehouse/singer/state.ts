import { BackstitchError } from '../../lib/errors.ts';

/** How far each stream went: the last sequence of what was written. */
export type Bookmarks = Map<string, bigint>;

/**
 * Bookmarks of a state that an earlier run ended with. A stream that is not in it begins again.
 *
 * @param stream one that must be in it.
 * @throws BackstitchError QUERY_FAILED
 */
export function readState(state: string, stream: string): Bookmarks {
  let parsed: unknown;
  try {
    // The digits count: a double would round them.
    parsed = JSON.parse(state, (key: string, value: unknown, context?: { source?: string }) =>
      key === '_sdc_sequence' ? (context?.source ?? String(value)) : value,
    );
  } catch (cause) {
    throw new BackstitchError('QUERY_FAILED', 'The state is not valid JSON.', { cause });
  }
  const held = readIn(readIn(parsed, 'value') ?? parsed, 'bookmarks');
  const bookmarks: Bookmarks = new Map();
  for (const [name, value] of Object.entries(held ?? {})) {
    const digits = readIn(value, '_sdc_sequence');
    if (typeof digits === 'string' && /^"?\d{1,19}"?$/.test(digits)) {
      bookmarks.set(name, BigInt(digits.replaceAll('"', '')));
    }
  }
  if (!bookmarks.has(stream)) {
    throw new BackstitchError('QUERY_FAILED', `The state has no bookmark of ${stream}.`, {
      hint: 'Give the value of the last STATE line, or leave --state out to export all.',
    });
  }
  return bookmarks;
}

const readIn = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** A line that a target echoes once it stored what came before. */
export function stateLine(bookmarks: Bookmarks): string {
  const each = [...bookmarks].map(
    ([stream, sequence]) => `${JSON.stringify(stream)}:{"_sdc_sequence":${sequence}}`,
  );
  return `{"type":"STATE","value":{"bookmarks":{${each.join(',')}}}}`;
}
