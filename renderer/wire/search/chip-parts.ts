import {
  readFieldTerm,
  splitTerms,
  writeFieldTerm,
  type FieldTerm,
} from '../../../preload/rules/search-terms.ts';

/** A stretch of the search: plain text, or a term that is drawn as a chip. */
export type ChipPart = { from: number; to: number; text: string; term: FieldTerm | null };

/** What of the text the caret or the selection touches; null while the box has no focus. */
export type Touched = { from: number; to: number } | null;

/** Whether the term says what is looked for in its field. */
const isComplete = ({ values }: FieldTerm): boolean =>
  values.length > 0 && values.every((value) => !isOpen(value));

/** A quote that was begun and not ended. */
const isOpen = (value: string): boolean => /^=?"(?:[^"\\]|\\[^])*$/.test(value);

/** The terms of a search that have a mistake in them. */
export function wrongTerms(
  search: string,
  problems: readonly { from: number; to: number }[],
): ReadonlySet<string> {
  const isWrong = ({ from, to }: { from: number; to: number }): boolean =>
    problems.some((problem) => problem.from < to && problem.to > from);
  return new Set(splitTerms(search).flatMap((term) => (isWrong(term) ? [term.text] : [])));
}

/**
 * The search in parts, in order and without gaps. A term is a chip where it is complete and right, and
 * nobody is in it with the caret: so a space, Enter or leaving the box makes one, and Backspace behind
 * it gives back the text.
 *
 * @param isKnown whether a search knows a field, as it is written.
 */
export function chipParts(
  text: string,
  wrong: ReadonlySet<string>,
  touched: Touched,
  isKnown: (field: string) => boolean,
): ChipPart[] {
  const parts: ChipPart[] = [];
  let at = 0;
  const plain = (to: number): void => {
    if (to > at) parts.push({ from: at, to, text: text.slice(at, to), term: null });
  };
  for (const { from, to, text: written } of splitTerms(text)) {
    const term = readFieldTerm(written);
    const isTouched = touched !== null && touched.from <= to && touched.to >= from;
    if (term === undefined || isTouched || wrong.has(written)) continue;
    if (!isKnown(term.field) || !isComplete(term)) continue;
    plain(from);
    parts.push({ from, to, text: written, term });
    at = to;
  }
  plain(text.length);
  return parts;
}

/** What a chip means, for readers and tooltips: `not event a or b`. */
export function chipWords({ negated, field, values }: FieldTerm): string {
  const said = values.map((value) => value.replace(/^=?"((?:[^"\\]|\\[^])*)"$/, '$1'));
  return `${negated ? 'not ' : ''}${field} ${said.map((value) => value.replace(/^=/, '')).join(' or ')}`;
}

/** The search with the term turned into its opposite. */
export function turned(text: string, { from, to, term }: ChipPart): string {
  if (term === null) return text;
  return text.slice(0, from) + writeFieldTerm({ ...term, negated: !term.negated }) + text.slice(to);
}

/** Where the values of a term stand in the search: what one edits. */
export function valuesAt({ from, to, term }: ChipPart): { from: number; to: number } {
  const name = term === null ? 0 : term.field.length + (term.negated ? 2 : 1);
  return { from: from + name, to };
}
