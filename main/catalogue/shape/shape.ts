import { SECRET_NAME } from '../../lib/secrets/secret-name.ts';
import { type Format, formatOf, timeOf } from './formats.ts';
import { WrittenNumber } from './json.ts';
import { addTo, emptySketch, mergeSketches, type Sketch } from './sketch.ts';

/** What was counted of strings at one place. */
export interface Strings {
  n: number;
  /** How often each format fitted. */
  formats: Map<Format, number>;
  /** Values and how often; null once there were too many, a long one, or where a secret may stand. */
  values: Map<string, number> | null;
  longest: number;
  /** How many different ones there are, about. */
  distinct: Sketch;
}

export interface Integers {
  n: number;
  /** Beyond ±(2^53 − 1), where JavaScript loses digits. */
  unsafe: number;
  /** How many are a time by name and size. */
  seconds: number;
  millis: number;
}

export interface Lists {
  n: number;
  shortest: number;
  longest: number;
  item: Shape | null;
}

export interface Objects {
  n: number;
  keys: Map<string, Shape>;
  /** What stood at keys that had no more room. */
  rest: Shape | null;
}

/**
 * What was seen at one place of a body: a tree of counters, no schema. Adding is counting, and so is
 * merging: in whatever order samples come, the same shape results, as long as no cap is met.
 */
export interface Shape {
  n: number;
  /** When it was first there, epoch ms. */
  since: number;
  nulls: number;
  bools: number;
  ints: Integers | null;
  /** Numbers with a fraction or an exponent. */
  nums: number;
  strings: Strings | null;
  lists: Lists | null;
  objects: Objects | null;
}

/** Names of what people are called and where they can be reached: their values are not kept. */
const PERSONAL =
  /(?:^|[_.-])(?:e?mail|phone|mobile|user_?name|login|first_?name|last_?name|full_?name|name|address|street|city|ip)$/;

export const CAPS = { items: 200, depth: 64, keys: 512, nodes: 5000, values: 12, length: 64 };

export const emptyShape = (): Shape => ({
  n: 0,
  since: Number.MAX_SAFE_INTEGER,
  nulls: 0,
  bools: 0,
  ints: null,
  nums: 0,
  strings: null,
  lists: null,
  objects: null,
});

const noStrings = (): Strings => ({
  n: 0,
  formats: new Map(),
  values: new Map(),
  longest: 0,
  distinct: emptySketch(),
});
const noInts = (): Integers => ({ n: 0, unsafe: 0, seconds: 0, millis: 0 });
const noLists = (): Lists => ({ n: 0, shortest: Infinity, longest: 0, item: null });
const noObjects = (): Objects => ({ n: 0, keys: new Map(), rest: null });

/** How many nodes a shape has. */
export function nodesOf(shape: Shape | null): number {
  if (shape === null) return 0;
  let nodes = 1 + nodesOf(shape.lists?.item ?? null) + nodesOf(shape.objects?.rest ?? null);
  for (const inner of shape.objects?.keys.values() ?? []) nodes += nodesOf(inner);
  return nodes;
}

/**
 * Adds one body to a shape, in place.
 *
 * @param value as `readJson` gives it
 * @param at when it came, epoch ms
 * @param nodes how many the shape has, where that is known
 * @returns how many it has now
 */
export function addSample(
  shape: Shape,
  value: unknown,
  at: number,
  nodes = nodesOf(shape),
): number {
  const adding = { at, nodes };
  add(shape, value, '', 0, adding);
  return adding.nodes;
}

interface Adding {
  at: number;
  nodes: number;
}

function add(shape: Shape, value: unknown, key: string, depth: number, adding: Adding): void {
  shape.n += 1;
  if (adding.at < shape.since) shape.since = adding.at;
  if (typeof value === 'string') addString((shape.strings ??= noStrings()), value, key);
  else if (typeof value === 'number') addNumber(shape, value, key);
  else if (typeof value === 'boolean') shape.bools += 1;
  else if (value instanceof WrittenNumber) addWritten(shape, value);
  else if (Array.isArray(value)) addList((shape.lists ??= noLists()), value, key, depth, adding);
  else if (typeof value === 'object' && value !== null) {
    addObject((shape.objects ??= noObjects()), value, depth, adding);
  } else shape.nulls += 1;
}

function addNumber(shape: Shape, value: number, key: string): void {
  if (!Number.isInteger(value)) {
    shape.nums += 1;
    return;
  }
  const ints = (shape.ints ??= noInts());
  ints.n += 1;
  const time = timeOf(key, value);
  if (time === 'unix-seconds') ints.seconds += 1;
  else if (time === 'unix-millis') ints.millis += 1;
}

