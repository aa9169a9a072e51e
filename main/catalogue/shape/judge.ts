import { FORMATS, type Format } from './formats.ts';
import { emptyShape, mergeShapes, type Objects, type Shape, type Strings } from './shape.ts';
import { distinctOf, isEstimate } from './sketch.ts';

// What can be said of counters. The numbers are those that kept false findings away on public payloads.

/** From so many samples on it is believed that a key which was always there is required, and null never comes. */
export const SURE = 20;
const FORMAT_FROM = 3;
const ENUM_EACH = 4;
const VOLATILE_FROM = 10;
const VOLATILE_SHARE = 0.9;
/** An estimate of different values may be a quarter too low where none came twice. */
const ESTIMATED_SHARE = 0.7;
const MAP_FROM = 64;

export const TYPE_NAMES = [
  'object',
  'array',
  'string',
  'number',
  'integer',
  'boolean',
  'null',
] as const;
export type TypeName = (typeof TYPE_NAMES)[number];

/** The types seen at a place, in the order of `TYPE_NAMES`. Integers beside other numbers are numbers. */
export function typesOf(shape: Shape): TypeName[] {
  const types: TypeName[] = [];
  if (shape.objects) types.push('object');
  if (shape.lists) types.push('array');
  if (shape.strings) types.push('string');
  if (shape.nums > 0) types.push('number');
  else if (shape.ints) types.push('integer');
  if (shape.bools > 0) types.push('boolean');
  if (shape.nulls > 0) types.push('null');
  return types;
}

/** Values differ nearly every time: ids, times, tokens. */
export function isVolatile({ n, distinct }: Strings): boolean {
  if (n < VOLATILE_FROM) return false;
  return distinctOf(distinct) >= n * (isEstimate(distinct) ? ESTIMATED_SHARE : VOLATILE_SHARE);
}

/** The values of an enumeration, sorted; null where it is none. */
export function valuesOf(strings: Strings): string[] | null {
  const { n, values } = strings;
  if (values === null || n < SURE || n < values.size * ENUM_EACH || isVolatile(strings))
    return null;
  // Addresses and times that came again are examples, not choices.
  if (stringFormat(strings) !== null) return null;
  return [...values.keys()].toSorted();
}

/** The format that every one of at least three strings fits. */
export function stringFormat({ n, formats }: Strings): Format | null {
  if (n < FORMAT_FROM) return null;
  const found = FORMATS.find((format) => formats.get(format) === n);
  if (found !== undefined) return found;
  // A template without a place to fill in is a URI.
  const uris = (formats.get('uri') ?? 0) + (formats.get('uri-template') ?? 0);
  return uris === n ? 'uri-template' : null;
}

export function intFormat({ ints }: Shape): Format | null {
  if (ints === null || ints.n < FORMAT_FROM) return null;
  if (ints.seconds === ints.n) return 'unix-seconds';
  return ints.millis === ints.n ? 'unix-millis' : null;
}

/** Keys are data, such as ids: more of them than a person would name, and none in half of the samples. */
export function isMap({ n, keys }: Objects): boolean {
  if (keys.size <= MAP_FROM) return false;
  for (const shape of keys.values()) if (shape.n * 2 >= n) return false;
  return true;
}

/** What stands at the keys of a map, whichever. */
export function valueOfMap({ keys, rest }: Objects): Shape {
  return [...keys.values()].reduce(mergeShapes, rest ?? emptyShape());
}

/** Whether a key was there each time. */
export const isAlways = (objects: Objects, key: string): boolean =>
  objects.keys.get(key)?.n === objects.n;
