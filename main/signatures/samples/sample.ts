import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** An event as a provider might send it, of our own writing: no person, no account in it exists. */
export interface Sample {
  id: string;
  provider: string;
  /** As the provider calls it. */
  event: string;
  headers: (ids: SampleIds) => HeaderPair[];
  /** An object is sent as JSON, pairs as a form. */
  body: (ids: SampleIds) => object | [string, string][];
}

/** What differs from one sending to the next. */
export interface SampleIds {
  now: Date;
  seconds: number;
  /** Twelve hex digits. */
  short: string;
  uuid: string;
}

const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json'];

/** A sample in JSON whose headers hold nothing but these. */
export function jsonSample(
  provider: string,
  event: string,
  body: (ids: SampleIds) => object,
  headers: (ids: SampleIds) => HeaderPair[] = () => [],
): Sample {
  const id = `${provider}:${event}`;
  return { id, provider, event, body, headers: (ids) => [JSON_TYPE, ...headers(ids)] };
}

export function formSample(
  provider: string,
  event: string,
  body: (ids: SampleIds) => [string, string][],
  headers: (ids: SampleIds) => HeaderPair[] = () => [],
): Sample {
  const id = `${provider}:${event}`;
  const type: HeaderPair = ['Content-Type', 'application/x-www-form-urlencoded'];
  return { id, provider, event, body, headers: (ids) => [type, ...headers(ids)] };
}
