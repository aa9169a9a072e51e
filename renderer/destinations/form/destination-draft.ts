import type { Destination, DestinationInput } from '../../../preload/contract/destinations.ts';
import type { OrderKey, StatusRule, Trust } from '../../../preload/contract/deliveries/rules.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { shapedLike } from '../../drafts/shaped-like.ts';
import { checkTargetUrl } from '../../wire/target-url.ts';
import {
  engineCredentials,
  type EngineDraft,
  engineDraftOf,
  engineSettings,
  noteEngine,
  speaksTls,
} from './engine-draft.ts';

/** The form of a destination as typed. */
export interface DestinationDraft extends EngineDraft {
  name: string;
  url: string;
  signing: string;
  events: string;
  schedule: DestinationInput['schedule']['kind'];
  /** Of a schedule of one's own, in seconds. */
  gaps: string;
  timeout: number | null;
  /** One in a line, `Name: value`. */
  headers: string;
  /** Null leaves it as it is; '' takes it away. */
  authorization: string | null;
  statusRules: readonly StatusRule[];
  /** A JSON expression on the body; '' takes all. */
  filter: string;
  ordering: DestinationInput['ordering'];
  keyFrom: OrderKey['from'];
  /** A JSON pointer, or the name of a header. */
  key: string;
  trust: 'usual' | Trust['kind'];
  fingerprint: string;
  pem: string;
  concurrency: number | null;
  /** 0: not limited. */
  rateCount: number | null;
  ratePer: 'second' | 'minute';
  allowPrivate: boolean;
  idempotencyKey: boolean;
  trace: 'off' | 'pass' | 'start';
}

/** What each part of the form is given. */
export interface DestinationFields {
  draft: DestinationDraft;
  problems: ReadonlyMap<string, string>;
  onChange: (some: Partial<DestinationDraft>) => void;
}

export function draftOf(destination: Destination | null): DestinationDraft {
  const schedule = destination?.schedule;
  return {
    ...engineDraftOf(destination),
    name: destination?.name ?? '',
    url: destination?.url ?? '',
    signing: destination?.signing ?? 'standard',
    events: destination?.events.join(', ') ?? '',
    schedule: schedule?.kind ?? 'stitchex',
    gaps: schedule?.kind === 'custom' ? schedule.gaps.join(', ') : '5, 60, 600',
    timeout: destination?.timeoutMs == null ? null : destination.timeoutMs / 1000,
    headers: destination?.headers.map((pair) => pair.join(': ')).join('\n') ?? '',
    authorization: destination === null ? '' : null,
    statusRules: destination?.statusRules ?? [],
    filter: destination?.filter ?? '',
    ordering: destination?.ordering ?? 'parallel',
    ...keyOf(destination?.orderKey ?? null),
    ...trustOf(destination?.trust ?? null),
    concurrency: destination?.concurrency ?? 5,
    rateCount: destination?.rate?.count ?? 0,
    ratePer: destination?.rate?.per ?? 'second',
    allowPrivate: destination?.allowPrivate ?? false,
    idempotencyKey: destination?.idempotencyKey ?? true,
    trace: destination?.trace ?? 'pass',
  };
}

const BROKER = /^(?:nats|tls|kafkas?):\/\//i;

/** What a destination is called as long as nobody names it: `localhost:3000`, `api.example.com`. */
export function suggestedName(url: string): string {
  try {
    // Of several brokers the first; a scheme of theirs has no host for URL.
    const { host, hostname } = new URL(
      url.trim().replace(BROKER, 'https://').split(',', 1)[0] ?? '',
    );
    return (
      /^(?:127\.|\[::1\]$)/.test(hostname) ? host.replace(hostname, 'localhost') : host
    ).slice(0, 80);
  } catch {
    // Half a URL has no host yet.
    return '';
  }
}

/** Another URL; the name goes along as long as it was suggested. */
export function withUrl(draft: Pick<DestinationDraft, 'name' | 'url'>, url: string) {
  const isSuggested = draft.name === '' || draft.name === suggestedName(draft.url);
  return { url, ...(isSuggested && { name: suggestedName(url) }) };
}

/** What may be kept of a form: credentials are typed again. */
export function withoutAuthorization(draft: DestinationDraft) {
  const { authorization: _authorization, credentials: _credentials, ...kept } = draft;
  return kept;
}

/** A kept form, with the credentials as they are saved; null where it is none. */
export function withAuthorizationOf(
  kept: unknown,
  { authorization, credentials, ...rest }: DestinationDraft,
): DestinationDraft | null {
  return shapedLike(rest, kept) ? { ...kept, authorization, credentials } : null;
}

function keyOf(key: OrderKey | null): Pick<DestinationDraft, 'keyFrom' | 'key'> {
  if (key === null) return { keyFrom: 'json', key: '' };
  return { keyFrom: key.from, key: key.from === 'json' ? key.pointer : key.name };
}

function trustOf(trust: Trust | null): Pick<DestinationDraft, 'trust' | 'fingerprint' | 'pem'> {
  return {
    trust: trust?.kind ?? 'usual',
    fingerprint: trust?.kind === 'pin' ? trust.fingerprint : '',
    pem: trust?.kind === 'ca' ? trust.pem : '',
  };
}