function addWritten(shape: Shape, value: WrittenNumber): void {
  if (!value.isInteger) {
    shape.nums += 1;
    return;
  }
  const ints = (shape.ints ??= noInts());
  ints.n += 1;
  ints.unsafe += 1;
}

function addString(strings: Strings, text: string, key: string): void {
  strings.n += 1;
  if (text.length > strings.longest) strings.longest = text.length;
  const format = formatOf(text);
  if (format !== null) strings.formats.set(format, (strings.formats.get(format) ?? 0) + 1);
  if (strings.values !== null) {
    if (text.length > CAPS.length || isPrivate(key)) strings.values = null;
    else {
      strings.values.set(text, (strings.values.get(text) ?? 0) + 1);
      if (strings.values.size > CAPS.values) strings.values = null;
    }
  }
  addTo(strings.distinct, text);
}

/** Whether what stands at a key may be a secret, or tell of a person. */
export function isPrivate(key: string): boolean {
  const name = key.replace(/[a-z](?=[A-Z])/g, '$&_').toLowerCase();
  return SECRET_NAME.test(name.replaceAll('_', '-')) || PERSONAL.test(name);
}

function addList(
  lists: Lists,
  value: readonly unknown[],
  key: string,
  depth: number,
  adding: Adding,
): void {
  lists.n += 1;
  lists.shortest = Math.min(lists.shortest, value.length);
  lists.longest = Math.max(lists.longest, value.length);
  if (depth >= CAPS.depth || value.length === 0) return;
  if (lists.item === null) adding.nodes += 1;
  const item = (lists.item ??= emptyShape());
  for (const inner of value.slice(0, CAPS.items)) add(item, inner, key, depth + 1, adding);
}

function addObject(objects: Objects, value: object, depth: number, adding: Adding): void {
  objects.n += 1;
  if (depth >= CAPS.depth) return;
  for (const [key, inner] of Object.entries(value)) {
    let at = objects.keys.get(key);
    if (at === undefined) {
      if (objects.keys.size >= CAPS.keys || adding.nodes >= CAPS.nodes) {
        at = objects.rest ??= emptyShape();
      } else {
        at = emptyShape();
        objects.keys.set(key, at);
        adding.nodes += 1;
      }
    }
    add(at, inner, key, depth + 1, adding);
  }
}

/** What both have seen. Neither is changed, though parts may be shared. */
export function mergeShapes(a: Shape, b: Shape): Shape {
  return {
    n: a.n + b.n,
    since: Math.min(a.since, b.since),
    nulls: a.nulls + b.nulls,
    bools: a.bools + b.bools,
    nums: a.nums + b.nums,
    ints: both(a.ints, b.ints, (one, two) => ({
      n: one.n + two.n,
      unsafe: one.unsafe + two.unsafe,
      seconds: one.seconds + two.seconds,
      millis: one.millis + two.millis,
    })),
    strings: both(a.strings, b.strings, mergeStrings),
    lists: both(a.lists, b.lists, (one, two) => ({
      n: one.n + two.n,
      shortest: Math.min(one.shortest, two.shortest),
      longest: Math.max(one.longest, two.longest),
      item: both(one.item, two.item, mergeShapes),
    })),
    objects: both(a.objects, b.objects, mergeObjects),
  };
}

function both<T>(a: T | null, b: T | null, merge: (a: T, b: T) => T): T | null {
  if (a === null) return b;
  return b === null ? a : merge(a, b);
}

function mergeStrings(a: Strings, b: Strings): Strings {
  const values = both(a.values, b.values, sum);
  const isKept = a.values !== null && b.values !== null && (values?.size ?? 0) <= CAPS.values;
  return {
    n: a.n + b.n,
    formats: sum(a.formats, b.formats),
    values: isKept ? values : null,
    longest: Math.max(a.longest, b.longest),
    distinct: mergeSketches(a.distinct, b.distinct),
  };
}

function mergeObjects(a: Objects, b: Objects): Objects {
  const keys = new Map(a.keys);
  for (const [key, shape] of b.keys) {
    const other = keys.get(key);
    keys.set(key, other === undefined ? shape : mergeShapes(other, shape));
  }
  return { n: a.n + b.n, keys, rest: both(a.rest, b.rest, mergeShapes) };
}

function sum<K>(a: ReadonlyMap<K, number>, b: ReadonlyMap<K, number>): Map<K, number> {
  const all = new Map(a);
  for (const [key, n] of b) all.set(key, (all.get(key) ?? 0) + n);
  return all;
}
