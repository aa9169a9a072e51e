import type { DraftWords } from './draft-words.ts';
import { shapedLike } from './shaped-like.ts';

/**
 * A form as JSON: compared line by line, and merged by hand where it comes to that.
 *
 * @param pack what is shown of a value; without secrets
 * @param unpack the value of what was written; null where it is none
 */
export function jsonWords<T>(
  pack: (value: T) => unknown = (value) => value,
  unpack: (read: unknown, value: T) => T | null = (read, value) =>
    shapedLike(value, read) ? read : null,
): DraftWords<T> {
  const text = (value: T): string => JSON.stringify(pack(value), null, 2);
  return {
    language: 'json',
    text,
    part: text,
    withPart(typed, value) {
      try {
        return unpack(JSON.parse(typed), value);
      } catch {
        // Not JSON yet: somebody is typing.
        return null;
      }
    },
  };
}
