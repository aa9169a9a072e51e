import { shownValue } from '../../../wire/json/ejson-words.ts';

/** One line of a document as it is drawn: a field, or an entry of an array. */
export interface DocumentLine {
  /** From the top: names of fields, places in arrays. */
  path: readonly string[];
  name: string;
  depth: number;
  type: string;
  /** '' for an object or array, whose own lines follow. */
  text: string;
  value: unknown;
  /** Where it can be set, `lines.0.count`; null where it cannot be changed in place. */
  at: string | null;
}

/** Types whose values stand on one line and are written in a field. */
export const EDITABLE = [
  'Text',
  'Int',
  'Long',
  'Double',
  'Decimal',
  'Boolean',
  'Date',
  'ObjectId',
  'Null',
] as const;
export type EditableType = (typeof EDITABLE)[number];
export const isEditable = (type: string): type is EditableType =>
  (EDITABLE as readonly string[]).includes(type);

/** Lines of one document that are drawn at most: the rest is in its EJSON. */
export const MOST_LINES = 1000;

/** A document as lines, its fields in order, those of objects and arrays below them. */
export function linesOf(text: string): { lines: DocumentLine[]; more: boolean } {
  const lines: DocumentLine[] = [];
  const more = !add(lines, JSON.parse(text), []);
  return { lines, more };
}

/** @returns false once there are too many. */
function add(lines: DocumentLine[], value: unknown, path: readonly string[]): boolean {
  for (const [name, entry] of entriesOf(value)) {
    if (lines.length === MOST_LINES) return false;
    const own = [...path, name];
    const { type, text } = shownValue(entry);
    const nested = /^(?:Array|Object) \d/.test(type);
    const at = !nested && isEditable(type) ? placeOf(own) : null;
    lines.push({
      path: own,
      name,
      depth: path.length,
      type,
      text: nested ? '' : text,
      value: entry,
      at,
    });
    if (nested && !add(lines, entry, own)) return false;
  }
  return true;
}

function entriesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((entry, at) => [String(at), entry]);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** A path as an update names it; null where that would mean something else, and for `_id`. */
function placeOf(path: readonly string[]): string | null {
  if (path[0] === '_id') return null;
  const plain = path.every((step) => step !== '' && !step.includes('.') && !step.startsWith('$'));
  return plain ? path.join('.') : null;
}
