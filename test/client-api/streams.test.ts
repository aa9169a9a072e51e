import { describe, expect, it } from 'vitest';
import { until } from '../helpers/until.ts';
import { startShop, type Shop } from './room.ts';

const WATCH = {
  name: 'watch',
  service: 'mongodb-atlas',
  arguments: [{ database: 'shop', collection: 'notes' }],
};

async function login(shop: Shop): Promise<{ token: string; id: string }> {
  const { json } = await shop.call('POST', 'auth/providers/anon-user/login', { body: {} });
  return { token: String(json.access_token), id: String(json.user_id) };
}

const encoded = (call: unknown): string =>
  encodeURIComponent(Buffer.from(JSON.stringify(call)).toString('base64'));

const streams = (shop: Shop): number => shop.engine.clientApi.get({ appId: shop.appId }).streams;

describe('a stream of changes', () => {
  it('ends when its reader leaves, and the capture keeps what was sent', async () => {
    await using shop = await startShop();
    const { token, id } = await login(shop);
    const leave = new AbortController();
    const reply = await fetch(
      `${shop.base}/functions/call?stitch_request=${encoded(WATCH)}&stitch_at=${token}`,
      { signal: leave.signal },
    );
    expect(reply.headers.get('content-type')).toBe('text/event-stream');
    await until(() => streams(shop) === 1, 'no stream');
    await shop.call('POST', 'functions/call', {
      token,
      body: {
        name: 'insertOne',
        service: 'mongodb-atlas',
        arguments: [
          { database: 'shop', collection: 'notes', document: { text: 'thread', owner: id } },
        ],
      },
    });
    const reader = reply.body?.getReader();
    let text = '';
    while (!text.includes('thread')) {
      const piece = await reader?.read();
      text += Buffer.from(piece?.value ?? new Uint8Array()).toString();
    }
    leave.abort();
    await until(() => streams(shop) === 0, 'it stays open');
    const [capture] = await shop.running.captures(1, 'method:get path:/functions/call');
    const kept = await shop.engine.captures.body({ id: capture?.id as never, of: 'reply' });
    expect(await kept.text()).toBe(text);
    await until(async () => (await shop.why(capture?.id ?? '')).events === 1, 'not counted');
  });
});
