import { EJSON } from 'bson';

/** Arguments of an action as values: numbers plain, Binary and ObjectId as BSON types. */
export function readEjson(text: string): unknown {
  return EJSON.parse(text, { relaxed: true });
}

/** A result in canonical EJSON. */
export function writeEjson(value: unknown): string {
  return EJSON.stringify(value ?? null, { relaxed: false });
}

export type Fields = Record<string, unknown>;

/** Text of a field; '' for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
