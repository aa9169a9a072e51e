import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../main/lib/clock.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { SenderSettings } from '../../preload/contract/signatures.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';

const INBOX = 'inbox' as EndpointId;
const NOTHING: SenderSettings = {
  provider: null,
  custom: null,
  refuse: false,
  handshakes: true,
  verifyToken: null,
  publicUrl: null,
};

async function believe(t: TestEngine, value: string, provider: string | null = null) {
  const owner = { endpointId: INBOX, provider };
  return t.engine.signatures.addSecret({ owner, label: `${provider ?? 'our'} secret`, value });
}

async function set(t: TestEngine, settings: Partial<SenderSettings>) {
  await t.engine.signatures.saveSettings({ endpointId: INBOX, ...NOTHING, ...settings });
}

/** What is known of the newest of so many captures. */
async function newest(t: TestEngine, count: number) {
  const [summary] = await t.captures(count);
  const report = await t.engine.signatures.ofCapture({ id: summary!.id });
  return { summary: summary!, report };
}

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
