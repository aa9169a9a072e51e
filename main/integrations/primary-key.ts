import { canonicalName, hasReservedPrefix } from '../warehouse/names.ts';

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
  }
  const names = fields.map(canonicalName);
  const twice = fields.find((_, at) => names.indexOf(names[at] ?? '') !== at);
  return twice === undefined ? null : `“${twice}” is named twice.`;
}
