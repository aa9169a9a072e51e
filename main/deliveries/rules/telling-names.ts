const TELLING = /authorization|cookie|token|secret|passw|api-?key/i;

/** Whether a header of this name may hold what lets somebody in. */
export const isTelling = (name: string): boolean => TELLING.test(name);
