import { randomUUID } from 'node:crypto';

/** An id nobody can guess: a prefix that says of what, and hexadecimal digits, 32 at most. */
export const newId = (prefix: string, digits = 16): string =>
  prefix + randomUUID().replaceAll('-', '').slice(0, digits);
