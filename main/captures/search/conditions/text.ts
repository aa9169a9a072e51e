import type { Phrase, Term } from '../terms.ts';
import { type Bind, type Condition, KNOWN, plain } from './condition.ts';

/** A list of captures with words holds those that are asked for, and no others. */
const BOUNDED = ' AND rowid >= :from_ AND rowid < :below_';

export function textCondition(terms: readonly Term[], bind: Bind): Condition | undefined {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const term of terms) {
    if (term.kind !== 'text') continue;
    const column = term.within === 'anywhere' ? '' : `${term.within} : `;
    const phrases = term.phrases.map((phrase) => column + matchPhrase(phrase));
    (term.negated ? unwanted : wanted).push(`(${phrases.join(' OR ')})`);
  }
  if (wanted.length === 0) {
    if (unwanted.length === 0) return undefined;
    const match = bind(unwanted.join(' OR '));
    const found = `SELECT rowid FROM captures_text WHERE captures_text MATCH ${match}${BOUNDED}`;
    return {
      ...plain(`(${KNOWN} AND c.id NOT IN (${found}))`),
      isListed: true,
      each: `(${KNOWN} AND NOT ${hasWords(match)})`,
    };
  }
  const all = wanted.join(' AND ');
  const match = bind(unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.join(' OR ')})`);
  const where = `captures_text MATCH ${match}`;
  return {
    where: `c.id IN (SELECT rowid FROM captures_text WHERE ${where}${BOUNDED})`,
    driver: { from: 'captures_text', key: 'captures_text.rowid', where },
    isListed: true,
    each: hasWords(match),
  };
}

const hasWords = (match: string): string =>
  `EXISTS (SELECT 1 FROM captures_text WHERE captures_text MATCH ${match} AND rowid = c.id)`;

/** A phrase in FTS5's own quotes, in which nothing but a quote has a meaning. */
function matchPhrase(phrase: Phrase): string {
  // FTS5 reads its query as a C string: a NUL would end it inside the quotes.
  const text = phrase.text.replaceAll('\0', ' ').replaceAll('"', '""');
  return `"${text}"${phrase.prefix ? ' *' : ''}`;
}
