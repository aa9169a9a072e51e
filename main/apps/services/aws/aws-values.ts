import { Binary, ObjectId } from 'bson';
import { ActionError } from '../action-error.ts';
import type { Fields } from '../ejson.ts';

/** Most that an object of S3 may have, as the vendor had it. */
export const OBJECT_CAP_BYTES = 4 * 1024 * 1024;

/** Members that are bytes in the Go SDK, so that text given for them is meant as UTF-8. */
const BLOBS: Readonly<Record<string, readonly string[]>> = {
  s3: ['Body'],
  lambda: ['Payload', 'ZipFile'],
  kinesis: ['Data'],
  firehose: ['Data'],
  sns: ['BinaryValue'],
  sqs: ['BinaryValue'],
  // Only there: the Data of a subject or a text is text.
  ses: ['RawMessage.Data'],
};

/** An input for the SDK: Binaries become bytes, and so does text where the SDK wants bytes. */
export function toSdk(service: string, input: Fields): Fields {
  const blobs = BLOBS[service] ?? [];
  const isBlob = (parent: string, name: string): boolean =>
    blobs.includes(name) || blobs.includes(`${parent}.${name}`);
  const convert = (value: unknown, parent: string, name: string): unknown => {
    if (typeof value === 'string') return isBlob(parent, name) ? Buffer.from(value, 'utf8') : value;
    if (value instanceof Binary) return value.value();
    if (value instanceof Date || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => convert(one, parent, name));
    // There is nothing of that kind at AWS.
    if (value instanceof ObjectId) return value.toHexString();
    return convertFields(value as Fields, name);
  };
  const convertFields = (fields: Fields, parent: string): Fields =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, convert(value, parent, name)]),
    );
  return convertFields(input, '');
}

/** An output of the SDK: bytes and streams become Binaries, names stay as Go writes them too. */
export async function fromSdk(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return new Binary(value);
  if (Array.isArray(value)) return Promise.all(value.map(fromSdk));
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (isStream(value)) return new Binary(await readStream(value));
  const out: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    if (name !== '$metadata' && inner !== undefined) out.push([name, await fromSdk(inner)]);
  }
  return Object.fromEntries(out);
}

const isStream = (value: object): value is AsyncIterable<unknown> => Symbol.asyncIterator in value;

async function readStream(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array))
      throw new ActionError('AWSError', 'actions that return an event stream do not run here');
    chunks.push(chunk);
    size += chunk.length;
    if (size > OBJECT_CAP_BYTES) throw tooLarge();
  }
  return Buffer.concat(chunks);
}

/** @throws ActionError where an input holds more than an object may */
export function requireSmall(input: Fields): void {
  if (input.Body instanceof Uint8Array && input.Body.length > OBJECT_CAP_BYTES) throw tooLarge();
}

const tooLarge = (): ActionError =>
  new ActionError('AWSError', 'EntityTooLarge: an S3 object can have at most 4 MB');
