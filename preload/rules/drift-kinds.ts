/** How a capture can differ from the baseline of its event type. */
export const DRIFT_KINDS = [
  'new-field',
  'missing-field',
  'type',
  'null',
  'enum',
  'format',
  'unsafe-integer',
  'version',
  'new-type',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** Those that break a reader which took the baseline at its word; the others add something. */
export const BREAKING: ReadonlySet<DriftKind> = new Set([
  'missing-field',
  'type',
  'null',
  'unsafe-integer',
]);

/** What `drift:` in a search can ask for, beside the kinds. */
export const DRIFT_GROUPS = ['any', 'breaking', 'additive'] as const;
export type DriftAsked = DriftKind | (typeof DRIFT_GROUPS)[number];
