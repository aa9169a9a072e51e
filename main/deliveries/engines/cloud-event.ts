import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { MessageRow } from '../store/rows.ts';
import type { MessageFacts } from './facts.ts';

/**
 * The attributes of a message as a CloudEvent, in their order, without its content type.
 *
 * @see CloudEvents 1.0 §3
 */
export function attributesOf(
  message: Pick<MessageRow, 'id' | 'event_type'>,
  facts: MessageFacts,
  installId: string,
): HeaderPair[] {
  const { provider, signature, endpointId, receivedAt } = facts;
  const unnamed = provider === null ? 'webhook.received' : `webhook.${provider}`;
  return [
    ['specversion', '1.0'],
    ['id', message.id],
    ['source', `urn:backstitch:${[installId, endpointId].filter(Boolean).join(':')}`],
    ['type', message.event_type ?? unnamed],
    ['time', new Date(receivedAt).toISOString()],
    ...(provider === null ? [] : [['backstitchprovider', provider] satisfies HeaderPair]),
    ...(signature === null ? [] : [['backstitchsignature', signature] satisfies HeaderPair]),
  ];
}

export const STRUCTURED_TYPE = 'application/cloudevents+json';

/**
 * A message as one JSON text. JSON stands in it byte for byte as it came: read and written again, long
 * numbers would change. All else is base64.
 *
 * @see CloudEvents JSON format §3
 */
export function structuredEvent(
  attributes: readonly HeaderPair[],
  contentType: string,
  body: Buffer,
): Buffer {
  const head = Object.fromEntries([...attributes, ['datacontenttype', contentType]]);
  const text = /json/i.test(contentType) ? jsonText(body) : null;
  if (text === null)
    return Buffer.from(JSON.stringify({ ...head, data_base64: body.toString('base64') }));
  return Buffer.from(`${JSON.stringify(head).slice(0, -1)},"data":${text}}`);
}

function jsonText(body: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    JSON.parse(text);
    return text;
  } catch {
    // Not JSON, or not UTF-8.
    return null;
  }
}

/**
 * A value of an attribute where only ASCII may stand.
 *
 * @see CloudEvents HTTP binding §3.1.3.2, which that for NATS follows
 */
export const escaped = (value: string): string =>
  value.replace(/[^\x21-\x7e]|["%]/gu, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
