/** A number that a double does not hold as it was written: `1.0`, or an integer beyond 2^53. */
export class WrittenNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  get isInteger(): boolean {
    return /^-?\d+$/.test(this.source);
  }
}

/** Where such a number may stand. It may also find one in a string, which costs time and nothing else. */
const MAY_HOLD_ONE = /\d{16}|[:,[\s]-?\d+(?:\.\d+)?[eE]|[:,[\s]-?\d+\.0/;

/** JSON with numbers by their source text; undefined where it is none. */
export function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: MAY_HOLD_ONE.test(text) ? JSON.parse(text, keepWritten) : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function keepWritten(...[, value, context]: [string, unknown, { source?: string }?]): unknown {
  if (typeof value !== 'number') return value;
  const source = context?.source ?? String(value);
  const isWhole = /^-?\d+$/.test(source);
  return isWhole === Number.isSafeInteger(value) ? value : new WrittenNumber(source);
}
