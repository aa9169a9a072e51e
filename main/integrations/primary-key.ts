import { canonicalName, hasReservedPrefix, hasReservedSuffix } from '../warehouse/names.ts';

const MAX_LENGTH = 50;

/** Why fields cannot be the key of an integration; null where they can. */
export function checkKey(fields: readonly string[]): string | null {
  for (const field of fields) {
    if (field.trim() === '') return 'A key field needs a name.';
    if (Array.from(field).length > MAX_LENGTH) {
      return `A key field has ${MAX_LENGTH} characters at most; “${field.slice(0, 20)}…” has more.`;
    }
    if (hasReservedPrefix(canonicalName(field))) {
      return `“${field}” begins like the columns that are added to each row. It cannot be a key.`;
    }
    if (hasReservedSuffix(canonicalName(field))) {
      return `“${field}” ends like the columns that a change of type adds. It cannot be a key.`;
    }
    if (field.includes('.')) {
      return `“${field}” reads like a path. A key is a field at the top of every event; what lies deeper cannot be one.`;
    }
  }
  const names = fields.map(canonicalName);
  const twice = fields.find((_, at) => names.indexOf(names[at] ?? '') !== at);
  return twice === undefined ? null : `“${twice}” is named twice.`;
}
