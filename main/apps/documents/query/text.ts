import { Double } from 'bson';
import { addMeta } from '../values/meta.ts';
import { MongoDBError } from '../values/mongo-error.ts';
import { objectOperand } from '../values/operands.ts';
import { type Document, isDocument, type Value } from '../values/values.ts';
import { topShape } from './shapes.ts';

interface Search {
  /** One of these words, or one of the phrases, has to be there. */
  words: string[];
  /** All of these have to be there. */
  phrases: string[];
  /** None of these may be there. */
  without: string[];
}

interface Folding {
  caseSensitive: boolean;
  diacriticSensitive: boolean;
}

/** What the manual lists; all are compared alike here. */
const LANGUAGES = new Set(
  (
    'none da danish de german en english es spanish fi finnish fr french hu hungarian it italian ' +
    'nb norwegian nl dutch pt portuguese ro romanian ru russian sv swedish tr turkish'
  ).split(' '),
);

/**
 * `$text`: words in all strings of a document, as with an index over everything. Words are compared
 * whole; there are no stems and no stop words, which a server takes from its list of the language.
 */
export function textTest(operand: Value): (document: Document) => boolean {
  const spec = readSpec(operand);
  const fold = (text: string): string => folded(text, spec.folding);
  const search = readSearch(spec.search, fold);
  return (document) => {
    const texts = [...stringsOf(document)].map(fold);
    const score = scoreOf(texts, search);
    if (score === 0) return false;
    addMeta(document, 'textScore', new Double(score));
    return true;
  };
}

function readSpec(operand: Value): { search: string; folding: Folding } {
  const spec = objectOperand(operand, topShape('$text'));
  const { $search: search, $language: language } = spec;
  if (typeof language === 'string' && !LANGUAGES.has(language.toLowerCase())) {
    throw new MongoDBError(`unsupported language: "${language}" for text index version 3`, 2);
  }
  return {
    search: typeof search === 'string' ? search : '',
    folding: {
      caseSensitive: spec['$caseSensitive'] === true,
      diacriticSensitive: spec['$diacriticSensitive'] === true,
    },
  };
}

function folded(text: string, folding: Folding): string {
  const cased = folding.caseSensitive ? text : text.toLowerCase();
  return folding.diacriticSensitive
    ? cased
    : cased.normalize('NFD').replaceAll(/\p{Diacritic}/gu, '');
}

function readSearch(text: string, fold: (text: string) => string): Search {
  const search: Search = { words: [], phrases: [], without: [] };
  for (const [, minus, phrase, word] of text.matchAll(/(?<=^|\s)(-?)(?:"([^"]*)"|([^\s"]+))/g)) {
    const term = fold(phrase ?? word ?? '');
    if (minus === '-') search.without.push(term);
    else if (phrase === undefined) search.words.push(...wordsOf(term));
    else search.phrases.push(term);
  }
  return search;
}

const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}_']+/gu) ?? [];

function* stringsOf(value: Value): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* stringsOf(item);
  else if (isDocument(value))
    for (const key of Object.keys(value)) yield* stringsOf(value[key] ?? null);
}

/** 0 where the document is not found; more for words that are there often, in short texts. */
function scoreOf(texts: readonly string[], { words, phrases, without }: Search): number {
  const listed = texts.map((text) => wordsOf(text));
  const holds = (term: string): boolean =>
    wordsOf(term).length === 1 && term === wordsOf(term)[0]
      ? listed.some((list) => list.includes(term))
      : texts.some((text) => text.includes(term));
  if (without.some(holds) || !phrases.every(holds)) return 0;
  const wanted = new Set([...words, ...phrases.flatMap((phrase) => wordsOf(phrase))]);
  let score = 0;
  for (const list of listed) {
    const found = list.filter((word) => wanted.has(word)).length;
    if (found > 0) score += 0.5 + found / (2 * list.length);
  }
  return score;
}
