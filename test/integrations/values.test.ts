import { describe, expect, it } from 'vitest';
import { startIntegration } from './room.ts';

const NONE = { order: '_sdc_sequence', descending: false, filter: '', limit: 50, offset: 0 };

describe('booleans', () => {
  it('are true and false in tables, views and SQL, and what an expression makes of them', async () => {
    await using room = await startIntegration({ primaryKey: ['id'] });
    await room.post('[{"id":1,"ok":true,"n":1},{"id":2,"ok":false,"n":0},{"id":3}]');
    await room.post('{"id":4,"ok":"yes"}');
    const told = [true, false, null, null];
    for (const table of ['data', 'data_latest']) {
      const { names, values } = await room.rows(table);
      expect(values.map((row) => row[names.indexOf('ok')])).toEqual(told);
    }
    const { sql } = room.engine;
    const run = (text: string) => sql.run({ sql: text, schema: '', maxRows: 10, keep: false });
    const all = await run('SELECT d.ok AS fine, n, NOT ok FROM my_shop.data d ORDER BY id');
    expect(all.types).toEqual(['BOOLEAN', 'INTEGER', null]);
    expect(all.rows).toEqual([
      [true, 1, 0],
      [false, 0, 1],
      [null, null, null],
      [null, null, null],
    ]);
    expect((await run('SELECT id FROM my_shop.data WHERE ok = true')).rows).toEqual([[1]]);
    expect((await run('SELECT DISTINCT ok FROM data_latest ORDER BY 1')).rows).toEqual([
      [null],
      [false],
      [true],
    ]);
    expect((await run('SELECT ok FROM data_unsplit ORDER BY id')).rows.flat()).toEqual([
      'true',
      'false',
      null,
      'yes',
    ]);
  });
});

describe('data_latest', () => {
  it('says how many rows it leaves out, having no value of the key', async () => {
    await using room = await startIntegration();
    await room.post('[{"id":1},{"name":"a"},{"id":2,"name":"b"},{"id":1,"name":"c"}]');
    await room.loaded();
    const { id } = room.integration;
    const { integrations } = room.engine;
    await integrations.update({ id, rules: { primaryKey: ['id', 'name'] } });
    const page = await room.rows('data_latest');
    expect([page.total, page.leftOut]).toEqual([2, 2]);
    expect((await room.rows()).leftOut).toBe(0);
  });

  it('has the sequence in milliseconds, too', async () => {
    await using room = await startIntegration({ primaryKey: ['id'] });
    const before = Date.now();
    await room.post('{"id":1}');
    for (const table of ['data_latest', 'data_unsplit']) {
      const { columns, rows } = await room.rows(table);
      const at = columns.findIndex(({ name }) => name === '_sdc_sequence_ms');
      expect(columns[at]).toMatchObject({ type: 'integer', base: null });
      const ms = Number(rows[0]?.[at]);
      expect(ms).toBeGreaterThanOrEqual(before);
      expect(ms).toBeLessThanOrEqual(Date.now());
    }
  });
});

it('a table with as many columns as it can have is shown, filtered, and put together', async () => {
  await using room = await startIntegration({ primaryKey: ['f0'] });
  const fields = Array.from({ length: 1996 }, (_, n) => `"f${n}":"v${n}"`);
  const { captureId } = await room.post(`{${fields.join(',')}}`);
  await room.post('{"f0":"other","one":"too many"}');
  await room.post('{"f0":"last"}');
  for (const table of ['data', 'data_latest', 'data_unsplit']) {
    const page = await room.rows(table);
    expect([table, page.columns.length, page.total]).toEqual([table, 2000, 2]);
    expect(page.captures[0]).toBe(captureId);
    const { id } = room.integration;
    const found = await room.engine.integrations.rows({ ...NONE, id, table, filter: 'V1995' });
    expect([table, found.total]).toEqual([table, 1]);
  }
  const { columns } = await room.engine.integrations.columns({ id: room.integration.id });
  expect(columns).toHaveLength(2000);
  expect((await room.rejects()).items.map(({ reason }) => reason)).toEqual([
    'ERROR: too many columns',
  ]);
});

