import type { FormField } from '../../../../main/decode/form-fields.ts';

/** So much of a form is read: a file under the wrong type would make a million rows of nonsense. */
export const FORM_BYTES = 2_000_000;

/** What of a form can be looked through: name and value of each field, in turn. */
export const fieldCells = (fields: readonly FormField[]): string[] =>
  fields.flatMap(({ name, value }) => [name, value]);
