import { exec } from 'jsonpath-rfc9535';
import type { Assertion } from '../../../preload/contract/interchange/expectations/assertions.ts';
import { bodyCheck, type Check, valuesCheck } from './checks.ts';
import {
  factValues,
  type Found,
  formNamed,
  headersNamed,
  jsonAt,
  type Looked,
  type LookedBody,
  queryNamed,
} from './looked.ts';
import { needsOf, rangeWords, fits, type ValueOperators } from './needs.ts';
import { schemaNeed } from './schema.ts';
import type { Failure, Place, SubjectDelivery, Wanted } from '../subject.ts';

/** An assertion that cannot be used, and which of its fields is wrong. */
export class AssertionMistake extends Error {
  readonly field: string;
  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}

type Of<K extends string> = Extract<Assertion, Record<K, unknown>>;
type BodyGiven = Of<'body'>['body'];
type TextGiven = Of<'method'>['method'];
type JsonGiven = Omit<Of<'json'>, 'json'>;

/**
 * Makes an assertion ready; what it comes to is what has to hold, in turn.
 *
 * @throws AssertionMistake for a path, an expression or a file that cannot be used
 */
export function checksOf(assertion: Assertion): Check[] {
  if ('method' in assertion) return [fact('method', assertion.method, (s) => s.method)];
  if ('path' in assertion) {
    const path = textOperators(assertion.path);
    const read = ({ subject }: Looked) => factValues(subject.path, 'target');
    return [valuesCheck('path', { kind: 'target' }, read, textNeeds(path, 'path'), path)];
  }
  if ('provider' in assertion) return [fact('provider', assertion.provider, (s) => s.provider)];
  if ('event' in assertion) return [fact('event', assertion.event, (s) => s.eventType)];
  if ('contentType' in assertion) {
    return [fact('content type', assertion.contentType, (s) => s.contentType)];
  }
  if ('header' in assertion) {
    const { header: name, ...given } = assertion;
    const read = ({ subject }: Looked) => headersNamed(subject.headers, name);
    return [named('header', name, read, given)];
  }
  if ('query' in assertion) {
    const { query: name, ...given } = assertion;
    return [named('query', name, ({ subject }) => queryNamed(subject.target, name), given)];
  }
  if ('form' in assertion) {
    const { form: name, ...given } = assertion;
    const place: Place = { kind: 'form', name };
    const read = ({ body }: Looked) => formNamed(body, name);
    return [valuesCheck(`form ${name}`, place, read, textNeeds(given, 'matches'), given)];
  }
  if ('json' in assertion) {
    const { json: path, ...given } = assertion;
    return [jsonCheck('', path, ({ body }) => body, given, 'json')];
  }
  if ('body' in assertion) return [bodyGiven('body', ({ body }) => body, assertion.body)];
  if ('signature' in assertion) return [signatureCheck(assertion.signature)];
  if ('reply' in assertion) return replyChecks(assertion.reply);
  return [deliveredCheck(assertion)];
}

/** What has to be read of captures for assertions. */
export function wantedBy(assertions: readonly Assertion[]): Wanted {
  const has = (test: (one: Assertion) => boolean): boolean => assertions.some(test);
  return {
    body: has((one) => 'json' in one || 'form' in one || ('body' in one && looksInside(one.body))),
    replyBody: has((one) => 'reply' in one && Boolean(one.reply.json ?? one.reply.body)),
    deliveries: has((one) => 'delivered' in one),
  };
}

const looksInside = ({ schema, contains }: BodyGiven): boolean =>
  schema !== undefined || contains !== undefined;

const textOperators = (given: TextGiven) => (typeof given === 'string' ? { equals: given } : given);

function textNeeds(operators: ValueOperators, field: string) {
  try {
    return needsOf(operators);
  } catch {
    throw new AssertionMistake(
      `“${operators.matches ?? ''}” is no regular expression of JavaScript.`,
      field,
    );
  }
}

function fact(
  name: string,
  given: TextGiven,
  read: (subject: Looked['subject']) => string | null,
): Check {
  const operators = textOperators(given);
  const values = ({ subject }: Looked) => factValues(read(subject));
  const needs = textNeeds(operators, 'matches');
  return valuesCheck(name, { kind: 'text' }, values, needs, operators);
}

function named(
  kind: 'header' | 'query',
  name: string,
  read: (looked: Looked) => Found[],
  given: Omit<Of<'header'>, 'header'>,
): Check {
  return valuesCheck(`${kind} ${name}`, { kind, name }, read, textNeeds(given, 'matches'), given);
}

/** @param before said before the path: `reply ` */
function jsonCheck(
  before: string,
  path: string,
  bodyOf: (looked: Looked) => LookedBody,
  given: JsonGiven,
  field: string,
): Check {
  const mistake = pathMistake(path);
  if (mistake !== undefined) throw new AssertionMistake(mistake, field);
  const { schema, ...operators } = given;
  const needs = textNeeds(operators, 'matches');
  if (schema !== undefined) needs.push(schemaNeed(inline(schema)));
  const keys = [...path.matchAll(/[\w-]+/g)].map(([key]) => key);
  const place: Place = { kind: 'json', path: keys };
  return valuesCheck(`${before}${path}`, place, (l) => jsonAt(bodyOf(l), path), needs, operators);
}

