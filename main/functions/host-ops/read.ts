import type { HostValue } from './operation.ts';

// A sandbox may hold more than this, but a computation blocks its thread, and copies its input.
const MAX_BYTES = 64 * 1024 * 1024;

/** Arguments of host operations come from hostile code: each is checked before use. */
export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what} has to be a string`);
  if (value.length > MAX_BYTES) throw tooLarge(what);
  return value;
}

/** The same bytes, not a copy of them. */
export function buffer(value: HostValue | undefined, what: string): Buffer {
  if (!(value instanceof ArrayBuffer)) throw new TypeError(`${what} has to be bytes`);
  if (value.byteLength > MAX_BYTES) throw tooLarge(what);
  return Buffer.from(value);
}

export function whole(value: HostValue | undefined, what: string, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) {
    return value;
  }
  throw new TypeError(`${what} has to be a whole number up to ${max}`);
}

/**
 * A record in JSON text. Read by hand: a schema library would be a sixth of what a first call waits for.
 *
 * @throws TypeError where it is anything else.
 */
export function record(value: HostValue | undefined, what: string): Record<string, unknown> {
  const read: unknown = JSON.parse(text(value, what));
  if (isRecord(read)) return { ...read };
  throw new TypeError(`${what} must be an object`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list in JSON text. */
export function list(value: HostValue | undefined, what: string): unknown[] {
  const read: unknown = JSON.parse(text(value, what));
  if (Array.isArray(read)) return read;
  throw new TypeError(`${what} must be an array`);
}

/** A list of strings in JSON text. */
export function texts(value: HostValue | undefined, what: string): string[] {
  return list(value, what).map((one) => {
    if (typeof one === 'string') return one;
    throw new TypeError(`${what} must be strings`);
  });
}

/** A buffer of exactly these bytes: Node's small Buffers share a pool. */
export function exact(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** One of a list, or an error that lists them. */
export function oneOf<T extends string>(value: string, choices: readonly T[], what: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new Error(`${what} "${value}" is not supported; use ${choices.join(', ')}`);
}

const tooLarge = (what: string): RangeError => new RangeError(`${what} is larger than 64 MB`);
