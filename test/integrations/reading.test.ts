import { describe, expect, it } from 'vitest';
import { startIntegration } from './room.ts';

const EVENTS = [
  '{"id":1,"event":"send","value":2.5}',
  '{"id":2,"action":"add","type":"whitelist"}',
  '[{"id":1,"event":"open","value":"much"},{"bad":1,"BAD":2}]',
];

it('tells when a sender begins to send something new, and not on the first load', async () => {
  await using room = await startIntegration();
  const stop = new AbortController();
  const heard: string[][] = [];
  const listening = (async () => {
    for await (const event of room.engine.integrations.live(undefined, stop.signal)) {
      if (event.why === 'loaded') heard.push(event.changed);
    }
  })();
  for (const body of ['{"a":1,"b":2}', '{"a":1}', '{"a":"x","c":3}']) {
    await room.post(body);
    await room.loaded();
  }
  await room.engine.integrations.reset({ id: room.integration.id });
  await expect.poll(() => room.get().rebuilding).toBeNull();
  stop.abort();
  await listening;
  expect(heard).toEqual([[], [], ['a__st', 'c'], []]);
});

it('loads again what came a moment before', async () => {
  await using room = await startIntegration();
  const { integrations } = room.engine;
  for (let captures = 1; captures <= 5; captures += 1) {
    await room.post(`{"n":${captures}}`);
    expect(await integrations.reset({ id: room.integration.id })).toEqual({ captures });
    await room.loaded();
    expect((await room.rows()).values).toHaveLength(captures);
  }
});

describe('the data page', () => {
  it('gives rows sorted, filtered, with the capture each came in', async () => {
    await using room = await startIntegration();
    const captures: string[] = [];
    for (const event of EVENTS) captures.push((await room.post(event)).captureId);
    await room.loaded();
    const { integrations } = room.engine;
    const { id } = room.integration;
    const page = { id, table: 'data', filter: '', limit: 10, offset: 0 };
    const byId = await integrations.rows({ ...page, order: 'id', descending: true });
    expect(byId.total).toBe(3);
    expect(byId.captures).toEqual([captures[1], captures[2], captures[0]]);
    const found = await integrations.rows({
      ...page,
      filter: 'WHITE',
      order: '_sdc_sequence',
      descending: true,
    });
    expect([found.total, found.captures]).toEqual([1, [captures[1]]]);
    await expect(
      integrations.rows({ ...page, table: 'nowhere', order: '', descending: true }),
    ).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    const second = await integrations.rows({
      ...page,
      order: '_sdc_sequence',
      descending: false,
      limit: 1,
      offset: 1,
    });
    expect([second.total, second.captures]).toEqual([3, [captures[1]]]);
  });

  it('gives rows with a value, and which values a column has', async () => {
    await using room = await startIntegration({}, {});
    await room.post(
      '[{"n":1,"f":2.0,"b":true,"t":"1"},{"n":1,"f":2.5,"b":false,"t":"x"},{"n":"1","big":9007199254740993}]',
    );
    await room.loaded();
    const { integrations } = room.engine;
    const { id } = room.integration;
    const found = async (column: string, value: string | null, table = 'data') =>
      (
        await integrations.rows({
          id,
          table,
          filter: '',
          order: '',
          descending: false,
          limit: 10,
          offset: 0,
          where: [{ column, value }],
        })
      ).total;
    expect(await found('n', '1')).toBe(2);
    expect(await found('f', '2')).toBe(1);
    expect(await found('b', 'true')).toBe(1);
    expect(await found('b', 'false')).toBe(1);
    expect(await found('t', '1')).toBe(1);
    expect(await found('t', null)).toBe(1);
    expect(await found('big', '9007199254740993')).toBe(1);
    expect(await found('n', '1', 'data_unsplit')).toBe(3);
    expect(await found('t', "' OR 1 --")).toBe(0);
    await expect(found('nowhere', '1')).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    const values = { id, table: 'data', column: 'n' };
    expect(await integrations.values({ ...values, limit: 20 })).toEqual({
      items: [
        { value: 1, count: 2 },
        { value: null, count: 1 },
      ],
      more: false,
    });
    expect(await integrations.values({ ...values, limit: 1 })).toMatchObject({ more: true });
    expect((await integrations.values({ ...values, column: 'b', limit: 9 })).items).toContainEqual({
      value: true,
      count: 1,
    });
    await expect(
      integrations.values({ ...values, column: 'nowhere', limit: 1 }),
    ).rejects.toMatchObject({ code: 'QUERY_FAILED' });
  });

  it('gives whole values where they are cut in the list', async () => {
    await using room = await startIntegration();
    const text = 'long '.repeat(1000);
    await room.post(JSON.stringify({ text }));
    const { rows, columns, names } = await room.rows();
    expect(names).toEqual(['text']);
    const at = columns.findIndex(({ name }) => name === 'text');
    expect(String(rows[0]?.[at])).toHaveLength(501);
    const sequence = String(rows[0]?.[columns.findIndex(({ name }) => name === '_sdc_sequence')]);
    const whole = await room.engine.integrations.cell({
      id: room.integration.id,
      table: 'data',
      column: 'text',
      sequence,
    });
    expect(whole.value).toBe(text);
  });

  it('reports loads, rejects, columns with samples, and the path of a capture', async () => {
    await using room = await startIntegration();
    const captures: string[] = [];
    for (const event of EVENTS) {
      captures.push((await room.post(event)).captureId);
      await room.loaded();
    }
    const { integrations } = room.engine;
    const { id } = room.integration;
    const { items } = await integrations.loads({ id, limit: 10 });
    expect(
      items.map(({ rows, rejected, newColumns, splits }) => [rows, rejected, newColumns, splits]),
    ).toEqual([
      [1, 1, [], ['value__st']],
      [1, 0, ['action', 'type'], []],
      [1, 0, ['id', 'event', 'value'], []],
    ]);
    const columns = await integrations.columns({ id });
    expect(columns.rows).toBe(3);
    expect(columns.columns.find(({ name }) => name === 'event')).toMatchObject({
      type: 'string',
      filled: 2,
      samples: ['open', 'send'],
      firstCapture: captures[0],
      isSplit: false,
    });
    expect(columns.columns.find(({ name }) => name === 'value__st')).toMatchObject({
      base: 'value',
      isSplit: true,
      firstCapture: captures[2],
    });
    const summary = await integrations.summary({ id });
    expect(summary).toMatchObject({ rows: 3, rejected: 1 });
    expect(summary.perHour.at(-1)).toBe(3);
    const { items: rejects, total } = await integrations.rejects({ id, limit: 10 });
    expect(total).toBe(1);
    expect(rejects).toMatchObject([
      {
        reason: 'Field collision on bad',
        record: '{"bad":1,"BAD":2}',
        table: 'data',
        captureId: captures[2],
      },
    ]);
    const told = await integrations.ofCapture({ id: captures[2] as never });
    expect(told).toMatchObject({ records: 2, rows: 1, newColumns: ['value__st'] });
    expect(told?.rejects).toHaveLength(1);
    expect((await integrations.tables({ id })).map(({ name }) => name)).toEqual([
      '_sdc_primary_keys',
      '_sdc_rejected',
      'data',
      'data_unsplit',
    ]);
  });
});
