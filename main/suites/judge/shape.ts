type Type = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** Where two values have another shape, and in which way, without the values. */
export interface ShapeChange {
  /** As a search spells it: body.items.*.price. */
  path: string;
  words: string;
}

const DEEPEST = 64;
const MOST = 200;

/**
 * How the shape of one JSON value differs from that of another: keys that are new or gone, and values of
 * another type. Elements of an array are one: what one of them has, any may have. An empty array says nothing
 * of its elements.
 */
export function shapeChanges(before: unknown, now: unknown): ShapeChange[] {
  const found: ShapeChange[] = [];
  compare([before], [now], ['body'], found);
  return found.slice(0, MOST);
}

function compare(before: unknown[], now: unknown[], path: string[], found: ShapeChange[]): void {
  if (path.length > DEEPEST || found.length >= MOST) return;
  const [was, is] = [typesOf(before), typesOf(now)];
  if (was.join() !== is.join()) {
    found.push({ path: path.join('.'), words: `${is.join(' or ')}, was ${was.join(' or ')}` });
  }
  const [objects, others] = [before.filter(isObject), now.filter(isObject)];
  if (objects.length > 0 && others.length > 0) compareKeys(objects, others, path, found);
  const [items, otherItems] = [before, now].map((all) =>
    all.filter((one) => Array.isArray(one)).flat(),
  );
  if (items !== undefined && otherItems !== undefined && items.length * otherItems.length > 0) {
    compare(items, otherItems, [...path, '*'], found);
  }
}

function compareKeys(
  before: Record<string, unknown>[],
  now: Record<string, unknown>[],
  path: string[],
  found: ShapeChange[],
): void {
  const [was, is] = [byKey(before), byKey(now)];
  for (const [key, values] of was) {
    const others = is.get(key);
    if (others !== undefined) compare(values, others, [...path, key], found);
    else found.push({ path: [...path, key].join('.'), words: 'is gone' });
  }
  for (const key of is.keys()) {
    if (!was.has(key)) found.push({ path: [...path, key].join('.'), words: 'is new' });
  }
}

function byKey(objects: readonly Record<string, unknown>[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      const values = found.get(key);
      if (values === undefined) found.set(key, [value]);
      else values.push(value);
    }
  }
  return found;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';

const typesOf = (values: readonly unknown[]): Type[] => [...new Set(values.map(typeOf))].toSorted();

function typeOf(value: unknown): Type {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as Type);
}
