import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startNodeProcess } from '../../main/lib/child-process/start-node-process.ts';
import { openLoader } from '../../main/warehouse/loading/loader.ts';
import { openReader } from '../../main/warehouse/reader.ts';
import { openSchemaFile } from '../../main/warehouse/schema-file.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const ROWS = 5000;
const SCHEMAS = ['one', 'two'];

/** Two schemas whose rows belong to each other, in opposite orders and without an index. */
function fill(folder: string): void {
  for (const name of SCHEMAS) {
    using open = new DisposableStack();
    const db = open.adopt(openSchemaFile(join(folder, `${name}.sqlite`)), (one) => one.close());
    const loader = openLoader(
      db,
      {
        primaryKey: [],
        loading: 'append',
        nested: 'json',
        detectTimestamps: false,
        reservedNames: 'reject-record',
      },
      Date.now,
    );
    loader.configure();
    loader.load(
      Array.from({ length: ROWS }, (_, n) => ({
        captureId: n + 1,
        receivedAt: n,
        text: JSON.stringify({ id: `evt_${n}`, ref: `evt_${ROWS - 1 - n}`, amount: n }),
      })),
    );
  }
}

it('an agent whose join takes too long is told how to ask, and gets its answer that way', async () => {
  using dir = tempDir();
  fill(dir.path);
  await using reader = openReader(startNodeProcess, { idle: 2, most: 2 });
  const ask = (sql: string, deadlineMs: number, maxRows = 10) =>
    reader.read(
      {
        folder: dir.path,
        schemas: SCHEMAS.map((name) => ({ name, file: `${name}.sqlite` })),
        engine: null,
        // As agents ask: credentials are cut.
        secrets: [],
        sql,
        params: [],
        maxRows,
        maxBytes: 1e6,
        maxText: 1000,
      },
      deadlineMs,
    );

  // 25 million pairs, each of which is cut.
  const slow = 'SELECT count(*) FROM one.data a JOIN two.data b ON b.ref = a.id';
  expect(await ask(slow, 300)).toMatchObject({
    ok: false,
    message: 'The query took longer than 0.3 s and was stopped.',
    hint: expect.stringContaining('AS MATERIALIZED'),
  });

  const once = `WITH a AS MATERIALIZED (SELECT id FROM one.data),
                     b AS MATERIALIZED (SELECT ref, amount FROM two.data)`;
  const counted = await ask(`${once} SELECT count(*) FROM a JOIN b ON b.ref = a.id`, 60_000);
  expect(counted).toMatchObject({ ok: true, rows: [[ROWS]], cut: false });
  const listed = await ask(`${once} SELECT id, amount FROM a JOIN b ON b.ref = a.id`, 60_000, 3);
  expect(listed).toMatchObject({ ok: true, cut: true });
  expect(listed.ok && listed.rows).toHaveLength(3);
});
