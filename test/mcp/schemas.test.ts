import { afterAll, beforeAll, expect, it } from 'vitest';
import { startIntegration } from '../integrations/room.ts';

type Room = Awaited<ReturnType<typeof startIntegration>>;

const SECRET = 'whsec_bmVlZGxlLWluLWEtaGF5c3RhY2stMTIz';
/** Hidden because of where they stand; none of them looks like a credential. */
const PLACED = ['placed-needle-1', 'placed-needle-2', 'placed-needle-3', 'placed-needle-4'];
/** Hidden because of what they are, wherever they stand. */
const KNOWN = [
  SECRET,
  Buffer.from(SECRET).toString('base64'),
  Buffer.from(SECRET).toString('hex'),
  'sk_live_needleneedle',
];
const CARD = '4242424242424242';
/** Passes the check of cards, and belongs to no issuer that the patterns know. */
const ODD_CARD = '9000000000000000001';

const RECORDS = [
  {
    id: 1,
    ok: true,
    name: 'Ada',
    big: '12345678901234567890',
    password: PLACED[0],
    user: { Client_Secret: PLACED[1], plain: 'seen', a_: { api_key: PLACED[2] } },
    secret: [PLACED[3], { deep: PLACED[3] }],
    items: [{ access_token: PLACED[0], sku: 'x1' }],
    note: KNOWN[0],
    text: `before ${KNOWN[1]} after`,
    inner: JSON.stringify({ refresh_token: PLACED[1], hex: KNOWN[2] }),
    tokens: { [KNOWN[3]!]: 1 },
  },
  { id: 2, ok: false, name: 'Bob', password: 7654321987, note: 5, cvc: 76543210 },
];

let room: Room;
let asked = 0;

beforeAll(async () => {
  room = await startIntegration({ primaryKey: ['id'], nested: 'relational' });
  await room.engine.signatures.addSecret({
    owner: { endpointId: null, provider: 'stripe' },
    label: 'Shop',
    value: SECRET,
  });
  await send(room.post);
  await room.loaded();
});
afterAll(() => room[Symbol.asyncDispose]());

/** A schema with the same rows, loaded in one way or the other. */
async function filled(nested: 'relational' | 'json'): Promise<string> {
  if (nested === 'relational') return 'my_shop';
  const made = await room.engine.integrations.create({ name: 'Other', schema: '', existing: null });
  const headers = { 'content-type': 'application/json' };
  await send((body) => fetch(made.url, { method: 'POST', body, headers }));
  await room.engine.loadingIdle(made.integration.id);
  return made.integration.schema;
}

async function send(post: (body: string) => Promise<{ status: number }>): Promise<void> {
  const numbers = `{"id":3,"name":"Cy","card":${CARD},"number":${ODD_CARD},"count":${CARD.slice(0, 11)}}`;
  expect((await post(JSON.stringify(RECORDS))).status).toBe(200);
  await post(numbers);
  // Rejected: it has no key, or a name that is ours.
  await post(`{"password":"${PLACED[2]}","note":"${SECRET}"}`);
  await post(`{"id":4,"_sdc_x":1,"password":"${PLACED[2]}"}`);
}

async function query(sql: string, redact = true) {
  asked += 1;
  const input = {
    arguments: { sql, maxRows: 200 },
    client: `c${asked}`,
    allowWrite: false,
    redact,
  };
  const { refused, answer } = await room.engine.mcp.call({ ...input, tool: 'query_sql' });
  return {
    refused,
    text: JSON.stringify(answer),
    columns: answer['columns'] as string[],
    rows: refused ? [] : (JSON.parse(String(answer['untrusted'])) as unknown[][]),
  };
}

