import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openControl } from '../../main/control/listener.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { send } from './harness.ts';

it('columns of the list are given over REST one by one, in brackets where there are several', async () => {
  await using t = await startTestEngine();
  await fetch(`${t.url}/a?page=3`, { headers: { 'x-shop': 'Graz' } });
  await t.captures(1);
  await using control = await openControl({
    surface: t.engine,
    sessions: t.engine.sessionBook,
    port: 0,
    staticDir: t.dataDir,
    log: pino({ level: 'silent' }),
  });
  const port = Number(new URL(control.url).port);
  const ask = async (query: string) => {
    const headers = { authorization: `Bearer ${control.token}` };
    const { status, text } = await send(port, `/api/v1/captures?${query}`, { headers });
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };
  const both = { 'header.x-shop': 'Graz', 'query.page': '3' };
  for (const [query, extra] of [
    ['columns=query.page', { 'query.page': '3' }],
    ['columns[]=header.x-shop&columns[]=query.page', both],
    ['columns[0]=header.x-shop&columns[1]=query.page', both],
    ['columns=header.x-shop&columns=query.page', both],
  ] as const) {
    expect([query, await ask(query)]).toMatchObject([
      query,
      { status: 200, body: { items: [{ extra }] } },
    ]);
  }
  expect(await ask('columns=reply.x')).toMatchObject({ status: 400, body: { code: 'BAD_INPUT' } });
  expect(await ask('order=smallest')).toMatchObject({ status: 400 });
});
