import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalName } from '../../../main/warehouse/names.ts';
import { copyToPostgres } from '../../../main/warehouse/postgres/copy.ts';
import { childTables } from '../../../main/warehouse/tables.ts';
import { histories } from '../history.ts';
import { Schema } from '../schema-model.ts';
import { startPostgres, type TestPostgres } from '../../helpers/postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

let runs = 0;

function copy(schema: Schema, name: string) {
  const { primaryKey, loading } = schema.profile;
  return copyToPostgres({
    db: schema.db,
    schema: name,
    keys: primaryKey.map(canonicalName),
    loading,
    url: server.url,
    judge: async () => ({ ok: true, addresses: ['127.0.0.1'] }),
  });
}

/** Both sides, as texts that can be compared: what a table holds in a column, and how often. */
async function compare(schema: Schema, name: string): Promise<void> {
  const here = (sql: string): unknown => schema.db.prepare(sql).raw().safeIntegers().all();
  const there = async (sql: string): Promise<unknown> =>
    (await server.query<{ n: string }>(sql)).map((row) => Object.values(row));
  const asText = (rows: unknown): string =>
    JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  for (const table of ['data', ...childTables(schema.db)]) {
    const columns = schema.db.pragma(`table_info("${table}")`) as { name: string }[];
    const counts = columns.map(({ name: column }) => `count("${column}") AS "${column}"`);
    const [theirs] = await server.query(`SELECT ${counts.join(', ')} FROM ${name}."${table}"`);
    const ours = schema.db.prepare(`SELECT ${counts.join(', ')} FROM "${table}"`).get() as object;
    const numbers = Object.entries(theirs ?? {}).map(([column, n]) => [column, Number(n)]);
    expect([table, Object.fromEntries(numbers)]).toEqual([table, ours]);
  }
  const sequences = 'SELECT _sdc_sequence FROM @data ORDER BY _sdc_sequence';
  expect(asText(await there(sequences.replace('@', `${name}.`)))).toBe(
    asText(here(sequences.replace('@', ''))),
  );
  const rejects = 'SELECT record, reason FROM @_sdc_rejected ORDER BY record, reason';
  const sorted = (rows: unknown): string[] =>
    (rows as string[][]).map((row) => row.join()).toSorted();
  expect(sorted(await there(rejects.replace('@', `${name}.`)))).toEqual(
    sorted(here(rejects.replace('@', ''))),
  );
}

it('a server has what the tables have, whatever happened to them and to it', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat({ max: 4 }), async (steps, away) => {
      runs += 1;
      const name = `laws_${runs}`;
      using schema = new Schema();
      for (const [at, step] of steps.entries()) {
        schema.run(step);
        if (at % 4 !== 3 && at !== steps.length - 1) continue;
        if (away === 0 && at === 3) {
          await server.stop('SIGINT');
          await assert.rejects(copy(schema, name));
          await server.start();
        }
        await copy(schema, name);
        await compare(schema, name);
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
});
