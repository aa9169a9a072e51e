import type { DifferenceKind } from '../../../preload/contract/captures/compare.ts';
import { alignArrays, labelOf } from './align-arrays.ts';
import { decimalOf } from '../../lib/json/decimal.ts';
import { type JsonNode, type JsonText, sourceOf, stringOf } from './read-json.ts';
import { createSameness, type Sameness } from './sameness.ts';

/** Where a value stands: as a JSON Pointer on each side, and as it is shown and ignored. */
export interface JsonPlace {
  /** RFC 6901; null where that side has nothing there. */
  left: string | null;
  right: string | null;
  /** `data.items[id=42].price` */
  shown: string;
  /** Names on the way, an element of an array being `*`: what an ignored path is matched with. */
  names: readonly string[];
}

export interface JsonDifference {
  kind: DifferenceKind;
  place: JsonPlace;
  /** As they stand in the source; null where that side has nothing. */
  left: string | null;
  right: string | null;
}

type ArrayNode = Extract<JsonNode, { kind: 'array' }>;
type ObjectNode = Extract<JsonNode, { kind: 'object' }>;

interface Walk {
  a: string;
  b: string;
  same: Sameness;
  tell: (difference: JsonDifference) => void;
}

/** The whole of a body. */
const ROOT: JsonPlace = { left: '', right: '', shown: '', names: [] };

/**
 * Tells how two JSON texts differ, by path. Exact: numbers are equal where their decimal values are,
 * members of the same name are paired in turn, the order of members is told once an object.
 *
 * Of two texts that are told as equal, nothing is told; told the other way round, it is the same mirrored.
 */
export function compareJson(
  left: JsonText,
  right: JsonText,
  tell: (difference: JsonDifference) => void,
  place: JsonPlace = ROOT,
): void {
  const walk: Walk = { a: left.text, b: right.text, same: createSameness(), tell };
  compareNodes(walk, left.root, right.root, place);
}

function compareNodes(walk: Walk, left: JsonNode, right: JsonNode, place: JsonPlace): void {
  const before = sourceOf(walk.a, left);
  const after = sourceOf(walk.b, right);
  if (before === after) return;
  if (left.kind === 'object' && right.kind === 'object') {
    return compareObjects(walk, left, right, place);
  }
  if (left.kind === 'array' && right.kind === 'array') {
    return compareArrays(walk, left, right, place);
  }
  const kind = scalarDifference(walk, left, right);
  walk.tell({ kind, place, left: before, right: after });
}

function scalarDifference({ a, b }: Walk, left: JsonNode, right: JsonNode): DifferenceKind {
  if (left.kind !== right.kind) {
    const isFolded = left.kind === 'folded' || right.kind === 'folded';
    return isFolded && isOpen(a, left) && isOpen(b, right) ? 'changed' : 'type';
  }
  if (left.kind === 'string' && stringOf(a, left) === stringOf(b, right)) return 'spelling';
  if (left.kind !== 'number') return 'changed';
  return decimalOf(sourceOf(a, left)) === decimalOf(sourceOf(b, right)) ? 'spelling' : 'changed';
}

const isOpen = (text: string, { start }: JsonNode): boolean =>
  text.charCodeAt(start) === 0x7b || text.charCodeAt(start) === 0x5b;

/** Each member with how many of its name came before it. */
function turnsOf(keys: readonly string[]): { key: string; nth: number; id: string }[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { key, nth, id: `${nth} ${key}` };
  });
}

function compareObjects(walk: Walk, left: ObjectNode, right: ObjectNode, place: JsonPlace): void {
  const lefts = turnsOf(left.keys);
  const rights = turnsOf(right.keys);
  const inRight = new Map(rights.map(({ id }, at) => [id, at]));
  const inLeft = new Set(lefts.map(({ id }) => id));
  const order: number[] = [];
  lefts.forEach(({ key, nth, id }, at) => {
    const value = left.values[at];
    const other = inRight.get(id);
    if (!value) return;
    const there = member(place, key, nth);
    if (other === undefined) {
      const gone = { ...there, right: null };
      walk.tell({ kind: 'removed', place: gone, left: sourceOf(walk.a, value), right: null });
      return;
    }
    order.push(other);
    const same = right.values[other];
    if (same) compareNodes(walk, value, same, there);
  });
  rights.forEach(({ key, nth, id }, at) => {
    const value = right.values[at];
    if (!value || inLeft.has(id)) return;
    const there = { ...member(place, key, nth), left: null };
    walk.tell({ kind: 'added', place: there, left: null, right: sourceOf(walk.b, value) });
  });
  if (order.every((at, i) => i === 0 || (order[i - 1] ?? 0) < at)) return;
  const names = (keys: readonly string[]): string => keys.slice(0, 50).join(', ');
  walk.tell({ kind: 'order', place, left: names(left.keys), right: names(right.keys) });
}

function compareArrays(walk: Walk, left: ArrayNode, right: ArrayNode, place: JsonPlace): void {
  const { pairs, moved, key } = alignArrays(
    { ...left, text: walk.a },
    { ...right, text: walk.b },
    walk.same,
  );
  const paired = new Map(pairs);
  const taken = new Set(paired.values());
  const name = (text: string, node: JsonNode, at: number): string =>
    key === null ? String(at) : labelOf(text, node, key);
  left.values.forEach((value, at) => {
    const to = paired.get(at);
    const shown = name(walk.a, value, at);
    if (to === undefined) {
      const there = element(place, { left: at, right: null, shown });
      walk.tell({ kind: 'removed', place: there, left: sourceOf(walk.a, value), right: null });
      return;
    }
    const other = right.values[to];
    if (!other) return;
    const there = element(place, { left: at, right: to, shown });
    if (moved.has(at)) {
      walk.tell({ kind: 'moved', place: there, left: `at ${at}`, right: `at ${to}` });
    }
    compareNodes(walk, value, other, there);
  });
  right.values.forEach((value, at) => {
    if (taken.has(at)) return;
    const there = element(place, { left: null, right: at, shown: name(walk.b, value, at) });
    walk.tell({ kind: 'added', place: there, left: null, right: sourceOf(walk.b, value) });
  });
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Of a name that comes again, pointers say the first: JSON Pointer knows no others. */
function member(place: JsonPlace, key: string, nth: number): JsonPlace {
  const step = `/${escaped(key)}`;
  const name = /^[\p{L}\p{N}_$-]+$/u.test(key) ? key : JSON.stringify(key);
  const again = nth === 0 ? '' : `(${nth + 1})`;
  return {
    left: place.left === null ? null : place.left + step,
    right: place.right === null ? null : place.right + step,
    shown: `${place.shown === '' ? '' : `${place.shown}.`}${name}${again}`,
    names: [...place.names, key],
  };
}

function element(
  place: JsonPlace,
  at: { left: number | null; right: number | null; shown: string },
): JsonPlace {
  const pointer = (base: string | null, index: number | null): string | null =>
    base === null || index === null ? null : `${base}/${index}`;
  return {
    left: pointer(place.left, at.left),
    right: pointer(place.right, at.right),
    shown: `${place.shown}[${at.shown}]`,
    names: [...place.names, '*'],
  };
}
