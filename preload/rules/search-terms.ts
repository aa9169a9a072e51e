/** A stretch of a search between spaces. `to` is exclusive. */
export type TermText = { from: number; to: number; text: string };

/** A term that looks into a field: `-event:a,b`. */
export type FieldTerm = {
  negated: boolean;
  /** As it is written. */
  field: string;
  /** As they are written, with their quotes; any of them may hold. */
  values: readonly string[];
};

/** The stretches between spaces; spaces within quotes belong to their stretch. */
export function splitTerms(text: string): TermText[] {
  const terms: TermText[] = [];
  for (const match of text.matchAll(/(?:"(?:[^"\\]|\\[^])*"?|[^\s"])+/g)) {
    terms.push({ from: match.index, to: match.index + match[0].length, text: match[0] });
  }
  return terms;
}

/** The search without one of its terms. */
export function withoutTerm(text: string, term: { from: number; to: number }): string {
  const before = text.slice(0, term.from).trimEnd();
  const after = text.slice(term.to).trimStart();
  return before === '' || after === '' ? before + after : `${before} ${after}`;
}

const NAMED = /^(-?)([A-Za-z][\w-]*(?:\.(?:"(?:[^"\\]|\\[^])*"|[^\s:"])*)?):(?!\/\/)(.*)$/s;
const VALUE = /(?:=?"(?:[^"\\]|\\[^])*"|[^,"]|")+/g;

/** Reads a term that looks into a field; undefined for words. */
export function readFieldTerm(text: string): FieldTerm | undefined {
  const match = NAMED.exec(text);
  if (!match) return undefined;
  const values = [...(match[3] ?? '').matchAll(VALUE)].map(([value]) => value);
  return { negated: match[1] === '-', field: match[2] ?? '', values };
}

export function writeFieldTerm({ negated, field, values }: FieldTerm): string {
  return `${negated ? '-' : ''}${field}:${values.join(',')}`;
}

/** Ranges and patterns: beside one of them a single value narrows, and must not widen. */
const MANY = /^[<>]|\.\.|^\dxx$|[*]/i;

/**
 * The search with a term more. Values of one field are joined: any of them may hold. Those that the
 * search rules out so far are ruled out no longer, and the other way round.
 */
export function joinTerm(search: string, added: string): string {
  const wanted = readFieldTerm(added);
  const terms = splitTerms(search).map(({ text }) => text);
  if (wanted === undefined) return [...terms, added].join(' ');
  let isIn = false;
  const kept = terms.flatMap((text) => {
    const term = readFieldTerm(text);
    if (term === undefined || term.field.toLowerCase() !== wanted.field.toLowerCase())
      return [text];
    if (term.negated !== wanted.negated) return withoutValues(term, wanted.values);
    if (isIn || term.values.some((value) => MANY.test(value))) return [text];
    isIn = true;
    return [writeFieldTerm({ ...term, values: [...new Set([...term.values, ...wanted.values])] })];
  });
  return (isIn || kept.includes(added) ? kept : [...kept, added]).join(' ');
}

function withoutValues(term: FieldTerm, gone: readonly string[]): string[] {
  const values = term.values.filter((value) => !gone.includes(value));
  return values.length === 0 ? [] : [writeFieldTerm({ ...term, values })];
}

const TIME = /^-?(?:after|before):/i;

/** Whether a term is about when a capture arrived. */
export const isTimeTerm = (text: string): boolean => TIME.test(text);

/** The search without what it says of time. */
export function withoutTimes(search: string): string {
  const terms = splitTerms(search).map(({ text }) => text);
  return terms.filter((text) => !isTimeTerm(text)).join(' ');
}
