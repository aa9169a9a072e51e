import { describe, expect, it } from 'vitest';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';
import { believe, newest, NOTHING, set } from './inbox-sender.ts';

describe('an endpoint that refuses', () => {
  it('answers 401 to what does not verify, and keeps it', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'github', refuse: true });
    await believe(t, 'gh');
    const good = await send({ url: t.url, body: '{}', as: { provider: 'github', secret: 'gh' } });
    const bad = await send({ url: t.url, body: '{}', as: { provider: 'github', secret: 'no' } });
    const none = await send({ url: t.url, body: '{}' });
    expect([good.status, bad.status, none.status]).toEqual([200, 401, 401]);
    expect(bad.text).not.toMatch(/[0-9a-f]{20}/);
    const { summary, report } = await newest(t, 3);
    expect(summary).toMatchObject({ status: 401, decidedBy: 'authenticate', signature: 'bad' });
    expect(summary.reason).toContain('X-Hub-Signature-256 is missing');
    expect(report.refused).toBe(true);
  });

  it('refuses all while it has no secret', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'stripe', refuse: true });
    const answer = await send({ url: t.url, as: { provider: 'stripe', secret: 'x' }, body: '{}' });
    expect(answer.status).toBe(401);
  });

  it('needs to know whom to believe', async () => {
    await using t = await startTestEngine();
    await expect(set(t, { refuse: true })).rejects.toMatchObject({ field: 'provider' });
    await expect(set(t, { provider: 'nobody' })).rejects.toMatchObject({ field: 'provider' });
    await expect(set(t, { publicUrl: 'abc' })).rejects.toMatchObject({ field: 'publicUrl' });
    const gone = { endpointId: 'gone' as EndpointId, ...NOTHING };
    await expect(t.engine.signatures.saveSettings(gone)).rejects.toMatchObject({
      code: 'ENDPOINT_NOT_FOUND',
    });
  });

  it('still does after a restart', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'github', refuse: true });
    await believe(t, 'gh');
    await t.stop();
    await using again = await startTestEngine({ dataDir: t.dataDir });
    const as = { provider: 'github', secret: 'gh' };
    expect((await send({ url: again.url, body: '{}', as })).status).toBe(200);
    expect((await send({ url: again.url, body: '{}' })).status).toBe(401);
  });
});

describe('a handshake', () => {
  it('is answered where the endpoint says who sends, and is kept as one', async () => {
    await using t = await startTestEngine();
    const body = '{"type":"url_verification","challenge":"c1"}';
    expect((await send({ url: t.url, body })).text).toContain('Caught by Backstitch');
    await set(t, { provider: 'slack', refuse: true });
    const answer = await send({ url: t.url, body });
    expect(answer).toMatchObject({ status: 200, text: 'c1' });
    expect(answer.headers['content-type']).toContain('text/plain');
    expect((await newest(t, 2)).report.handshake).toBe('Slack URL verification');
    await set(t, { provider: 'slack', handshakes: false });
    expect((await send({ url: t.url, body })).text).toContain('Caught by Backstitch');
  });

  it('of Asana hands over a secret, which can be kept and then verifies', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'asana' });
    const shake = await send({ url: t.url, headers: [['X-Hook-Secret', 'from-asana']] });
    expect(shake.headers['x-hook-secret']).toBe('from-asana');
    const { summary, report } = await newest(t, 1);
    expect(report.offersSecret).toBe(true);
    await t.engine.signatures.keepOffered({ id: summary.id });
    await send({
      url: t.url,
      body: '{"events":[]}',
      as: { provider: 'asana', secret: 'from-asana' },
    });
    expect((await newest(t, 2)).summary.signature).toBe('ok');
  });

  it('is no oracle: ten a minute and no more', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'zoom' });
    await believe(t, 'zs');
    const body = (n: number) =>
      JSON.stringify({ event: 'endpoint.url_validation', payload: { plainToken: `t${n}` } });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1)
      statuses.push((await send({ url: t.url, body: body(n) })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
  });
});
