/** A number as it was written: a double would change some digits. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A number that was read by `readOutline`, as it was written; null for anything else. */
export const digitsOf = (value: unknown): string | null =>
  value instanceof Digits ? value.text : null;

export type OutlineKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A line of a JSON value as it is drawn. */
export interface OutlineLine {
  /** The way to it, as JSON: tells lines apart. */
  id: string;
  /** Name or position; null for the value itself. */
  name: string | null;
  depth: number;
  kind: OutlineKind;
  /** Of a scalar its text; of the others how much is in them. */
  text: string;
  /** Whether it has lines of its own to show or hide. */
  foldable: boolean;
  isOpen: boolean;
  /** Its place among its siblings, from 1, and how many they are. */
  place: number;
  of: number;
}

/** Deeper values are folded until somebody opens them. */
const OPEN_DEPTH = 2;
/** Lines at once; the rest is in the text. */
export const MOST_LINES = 2000;

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

/** Reads JSON, numbers digit by digit; undefined where it is none, such as a text that was cut. */
export function readOutline(text: string): { value: unknown } | undefined {
  const digits: Reviver = (_key, value, context) =>
    typeof value === 'number' ? new Digits(context?.source ?? String(value)) : value;
  try {
    return { value: JSON.parse(text, digits) as unknown };
  } catch {
    return undefined;
  }
}

/**
 * The lines that are shown of a value.
 *
 * @param turned ids of lines that somebody opened or folded against how they begin
 * @returns `more` where there would be further ones
 */
export function outlineLines(
  value: unknown,
  turned: ReadonlySet<string>,
): { lines: OutlineLine[]; more: boolean } {
  const lines: OutlineLine[] = [];
  const add = (one: unknown, path: readonly string[], place: number, of: number): boolean => {
    if (lines.length === MOST_LINES) return false;
    const id = JSON.stringify(path);
    const inside = entriesOf(one);
    const foldable = inside.length > 0;
    const isOpen = foldable && turned.has(id) !== path.length < OPEN_DEPTH;
    const shown = { kind: kindOf(one), text: textOf(one), foldable, isOpen, place, of };
    lines.push({ id, name: path.at(-1) ?? null, depth: path.length, ...shown });
    if (!isOpen) return true;
    return inside.every(([name, part], at) => add(part, [...path, name], at + 1, inside.length));
  };
  const whole = add(value, [], 1, 1);
  return { lines, more: !whole };
}

function entriesOf(value: unknown): [string, unknown][] {
  if (value instanceof Digits) return [];
  if (Array.isArray(value)) return value.map((part, at) => [String(at), part]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function kindOf(value: unknown): OutlineKind {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Digits || typeof value === 'number') return 'number';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object') return 'object';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function textOf(value: unknown): string {
  if (value instanceof Digits) return value.text;
  const inside = entriesOf(value).length;
  const kind = kindOf(value);
  if (kind === 'object') return `${inside} ${inside === 1 ? 'field' : 'fields'}`;
  if (kind === 'array') return `${inside} ${inside === 1 ? 'item' : 'items'}`;
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
