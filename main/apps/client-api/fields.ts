import { EJSON } from 'bson';
import { CallRefused } from './refusal.ts';

export type Fields = Record<string, unknown>;

/** Longest text a field of a credential may have. */
const MAX_TEXT = 10_000;

/**
 * The object in a body. Values are plain: credentials are JSON.
 *
 * @throws CallRefused MissingParameter, InvalidParameter
 */
export function readObject(body: Buffer, what = 'the request body'): Fields {
  if (body.length === 0) throw new CallRefused('MissingParameter', `${what} is missing`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new CallRefused('InvalidParameter', `${what} is not valid JSON`);
  }
  if (!isFields(value)) throw new CallRefused('InvalidParameter', `${what} has to be an object`);
  return value;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A text that has to be there.
 *
 * @throws CallRefused MissingParameter, InvalidParameter
 */
export function text(fields: Fields, name: string, maxLength = MAX_TEXT): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null || value === '')
    throw new CallRefused('MissingParameter', `missing parameter '${name}'`);
  if (typeof value !== 'string')
    throw new CallRefused('InvalidParameter', `parameter '${name}' has to be a string`);
  if (value.length > maxLength)
    throw new CallRefused('InvalidParameter', `parameter '${name}' is too long`);
  return value;
}

/** A text that may be left out; '' then. What is no text is left out too. */
export function shortText(fields: unknown, name: string): string {
  const value = isFields(fields) && Object.hasOwn(fields, name) ? fields[name] : '';
  return typeof value === 'string' ? value.slice(0, 200) : '';
}

/** A call of a function or an action. */
export interface Call {
  name: string;
  service: string;
  /** Canonical EJSON of the list. */
  args: string;
  /** The same, as plain values of EJSON. */
  values: unknown[];
}

/**
 * Reads a call out of its JSON.
 *
 * @throws CallRefused MissingParameter, InvalidParameter
 */
export function readCallText(json: string): Call {
  const fields = readObject(Buffer.from(json, 'utf8'), 'the call');
  const name = text(fields, 'name', 200);
  const service =
    fields.service === undefined || fields.service === null ? '' : text(fields, 'service', 200);
  const list = fields.arguments ?? [];
  if (!Array.isArray(list))
    throw new CallRefused('InvalidParameter', "parameter 'arguments' has to be a list");
  // A function reads EJSON of either form by itself.
  if (service === '') return { name, service, args: JSON.stringify(list), values: list };
  try {
    const values: unknown = EJSON.parse(JSON.stringify(list), { relaxed: false });
    return {
      name,
      service,
      args: EJSON.stringify(values, { relaxed: false }),
      values: values as unknown[],
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CallRefused('InvalidParameter', `the arguments are not valid EJSON: ${why}`);
  }
}
