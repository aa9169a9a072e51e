import { canonicalName, hasReservedPrefix, hasReservedSuffix } from '../warehouse/names.ts';

const MAX_LENGTH = 50;

/** Why fields cannot be the key of an integration; null where they can. */
export function checkKey(fields: readonly string[]): string | null {
  for (const field of fields) {
    if (field.trim() === '') return 'A key field needs a name.';
    if (Array.from(field).length > MAX_LENGTH) {
      return `A key field has at most ${MAX_LENGTH} characters; “${field.slice(0, 20)}…” has more.`;
    }
    if (hasReservedPrefix(canonicalName(field))) {
      return `“${field}” begins like the columns added to each row, so it cannot be a key.`;
    }
    if (hasReservedSuffix(canonicalName(field))) {
      return `“${field}” ends like the columns added by a change of type, so it cannot be a key.`;
    }
    if (field.includes('.')) {
      return `“${field}” looks like a path. A key has to be a top-level field of every event.`;
    }
  }
  const names = fields.map(canonicalName);
  const twice = fields.find((_, at) => names.indexOf(names[at] ?? '') !== at);
  return twice === undefined ? null : `“${twice}” is named twice.`;
}
