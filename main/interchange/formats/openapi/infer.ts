/** What was seen at one place of JSON, over all bodies that had it. */
export interface Seen {
  /** How many values were seen here. */
  count: number;
  types: Set<JsonType>;
  /** How often each key was there, of the objects that were seen here. */
  objects: number;
  properties: Map<string, Seen>;
  items: Seen | null;
  /** Keys are data, as in a map by id: they are not listed. */
  isMap: boolean;
  formats: Set<string>;
}

type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** What lies deeper is left open. */
const DEEPEST = 20;
/** An object with more keys than that is a map. */
const MOST_KEYS = 150;
/** More items of a list tell nothing new. */
const MOST_ITEMS = 100;

export const nothingSeen = (): Seen => ({
  count: 0,
  types: new Set(),
  objects: 0,
  properties: new Map(),
  items: null,
  isMap: false,
  formats: new Set(),
});

/** Adds a parsed value to what was seen. */
export function see(seen: Seen, value: unknown, depth = 0): void {
  seen.count += 1;
  const type = typeOf(value);
  seen.types.add(type);
  if (typeof value === 'string') seen.formats.add(formatOf(value));
  if (depth >= DEEPEST) return;
  if (Array.isArray(value)) {
    seen.items ??= nothingSeen();
    for (const item of value.slice(0, MOST_ITEMS)) see(seen.items, item, depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    seen.objects += 1;
    for (const [key, inner] of Object.entries(value)) {
      if (seen.isMap) return;
      const known = seen.properties.get(key) ?? nothingSeen();
      seen.properties.set(key, known);
      see(known, inner, depth + 1);
      if (seen.properties.size > MOST_KEYS) {
        seen.isMap = true;
        seen.properties.clear();
      }
    }
  }
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  const type = typeof value;
  return type === 'string' || type === 'boolean' ? type : 'object';
}

/** Empty for a string of no form; all strings of a place must have the same. */
function formatOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) {
    return 'date-time';
  }
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return 'uuid';
  return /^https?:\/\/\S+$/.test(text) ? 'uri' : '';
}

/** A JSON Schema (2020-12) that all of what was seen fits. */
export function schemaOf(seen: Seen): Record<string, unknown> {
  const types = [...seen.types];
  // A whole number is a number, too.
  const named = seen.types.has('number') ? types.filter((type) => type !== 'integer') : types;
  if (named.length === 0) return {};
  const [format = ''] = seen.formats;
  const hasFormat = seen.formats.size === 1 && format !== '';
  return {
    type: named.length === 1 ? named[0] : named.toSorted(),
    ...(hasFormat && { format }),
    ...(seen.items && { items: schemaOf(seen.items) }),
    ...(seen.objects > 0 && !seen.isMap && propertiesOf(seen)),
  };
}

function propertiesOf({ properties, objects }: Seen): Record<string, unknown> {
  if (properties.size === 0) return {};
  const required = [...properties].filter(([, { count }]) => count === objects);
  return {
    // A key such as __proto__ must become one: entries do, an assignment would not.
    properties: Object.fromEntries([...properties].map(([key, inner]) => [key, schemaOf(inner)])),
    ...(required.length > 0 && { required: required.map(([key]) => key) }),
  };
}
