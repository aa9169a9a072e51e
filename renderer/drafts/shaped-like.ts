/**
 * Whether a value has the shape of a sample: the same kinds of values under the same names. What is null
 * on one side may be anything on the other; the parts of a list are not looked at.
 */
export function shapedLike<T>(sample: T, value: unknown): value is T {
  if (sample === null || value === null) return true;
  if (typeof sample !== typeof value) return false;
  if (Array.isArray(sample)) return Array.isArray(value);
  if (typeof sample !== 'object' || typeof value !== 'object') return true;
  if (Array.isArray(value)) return false;
  const parts = value as Record<string, unknown>;
  return Object.entries(sample).every(([name, part]) => {
    if (part === undefined) return true;
    return name in parts && shapedLike(part, parts[name]);
  });
}
