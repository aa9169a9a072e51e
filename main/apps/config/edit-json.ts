import { applyEdits, findNodeAtLocation, modify, parse, parseTree } from 'jsonc-parser';

const FORMAT = { insertSpaces: true, tabSize: 4, eol: '\n' };

/** A value to write: plain, or JSON text that is to stand as it is. `undefined` removes the field. */
export type FieldValue = { raw: string } | { value: unknown } | undefined;

/** One field to set. */
export interface FieldEdit {
  path: readonly (string | number)[];
  to: FieldValue;
}

/**
 * Changes fields of a JSON text and nothing else: order of keys, unknown keys, spacing and the
 * digits of numbers stay. What holds the same value already is not touched.
 *
 * @param resolve gives what a text of the file means: a template stays that means the new value.
 */
export function editJson(
  text: string,
  edits: readonly FieldEdit[],
  resolve: (raw: string) => string = (raw) => raw,
): string {
  let out = text.trim() === '' ? '{}\n' : text;
  for (const edit of edits) out = editField(out, edit, resolve);
  return out;
}

function editField(
  text: string,
  { path, to }: FieldEdit,
  resolve: (raw: string) => string,
): string {
  const root = parseTree(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, [...path]);
  const present =
    node === undefined ? undefined : text.slice(node.offset, node.offset + node.length);
  if (to === undefined) {
    if (present === undefined) return text;
    return applyEdits(text, modify(text, [...path], undefined, { formattingOptions: FORMAT }));
  }
  const raw = 'raw' in to ? to.raw.trim() : JSON.stringify(to.value, null, 4);
  if (present !== undefined && sameJson(resolve(present), raw)) return text;
  if (node !== undefined) {
    const written = indent(raw, columnOf(text, node.offset));
    return text.slice(0, node.offset) + written + text.slice(node.offset + node.length);
  }
  const added = applyEdits(text, modify(text, [...path], null, { formattingOptions: FORMAT }));
  return raw === 'null' ? added : editField(added, { path, to: { raw } }, resolve);
}

/** Whether two texts are the same JSON, digit for digit. */
function sameJson(a: string, b: string): boolean {
  return (
    a === b || (compact(a) === compact(b) && JSON.stringify(parse(a)) === JSON.stringify(parse(b)))
  );
}
const compact = (text: string): string => text.replaceAll(/\s+/g, '');

/** How far the line of an offset is indented. */
function columnOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line)?.[0] ?? '';
}
const indent = (raw: string, by: string): string => raw.replaceAll('\n', `\n${by}`);

/** A new file: four blanks, a line break at the end, absent fields left out. */
export function newJson(fields: Readonly<Record<string, FieldValue>>): string {
  const edits = Object.entries(fields)
    .filter(([, to]) => to !== undefined)
    .map(([name, to]): FieldEdit => ({ path: [name], to }));
  return editJson('{}\n', edits);
}

export const value = (of: unknown): FieldValue => ({ value: of });
/** JSON text of a field; '' leaves it out. */
export const raw = (text: string): FieldValue => (text.trim() === '' ? undefined : { raw: text });
