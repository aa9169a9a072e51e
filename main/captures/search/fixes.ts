import type { SearchProblem } from '../../../preload/contract/captures/search-text.ts';
import { FIELDS, NAMED, nearest } from './fields.ts';
import { lex, quoteValue, type Lexeme } from './lex.ts';
import type { Parsed } from './parse.ts';
import type { Problem, Repair } from './values/mistake.ts';

interface Parts {
  parse: (text: string) => Parsed;
  /** Values worth offering for a field, known ones and those seen. */
  valuesOf: (field: string) => string[];
  /** Names seen behind `header.`, `query.` and `body.`, quoted where needed, the most used first. */
  namesOf: (kind: string) => string[];
}

const AT_MOST = 4;

/**
 * The mistakes of a search, each with the whole text as it would read without it. Only what helps is
 * offered: a text that is read again has fewer mistakes.
 */
export function mistakesOf(text: string, parts: Parts): SearchProblem[] {
  const { problems } = parts.parse(text);
  return problems.map((problem) => {
    const seen = new Set<string>();
    const fixes = [...problem.repairs, ...bySeen(problem, text, parts)]
      .map((repair) => ({ label: repair.label, text: repaired(text, repair) }))
      .filter((fix) => !seen.has(fix.text) && seen.add(fix.text))
      .filter((fix) => parts.parse(fix.text).problems.length < problems.length)
      .slice(0, AT_MOST);
    const { from, to, message } = problem;
    return { from, to, message, kind: 'mistake', fixes };
  });
}

function repaired(text: string, { from, to, text: instead }: Repair): string {
  const before = text.slice(0, from);
  const after = text.slice(to);
  // What was taken out leaves no double space behind.
  return instead === '' ? `${before.trimEnd()}${after}`.trimStart() : before + instead + after;
}

/** What captures that are held can add: names and values where one is missing. */
function bySeen({ lexeme, from, to }: Problem, text: string, parts: Parts): Repair[] {
  const name = lexeme?.name;
  if (!lexeme || !name) return [];
  const [head = ''] = name.text.toLowerCase().split('.');
  const kind = NAMED.find((one) => one === head);
  const isName = from === name.from && to === name.to;
  if (kind !== undefined && isName) {
    const rest = text.slice(name.to, lexeme.to);
    return parts.namesOf(kind).map((one) => ({ from, to, text: one, label: `${one}${rest}` }));
  }
  const empty = lexeme.items.find((item) => item.text === '' && !item.quoted);
  const field = FIELDS.find((one) => one.name === name.text.toLowerCase());
  if (empty === undefined || empty.to !== to) return [];
  const values = parts.valuesOf(name.text.toLowerCase());
  return distinct(values).map((value) => {
    const written = field?.values.includes(value) ? value : quoteValue(value);
    return { from: empty.from, to: empty.to, text: written, label: `${name.text}:${written}` };
  });
}

/** So many different values, in their order. */
function distinct(values: readonly string[]): string[] {
  const seen = new Map(values.filter(Boolean).map((value) => [value.toLowerCase(), value]));
  return [...seen.values()].slice(0, AT_MOST);
}

/**
 * Values that no recent capture has where one has a value much like it: `method:pots`. The search is
 * right, and finds nothing.
 */
export function slipsOf(text: string, parts: Parts): SearchProblem[] {
  return lex(text).flatMap((lexeme) => (lexeme.negated ? [] : slipsIn(lexeme, text, parts)));
}

function slipsIn(lexeme: Lexeme, text: string, parts: Parts): SearchProblem[] {
  const name = lexeme.name?.text;
  if (name === undefined) return [];
  const values = parts.valuesOf(name.toLowerCase());
  return lexeme.items.flatMap((item): SearchProblem[] => {
    const typed = item.text.toLowerCase();
    if (typed === '' || /[*<>]|\.\./.test(typed)) return [];
    if (values.some((value) => value.toLowerCase().includes(typed))) return [];
    const near = nearest(item.text, values.filter(Boolean));
    if (near === undefined) return [];
    const label = `${name}:${quoteValue(near)}`;
    const fix = { from: item.from, to: item.to, text: quoteValue(near), label };
    return [
      {
        from: item.from,
        to: item.to,
        kind: 'slip',
        message: `No recent capture has ${name} ${item.text}.`,
        fixes: [{ label, text: repaired(text, fix) }],
      },
    ];
  });
}
