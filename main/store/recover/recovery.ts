/** Ways on from a database that does not read. */
export const RECOVERIES = ['backup', 'salvage', 'beside'] as const;
export type Recovery = (typeof RECOVERIES)[number];
