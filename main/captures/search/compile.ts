import type { DriftAsked } from '../../../preload/rules/drift-kinds.ts';
import { likeText } from '../../lib/like.ts';
import { pickedIds, writeWanted } from './blocks/pick.ts';
import { positional } from './indexing/body-leaves.ts';
import type { Flag, NumberRange, Part, Phrase, Term, Test, TextColumn } from './terms.ts';

export type Params = Record<string, string | number>;

/** A way to walk the matches of a term, newest first, without looking at other captures. */
export interface Driver {
  from: string;
  /** The column that is the capture id, and the order. */
  key: string;
  where: string;
}

export interface Condition {
  /** Holds for `captures c`, whatever index is used. */
  where: string;
  driver: Driver | null;
  /** All captures between the bounds of a statement are listed for it before the first is looked at. */
  isListed?: boolean;
}

export interface Compiled {
  conditions: Condition[];
  /** Lowest id that counts, and the first that no longer does. */
  fromId: number;
  belowId: number;
  /** The start of a word is looked for: what has it is merged from all its endings, however few are asked. */
  hasPrefix: boolean;
  /** Parameters of all of it, by name. */
  params: Params;
  /** Where one start of a word is looked for that some words go on from in most captures. */
  guess?: Guess;
}

/**
 * The start of a word as the words that most captures have of it, and the search without it. What the first
 * finds is in the whole as well; where the second finds no more of the newest, it is the whole of them.
 */
export interface Guess {
  withWords: Compiled;
  without: Compiled;
}

export interface CompileContext {
  /** Smallest id of an arrival at that epoch ms or later. */
  firstIdAt: (ms: number) => number;
  /** Id of a header, query or body field in the index; undefined if no capture has it. */
  fieldId: (name: string) => number | undefined;
  /** Words that begin so, of those that most of the newest captures have. */
  commonWords?: (start: string) => string[];
}

type Bind = (value: string | number) => string;

const FLAG_SQL: Record<Flag, string> = {
  pinned: 'c.pinned = 1',
  replay: 'c.replay_of IS NOT NULL',
  tunnel: 'c.via_tunnel = 1',
  cut: 'c.cut = 1',
  failed: 'c.failure IS NOT NULL',
  refused: '(c.reason IS NOT NULL AND c.failure IS NULL)',
  imported: 'c.import_id IS NOT NULL',
  rebuilt: '(c.import_id IS NOT NULL AND c.rebuilt = 1)',
  redacted: '(c.import_id IS NOT NULL AND c.redacted = 1)',
};
const PART_SQL: Record<Part, string> = { body: '+c.size_bytes > 0', note: "c.note <> ''" };
// Of a capture that is not indexed yet nobody can say that it lacks a word: a deletion of all that
// lack it must not take it along.
const KNOWN = '+c.indexed = 1';
const COLUMN_SQL: Record<TextColumn, string[]> = {
  method: ['c.method'],
  path: ['c.path'],
  endpoint: ['c.endpoint_name', 'c.endpoint_id'],
  type: ['c.content_type'],
  note: ['c.note'],
  provider: ['c.provider'],
  event: ['c.event_type'],
  delivery: ['c.delivery_id'],
  sig: ['c.signature'],
};
/** Columns of senders, each with an index of what is not null. */
const INDEXED: Partial<Record<TextColumn, string>> = {
  provider: 'c.provider',
  delivery: 'c.delivery_id',
  sig: 'c.signature',
};
/** Flags that few captures have and that have an index of their own. */
const RARE: ReadonlySet<Flag> = new Set(['pinned', 'replay', 'imported', 'rebuilt', 'redacted']);

/**
 * Turns terms into SQL over `captures c`. Values travel as parameters only. All words of a search
 * become one full-text condition; times become bounds of the id.
 */
export function compile(terms: readonly Term[], context: CompileContext): Compiled {
  const params: Params = {};
  let count = 0;
  const bind: Bind = (value) => {
    const name = `s${(count += 1)}`;
    params[name] = value;
    return `:${name}`;
  };
  const text = textCondition(terms, bind);
  const conditions = text ? [text] : [];
  for (const term of terms) {
    const condition = conditionOf(term, context, bind);
    if (condition) conditions.push(term.negated ? negate(condition, term) : condition);
  }
  const hasPrefix = terms.some(
    (term) => term.kind === 'text' && term.phrases.some(({ prefix }) => prefix),
  );
  const guess = hasPrefix ? guessOf(terms, context) : undefined;
  return { conditions, ...idBounds(terms, context), hasPrefix, params, ...(guess && { guess }) };
}

