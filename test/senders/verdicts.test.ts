import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/lib/clock.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';
import { believe, newest, set } from './inbox-sender.ts';

describe('a capture of a known provider', () => {
  it('says who sent it, which event, and that no secret is set', async () => {
    await using t = await startTestEngine();
    const headers: [string, string][] = [
      ['X-GitHub-Event', 'pull_request'],
      ['X-GitHub-Delivery', '7b1'],
    ];
    const body = '{"action":"opened"}';
    await send({ url: t.url, headers, body, as: { provider: 'github', secret: 'gh' } });
    const { summary, report } = await newest(t, 1);
    expect(summary).toMatchObject({
      provider: 'github',
      eventType: 'pull_request.opened',
      signature: 'unset',
    });
    expect(report).toMatchObject({
      providerLabel: 'GitHub',
      confidence: 'certain',
      deliveryId: '7b1',
      verdict: { state: 'not_attempted' },
    });
    expect(report.verdict?.text).toContain('Add the webhook secret');
  });

  it('is verified on demand once a secret is there, at the time of its arrival', async () => {
    await using t = await startTestEngine();
    await send({ url: t.url, body: '{}', as: { provider: 'stripe', secret: 'whsec_x' } });
    const { summary } = await newest(t, 1);
    await believe(t, 'whsec_x');
    const report = await t.engine.signatures.verify({ id: summary.id });
    expect(report.verdict).toMatchObject({ state: 'verified', secretLabel: 'our secret' });
    expect((await t.captures(1))[0]).toMatchObject({ signature: 'ok' });
  });

  it('names the secret that matched, of several', async () => {
    await using t = await startTestEngine();
    await t.engine.signatures.addSecret({
      owner: { endpointId: null, provider: 'github' },
      label: 'of all GitHub',
      value: 'old',
    });
    await believe(t, 'new');
    for (const secret of ['old', 'new', 'other']) {
      await send({
        url: t.url,
        headers: [['X-GitHub-Event', 'push']],
        body: secret,
        as: { provider: 'github', secret },
      });
    }
    const captures = await t.captures(3);
    const reports = await Promise.all(
      captures.map(({ id }) => t.engine.signatures.ofCapture({ id })),
    );
    expect(reports.map(({ verdict }) => verdict?.secretLabel)).toEqual([
      null,
      'our secret',
      'of all GitHub',
    ]);
    expect(reports[0]?.verdict).toMatchObject({ state: 'failed', code: 'SIGNATURE_MISMATCH' });
  });

  it('tells causes apart', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'stripe' });
    await believe(t, 'whsec_x');
    const as = { provider: 'stripe', secret: 'whsec_x' };
    const at = Date.now() - 3_600_000;
    await send({ url: t.url, body: '{"a":1}', as: { ...as, at } });
    await send({ url: t.url, body: '{}', headers: [['Stripe-Signature', 'v1=zz']] });
    await send({ url: t.url, body: '{}' });
    const [missing, malformed, old] = await Promise.all(
      (await t.captures(3)).map(({ id }) => t.engine.signatures.ofCapture({ id })),
    );
    expect(old?.verdict).toMatchObject({ code: 'TIMESTAMP_TOO_OLD' });
    expect(old?.verdict?.skewSeconds).toBeGreaterThan(3598);
    expect(malformed?.verdict).toMatchObject({ code: 'MALFORMED_SIGNATURE' });
    expect(missing?.verdict).toMatchObject({ code: 'MISSING_HEADER' });
    expect((await t.engine.captures.list({ search: 'sig:bad', limit: 10 })).items).toHaveLength(3);
  });

  it('tells that a body was written again on the way', async () => {
    await using t = await startTestEngine();
    await believe(t, 'gh');
    const { headers } = await signedHeaders(t.url, '{"a": 1}');
    await send({ url: t.url, headers, body: '{"a":1}' });
    const { report } = await newest(t, 2);
    expect(report.verdict?.code).toBe('SIGNATURE_MISMATCH');
    expect(report.verdict?.hint?.text).toContain('parsed and rewritten');
    // A stranger's request costs one MAC for each secret; the explanation waits for a reader.
    const kept = t.engine.db.prepare('SELECT detail FROM capture_senders').pluck().all().join();
    expect(kept).toContain('SIGNATURE_MISMATCH');
    expect(kept).not.toContain('written again');
  });

  /** Headers as GitHub would sign this body. */
  async function signedHeaders(url: string, body: string) {
    await send({
      url,
      headers: [['X-GitHub-Event', 'push']],
      body,
      as: { provider: 'github', secret: 'gh' },
    });
    const mac = createHmac('sha256', 'gh').update(body).digest('hex');
    const headers: [string, string][] = [
      ['X-GitHub-Event', 'push'],
      ['X-Hub-Signature-256', `sha256=${mac}`],
    ];
    return { headers };
  }

  it('signed for the public URL verifies behind a tunnel', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'twilio' });
    await believe(t, 'auth');
    const body = 'MessageSid=SM1&MessageStatus=sent&AccountSid=AC1';
    const type: [string, string] = ['Content-Type', 'application/x-www-form-urlencoded'];
    const publicUrl = 'https://abc.tunnel.example/hook?x=1';
    await send({
      url: t.url,
      path: '/hook?x=1',
      headers: [type, ['X-Forwarded-Proto', 'https'], ['X-Forwarded-Host', 'abc.tunnel.example']],
      body,
      as: { provider: 'twilio', secret: 'auth', url: publicUrl },
    });
    const first = await newest(t, 1);
    expect(first.report.verdict).toMatchObject({ state: 'verified', url: publicUrl });
    expect(first.summary.eventType).toBe('sent');
    await send({
      url: t.url,
      headers: [type],
      body,
      as: { provider: 'twilio', secret: 'auth', url: 'https://old.example/hook' },
    });
    expect((await newest(t, 2)).report.verdict?.code).toBe('SIGNATURE_MISMATCH');
    await set(t, { provider: 'twilio', publicUrl: 'https://old.example/hook' });
    const again = await t.engine.signatures.verify({ id: (await newest(t, 2)).summary.id });
    expect(again.verdict).toMatchObject({ state: 'verified' });
  });

  it('that would be refused now says so, and its verdict stays', async () => {
    let skip = 0;
    const clock = { ...systemClock, now: () => Date.now() + skip };
    await using t = await startTestEngine({ clock });
    await believe(t, 'whsec_x');
    await send({ url: t.url, body: '{}', as: { provider: 'stripe', secret: 'whsec_x' } });
    skip = 7_200_000;
    const { report } = await newest(t, 1);
    expect(report.verdict?.state).toBe('verified');
    expect(report.expired).toContain('2 h');
  });

  it('is found by provider, event, delivery and signature', async () => {
    await using t = await startTestEngine();
    await believe(t, 'sk', 'slack');
    const body = '{"type":"event_callback","event":{"type":"app_mention"},"event_id":"Ev1"}';
    await send({ url: t.url, body, as: { provider: 'slack', secret: 'sk' } });
    await send({ url: t.url, body: 'other' });
    await t.captures(2);
    for (const search of [
      'provider:slack',
      'event:mention',
      'delivery:Ev1',
      'sig:ok',
      'provider:SLACK sig:ok,bad',
    ]) {
      expect((await t.engine.captures.list({ search, limit: 10 })).items, search).toHaveLength(1);
    }
    const odd = await t.engine.captures.list({ search: 'sig:fine', limit: 10 });
    expect(odd.problems[0]?.message).toContain('not one of');
  });
});

