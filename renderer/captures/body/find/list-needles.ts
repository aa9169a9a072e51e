import { splitTerms } from '../../../../preload/rules/search-terms.ts';

/** A word of the list's search, as it may stand in a body. */
interface Needle {
  pattern: RegExp;
  /** It may go on: `inv*` is found in "invoice". */
  opensWord: boolean;
}

export type Needles = readonly Needle[];

/** Fields whose values stand in a body as they stand in the search. */
const OF_BODY = /^(?:body(?:\..+)?|event|type|delivery)$/i;
const FIELD = /^([A-Za-z][\w-]*(?:\.(?:"(?:[^"\\]|\\[^])*"|[^\s:"])*)?):(?!\/\/)([^]*)$/;
const VALUES = /"((?:[^"\\]|\\[^])*)"|([^,]+)/g;
const WORD = /[\p{L}\p{N}]/u;
/** Enough for any search: each needle is looked for in every row that is drawn. */
const MOST = 20;

/** Signs between words may be others in the body, for the search looks for words only. */
function patternOf(words: string): RegExp {
  const parts = words.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
  return new RegExp(parts.join('[^\\p{L}\\p{N}]{1,9}'), 'giu');
}

/** A value: itself, or the longest part between its stars. */
function partOf(value: string): string {
  return value.split('*').reduce((best, part) => (part.length > best.length ? part : best), '');
}

function needlesOf(term: string, isLast: boolean): Needle[] {
  const field = FIELD.exec(term);
  const name = field?.[1];
  if (name !== undefined && !OF_BODY.test(name)) return [];
  const source = name === undefined ? term : (field?.[2] ?? '');
  const values =
    name === undefined && !source.startsWith('"')
      ? [[source, '', source]]
      : source.matchAll(VALUES);
  return Array.from(values).flatMap(([, quoted, bare = '']) => {
    const text = quoted === '' || quoted === undefined ? bare : quoted.replace(/\\([^])/g, '$1');
    // A comparison names no value, and a range names two that need not be there.
    if (quoted === undefined && name !== undefined && /^[<>]|\.\./.test(text)) return [];
    const words = partOf(text.replace(/^=/, ''));
    if (!WORD.test(words)) return [];
    const typed = isLast && name === undefined && words.length > 1;
    return [{ pattern: patternOf(words), opensWord: typed || text.includes('*') }];
  });
}

/** What a search of the list names that may stand in a body: its words, and values of fields of it. */
export function needlesOfSearch(search: string): Needles {
  const terms = splitTerms(search);
  return terms
    .filter(({ text }) => !text.startsWith('-'))
    .flatMap(({ text, to }) => needlesOf(text, to === search.length))
    .slice(0, MOST);
}

/** Where needles stand in a text: as whole words, in order, the longer of two that meet. */
export function findNeedles(text: string, needles: Needles): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const { pattern, opensWord } of needles) {
    for (const match of text.matchAll(pattern)) {
      const from = match.index;
      const to = from + match[0].length;
      const begins = from === 0 || !WORD.test(text.charAt(from - 1));
      const ends = opensWord || to === text.length || !WORD.test(text.charAt(to));
      if (begins && ends) found.push({ from, to });
    }
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  let reached = 0;
  return found.filter(({ from, to }) => {
    if (from < reached) return false;
    reached = to;
    return true;
  });
}
