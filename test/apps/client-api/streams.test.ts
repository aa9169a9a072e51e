import { describe, expect, it } from 'vitest';
import { serveCli } from '../../helpers/run-cli.ts';
import { startTestEngine } from '../../helpers/start-engine.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { until } from '../../helpers/until.ts';
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

/** Opens a stream; it goes on until `leave` aborts. */
const open = (base: string, token: string, leave: AbortSignal): Promise<Response> =>
  fetch(`${base}/functions/call?stitch_request=${encoded(WATCH)}&stitch_at=${token}`, {
    signal: leave,
  });

describe('a stream of changes', () => {
  it('stands in the list while it is open, with who asked for it, and then with its end', async () => {
    await using shop = await startShop();
    const { token, id } = await login(shop);
    const leave = new AbortController();
    await open(shop.base, token, leave.signal);
    const search = 'method:get path:/functions/call';
    const listed = await until(async () => {
      const [capture] = (await shop.engine.captures.list({ search, limit: 5 })).items;
      return capture?.status === 200 && capture;
    }, 'it is not listed');
    expect(listed).toMatchObject({
      status: 200,
      durationMs: null,
      reason: 'The stream is open.',
      decidedBy: 'run',
    });
    expect(listed.endpointName).toContain('Client API of');
    const call = shop.engine.clientApi.outcomeOf({ id: listed.id });
    expect(call).toMatchObject({ namespace: 'shop.notes', user: { id }, events: null });
    leave.abort();
    const [ended] = await shop.running.captures(1, search);
    expect(ended).toMatchObject({ id: listed.id, status: 200, reason: null });
    expect(ended?.durationMs).toBeGreaterThan(0);
  });

  it('that was open when the engine was killed says so at the next start', async () => {
    using dir = tempDir();
    let clientAppId = '';
    {
      await using shop = await startShop({}, { dataDir: dir.path });
      ({ clientAppId } = shop);
    }
    {
      await using cli = await serveCli(dir.path);
      const base = `${cli.ready.intake}/api/client/v2.0/app/${clientAppId}`;
      const reply = await fetch(`${base}/auth/providers/anon-user/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      const { access_token: token } = (await reply.json()) as { access_token: string };
      const gone = new AbortController();
      await open(base, token, gone.signal);
      await until(async () => {
        const list = await fetch(`${cli.ready.control}/api/v1/captures?limit=1`, {
          headers: { authorization: `Bearer ${cli.ready.token}` },
        });
        return (await list.text()).includes('The stream is open.');
      }, 'it is not listed');
      await cli.end('SIGKILL');
      gone.abort();
    }
    await using again = await startTestEngine({ dataDir: dir.path });
    const [capture] = await again.captures(1, 'method:get path:/functions/call');
    expect(capture).toMatchObject({
      status: 200,
      durationMs: 0,
      reason: 'The stream was open when Backstitch stopped.',
    });
  });

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