describe('duplicates', () => {
  it('are linked by the id of the delivery, and else by their bytes', async () => {
    await using t = await startTestEngine();
    const headers: [string, string][] = [
      ['X-GitHub-Event', 'push'],
      ['X-GitHub-Delivery', 'd1'],
    ];
    await send({ url: t.url, headers, body: '{"n":1}' });
    await send({ url: t.url, headers, body: '{"n":2}' });
    await send({ url: t.url, body: 'plain' });
    await send({ url: t.url, body: 'plain' });
    await send({ url: t.url, body: 'plain but other' });
    const [other, plain, firstPlain, second, first] = await t.captures(5);
    const of = (id: typeof first) => t.engine.signatures.ofCapture({ id: id!.id });
    expect((await of(first)).duplicates.map(({ id }) => id)).toEqual([second!.id]);
    expect((await of(first)).duplicateOf).toContain('d1');
    expect((await of(plain)).duplicates.map(({ id }) => id)).toEqual([firstPlain!.id]);
    expect((await of(other)).duplicates).toEqual([]);
  });
});

describe('secrets', () => {
  it('are never read back but on purpose, and can be retired and removed', async () => {
    await using t = await startTestEngine();
    const added = await believe(t, '  a-long-secret-1234 ');
    expect(added).toMatchObject({ last4: '1234', retiring: false });
    expect(JSON.stringify(t.engine.signatures.secrets({}))).not.toContain('a-long');
    expect(t.engine.signatures.revealSecret({ id: added.id })).toEqual({
      value: 'a-long-secret-1234',
    });
    await t.engine.signatures.retireSecret({ id: added.id, retiring: true });
    expect(t.engine.signatures.secrets({})[0]).toMatchObject({ retiring: true });
    await t.engine.signatures.removeSecret({ id: added.id });
    expect(t.engine.signatures.secrets({})).toEqual([]);
  });

  it('that cannot be one are refused where they are typed', async () => {
    await using t = await startTestEngine();
    await expect(believe(t, '  ')).rejects.toMatchObject({ field: 'value' });
    await expect(believe(t, 'no hex', 'discord')).rejects.toMatchObject({ field: 'value' });
    await expect(believe(t, 'x', 'nobody')).rejects.toMatchObject({ code: 'SENDER_INVALID' });
  });

  it('rest protected where the desktop can', async () => {
    const protection = {
      protect: (text: string) => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0x5a)),
      unprotect: (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(),
    };
    await using t = await startTestEngine({ protection });
    await believe(t, 'plain-secret-text');
    const rows = t.engine.db.prepare('SELECT value FROM sender_secrets').all();
    expect(JSON.stringify(rows)).not.toContain(JSON.stringify(Buffer.from('plain-secret-text')));
    expect(
      t.engine.signatures.revealSecret({ id: t.engine.signatures.secrets({})[0]!.id }).value,
    ).toBe('plain-secret-text');
  });
});
