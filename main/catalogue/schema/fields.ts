import type { EventField } from '../../../preload/contract/captures/event-types.ts';
import { below, itemOf } from '../drift/path.ts';
import {
  intFormat,
  isAlways,
  isMap,
  isVolatile,
  stringFormat,
  SURE,
  typesOf,
  valueOfMap,
  valuesOf,
} from '../shape/judge.ts';
import type { Shape } from '../shape/shape.ts';

const MOST = 2000;

/** The places of a shape as a list, parents first. */
export function fieldsOf(shape: Shape): EventField[] {
  const fields: EventField[] = [];
  walk(shape, fields, { path: '', name: '', depth: 0, of: shape.n, always: true });
  return fields;
}

interface Place {
  path: string;
  name: string;
  depth: number;
  /** How often it could have been there. */
  of: number;
  always: boolean;
}

function walk(shape: Shape, fields: EventField[], place: Place): void {
  if (fields.length >= MOST) return;
  const { strings, objects, lists } = shape;
  const { path, depth } = place;
  const map = objects !== null && isMap(objects);
  if (path !== '') {
    const values = strings?.values ?? null;
    fields.push({
      path,
      name: place.name,
      depth: depth - 1,
      types: typesOf(shape),
      seen: shape.n,
      share: place.of === 0 ? 0 : Math.min(1, shape.n / place.of),
      required: place.always && place.of >= SURE,
      nulls: shape.nulls,
      format: strings ? stringFormat(strings) : intFormat(shape),
      isEnum: strings !== null && valuesOf(strings) !== null,
      values: [...(values ?? [])]
        .toSorted(([, a], [, b]) => b - a)
        .map(([value, count]) => ({ value, count })),
      volatile: strings !== null && isVolatile(strings),
      map,
      unsafe: (shape.ints?.unsafe ?? 0) > 0,
      since: shape.since,
    });
  }
  if (lists?.item) {
    const item = { path: itemOf(path), name: '[]', depth: depth + 1 };
    // An item is there whenever it is there: what counts is how often its parts are.
    walk(lists.item, fields, { ...item, of: lists.item.n, always: false });
  }
  if (objects === null) return;
  if (map) {
    const value = valueOfMap(objects);
    const at = { path: `${path}["*"]`, name: '*', depth: depth + 1 };
    walk(value, fields, { ...at, of: value.n, always: false });
    return;
  }
  for (const [key, inner] of objects.keys) {
    const at = { path: below(path, key), name: key, depth: depth + 1 };
    walk(inner, fields, { ...at, of: objects.n, always: isAlways(objects, key) });
  }
}
