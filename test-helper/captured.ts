import { headerMap, readable } from './message.ts';
import type { Capture } from './public.d.ts';
import type { Rest } from './rest.ts';

/** What is read of a capture over REST; a type test holds it to the contract. */
export interface Detail {
  id: string;
  receivedAt: number;
  method: string;
  target: string;
  headers: [string, string][];
  provider: string | null;
  eventType: string | null;
  signature: Capture['signature'];
  status: number | null;
  reply: { status: number; headers: [string, string][]; completed: boolean } | null;
}

/** A capture as tests read it, its body included. */
export async function readCapture(rest: Rest, id: string): Promise<Capture> {
  const [detail, body, sender] = await Promise.all([
    rest.ask<Detail>('GET', `/captures/${id}`),
    rest.bytes('GET', `/captures/${id}/body`),
    rest.ask<{ deliveryId: string | null }>('GET', `/captures/${id}/sender`),
  ]);
  const { receivedAt, method, target, provider, eventType, signature, reply } = detail;
  const headers = headerMap(detail.headers);
  const at = target.indexOf('?');
  return {
    id,
    receivedAt,
    method,
    target,
    path: at < 0 ? target : target.slice(0, at),
    query: new URLSearchParams(at < 0 ? '' : target.slice(at + 1)),
    headers,
    provider,
    event: eventType,
    deliveryId: sender.deliveryId,
    signature,
    reply: reply && { ...reply, headers: headerMap(reply.headers) },
    ...readable(body, headers),
  };
}

/** As many at once as an engine answers without anybody waiting. */
const AT_ONCE = 8;

export async function readCaptures(rest: Rest, ids: readonly string[]): Promise<Capture[]> {
  const read: Capture[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    read.push(...(await Promise.all(some.map((id) => readCapture(rest, id)))));
  }
  return read;
}
