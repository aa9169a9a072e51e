import { findJsonMistake } from '../../../preload/rules/json-mistake.ts';

/** Why a text is not JSON of the wanted kind, in words; null where it is. '' counts as absent. */
export function jsonProblem(text: string, kind: 'any' | 'object' | 'array'): string | null {
  if (text.trim() === '') return null;
  const mistake = findJsonMistake(text);
  if (mistake !== null) return mistake.message;
  const value: unknown = JSON.parse(text);
  if (kind === 'array' && !Array.isArray(value)) return 'This must be an array: [ … ].';
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (kind === 'object' && !isObject) return 'This must be an object: { … }.';
  return null;
}
