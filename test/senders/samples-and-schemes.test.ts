import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startTestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';
import { INBOX, believe, newest, set } from './inbox-sender.ts';

describe('a sample of each provider', () => {
  it('goes green', async () => {
    await using t = await startTestEngine();
    const samples = t.engine.signatures.providers().flatMap(({ samples }) => samples);
    expect(new Set(samples.map(({ id }) => id.split(':')[0])).size).toBeGreaterThanOrEqual(12);
    for (const { id } of samples) {
      await t.engine.signatures.sendSample({ endpointId: INBOX, sample: id });
    }
    const captures = await t.captures(samples.length);
    const found = captures.map(({ provider, eventType, signature }) => [
      provider,
      eventType,
      signature,
    ]);
    const expected = samples.map(({ id, event }) => {
      const provider = id.split(':')[0];
      const action = id === 'github:pull_request' ? '.opened' : '';
      return [provider, event + action, provider === 'telegram' ? 'token' : 'ok'];
    });
    expect(found.toReversed().map(([p, e, s]) => `${p} ${e} ${s}`)).toEqual(
      expected.map(([p, e, s]) =>
        p === 'discord' ? `${p} command.stitch ${s}` : `${p} ${e} ${s}`,
      ),
    );
  });
});

describe('a custom scheme', () => {
  const custom = {
    header: 'X-Shop-Mac',
    prefix: 'mac ',
    mac: 'hmac-sha512' as const,
    encoding: 'base64' as const,
    key: 'utf8' as const,
    content: '{time}|{path}|{body}',
    time: { header: 'X-Shop-Time', unit: 's' as const, windowSeconds: 60 },
    idHeader: null,
  };

  it('verifies, and can be tried before it is saved', async () => {
    await using t = await startTestEngine();
    const time = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha512', 'shop').update(`${time}|/hook|{}`).digest('base64');
    const headers: [string, string][] = [
      ['X-Shop-Mac', `mac ${mac}`],
      ['X-Shop-Time', time],
    ];
    await send({ url: t.url, headers, body: '{}' });
    const { summary } = await newest(t, 1);
    const tried = await t.engine.signatures.tryScheme({
      id: summary.id,
      scheme: custom,
      secret: 'shop',
    });
    expect(tried).toMatchObject({
      verdict: { state: 'verified' },
      signedContent: `${time}|/hook|{}`,
      expected: `mac ${mac}`,
    });
    await set(t, { provider: 'custom', custom, refuse: true });
    await believe(t, 'shop');
    expect((await send({ url: t.url, headers, body: '{}' })).status).toBe(200);
    expect((await send({ url: t.url, headers, body: '{} ' })).status).toBe(401);
  });

  it('may be the secret itself, in a header', async () => {
    await using t = await startTestEngine();
    const equals = { ...custom, mac: 'equals' as const, header: 'X-Key', prefix: 'Key ' };
    await set(t, { provider: 'custom', custom: { ...equals, content: '{body}', time: null } });
    await believe(t, 'let me in');
    await send({ url: t.url, headers: [['X-Key', 'Key let me in']], body: '{}' });
    await send({ url: t.url, headers: [['X-Key', 'let me in']], body: '{}' });
    const marks = (await t.captures(2)).map(({ signature }) => signature);
    expect(marks).toEqual(['bad', 'token']);
  });

  it('says what is wrong with it, and where', async () => {
    await using t = await startTestEngine();
    const wrong = (change: object) =>
      set(t, { provider: 'custom', custom: { ...custom, ...change } });
    await expect(wrong({ header: 'a b' })).rejects.toMatchObject({ field: 'custom.header' });
    await expect(wrong({ content: '{bodi}' })).rejects.toMatchObject({ field: 'custom.content' });
    await expect(wrong({ content: '{id}' })).rejects.toMatchObject({ field: 'custom.idHeader' });
    await expect(wrong({ time: null })).rejects.toMatchObject({ field: 'custom.time.header' });
  });
});
