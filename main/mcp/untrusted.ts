import { visibleJson } from '../lib/visible.ts';

/**
 * What strangers wrote, as the one text that stands in a field `untrusted`. What is not seen (controls,
 * tags, marks of direction) is written out, so that nothing hides in it.
 *
 * @param value a text as it is, anything else as JSON
 */
export const untrusted = (value: unknown): string =>
  visibleJson(typeof value === 'string' ? value : JSON.stringify(value));
