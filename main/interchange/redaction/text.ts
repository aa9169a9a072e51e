import { passesLuhn } from './luhn.ts';
import type { Marks } from './marks.ts';

/** A regular expression of a rule, ready to be used. */
export interface Pattern {
  rule: string;
  expression: RegExp;
  luhn: boolean;
}

/**
 * Cuts what any of the patterns finds in a text, one after the other.
 *
 * @param place what is said of where it stood; asked for where something is cut.
 */
export function cutText(
  text: string,
  patterns: readonly Pattern[],
  marks: Marks,
  place: string | (() => string),
): string {
  let left = text;
  for (const { rule, expression, luhn } of patterns) {
    left = left.replace(expression, (found: string) =>
      found === '' || (luhn && !passesLuhn(found))
        ? found
        : marks.cut(rule, typeof place === 'string' ? place : place(), found),
    );
  }
  return left;
}
