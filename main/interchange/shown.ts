import { compileRedaction } from './redaction/compile.ts';
import { cutTarget } from './redaction/fields.ts';
import { cutJson } from './redaction/json-body.ts';
import { cutLoosely } from './redaction/loose.ts';
import { passesLuhn } from './redaction/luhn.ts';
import { openMarks } from './redaction/marks.ts';
import { BUILT_IN } from './redaction/rules.ts';
import { cutText } from './redaction/text.ts';

/** Where a text that is shown stood in a capture: the rules of that place hold for it. */
export type ShownPlace =
  | { kind: 'text' }
  | { kind: 'target' }
  | { kind: 'header' | 'query' | 'form'; name: string }
  /** The keys and positions that lead to it; none for a body. */
  | { kind: 'json'; path: readonly (string | number)[] };

const LONGEST = 300;

/**
 * Single values of captures as reports show them: cut by the default rules, as the capture would be that
 * they stand in, then shortened to 300 characters.
 *
 * @param secrets every secret that is known, as text
 */
export function createShown(secrets: readonly string[]) {
  const redaction = compileRedaction(BUILT_IN.default, secrets);
  const marks = openMarks(redaction);
  const whole = (text: string): string => marks.cut('shown', 'shown', text);

  function cut(text: string, place: ShownPlace): string {
    if (place.kind === 'target') return target(text);
    if (place.kind === 'text') return cutText(text, redaction.patterns, marks, 'shown');
    if (place.kind !== 'json') {
      const rule = redaction[place.kind](place.name);
      return rule === undefined ? cutText(text, redaction.patterns, marks, 'shown') : whole(text);
    }
    for (const key of place.path) {
      const rule = typeof key === 'string' ? redaction.keys.get(key.toLowerCase()) : undefined;
      if (rule !== undefined && (!rule.luhn || passesLuhn(text.replaceAll('"', ''))))
        return whole(text);
    }
    return cutJson(text, redaction, marks, 'shown') ?? cutLoosely(text, redaction, marks, 'shown');
  }
  function target(text: string): string {
    const { query: rule, patterns } = redaction;
    const json = (inner: string): string | undefined => cutJson(inner, redaction, marks, 'query');
    return cutTarget(text, { rule, patterns, json }, marks);
  }

  return {
    text: (text: string, place: ShownPlace): string => shortened(cut(text, place)),
    target: (text: string): string => shortened(target(text)),
  };
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  // Not in the middle of a character.
  const end = /[\uD800-\uDBFF]/.test(text[LONGEST - 2] ?? '') ? LONGEST - 2 : LONGEST - 1;
  return `${text.slice(0, end)}…`;
}
