import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** An event as the provider has it. */
export interface FakeEvent {
  /** By which a capture of it is known here. */
  id: string;
  type: string;
  /** Epoch ms. */
  at: number;
  /** The body as it was sent, byte for byte. */
  body: string;
  /** Headers as they were sent. */
  headers: HeaderPair[];
  delivered: boolean;
  /** The provider's own number of it, where that is another one. */
  number?: string;
  gone?: boolean;
}

/** A call that was let in. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  origin: string;
  events: readonly FakeEvent[];
  page: number;
  send: (event: FakeEvent) => Promise<void>;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

export type Api = (call: Call) => Reply | Promise<Reply>;

export const NOT_FOUND: Reply = { status: 404, body: '{"message":"Not Found"}' };
export const iso = (at: number): string => new Date(at).toISOString();
export const json = (value: unknown): string => JSON.stringify(value);
/** The body as JSON inside of an answer that is laid out for people, as GitHub's and Stripe's are. */
export const inside = (body: string): string => body.replaceAll(/([{,])"/g, '$1\n    "');

/** Those of a page that begins behind one; and the id to go on from, where there is more. */
export function sliceAfter(events: readonly FakeEvent[], after: string | null, size: number) {
  const from = after === null ? 0 : events.findIndex(({ id }) => id === after) + 1;
  const items = events.slice(from, from + size);
  return { items, hasMore: from + size < events.length };
}
export const within = (events: readonly FakeEvent[], from: string | null, to: string | null) =>
  events.filter(({ at }) => (from === null || iso(at) >= from) && (to === null || iso(at) <= to));
export async function again(call: Call, id: string | undefined, status = 202): Promise<Reply> {
  const event = call.events.find((one) => one.id === id || one.number === id);
  if (event === undefined) return NOT_FOUND;
  await call.send(event);
  return { status, body: '{}' };
}
