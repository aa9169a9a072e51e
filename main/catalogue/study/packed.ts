import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Rule } from '../drift/rule.ts';
import type { Shape } from '../shape/shape.ts';
import { fromStored, type StoredShape, toStored } from '../shape/stored.ts';

/** What is learned of a type. */
export interface Learned {
  shape: Shape;
  /** Names of headers in lower case, and in how many samples they came. */
  headers: Map<string, number>;
}

interface StoredLearned {
  shape: StoredShape;
  headers: [string, number][];
}

const pack = (value: unknown): Buffer => deflateRawSync(JSON.stringify(value), { level: 3 });
/** What is unpacked, this program packed itself. */
const unpack = (bytes: Uint8Array): unknown => JSON.parse(inflateRawSync(bytes).toString('utf8'));

export const packLearned = ({ shape, headers }: Learned): Buffer =>
  pack({ shape: toStored(shape), headers: [...headers] } satisfies StoredLearned);

export function unpackLearned(bytes: Uint8Array): Learned {
  const { shape, headers } = unpack(bytes) as StoredLearned;
  return { shape: fromStored(shape), headers: new Map(headers) };
}

export const packRule = (rule: Rule): Buffer => pack(rule);
export const unpackRule = (bytes: Uint8Array): Rule => unpack(bytes) as Rule;
