import {
  adobeSign,
  asana,
  cloudEvents,
  dropbox,
  eventGrid,
  googleChannel,
  head,
  meta,
  monday,
  msGraph,
  notion,
  okta,
  smartsheet,
  sns,
  websub,
} from './handshakes/echoes.ts';
import { braintree, ebay, xCrc, zoom } from './handshakes/macs.ts';
import type { HandshakeInput, HandshakeReply, Responder } from './handshakes/reply.ts';
import { discord, slack, twitch, xero } from './handshakes/signed.ts';
import { isObject, type RequestView } from './request-view.ts';

const RESPONDERS: Record<string, readonly Responder[]> = {
  slack: [slack],
  meta: [meta],
  websub: [websub],
  zoom: [zoom],
  x: [xCrc],
  'ms-graph': [msGraph],
  dropbox: [dropbox],
  twitch: [twitch],
  asana: [asana],
  notion: [notion],
  okta: [okta],
  trello: [head],
  mandrill: [head],
  intercom: [head],
  discord: [discord],
  xero: [xero],
  monday: [monday],
  // Event Grid asks as CloudEvents do where a subscription has their schema.
  'event-grid': [eventGrid, cloudEvents],
  cloudevents: [cloudEvents, eventGrid],
  ebay: [ebay],
  'adobe-sign': [adobeSign],
  smartsheet: [smartsheet],
  braintree: [braintree],
  sns: [sns],
  'google-channel': [googleChannel],
};

/** Providers that ask before they send. */
export const HANDSHAKES: readonly string[] = Object.keys(RESPONDERS);

/** The answer to a provider's question before it sends events; null where this is none. */
export function answerHandshake(provider: string, input: HandshakeInput): HandshakeReply | null {
  for (const responder of RESPONDERS[provider] ?? []) {
    const found = responder(input);
    if (found !== null) return found;
  }
  return null;
}

export interface Recognised {
  provider: string;
  /** Which question it is, in words. */
  name: string;
}

/** What tells a question apart from other requests that would be answered alike; most need nothing. */
const ALSO: Record<string, (view: RequestView) => boolean> = {
  meta: (view) => view.read('query:hub.verify_token') !== undefined,
  notion: (view) => isObject(view.json()) && Object.keys(view.json() ?? {}).length === 1,
  discord: (view) => view.has('X-Signature-Ed25519'),
  xero: (view) => view.has('x-xero-signature'),
  'event-grid': (view) =>
    view.request.method !== 'OPTIONS' ||
    /(^|\.)eventgrid\.azure\./.test(view.header('WebHook-Request-Origin') ?? ''),
  cloudevents: (view) => view.request.method === 'OPTIONS',
};

/** Those whose question any 200 answers. */
const CONTENT_WITH_200 = new Set(['trello', 'mandrill', 'intercom', 'sns', 'google-channel']);
/** One of these stands in every question that is a body, unless a header says that it is one. */
const MARKS = [
  'url_verification',
  'url_validation',
  'challenge',
  'verification_token',
  'validationCode',
].map((mark) => Buffer.from(mark));
const HEADERS = [
  'x-hook-secret',
  'smartsheet-hook-challenge',
  'x-signature-ed25519',
  'x-xero-signature',
];
const LONGEST_QUESTION = 16 * 1024;

/**
 * Whose question before its events a request looks like; null where it is none. Whoever asks chooses
 * its shape, so this only proposes a sender.
 */
export function recogniseHandshake(view: RequestView): Recognised | null {
  const { body } = view.request;
  if (body.length > LONGEST_QUESTION) return null;
  if (body.length > 0 && !isMarked(view)) return null;
  for (const provider of HANDSHAKES) {
    if (CONTENT_WITH_200.has(provider) || ALSO[provider]?.(view) === false) continue;
    const found = answerHandshake(provider, { view, secrets: [], verifyToken: null, now: 0 });
    if (found !== null) return { provider, name: found.name };
  }
  return null;
}

/** Cheap: nothing is parsed for it, and most requests are none. */
function isMarked(view: RequestView): boolean {
  const { body } = view.request;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  return MARKS.some((mark) => bytes.includes(mark)) || HEADERS.some((name) => view.has(name));
}
