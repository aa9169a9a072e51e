import { useState } from 'react';

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What stands in a form after what is saved became another: fields that were changed here stay, all others are as they
 * are saved now.
 *
 * @param before what was saved until then
 */
export function mergedOnto<T>(saved: T, before: T, edited: T): T {
  if (!isFields(saved) || !isFields(before) || !isFields(edited))
    return isSame(before, edited) ? saved : edited;
  const [old, mine]: [Fields, Fields] = [before, edited];
  const changed = Object.keys(mine).filter((key) => !isSame(old[key], mine[key]));
  return { ...saved, ...Object.fromEntries(changed.map((key) => [key, mine[key]])) };
}

/**
 * A form of what is saved as a whole: it follows what is saved meanwhile in another window, by a script or by a file,
 * or saving it would put back what stood there when it was opened.
 */
export function useEdited<T>(saved: T): [edited: T, edit: (next: T) => void] {
  const [held, hold] = useState({ saved, edited: saved });
  let now = held;
  if (!isSame(held.saved, saved)) {
    now = { saved, edited: mergedOnto(saved, held.saved, held.edited) };
    hold(now);
  }
  return [now.edited, (edited) => hold({ saved, edited })];
}
