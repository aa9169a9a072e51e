import type { EngineReceipt } from '../../../preload/contract/deliveries/engines.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { headerValue } from '../../lib/headers.ts';
import { signedHeaders } from '../sending/signing.ts';
import type { KeptDestination, Settings } from '../store/destination-store.ts';
import type { MessageRow } from '../store/rows.ts';
import { attributesOf, escaped, STRUCTURED_TYPE, structuredEvent } from './cloud-event.ts';
import { type MessageFacts, ownFacts } from './facts.ts';
import type { EngineKind } from './places.ts';
import { asSubject } from './subject.ts';
import { fillTemplate, type TemplateFacts } from './template.ts';

/** A message as an engine gets it. */
export interface EngineEvent {
  id: string;
  kind: EngineKind;
  /** Where it goes: what the templates gave, and what is fixed. */
  place: EngineReceipt['place'];
  /** What goes beside the body, with the names it has there. */
  headers: HeaderPair[];
  body: Buffer;
  secretIds: string[];
}

interface Parts {
  destination: Pick<KeptDestination, 'settings' | 'secrets' | 'lent' | 'target'>;
  message: MessageRow;
  body: Buffer;
  installId: string;
  /** Epoch ms. */
  at: number;
}

const FRAMING =
  /^(host|content-length|content-type|content-encoding|transfer-encoding|connection|te|upgrade)$/i;

/** The kind and settings of an engine, which saving has seen to fit together. */
export function engineOf({ kind, engine }: Settings) {
  if (kind === 'nats' && engine !== null && 'stream' in engine) return { kind, ...engine } as const;
  if (kind === 'kafka' && engine !== null && 'topic' in engine) return { kind, ...engine } as const;
  if (kind === 'sqs' && engine !== null && 'region' in engine) return { kind, ...engine } as const;
  throw new Error(`a destination of the kind ${kind} lacks its settings`);
}

type Engine = ReturnType<typeof engineOf>;

/**
 * A message as a CloudEvent for the engine of a destination.
 *
 * @throws where it has to be signed and cannot be.
 */
export function engineEvent(parts: Parts): EngineEvent {
  const { destination, message, installId } = parts;
  const engine = engineOf(destination.settings);
  const facts = factsIn(message);
  const place = placeOf(engine, { facts, eventType: message.event_type, body: parts.body });
  const attributes = attributesOf(message, facts, installId);
  const isStructured = engine.mode === 'structured';
  const body = isStructured
    ? structuredEvent(attributes, message.content_type, parts.body)
    : parts.body;
  const signed = signing(parts, body);
  const named = namesOf(engine.kind);
  const coding = isStructured ? undefined : headerValue(facts.headers, 'content-encoding');
  const headers: HeaderPair[] = [
    ...(isStructured ? [] : attributes.map(([name, value]) => named(name, value))),
    ['content-type', isStructured ? STRUCTURED_TYPE : message.content_type],
    ...(coding === undefined ? [] : [['content-encoding', coding] satisfies HeaderPair]),
    ...signed.headers,
    ...destination.settings.headers,
    ...(engine.headers === 'safe' ? capturedOnes(facts) : []),
  ];
  const { id } = message;
  if (engine.kind === 'nats') headers.push(['Nats-Msg-Id', id]);
  return { id, kind: engine.kind, place, headers, body, secretIds: signed.secretIds };
}

const factsIn = (message: MessageRow): MessageFacts =>
  message.facts === null ? ownFacts(message) : (JSON.parse(message.facts) as MessageFacts);

/** Where an engine puts a message. */
export function placeOf(engine: Engine, of: TemplateFacts): EngineReceipt['place'] {
  switch (engine.kind) {
    case 'nats':
      return { stream: engine.stream, subject: asSubject(fillTemplate(engine.subject, of)) };
    case 'kafka':
      return { topic: engine.topic, key: fillTemplate(engine.key, of) };
    case 'sqs':
      return { group: asGroup(fillTemplate(engine.group, of)) };
  }
}

/** @see MessageGroupId in the API reference of SQS: up to 128 of these characters */
const asGroup = (text: string): string => text.replace(/[^\x21-\x7e]/g, '_').slice(0, 128);

/** What an attribute is called, and how its value is written, at each engine. */
function namesOf(kind: EngineKind): (name: string, value: string) => HeaderPair {
  if (kind === 'kafka') return (name, value) => [`ce_${name}`, value];
  if (kind === 'nats') return (name, value) => [`ce-${name}`, escaped(value)];
  return (name, value) => [`ce-${name}`, value];
}

const capturedOnes = ({ headers }: MessageFacts): HeaderPair[] =>
  headers
    .filter(([name]) => !FRAMING.test(name))
    .map(([name, value]) => [`http-${name.toLowerCase()}`, value]);

/** The three headers of Standard Webhooks, over the bytes that go out. */
function signing(
  { destination, message, at }: Parts,
  body: Buffer,
): Pick<EngineEvent, 'headers' | 'secretIds'> {
  const { settings, lent, target } = destination;
  if (settings.signing === 'none' || message.signs === 0) return { headers: [], secretIds: [] };
  const own = lent?.secret ? [lent.secret] : destination.secrets;
  const secrets = own.filter(({ signsUntil }) => signsUntil === null || signsUntil > at);
  const { id, method } = message;
  const headers: HeaderPair[] = [
    ['webhook-id', id],
    ['webhook-timestamp', String(Math.floor(at / 1000))],
  ];
  const sending = { as: 'standard', secrets, id, at, method, target, headers, body };
  return { headers: signedHeaders(sending), secretIds: secrets.map((secret) => secret.id) };
}
