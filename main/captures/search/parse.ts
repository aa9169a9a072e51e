import { DRIFT_GROUPS, DRIFT_KINDS } from '../../../preload/rules/drift-kinds.ts';
import { NAMED, nearestField } from './fields.ts';
import { lex, type Lexeme } from './lex.ts';
import {
  CHAOS,
  FLAGS,
  PARTS,
  SUITE_VERDICTS,
  type Term,
  type TermBody,
  type TextColumn,
} from './terms.ts';
import { Mistake, type Problem, type Repair } from './values/mistake.ts';
import {
  columnTest,
  oneOf,
  oneTime,
  type ParseContext,
  rangeReader,
  readId,
  readPhrase,
  readTest,
  readTraceId,
  WORD,
} from './values/read-values.ts';

export interface Parsed {
  terms: Term[];
  problems: Problem[];
}

const MAX_TEXT = 4000;
const MAX_TERMS = 50;
const DRIFT_ASKED = [...DRIFT_GROUPS, ...DRIFT_KINDS];
const COLUMNS: ReadonlySet<string> = new Set(
  'method path endpoint type note provider event delivery sig'.split(' '),
);
/**
 * Reads a search. Never throws: a term with a mistake is left out and told of in `problems`.
 *
 *     search  = term*                    all terms must hold
 *     term    = ["-"] (word | phrase | field)
 *     word    = foo | foo*               the last word of the text may go on: inv finds invoice
 *     phrase  = "foo bar" | "foo ba"*    words next to each other
 *     field   = name ":" value ("," value)*          any of the values
 *     name    = method path status endpoint is has size after before type note id body header
 *             | provider event delivery sig version drift chaos suite trace
 *             | header.<name> | query.<name> | body.<path>
 *     value   = text | "text" | te*t | number | >n | >=n | <n | <=n | a..b | a.. | ..b
 *
 * - Words look into the target, headers and body text; `body:` and `header:` into one of them.
 *   Signs part words: evt_1 is found by evt_1, by evt and by 1.
 * - `path`, `type`, `note`, `event`, `version`: part of it, or all of it where a `*` is used or a `=` stands before
 *   it: event:=invoice.paid does not find invoice.paid.late. `method`,
 *   `endpoint`, `provider`, `delivery`: all of it, `*` allowed. `sig`: how the signature was judged.
 * - `header.x`, `query.x`, `body.x`: the whole value, `*` allowed, `*` alone for "is there".
 *   Compare with numbers by > >= < <= and `..`. Letters match without regard to ASCII case.
 * - `body.items.id` looks at every element of an array, `body.items.0.id` at the first. A key
 *   with a space or a colon is quoted: body."weird key".x
 * - `chaos`: any, or what was done to the reply on purpose: chaos:reset,drip.
 * - `suite`: any, or what became of it when a suite sent it last: suite:regressed,flaky.
 * - `trace`: the 32 hex digits of a trace, from a `traceparent` or made here.
 * - `status`: 404, 4xx, 200..299, >=400. `size`: bytes or 10kb, 1.5mb (1 kb is 1024 bytes).
 * - `after` counts its own instant, `before` does not; see `parseTime` for how times are written.
 * - In quotes, \" is a quote and \\ a backslash; a quoted value is taken as it stands.
 */
export function parse(text: string, context: ParseContext): Parsed {
  if (text.length > MAX_TEXT) {
    const message = `The search is longer than ${MAX_TEXT} characters.`;
    const repairs = [{ from: MAX_TEXT, to: text.length, text: '', label: 'Remove the rest' }];
    return {
      terms: [],
      problems: [{ from: MAX_TEXT, to: text.length, message, repairs, lexeme: null }],
    };
  }
  const terms: Term[] = [];
  const problems: Problem[] = [];
  for (const lexeme of lex(text)) {
    try {
      if (terms.length === MAX_TERMS) {
        throw new Mistake(lexeme, `A search can have at most ${MAX_TERMS} terms.`, [
          removal(lexeme, text),
        ]);
      }
      const { from, to, negated } = lexeme;
      terms.push({ ...readTerm(lexeme, text, context), from, to, negated });
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      const { from, to, message, repairs } = error;
      problems.push({ from, to, message, repairs, lexeme });
    }
  }
  return { terms, problems };
}

function readTerm(lexeme: Lexeme, text: string, context: ParseContext): TermBody {
  const open = lexeme.items.find((item) => item.open);
  if (open)
    throw new Mistake(open, 'This quote is never closed. Add a " at the end.', [
      { from: text.length, to: text.length, text: '"', label: 'Add "' },
    ]);
  if (lexeme.items.length > MAX_TERMS) {
    throw new Mistake(lexeme, `A term can have at most ${MAX_TERMS} values.`);
  }
  if (!lexeme.name) return freeText(lexeme, text);
  const full = lexeme.name.text;
  const dot = full.indexOf('.');
  const head = (dot < 0 ? full : full.slice(0, dot)).toLowerCase();
  if (dot >= 0) return dotted(lexeme, head, full.slice(dot + 1), text);
  return plain(lexeme, head, text, context);
}