describe('SQL over what Backstitch holds', () => {
  it('joins rows, captures, deliveries, attempts, runs, outages and endpoints', async () => {
    await using room = await startIntegration();
    const { captureId } = await room.post('{"n":1}');
    await room.loaded();
    const { engine } = room;
    const rowId = engine.captures.rowIdOf(captureId as never);
    await engine.captures.allSettled();
    engine.db.exec(`
      INSERT INTO destinations (id, settings, authorization, state, breaker, created_at)
        VALUES ('dst_1', '{"name":"Desk","url":"https://u:hunter2@desk.example/?token=hunter2"}',
                x'68756e74657232', 'live', 'closed', 0);
      INSERT INTO delivery_messages (id, origin, capture_id, content_type, method, headers, signs, body_bytes, created_at)
        VALUES ('msg_1', 'forward', ${rowId}, 'application/json', 'POST', '[["x","hunter2"]]', 0, 0, 0);
      INSERT INTO deliveries (message_id, destination_id, capture_id, state, attempts, deadline_at, last_status, created_at)
        VALUES ('msg_1', 'dst_1', ${rowId}, 'succeeded', 1, 0, 204, 1700000000000);
      INSERT INTO delivery_attempts (delivery_seq, destination_id, generation, number, kind, started_at, outcome, status, method, url, request_headers, response_headers, response_body)
        VALUES (1, 'dst_1', 1, 1, 'first', 1700000000000, 'delivered', 204, 'POST', 'https://desk.example/?token=hunter2', '[["authorization","hunter2"]]', '[["set-cookie","hunter2"]]', x'68756e74657232');
      INSERT INTO function_runs (app_id, capture_id, kind, name, started_at, duration_us, memory_bytes, user_id, user_type, log_count, host_call_count, detail)
        VALUES ('app', ${rowId}, 'webhook', 'paid', 1700000000000, 5, 1, '', 'system', 0, 0, '{"log":"hunter2"}');
      INSERT INTO tunnel_outages (started_at, ended_at, reason) VALUES (1000, 3500, 'The network was away.')`);
    engine.db.exec(`INSERT INTO endpoints (id, position, name, enabled, path, methods, reply)
      VALUES ('end_1', 7, 'Orders', 1, '/orders', '[]', '{"headers":[["x-key","hunter2"]]}')`);
    const { sql } = engine;
    const run = (text: string) => sql.run({ sql: text, schema: '', maxRows: 100, keep: false });
    const joined = await run(`
      SELECT c.method, d.destination_name, d.state, a.status, r.name, l.n
        FROM captures c JOIN deliveries d ON d.capture_id = c.id JOIN attempts a ON a.delivery_id = d.id
        JOIN runs r ON r.capture_id = c.id, my_shop.data l`);
    expect(joined.rows).toEqual([['POST', 'Desk', 'succeeded', 204, 'paid', 1]]);
    expect((await run('SELECT started_at, duration_ms FROM outages')).rows).toEqual([
      ['1970-01-01T00:00:01.000Z', 2500],
    ]);
    expect((await run('SELECT name, path FROM endpoints')).rows).toContainEqual([
      'Orders',
      '/orders',
    ]);
    const own = (await sql.tables()).find(({ schema }) => schema === '');
    const names = own?.tables.map(({ name }) => name) ?? [];
    expect(names).toEqual(['attempts', 'captures', 'deliveries', 'endpoints', 'outages', 'runs']);
    for (const table of own?.tables ?? []) {
      const all = await run(`SELECT * FROM ${table.name}`);
      expect(all.columns).toEqual(table.columns);
      expect(JSON.stringify(all.rows)).not.toContain('hunter2');
    }
  });

  it('sees none of the tables that they are made of', async () => {
    await using room = await startIntegration();
    for (const table of [
      'destinations',
      'delivery_messages',
      'delivery_attempts',
      'function_runs',
    ]) {
      const { columns, rows } = await room.engine.sql.run({
        sql: `SELECT * FROM ${table} WHERE 'deliveries' <> ''`,
        schema: '',
        maxRows: 10,
      });
      expect([columns, rows]).toEqual([['hidden'], []]);
    }
  });
});
