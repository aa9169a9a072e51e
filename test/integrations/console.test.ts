import { describe, expect, it } from 'vitest';
import { startIntegration } from './room.ts';

const EVENTS = [
  '{"id":1,"event":"send","value":2.5}',
  '{"id":2,"action":"add","type":"whitelist"}',
  '[{"id":1,"event":"open","value":"much"},{"bad":1,"BAD":2}]',
];

describe('the console', () => {
  it('reads schemas by name, views, and captures', async () => {
    await using room = await startIntegration({ primaryKey: ['id'] });
    for (const event of EVENTS) await room.post(event);
    await room.loaded();
    const { sql } = room.engine;
    const run = (text: string) => sql.run({ sql: text, schema: '', maxRows: 100 });
    expect((await run('SELECT id, event FROM my_shop.data_latest ORDER BY id')).rows).toEqual([
      [1, 'open'],
      [2, null],
    ]);
    expect(
      await run('SELECT id, "value" FROM my_shop.data_unsplit ORDER BY _sdc_sequence'),
    ).toMatchObject({
      columns: ['id', 'value'],
      rows: [
        [1, '2.5'],
        [2, null],
        [1, 'much'],
      ],
      cut: false,
    });
    const joined = await run(`SELECT c.method, c.status, count(*) FROM captures c GROUP BY 1, 2`);
    expect(joined.rows).toEqual([['POST', 200, 3]]);
    expect((await run('SELECT count(*) FROM data')).rows).toEqual([[3]]);
    expect(
      (await run('SELECT typeof(_sdc_sequence), _sdc_sequence FROM data LIMIT 1')).rows[0]?.[1],
    ).toMatch(/^\d{19}$/);
    expect((await run("SELECT x'00ff', NULL, 1e999")).rows).toEqual([
      ["x'00ff'", null, 'Infinity'],
    ]);
  });

  it('takes values for its parameters, each as the type it has', async () => {
    await using room = await startIntegration({ primaryKey: ['id'] });
    for (const event of EVENTS) await room.post(event);
    await room.loaded();
    const { sql } = room.engine;
    const ask = (text: string, params: Record<string, string | number | boolean | null>) =>
      sql.run({ sql: text, schema: '', maxRows: 10, params });
    const found = await ask('SELECT event FROM data WHERE id = :id AND event LIKE $like LIMIT @n', {
      id: 1,
      like: 'o%',
      n: 5,
      unused: 'x',
    });
    expect(found.rows).toEqual([['open']]);
    const types = await ask(
      'SELECT typeof(:a), typeof(:b), typeof(:c), typeof(:d), typeof(:e), :f',
      { a: 1, b: 1.5, c: '1', d: null, e: true, f: "'; DROP TABLE data; --" },
    );
    expect(types.rows).toEqual([
      ['integer', 'real', 'text', 'null', 'integer', "'; DROP TABLE data; --"],
    ]);
    await expect(ask('SELECT 1, :missing', {})).rejects.toMatchObject({
      message: 'Missing named parameter "missing"',
      place: { from: 10, to: 18 },
    });
    expect((await ask('EXPLAIN QUERY PLAN SELECT :a FROM data', { a: 1 })).columns).toContain(
      'detail',
    );
  });

  it('says where a query is wrong', async () => {
    await using room = await startIntegration();
    const text = 'SELECT id,\n  misssing FROM captures';
    await expect(room.engine.sql.run({ sql: text, schema: '', maxRows: 10 })).rejects.toMatchObject(
      { place: { from: 13, to: 21 } },
    );
  });

  it('names the captures that a column capture_id leads to', async () => {
    await using room = await startIntegration();
    const first = (await room.post('{"a":1}')).captureId;
    const second = (await room.post('{"a":2}')).captureId;
    await room.loaded();
    const run = (text: string) => room.engine.sql.run({ sql: text, schema: '', maxRows: 10 });
    const named = await run(
      'SELECT capture_id, 1 FROM my_shop._backstitch_loads UNION ALL SELECT capture_id, 2 FROM my_shop._backstitch_loads ORDER BY 2, 1 DESC',
    );
    expect(named.captures).toEqual([second, first]);
    expect((await run('SELECT id FROM captures')).captures).toBeNull();
    expect((await run("SELECT 'x' AS Capture_Id")).captures).toEqual([]);
  });

  it('keeps what came of each query, and changes a saved one', async () => {
    await using room = await startIntegration();
    const { sql } = room.engine;
    await sql.run({ sql: 'VALUES (1), (2), (3)', schema: '', maxRows: 2 });
    await expect
      .poll(() => sql.queries()[0])
      .toMatchObject({ name: '', saved: false, ran: { rows: 2, cut: true } });
    const { id } = await sql.saveQuery({ name: 'one', sql: 'SELECT 1' });
    expect(await sql.saveQuery({ id, name: 'two', sql: 'SELECT 2' })).toMatchObject({
      id,
      name: 'two',
      sql: 'SELECT 2',
      ran: null,
    });
    expect(sql.queries().filter(({ saved }) => saved)).toHaveLength(1);
    // One of the history is not changed, whatever id is given; nor is one that is gone.
    const ran = sql.queries().find(({ saved }) => !saved)?.id;
    expect((await sql.saveQuery({ id: ran, name: 'three', sql: 'SELECT 3' })).id).not.toBe(ran);
    expect(sql.queries().map(({ sql: text }) => text)).toContain('VALUES (1), (2), (3)');
  });

  it('keeps a history and saved queries', async () => {
    await using room = await startIntegration();
    const { sql } = room.engine;
    for (const text of ['SELECT 1', 'SELECT 2', 'SELECT 1']) {
      await sql.run({ sql: text, schema: '', maxRows: 10 });
    }
    const saved = await sql.saveQuery({ name: 'one', sql: 'SELECT 1' });
    await expect
      .poll(() => sql.queries().map(({ sql: text, saved: kept }) => [text, kept]))
      .toEqual([
        ['SELECT 1', true],
        ['SELECT 1', false],
        ['SELECT 2', false],
      ]);
    expect(await sql.removeQuery({ id: saved.id })).toEqual({ removed: true });
  });

  it('writes nothing, reaches no secret, and ends what does not end', async () => {
    await using room = await startIntegration();
    const { sql } = room.engine;
    const fails = (text: string) =>
      expect(sql.run({ sql: text, schema: '', maxRows: 10 }), text).rejects.toMatchObject({
        code: 'QUERY_FAILED',
      });
    for (const text of [
      'DELETE FROM my_shop.data',
      'WITH x AS (SELECT 1) INSERT INTO my_shop._sdc_rejected SELECT 1, 1, 1, 1',
      'PRAGMA query_only = OFF',
      "ATTACH 'x.db' AS x",
      '/* hello */ DROP TABLE my_shop.data',
      'SELECT 1; DROP TABLE my_shop.data',
      'SELECT * FROM nothing.data',
      '',
    ]) {
      await fails(text);
    }
    const names = await sql.run({
      sql: "SELECT name, (SELECT count(*) FROM captures) FROM pragma_database_list WHERE name LIKE 'x%'",
      schema: '',
      maxRows: 10,
    });
    // Names without a database lead to no table of ours; views of nothing stand before them.
    for (const table of [
      'settings',
      'secrets',
      'app_users',
      'integration_urls',
      'capture_contents',
    ]) {
      const seen = await sql
        .run({ sql: `SELECT * FROM ${table} WHERE 'captures' <> ''`, schema: '', maxRows: 10 })
        .then(({ columns, rows }) => [columns, rows])
        .catch(() => 'refused');
      expect([[['hidden'], []], 'refused']).toContainEqual(seen);
    }
    // The name of the attached database is another one in each query.
    await fails(`SELECT value FROM ${String(names.rows[0]?.[0])}.settings, captures`);
    const cut = await sql.run({
      sql: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n',
      schema: '',
      maxRows: 10,
    });
    expect(cut).toMatchObject({ cut: true });
    expect(cut.rows).toHaveLength(10);
    const endless =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
    await expect(
      sql.run({ sql: endless, schema: '', maxRows: 10 }, AbortSignal.timeout(300)),
    ).rejects.toMatchObject({ message: 'The query was cancelled.' });
    expect((await sql.run({ sql: 'SELECT 1', schema: '', maxRows: 1 })).rows).toEqual([[1]]);
  });

  it('works with more integrations than SQLite can attach', async () => {
    await using room = await startIntegration();
    const { integrations, sql } = room.engine;
    const made = [];
    for (let n = 0; n < 14; n += 1) {
      made.push(await integrations.create({ name: `extra ${n}`, schema: '', existing: null }));
    }
    for (const { url } of made)
      expect((await room.call(url, { body: '{"a":1}' })).status).toBe(200);
    for (const { integration } of made) await room.engine.loadingIdle(integration.id);
    const counts = await Promise.all(
      made.map(({ integration }) =>
        sql.run({ sql: `SELECT a FROM ${integration.schema}.data`, schema: '', maxRows: 9 }),
      ),
    );
    expect(counts.every(({ rows }) => rows.length === 1)).toBe(true);
    const all = made.map(({ integration }) => `SELECT a FROM ${integration.schema}.data`);
    await expect(
      sql.run({ sql: all.join(' UNION ALL '), schema: '', maxRows: 9 }),
    ).rejects.toMatchObject({ hint: 'Ask in several queries.' });
  });
});