it('an agent asks tables of integrations as the window does, by the name of the schema or without', async () => {
  const { answer } = await room.engine.mcp.call({
    tool: 'status',
    arguments: {},
    client: 'status',
    allowWrite: false,
    redact: true,
  });
  expect(answer['sqlSchemas']).toEqual(['my_shop']);
  for (const table of ['my_shop.data', 'data', 'data_latest']) {
    const sql = `SELECT id, ok, name, big, user__plain FROM ${table} WHERE id < 3 ORDER BY id`;
    const asWindow = await room.engine.sql.run({ sql, schema: '', maxRows: 10, keep: false });
    const { rows } = await query(sql);
    expect(rows).toEqual([
      [1, true, 'Ada', '12345678901234567890', 'seen'],
      [2, false, 'Bob', null, null],
    ]);
    expect(rows).toEqual(asWindow.rows);
  }
  const joined = await query(
    'SELECT a.sku, c.method, d._sdc_sequence FROM data__items a JOIN data d ON d.id = a._sdc_source_key_id, captures c LIMIT 1',
  );
  expect(joined.rows).toEqual([['x1', 'POST', expect.stringMatching(/^\d{19}$/)]]);
  const tables = await query('SELECT name FROM my_shop.sqlite_schema ORDER BY name');
  expect(tables.rows.flat()).toEqual(
    expect.arrayContaining(['_sdc_rejected', 'data', 'data__items', 'data_latest', 'data_unsplit']),
  );
  // A number that is none of a card stays one; the next query is answered by the same process.
  expect((await query('SELECT "count" + 1 FROM data WHERE id = 3')).rows).toEqual([[42424242425]]);
});

it.each(['relational', 'json'] as const)(
  'no planted secret is in an answer (%s)',
  async (nested) => {
    const schema = await filled(nested);

    const { rows: names } = await query(`SELECT name FROM ${schema}.sqlite_schema`);
    const tables = names.flat() as string[];
    expect(tables.includes('data__secret')).toBe(nested === 'relational');
    const told: string[] = [];
    const columns = new Map<string, string[]>();
    for (const table of tables) {
      const whole = await query(`SELECT * FROM ${schema}."${table}"`);
      expect(whole.refused, whole.text).toBe(false);
      told.push(whole.text);
      const { rows } = await query(`SELECT name FROM pragma_table_info('${table}', '${schema}')`);
      columns.set(table, rows.flat() as string[]);
    }
    for (const [table, own] of columns) {
      const joined = own.map((column) => `coalesce("${column}", '')`).join(" || '|' || ");
      const spelled = `replace(${joined}, 'e', 'e ')`;
      told.push(
        (await query(`SELECT ${spelled} FROM ${schema}."${table}"`)).text.replaceAll('e ', 'e'),
      );
      const hex = await query(`SELECT hex(${joined}) FROM ${schema}."${table}"`);
      for (const [cell] of hex.rows) told.push(Buffer.from(String(cell), 'hex').toString());
    }
    const written = await query(`SELECT hex(sql) FROM ${schema}.sqlite_schema`);
    for (const [cell] of written.rows) told.push(Buffer.from(String(cell), 'hex').toString());
    for (const sql of [
      `SELECT * FROM pragma_database_list, ${schema}.data`,
      `SELECT * FROM ${schema}._backstitch_columns`,
      `SELECT * FROM sqlite_dbpage, ${schema}.data`,
      `SELECT * FROM pragma_module_list, ${schema}.data`,
    ]) {
      told.push((await query(sql)).text);
    }
    const text = told.join('\n');
    const seen = ['Ada', 'seen', 'x1', '[redacted]', 'before '];
    expect(seen.filter((word) => !text.includes(word))).toEqual([]);
    const lower = text.toLowerCase();
    const hidden = [...PLACED, ...KNOWN, CARD, ODD_CARD, '7654321987', '76543210'];
    expect(hidden.filter((needle) => lower.includes(needle.toLowerCase()))).toEqual([]);
    // Each was there to be found.
    const uncut: string[] = [];
    for (const table of tables)
      uncut.push((await query(`SELECT * FROM ${schema}."${table}"`, false)).text);
    const all = uncut.join('\n').toLowerCase();
    expect(hidden.filter((needle) => !all.includes(needle.toLowerCase()))).toEqual([]);
  },
);

it('a condition on what is cut finds nothing', async () => {
  for (const condition of [
    `password LIKE 'placed%'`,
    `password > 'placed' AND password < 'placee'`,
    `note GLOB 'whsec_bm*'`,
    `instr(inner, 'placed')`,
    `card = ${CARD}`,
  ]) {
    const sql = `SELECT count(*) FROM my_shop.data WHERE ${condition}`;
    expect((await query(sql)).rows, condition).toEqual([[0]]);
    expect((await query(sql, false)).rows, condition).not.toEqual([[0]]);
  }
});
