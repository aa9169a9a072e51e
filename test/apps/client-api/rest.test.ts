import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openControl } from '../../../main/control/listener.ts';
import { startShop } from './room.ts';

it('everything the window does with it, a script does over REST', async () => {
  await using shop = await startShop();
  await using control = await openControl({
    surface: shop.engine,
    port: 0,
    staticDir: '.',
    log: pino({ level: 'silent' }),
  });
  const rest = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(`${control.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${control.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(reply.status, `${method} ${path}`).toBe(200);
    return (await reply.json()) as Record<string, unknown>;
  };
  const { appId } = shop;
  expect(await rest('PUT', '/client-api', { appId, on: false })).toMatchObject({ on: false });
  expect(await rest('PUT', '/client-api', { appId, on: true })).toMatchObject({ on: true });
  expect(await rest('GET', `/client-api?appId=${appId}`)).toMatchObject({
    baseUrl: shop.url.replace(/\/$/, ''),
    clientAppId: shop.clientAppId,
  });
  const { json, captureId } = await shop.call('POST', 'auth/providers/anon-user/login', {
    body: {},
  });
  await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
  const user = `/users/${String(json.user_id)}/sessions`;
  const found = await rest('GET', `${user}?appId=${appId}`);
  const [session] = found.sessions as { id: string }[];
  expect(found).toMatchObject({ sessions: [{ provider: 'anon-user' }], devices: [{}] });
  const ofUser = `/apps/${appId}${user}`;
  const ended = await rest('DELETE', `${ofUser}/${session?.id ?? ''}`);
  expect(ended).toEqual({ ended: 1 });
  expect(await rest('DELETE', ofUser)).toEqual({ ended: 0 });
  expect(await rest('GET', `/client-api/push-devices?appId=${appId}&service=phones`)).toEqual([]);
  await shop.why(captureId);
  expect(await rest('GET', `/captures/${captureId}/client-call`)).toMatchObject({ call: 'login' });
});
