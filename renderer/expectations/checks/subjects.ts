import type { ValueKind } from './values.ts';

/** What a check compares, and how it stands in an assertion. */
export interface Subject {
  id: string;
  label: string;
  /** What is named beside it: a header, a path. */
  name?: { label: string; placeholder: string };
  /** By operator; the first is what a new check begins with. */
  operators: Readonly<Record<string, ValueKind>>;
  choices?: readonly string[];
  /** Name and operators of an assertion about this; null for one about something else. */
  read: (assertion: Given) => { name: string; given: Given } | null;
  write: (name: string, operator: string, value: unknown) => Given;
}

export type Given = Readonly<Record<string, unknown>>;

/** Words of the comparisons, as they stand between a name and a value. */
export const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  equals: 'is',
  oneOf: 'is one of',
  matches: 'matches',
  contains: 'contains',
  exists: 'is there',
  absent: 'is not there',
  type: 'is of the type',
  gt: 'is above',
  gte: 'is at least',
  lt: 'is below',
  lte: 'is at most',
  length: 'has a length of',
  count: 'has a count of',
  sha256: 'has the SHA-256',
  size: 'has a size in bytes of',
  state: 'has the state',
  withinMs: 'ends within ms',
  attempts: 'has attempts',
};

const TEXT = { equals: 'text', matches: 'text', oneOf: 'texts', absent: 'none' } as const;
const NAMED = { ...TEXT, exists: 'none', count: 'range' } as const;
const JSON_VALUE = {
  equals: 'scalar',
  matches: 'text',
  oneOf: 'scalars',
  exists: 'none',
  absent: 'none',
  gt: 'number',
  gte: 'number',
  lt: 'number',
  lte: 'number',
  type: 'choice',
  length: 'range',
  count: 'range',
} as const;
const BODY = { contains: 'text', size: 'range', sha256: 'text' } as const;
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];
const PATH = { label: 'JSON path', placeholder: '$.data.id' };

const isGiven = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The only member of an object, where it has this name. */
const only = (value: unknown, key: string): unknown =>
  isGiven(value) && Object.keys(value).length === 1 ? value[key] : undefined;

function fact(id: string, label: string): Subject {
  return {
    id,
    label,
    operators: TEXT,
    read(assertion) {
      const value = only(assertion, id);
      if (typeof value === 'string') return { name: '', given: { equals: value } };
      return isGiven(value) ? { name: '', given: value } : null;
    },
    write: (_name, operator, value) => ({
      [id]: operator === 'equals' ? value : { [operator]: value },
    }),
  };
}

function named(
  id: string,
  label: string,
  name: NonNullable<Subject['name']>,
  operators: Subject['operators'],
): Subject {
  return {
    id,
    label,
    name,
    operators,
    ...('type' in operators && { choices: TYPES }),
    read({ [id]: its, ...given }) {
      return typeof its === 'string' ? { name: its, given } : null;
    },
    write: (its, operator, value) => ({ [id]: its, [operator]: value }),
  };
}

/** The same about the reply; `inner` is where it stands in there, with its name under `key`. */
function ofReply(subject: Subject, inner: string, key: string): Subject {
  const own = subject.id;
  return {
    ...subject,
    id: `reply-${own}`,
    label: `Reply ${subject.label.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase())}`,
    read(assertion) {
      const given = only(only(assertion, 'reply'), inner);
      if (!isGiven(given)) return null;
      const { [key]: name, ...rest } = given;
      return typeof name === 'string' ? { name, given: rest } : null;
    },
    write: (name, operator, value) => ({ reply: { [inner]: { [key]: name, [operator]: value } } }),
  };
}

const HEADER = named('header', 'Header', { label: 'Header', placeholder: 'X-Id' }, NAMED);
const JSON_PATH = named('json', 'JSON', PATH, JSON_VALUE);

/** A value that is one, or a list of which it is one. */
function oneOrMany(wrap: (value: unknown) => Given, unwrap: (assertion: Given) => unknown) {
  return {
    read(assertion: Given) {
      const value = unwrap(assertion);
      if (value === undefined) return null;
      return { name: '', given: Array.isArray(value) ? { oneOf: value } : { equals: value } };
    },
    write: (_name: string, _operator: string, value: unknown) => wrap(value),
  };
}

/** Everything a check can be about, in the order of the choice. */
export const SUBJECTS: readonly Subject[] = [
  JSON_PATH,
  HEADER,
  {
    id: 'reply-status',
    label: 'Reply status',
    operators: { equals: 'status', oneOf: 'statuses' },
    ...oneOrMany(
      (status) => ({ reply: { status } }),
      (assertion) => only(only(assertion, 'reply'), 'status'),
    ),
  },
  {
    id: 'body',
    label: 'Body',
    operators: BODY,
    read(assertion) {
      const given = only(assertion, 'body');
      return isGiven(given) ? { name: '', given } : null;
    },
    write: (_name, operator, value) => ({ body: { [operator]: value } }),
  },
  fact('method', 'Method'),
  fact('path', 'Path'),
  named('query', 'Query', { label: 'Parameter', placeholder: 'page' }, NAMED),
  named('form', 'Form field', { label: 'Field', placeholder: 'email' }, NAMED),
  fact('contentType', 'Content type'),
  fact('provider', 'Sender'),
  fact('event', 'Event'),
  {
    id: 'signature',
    label: 'Signature',
    operators: { equals: 'choice', oneOf: 'choices' },
    choices: ['ok', 'token', 'bad', 'unset', 'unknown'],
    ...oneOrMany(
      (signature) => ({ signature }),
      (assertion) => only(assertion, 'signature'),
    ),
  },
  {
    id: 'reply-time',
    label: 'Reply time',
    operators: { withinMs: 'number' },
    read(assertion) {
      const withinMs = only(only(assertion, 'reply'), 'withinMs');
      return withinMs === undefined ? null : { name: '', given: { withinMs } };
    },
    write: (_name, _operator, withinMs) => ({ reply: { withinMs } }),
  },
  ofReply(HEADER, 'header', 'name'),
  ofReply(JSON_PATH, 'json', 'path'),
  {
    id: 'reply-body',
    label: 'Reply body',
    operators: BODY,
    read(assertion) {
      const given = only(only(assertion, 'reply'), 'body');
      return isGiven(given) ? { name: '', given } : null;
    },
    write: (_name, operator, value) => ({ reply: { body: { [operator]: value } } }),
  },
  {
    id: 'delivered',
    label: 'Delivery',
    name: { label: 'Destination', placeholder: 'Destination' },
    operators: { state: 'choice', withinMs: 'number', attempts: 'range' },
    choices: ['delivered', 'scheduled', 'sending', 'held', 'discarded', 'failed', 'canceled'],
    read({ delivered, ...given }) {
      if (typeof delivered !== 'string') return null;
      const isPlain = Object.keys(given).length === 0;
      return { name: delivered, given: isPlain ? { state: 'delivered' } : given };
    },
    write: (delivered, operator, value) =>
      operator === 'state' && value === 'delivered'
        ? { delivered }
        : { delivered, [operator]: value },
  },
];