function inline(schema: boolean | string | Record<string, unknown>) {
  if (typeof schema !== 'string') return schema;
  throw new AssertionMistake(
    `The file ${schema} is read by backstitch expect. Over the API, send the schema itself.`,
    'schema',
  );
}

function bodyGiven(name: string, bodyOf: (looked: Looked) => LookedBody, given: BodyGiven): Check {
  const { schema, equalsFile, sha256 } = given;
  if (equalsFile !== undefined && sha256 === undefined) {
    throw new AssertionMistake(
      `The file ${equalsFile} is read by backstitch expect. Over the API, send its sha256.`,
      'equalsFile',
    );
  }
  const need = schema === undefined ? undefined : schemaNeed(inline(schema));
  return bodyCheck(name, bodyOf, { ...given, schema: need });
}

function signatureCheck(given: Of<'signature'>['signature']): Check {
  const marks: readonly string[] = Array.isArray(given) ? given : [given];
  return simple('signature', `is ${marks.join(' or ')}`, ({ subject }) => {
    const mark = subject.signature;
    return mark !== null && marks.includes(mark) ? undefined : (mark ?? 'no verdict');
  });
}

/** @param found undefined where it holds, else what is there instead */
function simple(name: string, words: string, found: (looked: Looked) => string | undefined): Check {
  const place: Place = { kind: 'text' };
  return {
    name,
    words,
    place,
    judge(looked): Failure | undefined {
      const instead = found(looked);
      return instead === undefined ? undefined : { expected: words, found: instead, place };
    },
  };
}

function replyChecks({ status, withinMs, header, json, body }: Of<'reply'>['reply']): Check[] {
  const checks: Check[] = [];
  if (status !== undefined) {
    const wanted = (Array.isArray(status) ? status : [status]).map((one) =>
      String(one).toLowerCase(),
    );
    checks.push(
      simple('reply', `has status ${wanted.join(' or ')}`, ({ subject: { reply } }) => {
        if (reply === null) return 'no reply';
        const own = [String(reply.status), `${Math.floor(reply.status / 100)}xx`];
        return wanted.some((one) => own.includes(one)) ? undefined : String(reply.status);
      }),
    );
  }
  if (withinMs !== undefined) {
    checks.push(
      simple('reply', `ends within ${withinMs} ms`, ({ subject: { reply } }) => {
        if (reply === null) return 'no reply';
        if (reply.durationMs === null) return 'a reply that has not ended';
        return reply.durationMs <= withinMs ? undefined : `${Math.round(reply.durationMs)} ms`;
      }),
    );
  }
  if (header !== undefined) {
    const { name, ...given } = header;
    const read = ({ subject }: Looked) => headersNamed(subject.reply?.headers ?? [], name);
    const needs = textNeeds(given, 'matches');
    checks.push(valuesCheck(`reply header ${name}`, { kind: 'header', name }, read, needs, given));
  }
  if (json !== undefined) {
    const { path, ...given } = json;
    checks.push(jsonCheck('reply ', path, ({ replyBody }) => replyBody, given, 'path'));
  }
  if (body !== undefined) checks.push(bodyGiven('reply body', ({ replyBody }) => replyBody, body));
  return checks;
}

function deliveredCheck({ delivered, state, withinMs, attempts }: Of<'delivered'>): Check {
  const wanted = state ?? 'delivered';
  const parts = [
    `is ${wanted}`,
    ...(withinMs === undefined ? [] : [`within ${withinMs} ms`]),
    ...(attempts === undefined ? [] : [`after ${rangeWords(attempts)} attempts`]),
  ];
  return simple(`delivery to ${delivered}`, parts.join(' '), ({ subject }) => {
    const all = subject.deliveries.filter((one) => isTo(one, delivered));
    if (all.length === 0) return 'no delivery there';
    const holds = all.some((one) => {
      const tookMs = one.finishedAt === null ? Infinity : one.finishedAt - subject.receivedAt;
      return (
        one.state === wanted &&
        (withinMs === undefined || tookMs <= withinMs) &&
        (attempts === undefined || fits(attempts, one.attempts))
      );
    });
    return holds ? undefined : all.map((one) => deliveryWords(one, subject.receivedAt)).join(', ');
  });
}

const isTo = (one: SubjectDelivery, destination: string): boolean =>
  one.destinationId === destination ||
  one.destinationName.toLowerCase() === destination.toLowerCase();

function deliveryWords({ state, attempts, finishedAt }: SubjectDelivery, since: number): string {
  const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return finishedAt === null
    ? `${state}, ${times}`
    : `${state}, ${times}, ${finishedAt - since} ms`;
}

/** What is wrong with a JSON path; undefined where nothing is. */
export function pathMistake(path: string): string | undefined {
  try {
    exec(null, path, () => {});
    return undefined;
  } catch {
    // Its own message is about grammar, and names no place.
    return `“${path}” is no JSON path. One begins with $, as in $.data.items[0].id.`;
  }
}
