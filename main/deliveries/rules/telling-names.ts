import type { HeaderPair } from '../../../preload/contract/shapes.ts';

const TELLING = /authorization|cookie|token|secret|passw|api-?key/i;

/** Whether a header of this name may hold what lets somebody in. */
export const isTelling = (name: string): boolean => TELLING.test(name);

const HIDDEN = '•••';

/** Headers as they are kept: what lets somebody in is left out. */
export const masked = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.map(([name, value]) => (isTelling(name) ? [name, HIDDEN] : [name, value]));
