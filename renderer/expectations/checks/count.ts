/** How many captures are wanted, as a choice and its numbers. */
export interface Count {
  kind: 'min' | 'exactly' | 'max' | 'between';
  /** Null: not typed yet. */
  min: number | null;
  max: number | null;
}

export const COUNTS: readonly { value: Count['kind']; label: string }[] = [
  { value: 'min', label: 'At least' },
  { value: 'exactly', label: 'Exactly' },
  { value: 'max', label: 'At most' },
  { value: 'between', label: 'Between' },
];

const isNumber = (value: unknown): value is number | null | undefined =>
  value === undefined || value === null || typeof value === 'number';

/** The field `count`; null where it is something else, which only the JSON shows. */
export function readCount(count: unknown): Count | null {
  if (count === undefined) return { kind: 'min', min: 1, max: null };
  if (count === null || typeof count === 'number')
    return { kind: 'exactly', min: count, max: null };
  if (typeof count !== 'object' || Array.isArray(count)) return null;
  const { min, max, ...rest } = count as { min?: unknown; max?: unknown };
  if (Object.keys(rest).length > 0 || !isNumber(min) || !isNumber(max)) return null;
  const kind = max === undefined ? 'min' : min === undefined ? 'max' : 'between';
  return { kind, min: min ?? null, max: max ?? null };
}

/** As it stands in the JSON. A number that is missing is null there, which the engine refuses in words. */
export function writeCount({ kind, min, max }: Count): unknown {
  if (kind === 'exactly') return min;
  if (kind === 'min') return { min };
  return kind === 'max' ? { max } : { min, max };
}

/** Another choice with the numbers that are there. */
export function withKind(count: Count, kind: Count['kind']): Count {
  const number = count.min ?? count.max ?? 1;
  if (kind === 'max') return { kind, min: null, max: count.max ?? number };
  if (kind === 'between') return { kind, min: count.min ?? 0, max: count.max ?? number };
  return { kind, min: number, max: null };
}
