import type { DriftKind } from '../../preload/rules/drift-kinds.ts';

const KINDS: Record<DriftKind, string> = {
  'new-field': 'New field',
  'missing-field': 'Missing field',
  type: 'Other type',
  null: 'Null for the first time',
  enum: 'New value',
  format: 'Other format',
  'unsafe-integer': 'Integer that JavaScript rounds',
  version: 'New version',
  'new-type': 'New event',
};

export const kindWords = (kind: DriftKind): string => KINDS[kind];

/** Several, as part of a sentence: `new field, other type`. */
export const kindsWords = (kinds: readonly DriftKind[]): string =>
  kinds.map((kind) => KINDS[kind].replace(/^./, (letter) => letter.toLowerCase())).join(', ');
