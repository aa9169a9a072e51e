import type { RowCondition, TableColumn } from '../../../preload/contract/integrations/rows.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { quoted } from '../../warehouse/names.ts';

type Param = string | number | bigint;

/** What a value may be in the table: views give numbers and booleans of several types as text. */
function forms(type: string, value: string): Param[] {
  if (type === 'boolean' && value === 'true') return [1n, value];
  if (type === 'boolean' && value === 'false') return [0n, value];
  if (type === 'integer' && /^-?\d{1,19}$/.test(value)) return [BigInt(value), value];
  const number = Number(value);
  if (type === 'float' && value.trim() !== '' && !Number.isNaN(number)) return [number, value];
  return [value];
}

/**
 * Conditions as SQL that follows another condition of `t`, with the values of its `?`.
 *
 * @throws BackstitchError QUERY_FAILED for a column that the table does not have
 */
export function conditionSql(
  columns: readonly Pick<TableColumn, 'name' | 'type'>[],
  where: readonly RowCondition[],
): { sql: string; params: Param[] } {
  const params: Param[] = [];
  const parts = where.map(({ column, value }) => {
    const known = columns.find(({ name }) => name === column);
    if (known === undefined) {
      throw new BackstitchError('QUERY_FAILED', `There is no column ${column} here.`);
    }
    const name = `t.${quoted(column)}`;
    if (value === null) return ` AND ${name} IS NULL`;
    const wanted = forms(known.type, value);
    params.push(...wanted);
    return ` AND ${name} IN (${wanted.map(() => '?').join(', ')})`;
  });
  return { sql: parts.join(''), params };
}
