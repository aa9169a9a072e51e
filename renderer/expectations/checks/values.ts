import type { Range } from '../../../preload/contract/interchange/expectations/assertions.ts';

/** How what is typed beside a comparison is read. */
export type ValueKind =
  | 'none'
  | 'text'
  | 'texts'
  | 'scalar'
  | 'scalars'
  | 'number'
  | 'range'
  | 'status'
  | 'statuses'
  | 'choice'
  | 'choices';

type Scalar = string | number | boolean | null;

const WHOLE = /^-?\d+$/;
/** A double holds so many digits of an integer; the contract takes more as a text. */
const EXACT_DIGITS = 15;

/** `12`, `true`, `null` are what JSON reads them as, other things texts; quotes make any text of it. */
function readScalar(typed: string): Scalar {
  const trimmed = typed.trim();
  if (WHOLE.test(trimmed) && trimmed.replace('-', '').length > EXACT_DIGITS) return trimmed;
  try {
    const read: unknown = JSON.parse(trimmed);
    if (read === null || ['string', 'number', 'boolean'].includes(typeof read)) {
      return read as Scalar;
    }
  } catch {
    // A text without quotes.
  }
  return typed;
}

function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return readScalar(value) === value ? value : JSON.stringify(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return null;
}

function readNumber(typed: string): number | string {
  const trimmed = typed.trim();
  return trimmed !== '' &&
    Number.isFinite(Number(trimmed)) &&
    typeof readScalar(trimmed) === 'number'
    ? Number(trimmed)
    : typed;
}

const RANGE = /^\s*(\d{1,15})?\s*(\.\.)?\s*(\d{1,15})?\s*$/;

/** `3`, `2..5`, `2..`, `..5`; what is none of these stays as typed, for the engine to refuse. */
export function readRange(typed: string): Range | string {
  const [, min, dots, max] = RANGE.exec(typed) ?? [];
  if (dots === undefined) return min === undefined || max !== undefined ? typed : Number(min);
  if (min === undefined && max === undefined) return typed;
  return {
    ...(min !== undefined && { min: Number(min) }),
    ...(max !== undefined && { max: Number(max) }),
  };
}

export function rangeText(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { min, max, ...rest } = value as { min?: unknown; max?: unknown };
  if (Object.keys(rest).length > 0) return null;
  for (const end of [min, max]) if (end !== undefined && typeof end !== 'number') return null;
  return `${(min as number | undefined) ?? ''}..${(max as number | undefined) ?? ''}`;
}

const parts = (typed: string): string[] => typed.split(',').map((part) => part.trim());
const readStatus = (typed: string): string | number =>
  /^\d{3}$/.test(typed.trim()) ? Number(typed) : typed.trim();

/** What is typed, as the value of an assertion. */
export function readValue(kind: ValueKind, typed: string): unknown {
  switch (kind) {
    case 'none':
      return true;
    case 'text':
    case 'choice':
      return typed;
    case 'texts':
    case 'choices':
      return parts(typed);
    case 'scalar':
      return readScalar(typed);
    case 'scalars':
      return parts(typed).map(readScalar);
    case 'number':
      return readNumber(typed);
    case 'range':
      return readRange(typed);
    case 'status':
      return readStatus(typed);
    case 'statuses':
      return parts(typed).map(readStatus);
    default:
      return kind satisfies never;
  }
}

/** The text that is read as this value; null where no text is. */
export function valueText(kind: ValueKind, value: unknown): string | null {
  const text = textFor(kind, value);
  return text !== null && same(readValue(kind, text), value) ? text : null;
}

function textFor(kind: ValueKind, value: unknown): string | null {
  switch (kind) {
    case 'none':
      return value === true ? '' : null;
    case 'text':
    case 'choice':
      return typeof value === 'string' ? value : null;
    case 'scalar':
      return scalarText(value);
    case 'number':
    case 'status':
      return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
    case 'range':
      return rangeText(value);
    case 'texts':
    case 'choices':
    case 'statuses':
      return Array.isArray(value) ? value.join(', ') : null;
    case 'scalars': {
      const texts = Array.isArray(value) ? value.map(scalarText) : [null];
      return texts.includes(null) ? null : texts.join(', ');
    }
    default:
      return kind satisfies never;
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
