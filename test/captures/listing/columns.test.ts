import { describe, expect, it } from 'vitest';
import { ListInput } from '../../../preload/contract/captures.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';

async function extraOf(t: TestEngine, columns: string[]): Promise<Record<string, string>> {
  const { items } = await t.engine.captures.list({ search: '', limit: 1, columns });
  return items[0]?.extra ?? {};
}

async function send(
  t: TestEngine,
  body: unknown,
  headers: Record<string, string> = {},
  path = '/',
) {
  await fetch(`${t.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

describe('columns of the list', () => {
  it('are left out where none were asked for', async () => {
    await using t = await startTestEngine();
    await send(t, {});
    const { items } = await t.engine.captures.list({ search: '', limit: 1 });
    expect(items[0]).not.toHaveProperty('extra');
  });

  it('hold headers, the query and the body, those that a capture has', async () => {
    await using t = await startTestEngine();
    const order = { customer: { Name: 'Kim' }, items: [{ sku: 'a' }, { sku: 'b' }], total: 12.5 };
    await send(t, { order, paid: true, none: null }, { 'x-shop': 'Graz' }, '/?page=3&sort=up');
    const expected = {
      'header.X-Shop': 'Graz',
      'query.page': '3',
      'body.order.customer.name': 'Kim',
      'body.order.items.sku': 'a, b',
      'body.order.items.1.sku': 'b',
      'body.order.total': '12.5',
      'body.paid': 'true',
    };
    // Before the search knows the capture, and after.
    const columns = [...Object.keys(expected), 'body.nothing'];
    expect(await extraOf(t, columns)).toEqual(expected);
    expect(await t.engine.captures.count({ search: 'body.paid:true' })).toMatchObject({ count: 1 });
    expect(await extraOf(t, columns)).toEqual(expected);
  });

  it('hold the delivery id and the attempt, as the sender says them', async () => {
    await using t = await startTestEngine();
    await send(
      t,
      {},
      {
        'x-slack-retry-num': '2',
        'x-slack-retry-reason': 'http_error',
        'x-slack-signature': 'v0=0',
        'x-slack-request-timestamp': '1',
      },
    );
    await t.captures(1);
    expect((await extraOf(t, ['attempt'])).attempt).toContain('2');
    await send(t, {}, { 'x-github-event': 'push', 'x-github-delivery': 'd-1' });
    await t.captures(2);
    expect(await extraOf(t, ['deliveryId', 'attempt'])).toEqual({ deliveryId: 'd-1' });
  });

  it('hold the note, the address it came from, and the words of the status', async () => {
    await using t = await startTestEngine();
    await send(t, {});
    const [one] = await t.captures(1);
    if (!one) throw new Error('Nothing was captured.');
    const columns = ['note', 'source', 'statusText'];
    expect(await extraOf(t, columns)).toEqual({ source: '127.0.0.1', statusText: 'OK' });
    await t.engine.captures.annotate({ id: one.id, note: 'ask Kim' });
    expect(await extraOf(t, columns)).toMatchObject({ note: 'ask Kim' });
  });

  it('are cut at 120 characters', async () => {
    await using t = await startTestEngine();
    await send(t, { long: 'x'.repeat(500) });
    expect((await extraOf(t, ['body.long']))['body.long']).toBe('x'.repeat(120));
  });

  it('never show credentials, whether the search knows the capture yet or not', async () => {
    await using t = await startTestEngine();
    const needle = 'needle-in-clear';
    await send(
      t,
      { password: needle, user: { apiKey: needle }, accessToken: needle },
      {
        authorization: `Bearer ${needle}`,
        cookie: `session=${needle}`,
        'x-api-key': needle,
        'x-gitlab-token': needle,
        'api-key': needle,
      },
      `/?secret=${needle}&token=${needle}`,
    );
    const columns = [
      ['header.authorization', 'header.cookie', 'header.x-api-key', 'header.x-gitlab-token'],
      ['header.api-key', 'query.secret', 'query.token'],
      ['body.password', 'body.user.apikey', 'body.accesstoken'],
    ];
    for (let round = 0; round < 2; round += 1) {
      for (const some of columns) {
        const extra = await extraOf(t, some);
        expect(Object.values(extra)).toEqual(some.map(() => '****'));
      }
      await t.engine.captures.count({ search: 'a word' });
    }
  });

  it('are eight at most, each of a kind that there is', () => {
    const read = (columns: unknown) => ListInput.safeParse({ columns }).success;
    expect(read(Array.from({ length: 8 }, (_, i) => `body.${i}`))).toBe(true);
    expect(read(Array.from({ length: 9 }, (_, i) => `body.${i}`))).toBe(false);
    expect(read('header.x')).toBe(true);
    for (const wrong of ['status', 'body.', 'reply.x', '']) expect(read([wrong])).toBe(false);
  });
});
