import { randomBytes, randomUUID } from 'node:crypto';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Sample, SampleIds } from './sample.ts';

export interface Composed {
  /** Those of the event; no `Host`, nothing that is signed. */
  headers: HeaderPair[];
  body: Buffer;
  /** For schemes that sign the id of a message. */
  messageId: string;
}

/**
 * One sending of a sample: ids and times are new.
 *
 * @param now epoch ms
 */
export function compose(sample: Sample, now: number): Composed {
  const short = randomBytes(6).toString('hex');
  const uuid = randomUUID();
  const ids = { now: new Date(now), seconds: Math.floor(now / 1000), short, uuid };
  return { headers: sample.headers(ids), body: bytesOf(sample, ids), messageId: messageIdOf(uuid) };
}

/** An id as Standard Webhooks writes them. */
export const messageIdOf = (uuid: string): string => `msg_${uuid.replaceAll('-', '').slice(0, 24)}`;

function bytesOf(sample: Sample, ids: SampleIds): Buffer {
  const body = sample.body(ids);
  const isForm = sample.headers(ids).some(([, value]) => value.includes('form-urlencoded'));
  return Buffer.from(
    isForm ? new URLSearchParams(body as [string, string][]).toString() : JSON.stringify(body),
  );
}
