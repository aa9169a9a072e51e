/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One text for one value, whatever the order of its fields. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value as Json));

/** As people read it. */
export const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** One difference between two values: where, and what stands there afterwards; undefined: nothing. */
export interface Difference {
  path: string[];
  to: Json | undefined;
}

/** The smallest places in which two values differ. Lists differ as a whole. */
export function differences(from: Json | undefined, to: Json | undefined): Difference[] {
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) =>
      differences(own(from, key), own(to, key)).map(({ path, to: value }) => ({
        path: [key, ...path],
        to: value,
      })),
    );
  }
  const isSame =
    from === undefined || to === undefined ? from === to : canonical(from) === canonical(to);
  return isSame ? [] : [{ path: [], to }];
}

const own = (of: { [key: string]: Json }, key: string): Json | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;
