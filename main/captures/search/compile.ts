import {
  type Bind,
  type Compiled,
  type CompileContext,
  type Condition,
  type Guess,
  KNOWN,
  own,
  type Params,
  plain,
} from './conditions/condition.ts';
import { columnCondition, numberCondition } from './conditions/column.ts';
import { flagCondition, hasCondition } from './conditions/flag.ts';
import {
  chaosCondition,
  driftCondition,
  suiteCondition,
  versionCondition,
} from './conditions/found.ts';
import { textCondition } from './conditions/text.ts';
import { traceCondition, valueCondition } from './conditions/value.ts';
import type { Term } from './terms.ts';

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
      return hasCondition(term.parts);
    case 'chaos':
      return chaosCondition(term.kinds, bind);
    case 'suite':
      return suiteCondition(term.verdicts, bind);
    case 'trace':
      return traceCondition(term.traces, context, bind);
    case 'id':
      return own(`c.id IN (${term.ids.map(bind).join(', ')})`);
    case 'number':
      return numberCondition(term.field, term.ranges, bind);
    case 'column':
      return columnCondition(term.field, term.tests, bind);
    case 'drift':
      return driftCondition(term.asked);
    case 'version':
      return versionCondition(term.tests, bind);
    case 'value':
      return valueCondition(term.name, term.tests, context, bind);
    default:
      return term satisfies never;
  }
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

const asksIndex = ({ kind }: Term): boolean => kind === 'value' || kind === 'trace';

// IS NOT TRUE, not NOT: a capture that has no status yet is also one whose status is not 200.
function negate(condition: Condition, term: Term): Condition {
  const where = `((${condition.where}) IS NOT TRUE)`;
  const { isListed = false } = condition;
  return { ...plain(asksIndex(term) ? `(${KNOWN} AND ${where})` : where), isListed };
}