/** Longer starts of words go on in few ways. */
const SHORT = /^[a-z0-9]{1,2}$/i;

function guessOf(terms: readonly Term[], context: CompileContext): Guess | undefined {
  const starts = terms.filter(
    (term) => term.kind === 'text' && term.phrases.some(({ prefix }) => prefix),
  );
  const [term] = starts;
  if (starts.length !== 1 || term?.kind !== 'text' || term.negated) return undefined;
  const [phrase] = term.phrases;
  if (term.phrases.length !== 1 || phrase === undefined || !SHORT.test(phrase.text))
    return undefined;
  const words = context.commonWords?.(phrase.text.toLowerCase()) ?? [];
  if (words.length === 0) return undefined;
  const rest = terms.filter((other) => other !== term);
  const phrases = words.map((text) => ({ text, prefix: false }));
  return {
    withWords: compile([...rest, { ...term, phrases }], context),
    without: compile(rest, context),
  };
}

// IS NOT TRUE, not NOT: a capture that has no status yet is also one whose status is not 200.
function negate(condition: Condition, term: Term): Condition {
  const where = `((${condition.where}) IS NOT TRUE)`;
  const { isListed = false } = condition;
  return { ...plain(term.kind === 'value' ? `(${KNOWN} AND ${where})` : where), isListed };
}

function idBounds(
  terms: readonly Term[],
  { firstIdAt }: CompileContext,
): { fromId: number; belowId: number } {
  let fromId = 0;
  let belowId = Number.MAX_SAFE_INTEGER;
  for (const term of terms) {
    if (term.kind !== 'time') continue;
    const [since, until] = term.negated ? [term.until, term.since] : [term.since, term.until];
    if (since !== null) fromId = Math.max(fromId, safeId(firstIdAt(since)));
    if (until !== null) belowId = Math.min(belowId, safeId(firstIdAt(until)));
  }
  return { fromId, belowId };
}

const safeId = (id: number): number => Math.min(Math.max(0, id), Number.MAX_SAFE_INTEGER);

function conditionOf(term: Term, context: CompileContext, bind: Bind): Condition | undefined {
  switch (term.kind) {
    case 'text':
    case 'time':
      return undefined;
    case 'flag':
      return flagCondition(term.flags);
    case 'has':
      return plain(anyOf(term.parts.map((part) => PART_SQL[part])));
    case 'id':
      return own(`c.id IN (${term.ids.map(bind).join(', ')})`);
    case 'number':
      return numberCondition(term.field, term.ranges, bind);
    case 'column':
      return columnCondition(term.field, term.tests, bind);
    case 'drift':
      return cataloguedCondition(`t.drift IS NOT NULL AND ${anyOf(term.asked.map(driftSql))}`);
    case 'version':
      return cataloguedCondition(
        `t.version IS NOT NULL AND ${anyOf(term.tests.map((test) => holds('t.version', 't.version', test, bind)))}`,
      );
    case 'value':
      return valueCondition(term.name, term.tests, context, bind);
    default:
      return term satisfies never;
  }
}

/** A condition over what the catalogue found; the captures that have it are one range of an index. */
const cataloguedCondition = (where: string): Condition => ({
  where: `c.id IN (SELECT t.capture_id FROM capture_types t WHERE ${where})`,
  driver: { from: 'capture_types t', key: 't.capture_id', where, repeats: false },
});

/** The words are those of the table, never what was typed. */
function driftSql(asked: DriftAsked): string {
  if (asked === 'any') return 'TRUE';
  if (asked === 'breaking') return 't.breaking = 1';
  return asked === 'additive' ? 't.breaking = 0' : `t.drift LIKE '% ${asked} %'`;
}

const plain = (where: string): Condition => ({ where, driver: null });

/** A condition that an index of `captures` answers newest first, if its column is left bare. */
function own(where: string): Condition {
  return {
    // The plus hides the column from the planner: only the condition that drives picks an index.
    where: where.replaceAll('c.', '+c.'),
    driver: { from: 'captures c', key: 'c.id', where },
  };
}

function flagCondition(flags: readonly Flag[]): Condition {
  const [first] = flags;
  const where = anyOf(flags.map((flag) => FLAG_SQL[flag]));
  return flags.length === 1 && first !== undefined && RARE.has(first) ? own(where) : plain(where);
}

function numberCondition(
  field: 'status' | 'size',
  ranges: readonly NumberRange[],
  bind: Bind,
): Condition {
  const column = field === 'status' ? 'c.status' : 'c.size_bytes';
  const [only] = ranges;
  if (field === 'status' && ranges.length === 1 && only && only.min === only.max) {
    return own(`${column} = ${bind(only.min)}`);
  }
  return plain(anyOf(ranges.map((range) => inRange(`+${column}`, range, bind))));
}

