import { countInVia } from '../../intake/loop-guard.ts';
import type { ForwardInput } from '../../../preload/contract/deliveries/forwards.ts';
import type { CaptureId, HeaderPair } from '../../../preload/contract/shapes.ts';
import { codings, decodeSmall } from '../../lib/content-codings.ts';
import { headerValue } from '../../lib/headers.ts';
import type { Target } from '../../outbound/target.ts';
import { factsOf, type MessageFacts } from '../engines/facts.ts';
import { type Message, takesEvent } from './accept.ts';
import { takesBody } from './body-filter.ts';
import type { KeptDestination } from '../store/destination-store.ts';

/** What forwards need of a capture. */
export interface CaptureForForward {
  id: CaptureId;
  method: string;
  target: string;
  headers: HeaderPair[];
  body: Buffer;
  /** Epoch ms. */
  receivedAt: number;
  endpointId: string | null;
  endpointName: string;
  /** Who sent it, as far as that can be told. */
  provider: string | null;
  /** The id that the sender gave. */
  deliveryId: string | null;
  /** What its sender calls the event; null where that is not known. */
  eventType: string | null;
  /** Result of the signature check; null where there was none. */
  signature: string | null;
  /** Why it did not arrive whole; null where it did. */
  failure: string | null;
  cut: boolean;
  /** Its sender was told to send it again. */
  comesAgain?: boolean;
}

/** What a transform gives: the body to send, or null to send nothing. */
export type Transformed = { body: Buffer; isJson: boolean } | null;

/** A function of an app, called with one argument. */
export type Transform = (
  of: { app: string; function: string },
  argument: unknown,
) => Promise<Transformed>;

export interface CapturedParts {
  installId: string;
  /** Captured headers as they may travel to a target. */
  headersFor: (id: CaptureId, target: Target, credentials: boolean) => HeaderPair[];
  transform: Transform;
}

type How = Pick<ForwardInput, 'body' | 'transform' | 'signature' | 'unverified' | 'appendPath'> & {
  /** The captured query goes along also where the path does not. */
  appendQuery?: boolean;
};

const DECODED_BYTES = 16 * 1024 * 1024;
// What proves who the sender was: a new signature takes its place.
const SIGNATURE = /(^|-)(signature|hmac|sig)(-|$)|^(webhook|svix)-(id|timestamp)$/i;
const SLACK_TIME = 'x-slack-request-timestamp';
const EVENT_HEADERS = ['x-github-event', 'x-shopify-topic', 'x-gitlab-event', 'x-event-key'];

/**
 * The message that a capture becomes for one destination.
 *
 * @returns null where nothing is to be sent: it did not arrive whole, goes round in a loop, does not
 * verify and is to be dropped then, is of an event or has a body the destination does not take, or
 * the transform drops it.
 * @throws where the transform fails.
 */
export async function messageOf(
  parts: CapturedParts,
  rowId: number,
  capture: CaptureForForward,
  how: How,
  destination: KeptDestination,
): Promise<Message | null> {
  if (capture.failure !== null || capture.cut) return null;
  if (countInVia(capture.headers, parts.installId) > 1) return null;
  // A forged event must not come out of here with a signature that is right.
  const isForged = capture.signature === 'bad';
  if (isForged && how.unverified === 'drop') return null;
  const eventType = capture.eventType ?? eventTypeOf(capture);
  if (!takesEvent(destination.settings.events, eventType)) return null;
  const transform = how.body === 'exact' ? null : how.transform;
  const made = transform && (await parts.transform(transform, argumentOf(capture)));
  if (transform !== null && made === null) return null;
  const sentText = made?.body ?? plainBody(capture);
  if (!(await takesBody(destination.settings.filter, sentText))) return null;
  const signs = how.signature === 'sign' && !isForged;
  const own = headerValue(capture.headers, 'content-type') ?? 'application/octet-stream';
  const contentType = made?.isJson === true ? 'application/json' : own;
  const travelling = parts.headersFor(capture.id, destination.target, destination.loopback);
  const headers = travelling
    .filter(([name]) => !signs || !isSignature(name))
    .filter(([name]) => made === null || !/^content-(type|encoding)$/i.test(name));
  if (made !== null) headers.push(['Content-Type', contentType]);
  headers.push(['Backstitch-Forward', `req=${capture.id}`]);
  return {
    origin: 'forward',
    eventType,
    contentType,
    body: made?.body ?? capture.body,
    captureId: rowId,
    isCaptured: made === null,
    method: capture.method,
    path: pathBehind(capture.target, how),
    headers,
    signs,
    idempotencyKey: null,
    forwardId: null,
    facts: factsFor([destination], capture),
  };
}

/** What goes along for event engines; null where there is none among the destinations. */
export const factsFor = (
  destinations: readonly KeptDestination[],
  capture: CaptureForForward,
): MessageFacts | null =>
  destinations.some(({ settings }) => settings.kind !== 'http') ? factsOf(capture) : null;

function pathBehind(target: string, { appendPath, appendQuery }: How): string | null {
  if (appendPath) return target;
  const query = target.indexOf('?');
  return appendQuery === true && query >= 0 ? target.slice(query) : null;
}

const isSignature = (name: string): boolean =>
  SIGNATURE.test(name) || name.toLowerCase() === SLACK_TIME;

/** The type of event a capture tells of: a known header, else `type` or `event` of a JSON body. */
export function eventTypeOf(capture: Pick<CaptureForForward, 'headers' | 'body'>): string | null {
  for (const name of EVENT_HEADERS) {
    const value = headerValue(capture.headers, name);
    if (value !== undefined) return value.slice(0, 200);
  }
  const body = jsonOf(capture);
  if (typeof body !== 'object' || body === null) return null;
  const { type, event } = body as { type?: unknown; event?: unknown };
  const found = typeof type === 'string' ? type : event;
  return typeof found === 'string' ? found.slice(0, 200) : null;
}

/** What a transform is called with. */
function argumentOf(capture: CaptureForForward): unknown {
  const [path = '', query = ''] = capture.target.split('?', 2);
  const headers: Record<string, string[]> = {};
  for (const [name, value] of capture.headers) (headers[name.toLowerCase()] ??= []).push(value);
  return {
    method: capture.method,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers,
    body: jsonOf(capture) ?? textOf(capture),
  };
}

const textOf = (capture: Pick<CaptureForForward, 'headers' | 'body'>): string =>
  plainBody(capture).toString('utf8');

/** The body without its content codings, where they can be taken off. */
function plainBody({ headers, body }: Pick<CaptureForForward, 'headers' | 'body'>): Buffer {
  const coding = headerValue(headers, 'content-encoding');
  const bytes = codings(coding).length === 0 ? body : decodeSmall(body, coding, DECODED_BYTES);
  return bytes ?? body;
}

function jsonOf(capture: Pick<CaptureForForward, 'headers' | 'body'>): unknown {
  try {
    return JSON.parse(textOf(capture));
  } catch {
    // Not JSON: whoever asks takes the text.
    return undefined;
  }
}
