import type { BackfillProvider } from '../../preload/contract/backfill.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import type { Answer } from './answer.ts';

/** What a person filled in of a source. */
export type Settings = Readonly<Record<string, string>>;

/** One call to a provider; the path stands behind the base of the source, and begins with a slash. */
export interface Ask {
  method: 'GET' | 'POST';
  path: string;
  headers?: readonly HeaderPair[];
  body?: { type: string; text: string };
}

/** The span that is asked for. Epoch ms. */
export interface Span {
  from: number;
  to: number;
  only: 'undelivered' | 'all';
}

/** An event as a list tells of it. */
export interface Listed {
  /** By which a capture of it may be known here; the first is the one that is shown. */
  ids: readonly string[];
  eventType: string | null;
  at: number | null;
  /** `pending`: the provider tries again by itself. `unknown`: the list does not say. */
  delivered: 'yes' | 'no' | 'pending' | 'unknown';
  /** What is needed to ask for it. */
  ref: Readonly<Record<string, string>>;
  note: string | null;
}

export interface Page {
  items: readonly Listed[];
  /** Of the next page; null where this was the last. */
  cursor: string | null;
}

/** An event as a provider gives it. */
export interface Given {
  /** As they were logged; none where the provider keeps none. */
  headers: readonly HeaderPair[];
  /** `bytes`: the body as it was sent. `json`: the event, as it stands inside of the answer. */
  body: { kind: 'bytes'; text: string } | { kind: 'json'; source: string };
  /** Where it was sent to. */
  url: string | null;
  at: number | null;
  /** Why it cannot be brought back, though it is there. */
  lacks?: string;
}

export interface Hook {
  id: string;
  url: string;
}

/** What a list does not tell of an event, and the event does. */
export type Told = Pick<Listed, 'ids' | 'eventType'>;

/**
 * How one provider is asked. Adapters are pure: they write calls and read answers, and never reach the network.
 * What they know comes from the packages and documents of the provider; limits come from its answers only.
 */
export interface Adapter {
  info: BackfillProvider;
  /** The API, without a slash at its end. */
  base: (settings: Settings) => string;
  auth: (settings: Settings, token: string) => readonly HeaderPair[];
  /** What is wrong with what was filled in, and at which field; null where nothing is. */
  problem?: (settings: Settings) => { field: string; text: string } | null;
  list: (settings: Settings, span: Span, cursor: string | null) => Ask;
  page: (
    answer: Answer,
    context: { headers: readonly HeaderPair[]; cursor: string | null },
  ) => Page;
  /** Lists come newest first, and cannot be asked for a span: reading stops below it. */
  newestFirst: boolean;
  /** Undefined where bodies cannot be had. */
  fetch?: {
    ask: (settings: Settings, ref: Listed['ref']) => Ask;
    /** undefined: it is not there any more. */
    given: (answer: Answer, ref: Listed['ref']) => Given | undefined;
  };
  /** Where lists tell no id that a capture has: each listed event is fetched once, and says it itself. */
  identify?: (given: Given) => Told;
  /** Where what a person pastes opens nothing by itself: it is exchanged for a token that lasts some hours. */
  login?: {
    /** Whether this is to be exchanged, or is such a token already. */
    takes: (token: string) => boolean;
    ask: (settings: Settings, token: string) => Ask;
    /** undefined: the answer has none. */
    read: (answer: Answer) => string | undefined;
  };
  resend?: (settings: Settings, ref: Listed['ref']) => Ask;
  /** Webhooks of the account; undefined where they cannot be listed. */
  hooks?: { ask: (settings: Settings) => Ask; read: (answer: Answer) => Hook[] };
}

/** Path and query, with parameters that are empty left out. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.append(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A part of a path, as it was typed. */
export const part = (settings: Settings, name: string): string =>
  encodeURIComponent(settings[name]?.trim() ?? '');

/** Of an event that goes to several webhooks: one that failed counts before one that waits. */
export const outcomeOf = (states: readonly Listed['delivered'][]): Listed['delivered'] =>
  (['no', 'pending', 'yes'] as const).find((state) => states.includes(state)) ?? 'unknown';

/** An address that was typed, or the usual one; without a slash at its end. */
export const baseOf =
  (usual: string) =>
  (settings: Settings): string =>
    (settings['base']?.trim() || usual).replace(/\/+$/, '');

export const iso = (at: number): string => new Date(at).toISOString();
/** Seconds since 1970. */
export const seconds = (at: number): number => Math.floor(at / 1000);

export const bearer = (_: Settings, token: string): HeaderPair[] => [
  ['Authorization', `Bearer ${token}`],
];

/** User and password as `user:password`. */
export const basic = (pair: string): HeaderPair => [
  'Authorization',
  `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`,
];

/** A login with client id and secret (OAuth 2.0 client credentials), pasted as `id:secret`. */
export const clientCredentials = (path: string): NonNullable<Adapter['login']> => ({
  takes: (token) => token.includes(':'),
  ask: (_, token) => ({
    method: 'POST',
    path,
    headers: [basic(token)],
    body: { type: 'application/x-www-form-urlencoded', text: 'grant_type=client_credentials' },
  }),
  read: (answer) => answer.at('access_token')?.text(),
});

/** Headers that an API answers as an object of texts, or of lists of texts. */
export function headersIn(answer: Answer | undefined): HeaderPair[] {
  if (answer === undefined) return [];
  return answer.members().flatMap(([name, value]): HeaderPair[] => {
    const one = value.text();
    if (one !== undefined) return [[name, one]];
    return value.items().flatMap((item): HeaderPair[] => {
      const text = item.text();
      return text === undefined ? [] : [[name, text]];
    });
  });
}

/** The field for an API at another address than the provider's own. */
export const baseField = (usual: string, label = 'API address') => ({
  name: 'base',
  label,
  placeholder: usual,
  required: false,
});
