import { passesLuhn } from './luhn.ts';
import type { Marks } from './marks.ts';

/** A regular expression of a rule, ready to be used. */
export interface Pattern {
  rule: string;
  expression: RegExp;
  luhn: boolean;
  /** Written by a person: it may take for ever. */
  isOwn: boolean;
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
  const here = (): string => (typeof place === 'string' ? place : place());
  for (const { rule, expression, luhn, isOwn } of patterns) {
    const replaced = (): string =>
      left.replace(expression, (found: string) =>
        found === '' || (luhn && !passesLuhn(found)) ? found : marks.cut(rule, here(), found),
      );
    // A text that an expression does not come to an end with may hold what it looks for.
    left = isOwn
      ? (marks.guard.run(replaced) ?? marks.drop(`too slow: ${rule}`, here(), left))
      : replaced();
  }
  return left;
}
