import { describe, expect, it } from 'vitest';
import { ReplayOptions } from '../../preload/contract/replay-request.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { createSettling } from '../../main/captures/settling.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';

const INBOX = 'inbox' as EndpointId;
const RESIGN = {
  to: { kind: 'intake' } as const,
  options: ReplayOptions.parse({ signature: 'resign' }),
};

async function believe(t: TestEngine, value: string, provider: string) {
  const owner = { endpointId: INBOX, provider };
  return t.engine.signatures.addSecret({ owner, label: provider, value });
}

const newest = async (t: TestEngine) =>
  (await t.engine.captures.list({ search: '', limit: 1 })).items[0]!;

describe('whoever has the reply', () => {
  it('is told at once where the request went and who sent it', async () => {
    await using t = await startTestEngine();
    await believe(t, 'gh', 'github');
    const as = { provider: 'github', secret: 'gh' };
    for (let n = 0; n < 40; n += 1) {
      // Above 256 KiB a body is read from its file again.
      const body = JSON.stringify({ n, text: 'x'.repeat(n % 8 === 0 ? 400_000 : 10) });
      await send({ url: t.url, headers: [['X-GitHub-Event', 'push']], body, as });
      const capture = await newest(t);
      expect(capture).toMatchObject({ endpointId: INBOX, provider: 'github', signature: 'ok' });
      expect(t.engine.captures.get({ id: capture.id }).reply?.status).toBe(200);
    }
  });

  it('can replay it at once with a fresh signature', async () => {
    await using t = await startTestEngine();
    await believe(t, 'whsec_s', 'stripe');
    for (let n = 0; n < 10; n += 1) {
      const { items } = await t.engine.captures.list({ search: '', limit: 1 });
      const live = t.engine.captures.live(undefined, AbortSignal.timeout(60_000));
      const sent = send({
        url: t.url,
        body: `{"n":${n}}`,
        as: { provider: 'stripe', secret: 'whsec_s' },
      });
      // The id is known before the reply: an event of the arrival has it.
      let id = items[0]?.id;
      for await (const event of live) {
        if (event.kind !== 'added') continue;
        id = event.items[0]?.id;
        break;
      }
      await sent;
      const replay = await t.engine.replays.send({ id: id!, ...RESIGN });
      expect(replay.note).toContain('Signed as Stripe');
      expect((await newest(t)).signature).toBe('ok');
    }
  });

  it('can do so with a body that is too long to be looked at on arrival', async () => {
    await using t = await startTestEngine();
    await believe(t, 'gh', 'github');
    const body = JSON.stringify({ text: 'x'.repeat(2_500_000) });
    await send({
      url: t.url,
      headers: [['X-GitHub-Event', 'push']],
      body,
      as: { provider: 'github', secret: 'gh' },
    });
    const { id, provider } = await newest(t);
    expect(provider).toBeNull();
    const replay = await t.engine.replays.send({ id, ...RESIGN });
    expect(replay.note).toContain('Signed as GitHub');
  });

  it('finds its report at once', async () => {
    await using t = await startTestEngine();
    await believe(t, 'gh', 'github');
    for (let n = 0; n < 10; n += 1) {
      await send({ url: t.url, body: `${n}`, as: { provider: 'github', secret: 'gh' } });
      const { id } = await newest(t);
      const report = await t.engine.signatures.ofCapture({ id });
      expect(report.confidence).not.toBeNull();
    }
  });
});

describe('waiting for an outcome', () => {
  it('ends with the outcome, which is then committed', async () => {
    let flushed = 0;
    const settling = createSettling(() => (flushed += 1));
    settling.answering(7);
    const order: string[] = [];
    const waiting = settling.settled(7).then(() => order.push('settled'));
    await Promise.resolve();
    order.push('recorded');
    settling.recorded(7);
    await waiting;
    expect(order).toEqual(['recorded', 'settled']);
    expect(flushed).toBe(1);
    await settling.settled();
    expect(flushed).toBe(1);
  });

  it('gives up on a reply that its sender does not take, once', async () => {
    const settling = createSettling(() => {});
    settling.answering(1);
    await settling.settled();
    let settled = false;
    void settling.settled(1).then(() => (settled = true));
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    expect(settled).toBe(true);
  });

  it('does not commit for captures that are not asked about', async () => {
    let flushed = 0;
    const settling = createSettling(() => (flushed += 1));
    settling.answering(1);
    settling.recorded(1);
    await settling.settled(2);
    expect(flushed).toBe(0);
    settling.written(1);
    await settling.settled();
    expect(flushed).toBe(0);
  });
});