export interface ReadDestination {
  /** By the names the engine gives the fields too. */
  problems: ReadonlyMap<string, string>;
  input: DestinationInput | null;
}

/** The retries of a form as far as they can be read. */
export const scheduleOf = ({ schedule, gaps }: DestinationDraft): DestinationInput['schedule'] =>
  schedule === 'custom'
    ? { kind: 'custom', gaps: numbersOf(gaps).filter((gap) => gap >= 1 && gap <= 172_800) }
    : { kind: schedule };

export function readDestination(draft: DestinationDraft): ReadDestination {
  const problems = new Map<string, string>();
  const note = (field: string, isWrong: boolean, words: string): void => {
    if (isWrong) problems.set(field, words);
  };
  const name = draft.name.trim();
  note('name', name === '' || name.length > 80, 'A name has 1 to 80 characters.');
  const urlProblem = draft.kind === 'http' ? checkTargetUrl(draft.url) : null;
  note('url', urlProblem !== null, urlProblem ?? '');
  noteEngine(draft, draft.url, note);
  const gaps = numbersOf(draft.gaps);
  note(
    'schedule',
    draft.schedule === 'custom' && !areAll(gaps, 1, 172_800, 99),
    'Seconds separated by commas, each from 1 to 172,800.',
  );
  const timeoutMs = draft.timeout === null ? null : Math.round(draft.timeout * 1000);
  note(
    'timeoutMs',
    timeoutMs !== null && !(timeoutMs >= 1000 && timeoutMs <= 120_000),
    'From 1 to 120 seconds.',
  );
  for (const [i, { statuses }] of draft.statusRules.entries()) {
    note(`statusRules.${i}.statuses`, statuses.trim() === '', 'For example 404, 4xx or 500-599.');
  }
  const orderKey = readKey(draft);
  note('orderKey', draft.ordering === 'keyed' && draft.key.trim() === '', 'Say where to find it.');
  const trust = readTrust(draft);
  note('trust', trust !== null && isEmpty(trust), 'Fetch the certificate, or paste it here.');
  const headers = headersOf(draft.headers);
  note('headers', headers === null, 'One per line: Name: value.');
  const concurrency = draft.concurrency ?? Number.NaN;
  note('concurrency', !isWhole(concurrency, 1, 20), 'From 1 to 20.');
  const rate = draft.rateCount ?? Number.NaN;
  note('rate', !isWhole(rate, 0, 10_000), 'From 1 to 10,000; 0: not limited.');
  if (problems.size > 0) return { problems, input: null };
  return {
    problems,
    input: {
      kind: draft.kind,
      engine: engineSettings(draft),
      ...credentialsOf(draft),
      name,
      url: draft.url.trim(),
      headers: headers ?? [],
      ...authorizationOf(draft),
      signing: draft.signing,
      events: wordsOf(draft.events),
      schedule: draft.schedule === 'custom' ? { kind: 'custom', gaps } : { kind: draft.schedule },
      timeoutMs,
      statusRules: draft.statusRules.map((rule) => ({ ...rule, statuses: rule.statuses.trim() })),
      filter: draft.filter.trim(),
      ordering: draft.ordering,
      orderKey,
      trust,
      concurrency,
      rate: rate === 0 ? null : { count: rate, per: draft.ratePer },
      allowPrivate: draft.allowPrivate,
      idempotencyKey: draft.idempotencyKey,
      trace: draft.trace,
    },
  };
}

function readKey({ ordering, keyFrom, key }: DestinationDraft): OrderKey | null {
  if (ordering !== 'keyed') return null;
  const text = key.trim();
  return keyFrom === 'json' ? { from: 'json', pointer: text } : { from: 'header', name: text };
}

/** Without TLS there is no certificate: what was typed for it does not count. A pin is for https. */
function readTrust({ kind, trust, fingerprint, pem, url }: DestinationDraft): Trust | null {
  if (trust === 'usual' || !speaksTls(url)) return null;
  if (trust === 'pin' && (kind === 'nats' || kind === 'kafka')) return null;
  return trust === 'pin'
    ? { kind: 'pin', fingerprint: fingerprint.trim() }
    : { kind: 'ca', pem: pem.trim() };
}

const isEmpty = (trust: Trust): boolean =>
  (trust.kind === 'pin' ? trust.fingerprint : trust.pem) === '';

function credentialsOf(draft: DestinationDraft): Pick<DestinationInput, 'credentials'> {
  const credentials = engineCredentials(draft);
  return credentials === undefined ? {} : { credentials };
}

function authorizationOf({ kind, authorization }: DestinationDraft): {
  authorization?: string | null;
} {
  if (authorization === null || kind !== 'http') return {};
  return { authorization: authorization.trim() === '' ? null : authorization.trim() };
}

function headersOf(text: string): HeaderPair[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line): HeaderPair | null => {
    const found = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*:\s*(.*?)\s*$/.exec(line);
    return found === null ? null : [found[1] ?? '', found[2] ?? ''];
  });
  return pairs.includes(null) ? null : pairs.filter((pair) => pair !== null);
}

const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const numbersOf = (text: string): number[] => wordsOf(text).map(Number);
const isWhole = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;
const areAll = (values: readonly number[], low: number, high: number, most: number): boolean =>
  values.length <= most && values.every((value) => value >= low && value <= high);