function columnCondition(field: TextColumn, tests: readonly Test[], bind: Bind): Condition {
  const [only] = tests;
  if (field === 'method' && tests.length === 1 && only?.kind === 'equals') {
    return own(`c.method = ${bind(only.text.toUpperCase())}`);
  }
  if (field in INDEXED && tests.length === 1 && only?.kind === 'equals') {
    const text = field === 'delivery' ? only.text : only.text.toLowerCase();
    return own(`${INDEXED[field] ?? ''} = ${bind(text)}`);
  }
  const columns = COLUMN_SQL[field].map((column) => `+${column}`);
  return plain(
    anyOf(columns.flatMap((column) => tests.map((test) => holds(column, column, test, bind)))),
  );
}

function valueCondition(
  name: string,
  tests: readonly Test[],
  context: CompileContext,
  bind: Bind,
): Condition {
  const lists = placesOf(name, context).map(({ fieldId, like }) =>
    pickedIds(bind(fieldId), bind(writeWanted({ tests, ...(like !== undefined && { at: like }) }))),
  );
  if (lists.length === 0) return plain('FALSE');
  return { ...own(`c.id IN (${lists.join(' UNION ALL ')})`), isListed: true };
}

/** Digits in a path may be positions in an array or keys of an object: both are looked at. */
function placesOf(name: string, context: CompileContext): { fieldId: number; like?: string }[] {
  const places: { fieldId: number; like?: string }[] = [];
  const asKeys = context.fieldId(name);
  if (asKeys !== undefined) places.push({ fieldId: asKeys });
  if (!name.startsWith('body.')) return places;
  const inArray = positional(name.slice('body.'.length));
  const fieldId = inArray && context.fieldId(`body.${inArray.path}`);
  if (inArray && fieldId !== undefined) places.push({ fieldId, like: inArray.like });
  return places;
}

function holds(text: string, number: string, test: Test, bind: Bind): string {
  switch (test.kind) {
    case 'any':
      return 'TRUE';
    case 'equals': {
      const same = `${text} = ${bind(test.text)} COLLATE NOCASE`;
      return test.number === null ? same : `(${same} OR ${number} = ${bind(test.number)})`;
    }
    case 'contains':
      return `${text} LIKE ${bind(`%${likeText(test.text)}%`)} ESCAPE '\\'`;
    case 'pattern':
      return `${text} LIKE ${bind(likeText(test.pattern).replace(/\*+/g, '%'))} ESCAPE '\\'`;
    case 'range':
      return inRange(number, test.range, bind);
    default:
      return test satisfies never;
  }
}

function inRange(column: string, range: NumberRange, bind: Bind): string {
  const bounds: string[] = [];
  if (range.min !== -Infinity)
    bounds.push(`${column} ${range.minOpen ? '>' : '>='} ${bind(range.min)}`);
  if (range.max !== Infinity)
    bounds.push(`${column} ${range.maxOpen ? '<' : '<='} ${bind(range.max)}`);
  return bounds.length === 0 ? `${column} IS NOT NULL` : `(${bounds.join(' AND ')})`;
}

function anyOf(alternatives: readonly string[]): string {
  return alternatives.length === 1 ? (alternatives[0] ?? '') : `(${alternatives.join(' OR ')})`;
}

/** A list of captures with words holds those that are asked for, and no others. */
const BOUNDED = ' AND rowid >= :from_ AND rowid < :below_';

function textCondition(terms: readonly Term[], bind: Bind): Condition | undefined {
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
    return { ...plain(`(${KNOWN} AND c.id NOT IN (${found}))`), isListed: true };
  }
  const all = wanted.join(' AND ');
  const match = bind(unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.join(' OR ')})`);
  const where = `captures_text MATCH ${match}`;
  return {
    where: `c.id IN (SELECT rowid FROM captures_text WHERE ${where}${BOUNDED})`,
    driver: { from: 'captures_text', key: 'captures_text.rowid', where },
    isListed: true,
  };
}

/** A phrase in FTS5's own quotes, in which nothing but a quote has a meaning. */
function matchPhrase(phrase: Phrase): string {
  // FTS5 reads its query as a C string: a NUL would end it inside the quotes.
  const text = phrase.text.replaceAll('\0', ' ').replaceAll('"', '""');
  return `"${text}"${phrase.prefix ? ' *' : ''}`;
}
