import { shownValue } from '../../../wire/json/ejson-words.ts';
import type { EditableType } from './document-lines.ts';

export type Typed = { ok: true; value: unknown } | { ok: false; problem: string };

const fail = (problem: string): Typed => ({ ok: false, problem });
const is = (value: unknown): Typed => ({ ok: true, value });

/** What is written in the field of a value: its text, of Null nothing. */
export const fieldTextOf = (value: unknown): string =>
  value === null ? '' : shownValue(value).text;

/** Reads what was written as a value of a type; EJSON, as it is sent. */
export function readTyped(type: EditableType, written: string): Typed {
  const text = type === 'Text' ? written : written.trim();
  switch (type) {
    case 'Text':
      return is(text);
    case 'Int':
      return within(text, 31n) ? is({ $numberInt: String(BigInt(text)) }) : fail(WHOLE('32'));
    case 'Long':
      return within(text, 63n) ? is({ $numberLong: String(BigInt(text)) }) : fail(WHOLE('64'));
    case 'Double':
      return readDouble(text);
    case 'Decimal':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i.test(text)
        ? is({ $numberDecimal: text })
        : fail('Enter a decimal number, such as 1.50.');
    case 'Boolean':
      return text === 'true' || text === 'false'
        ? is(text === 'true')
        : fail('Enter true or false.');
    case 'Date': {
      const ms = text === '' ? Number.NaN : Date.parse(text);
      return Number.isNaN(ms)
        ? fail('Enter a date, such as 2026-01-31T12:00:00Z.')
        : is({ $date: { $numberLong: String(ms) } });
    }
    case 'ObjectId':
      return /^[0-9a-f]{24}$/i.test(text)
        ? is({ $oid: text.toLowerCase() })
        : fail('Enter 24 hexadecimal digits.');
    case 'Null':
      return is(null);
    default:
      return type satisfies never;
  }
}

const WHOLE = (bits: string): string => `Enter a whole number of ${bits} bits.`;

function within(text: string, bits: bigint): boolean {
  if (!/^[+-]?\d{1,20}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= -(2n ** bits) && value < 2n ** bits;
}

function readDouble(text: string): Typed {
  const special = ['NaN', 'Infinity', '-Infinity'].includes(text);
  const value = Number(text);
  if (text === '' || (!special && !Number.isFinite(value))) return fail('Enter a number.');
  return is({ $numberDouble: String(value) });
}
