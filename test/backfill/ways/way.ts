import { createHmac } from 'node:crypto';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { FakeEvent } from '../fakes/call.ts';

/** How a provider writes an event, and what its source is asked for. */
export interface Way {
  settings: Record<string, string>;
  event: (n: number) => Pick<FakeEvent, 'id' | 'body' | 'headers' | 'number'>;
  /** Of a body that cannot be had as it was sent: what is had. */
  given?: (body: string) => string;
}

export const SECRET = 'It is a secret of the sender';
export const NOW = Date.now();
export const json: HeaderPair = ['Content-Type', 'application/json'];
export const hmac = (body: string): string =>
  createHmac('sha256', SECRET).update(body).digest('hex');
/** When an event happened, by its number. */
export const timeOf = (n: number): number => NOW - n * 30_000;
