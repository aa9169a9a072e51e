import { isObject, type Json } from './canonical.ts';
import type { PlaceEdit } from './files/write-back.ts';

/** A value with some places changed, as the files will be read after the same edits. */
export const valueWith = (value: Json, edits: readonly PlaceEdit[]): Json =>
  edits.reduce<Json>((now, { path, to }) => set(now, path, to) ?? null, value);

function set(
  value: Json | undefined,
  path: readonly (string | number)[],
  to: Json | undefined,
): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  if (Array.isArray(value) && typeof step === 'number') {
    const inner = set(value[step], rest, to);
    return inner === undefined ? value.toSpliced(step, 1) : value.toSpliced(step, 1, inner);
  }
  const fields = isObject(value) ? value : {};
  const present = Object.hasOwn(fields, step) ? fields[step] : undefined;
  const inner = set(present, rest, to);
  const others = Object.entries(fields);
  if (inner === undefined) return Object.fromEntries(others.filter(([key]) => key !== step));
  const isThere = Object.hasOwn(fields, step);
  return Object.fromEntries(
    isThere
      ? others.map(([key, old]) => [key, key === step ? inner : old])
      : [...others, [String(step), inner]],
  );
}
