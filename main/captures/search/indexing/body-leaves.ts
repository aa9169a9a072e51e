import { jsonReader, linesOf } from '../../../decode/json-text.ts';

/** A value at the end of a path. */
export interface Leaf {
  /** Keys joined by dots; positions in arrays are left out. */
  path: string;
  /** Positions in arrays; see `positions`. */
  at: string;
  text: string;
  number: number | null;
}

const MAX_DEPTH = 16;
/** Digits that a double may not hold exactly. */
const LONG_NUMBER = /\d{16}/;

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
    if (root !== undefined) yield* walk(root.value, [], [''], 0);
    return;
  }
  const isJson = jsonReader();
  let nth = 0;
  for (const line of linesOf(text)) {
    const record = isJson(line) === undefined ? undefined : parsed(line);
    if (record !== undefined) yield* walk(record.value, [], [`${nth}.`], 1);
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

function* walk(
  value: unknown,
  path: string[],
  slots: string[],
  depth: number,
): Generator<Leaf, void> {
  if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH) return;
    for (let i = 0; i < value.length; i += 1) {
      const inside = slots.with(slots.length - 1, `${slots.at(-1) ?? ''}${i}.`);
      yield* walk(value[i], path, inside, depth + 1);
    }
    return;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof LongNumber)) {
    if (depth >= MAX_DEPTH) return;
    for (const [key, inner] of Object.entries(value)) {
      yield* walk(inner, [...path, key], [...slots, ''], depth + 1);
    }
    return;
  }
  yield { path: path.join('.'), at: positions(slots), ...scalar(value) };
}

function scalar(value: unknown): { text: string; number: number | null } {
  if (value instanceof LongNumber) return { text: value.source, number: Number(value.source) };
  return { text: String(value), number: typeof value === 'number' ? value : null };
}

/**
 * Where in arrays a value stood: for the body itself and each key of the path the positions behind
 * it, joined by `/`. `data.items[0].tags[3]` has path `data.items.tags` and positions
 * `//0./3.`. Where there are no arrays on the way it is ''.
 */
function positions(slots: readonly string[]): string {
  return slots.some((slot) => slot !== '') ? slots.join('/') : '';
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
