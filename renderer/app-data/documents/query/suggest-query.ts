import { suggestEjson } from '../../../wire/json/ejson-words.ts';
import { placeIn } from './query-place.ts';

/** Something that could stand at the cursor: `text` replaces what is between `from` and `to`. */
export interface QuerySuggestion {
  label: string;
  detail: string;
  text: string;
  from: number;
  to: number;
}

export interface QueryWords {
  /** Names of fields that were seen, deeper ones with dots. */
  fields: readonly string[];
  /** What was asked before, the newest first. */
  asked: readonly string[];
  /** What is written: which documents, or in which order. */
  of: 'query' | 'sort';
}

const COMPARE: readonly (readonly [name: string, detail: string])[] = [
  ['$eq', 'equal'],
  ['$ne', 'not equal'],
  ['$gt', 'greater'],
  ['$gte', 'greater or equal'],
  ['$lt', 'less'],
  ['$lte', 'less or equal'],
  ['$in', 'one of a list'],
  ['$nin', 'none of a list'],
  ['$exists', 'has the field'],
  ['$type', 'of a type'],
  ['$regex', 'matches a pattern'],
  ['$not', 'not so'],
  ['$size', 'length of a list'],
  ['$all', 'has all of a list'],
  ['$elemMatch', 'an element that matches'],
  ['$mod', 'divided, with a remainder'],
];
const COMBINE: readonly (readonly [name: string, detail: string])[] = [
  ['$and', 'all of these'],
  ['$or', 'any of these'],
  ['$nor', 'none of these'],
  ['$expr', 'an expression'],
  ['$text', 'words'],
  ['$jsonSchema', 'fits a schema'],
];
const MOST = 12;
const MOST_ASKED = 5;

/** What could be written at the cursor of a query; the likeliest first. */
export function suggestQuery(text: string, cursor: number, words: QueryWords): QuerySuggestion[] {
  const asked = askedBefore(text, words.asked);
  const place = placeIn(text, cursor);
  if (place === null) return asked;
  if (place.expects === 'value') {
    if (words.of === 'sort') return place.begun === '' ? orders(cursor) : [];
    const found = suggestEjson(text, cursor).map(({ label, detail, from }) => ({
      label,
      detail,
      text: label,
      from,
      to: cursor,
    }));
    return found.slice(0, MOST);
  }
  const inField = place.field !== null && place.depth > 1;
  const operators = words.of === 'sort' ? [] : inField ? COMPARE : COMBINE;
  const fields = inField ? [] : words.fields.map((name) => [name, 'field'] as const);
  const wanted = place.begun.toLowerCase();
  const isOperator = wanted.startsWith('$');
  const named = isOperator || inField ? [...operators, ...fields] : [...fields, ...operators];
  // What begins with it comes before what holds it; the rest stays in its order.
  const ranked = named
    .map(([name, detail]) => ({ name, detail, at: name.toLowerCase().indexOf(wanted) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => Math.min(a.at, 2) - Math.min(b.at, 2));
  const to = text.charAt(cursor) === '"' && text.charAt(place.from) === '"' ? cursor + 1 : cursor;
  const colon = /^\s*:/.test(text.slice(to)) ? '' : ': ';
  const offered = ranked.slice(0, MOST).map(({ name, detail }) => ({
    label: name,
    detail,
    text: `${JSON.stringify(name)}${colon}`,
    from: place.from,
    to,
  }));
  return isBlank(text) ? [...asked, ...offered] : offered;
}

const isBlank = (text: string): boolean => text.replaceAll(/[\s{}]/g, '') === '';

function orders(cursor: number): QuerySuggestion[] {
  return [
    { label: '1', detail: 'least first', text: '1', from: cursor, to: cursor },
    { label: '-1', detail: 'greatest first', text: '-1', from: cursor, to: cursor },
  ];
}

/** Whole queries, while nothing else is written. */
function askedBefore(text: string, asked: readonly string[]): QuerySuggestion[] {
  if (!isBlank(text)) return [];
  return asked
    .slice(0, MOST_ASKED)
    .map((one) => ({ label: one, detail: 'asked before', text: one, from: 0, to: text.length }));
}