function freeText(lexeme: Lexeme, text: string): TermBody {
  const written = text.slice(lexeme.negated ? lexeme.from + 1 : lexeme.from, lexeme.to);
  const quoted = written.startsWith('"');
  const star = written.endsWith('*');
  const words = quoted ? (lexeme.items[0]?.text ?? '') : written.replace(/\*+$/, '');
  if (!WORD.test(words)) {
    throw new Mistake(lexeme, 'Nothing to search for here.', [removal(lexeme, text)]);
  }
  // The last bare word is still being typed. Not so when it excludes: half a word hides too much.
  const typing = !quoted && !lexeme.negated && lexeme.to === text.length && words.length > 1;
  return { kind: 'text', phrases: [{ text: words, prefix: star || typing }], within: 'anywhere' };
}

function dotted(lexeme: Lexeme, head: string, rest: string, text: string): TermBody {
  const kind = NAMED.find((name) => name === head);
  if (kind === undefined) {
    const near = nearestField(head);
    if (near === undefined || !NAMED.some((name) => name === near)) return freeText(lexeme, text);
    const at = { from: nameAt(lexeme).from, to: nameAt(lexeme).from + head.length };
    throw new Mistake(nameAt(lexeme), `Unknown field ${head}. Did you mean ${near}?`, [
      { ...at, text: near, label: near + text.slice(at.to, lexeme.to) },
      asText(lexeme, text),
    ]);
  }
  if (rest === '') throw new Mistake(nameAt(lexeme), `Write a name after "${kind}.".`);
  return {
    kind: 'value',
    name: `${kind}.${rest.toLowerCase()}`,
    tests: lexeme.items.map(readTest),
  };
}

function plain(lexeme: Lexeme, name: string, text: string, context: ParseContext): TermBody {
  const { items } = lexeme;
  if (isColumn(name)) return { kind: 'column', field: name, tests: items.map(columnTest(name)) };
  switch (name) {
    case 'is':
      return { kind: 'flag', flags: items.map((item) => oneOf(item, FLAGS)) };
    case 'drift':
      return { kind: 'drift', asked: items.map((item) => oneOf(item, DRIFT_ASKED)) };
    case 'version':
      return { kind: 'version', tests: items.map(columnTest('event')) };
    case 'has':
      return { kind: 'has', parts: items.map((item) => oneOf(item, PARTS)) };
    case 'chaos':
      return { kind: 'chaos', kinds: items.map((item) => oneOf(item, CHAOS)) };
    case 'suite':
      return { kind: 'suite', verdicts: items.map((item) => oneOf(item, SUITE_VERDICTS)) };
    case 'trace':
      return { kind: 'trace', traces: items.map(readTraceId) };
    case 'status':
    case 'size':
      return { kind: 'number', field: name, ranges: items.map(rangeReader(name)) };
    case 'after':
      return { kind: 'time', since: Math.ceil(oneTime(lexeme, context)), until: null };
    case 'before':
      return { kind: 'time', since: null, until: Math.ceil(oneTime(lexeme, context)) };
    case 'id':
      return { kind: 'id', ids: items.map((item) => readId(item, context)) };
    case 'body':
      return { kind: 'text', phrases: items.map(readPhrase), within: 'body' };
    case 'header':
      return { kind: 'text', phrases: items.map(readPhrase), within: 'headers' };
    case 'query':
      throw new Mistake(nameAt(lexeme), 'Write which one, e.g. query.page:2.');
    default:
      throw unknownField(lexeme, text);
  }
}

function unknownField(lexeme: Lexeme, text: string): Mistake {
  const at = nameAt(lexeme);
  const name = text.slice(at.from, at.to);
  const near = nearestField(name);
  if (near === undefined) {
    const message = `Unknown field ${name}. To search for the text, write "${name}:…".`;
    return new Mistake(at, message, [asText(lexeme, text)]);
  }
  return new Mistake(at, `Unknown field ${name}. Did you mean ${near}?`, [
    { ...at, text: near, label: near + text.slice(at.to, lexeme.to) },
    asText(lexeme, text),
  ]);
}

const termAt = ({ from, to, negated }: Lexeme) => ({ from: negated ? from + 1 : from, to });

/** The term as words, whatever they would mean as a field. */
function asText(lexeme: Lexeme, text: string): Repair {
  const { from, to } = termAt(lexeme);
  const term = text.slice(from, to);
  const quoted = `"${term.replace(/["\\]/g, '\\$&')}"`;
  return { from, to, text: quoted, label: `Search for “${term}” as text` };
}

function removal({ from, to }: Lexeme, text: string): Repair {
  return { from, to, text: '', label: `Remove ${text.slice(from, to)}` };
}

const nameAt = (lexeme: Lexeme): { from: number; to: number } => lexeme.name ?? lexeme;
const isColumn = (name: string): name is TextColumn => COLUMNS.has(name);
