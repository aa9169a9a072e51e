import type { Composition } from './composition.ts';

/** Equal while nothing changed that a preview depends on; what was sent is no part of it. */
export function keyOf({ target, signature, options }: Composition, draft: unknown): string {
  return `${numberOf(draft)} ${JSON.stringify([target, signature, options])}`;
}

const numbers = new WeakMap<object, number>();
let next = 0;

/** The same number for the same object: drafts are replaced, never changed. */
function numberOf(draft: unknown): number {
  if (typeof draft !== 'object' || draft === null) return 0;
  const known = numbers.get(draft);
  if (known !== undefined) return known;
  next += 1;
  numbers.set(draft, next);
  return next;
}
