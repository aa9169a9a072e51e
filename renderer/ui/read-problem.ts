export type ReadProblem = {
  message: string;
  hint?: string;
  code?: string;
  /** Path of the input that is wrong. */
  field?: string;
  host?: string;
};

/** Words for anything that was thrown: those of an API error where it is one. */
export function readProblem(error: unknown): ReadProblem {
  if (!(error instanceof Error)) return { message: 'The call failed without a reason.' };
  const code = readText(error, 'code');
  const data: unknown = 'data' in error ? error.data : undefined;
  return {
    message: error.message || 'The call failed without a reason.',
    ...optional('hint', readText(data, 'hint')),
    ...optional('field', readText(data, 'field')),
    ...optional('host', readText(data, 'host')),
    ...optional('code', code),
  };
}

/** Where in a text an API error says it is wrong, in UTF-16 units; null where it does not. */
export function readPlace(error: unknown): { from: number; to: number } | null {
  const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('place' in data)) return null;
  const { place } = data;
  if (typeof place !== 'object' || place === null) return null;
  const [from, to]: unknown[] = [Reflect.get(place, 'from'), Reflect.get(place, 'to')];
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : null;
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const out: { [P in K]?: string } = {};
  if (value !== undefined) out[key] = value;
  return out;
}

function readText(holder: unknown, key: string): string | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const value: unknown = Reflect.get(holder, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
