import { createHash } from 'node:crypto';

/** Bytes of a name that PostgreSQL keeps; it cuts longer ones without a word. */
const MAX_BYTES = 63;

/** Columns that every table there has already. */
const TAKEN = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid']);

/** The name of a table or column there: long and taken ones get a hash at their end. */
export function targetName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES && !TAKEN.has(name)) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let cut = name;
  while (Buffer.byteLength(cut) > MAX_BYTES - hash.length - 1)
    cut = Array.from(cut).slice(0, -1).join('');
  return `${cut}_${hash}`;
}

/** Schemas that PostgreSQL keeps for itself. */
const OWN_SCHEMA = /^pg_|^information_schema$/;

/** The name of a schema there: those of its own are left to it. */
export const schemaName = (schema: string): string =>
  OWN_SCHEMA.test(schema) ? `backstitch_${schema}` : schema;
