import { jsonReader, linesOf } from '../../../decode/json-text.ts';

/** A value at the end of a path. */
export interface Leaf {
  /** Keys joined by dots; positions in arrays are left out. */
  path: string;
  /** Positions in arrays; see `leafAt`. */
  at: string;
  text: string;
  number: number | null;
}

const MAX_DEPTH = 16;
/** Digits that a double may not hold exactly. */
const LONG_NUMBER = /\d{16}/;
const NOT_SLASHES = /[^/]/;

/** A number too long for a double, with its digits as they were sent. */
class LongNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

const NUMERIC = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** A value that knows no type: it is a number where it looks like one. */
export function untyped(path: string, text: string): Leaf {
  return { path, at: '', text, number: NUMERIC.test(text) ? Number(text) : null };
}

/**
 * Strings, numbers, true, false and null of a JSON text, in their order; nothing where it is not
 * JSON. Deeper than 16 levels nothing is looked at.
 *
 * @param isLines one value per line, each as if it stood in an array.
 */
export function* jsonLeaves(text: string, isLines = false): Generator<Leaf> {
  if (!isLines) {
    const root = parsed(text);
    if (root !== undefined) yield* walk(root.value, null);
    return;
  }
  const isJson = jsonReader();
  let nth = 0;
  for (const line of linesOf(text)) {
    const record = isJson(line) === undefined ? undefined : parsed(line);
    if (record !== undefined) yield* walk(record.value, nth);
    nth += 1;
  }
}

/** undefined where it is no JSON, or cut: its words are found then, its fields are not. */
function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: LONG_NUMBER.test(text) ? JSON.parse(text, keepLongNumbers) : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function keepLongNumbers(...[, value, context]: [string, unknown, { source?: string }?]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? String(value);
  return LONG_NUMBER.test(source) ? new LongNumber(source) : value;
}

/** A place in a value that is being walked through: what is left of an array or object. */
interface Frame {
  /** Of an object; null for an array. */
  keys: string[] | null;
  values: unknown[];
  next: number;
  /** The keys on the way here, joined by dots. */
  path: string;
  /** Positions of the keys before the last one, each with its `/`; and those behind the last. */
  before: string;
  slot: string;
}

/**
 * One generator with a stack of its own: a generator in each level hands every value up through all of them, which
 * took a third of the time of indexing a body.
 *
 * @param nth which line the value stands in, as if all were in one array; null where it is the whole body.
 */
function* walk(root: unknown, nth: number | null): Generator<Leaf, void> {
  const stack: Frame[] = [];
  /** Goes into what has values of its own; false at the end of a path, and true below the deepest level. */
  const entered = (value: unknown, path: string, before: string, slot: string): boolean => {
    if (typeof value !== 'object' || value === null || value instanceof LongNumber) return false;
    if (stack.length + (nth === null ? 0 : 1) >= MAX_DEPTH) return true;
    const keys = Array.isArray(value) ? null : Object.keys(value);
    const values: unknown[] = Array.isArray(value) ? value : Object.values(value);
    stack.push({ keys, values, next: 0, path, before, slot });
    return true;
  };
  const first = nth === null ? '' : `${nth}.`;
  if (!entered(root, '', '', first)) yield leafAt(root, '', '', first);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const at = frame.next;
    if (at >= frame.values.length) {
      stack.pop();
      continue;
    }
    frame.next += 1;
    const value = frame.values[at];
    let { path, before, slot } = frame;
    if (frame.keys === null) slot += `${at}.`;
    else {
      // The whole body has the path ''; so has what a key of '' leads to, of which the next one begins with a dot.
      path = isBody(frame) ? (frame.keys[at] ?? '') : `${path}.${frame.keys[at]}`;
      before += `${slot}/`;
      slot = '';
    }
    if (!entered(value, path, before, slot)) yield leafAt(value, path, before, slot);
  }
}

/** Whether no key stands on the way to it. */
const isBody = ({ before }: Frame): boolean => before === '';

/**
 * A value with where in arrays it stood: for the body itself and each key of the path the positions behind it, joined
 * by `/`. `data.items[0].tags[3]` has path `data.items.tags` and positions `//0./3.`. Where there are no arrays on the
 * way it is ''.
 */
function leafAt(value: unknown, path: string, before: string, slot: string): Leaf {
  const inArray = slot !== '' || (before.length > 0 && NOT_SLASHES.test(before));
  return { path, at: inArray ? before + slot : '', ...scalar(value) };
}

function scalar(value: unknown): { text: string; number: number | null } {
  if (value instanceof LongNumber) return { text: value.source, number: Number(value.source) };
  return { text: String(value), number: typeof value === 'number' ? value : null };
}

/**
 * Reads a path whose digits are positions: `items.0.id` is the path `items.id` with a pattern for
 * LIKE over the positions kept, `%/0.%/%`. Each `/` stands at the same key in both, so a `%`
 * cannot run across.
 *
 * @returns undefined where no part is digits.
 */
export function positional(path: string): { path: string; like: string } | undefined {
  const keys: string[] = [];
  const slots = [''];
  for (const part of path.split('.')) {
    if (/^\d{1,9}$/.test(part)) slots[slots.length - 1] += `${Number(part)}.`;
    else {
      keys.push(part);
      slots.push('');
    }
  }
  if (slots.every((slot) => slot === '')) return undefined;
  return { path: keys.join('.'), like: slots.map((slot) => `${slot}%`).join('/') };
}
