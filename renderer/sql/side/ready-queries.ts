import type { SchemaTables } from '../text/sql-completions.ts';

export interface Ready {
  name: string;
  sql: string;
}

/** Queries that most people come for, written for the first schema there is. */
export function readyQueries(schemas: readonly SchemaTables[]): Ready[] {
  const captures = {
    name: 'Answers by status',
    sql: 'SELECT status, count(*) AS requests\nFROM captures\nGROUP BY status\nORDER BY requests DESC',
  };
  const first = schemas.find(({ schema }) => schema !== '');
  const failed = {
    name: 'Deliveries that failed',
    sql: "SELECT destination_name, last_status, last_failure, count(*) AS deliveries\nFROM deliveries\nWHERE state = 'failed'\nGROUP BY 1, 2, 3\nORDER BY deliveries DESC",
  };
  if (first === undefined) return [captures, failed];
  const data = `${first.schema}.data`;
  const columns = first.tables.find(({ name }) => name === 'data')?.columns ?? [];
  const key =
    columns.find((name) => name === 'id') ?? columns.find((name) => !name.startsWith('_'));
  const named = key === undefined ? '"id"' : `"${key.replaceAll('"', '""')}"`;
  return [
    {
      name: 'Latest version of each row',
      sql: `SELECT o.* FROM ${data} o\nJOIN (SELECT MAX(_sdc_sequence) AS seq, ${named} FROM ${data} GROUP BY ${named}) oo\n  ON o.${named} = oo.${named} AND o._sdc_sequence = oo.seq`,
    },
    {
      name: 'Rows by hour',
      sql: `SELECT substr(_sdc_received_at, 1, 13) AS hour, count(*) AS rows\nFROM ${data}\nGROUP BY hour\nORDER BY hour`,
    },
    {
      name: 'Rejected, by reason',
      sql: `SELECT reason, count(*) AS records\nFROM ${first.schema}._sdc_rejected\nGROUP BY reason\nORDER BY records DESC`,
    },
    captures,
    failed,
  ];
}
