import { describe, expect, it } from 'vitest';
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
const SLACK = '{"type":"url_verification","challenge":"c1"}';

async function set(t: TestEngine, settings: Partial<SenderSettings>, endpointId = INBOX) {
  await t.engine.signatures.saveSettings({ endpointId, ...NOTHING, ...settings });
}

async function newest(t: TestEngine) {
  const { items } = await t.engine.captures.list({ search: '', limit: 1 });
  const summary = items[0]!;
  return { summary, report: await t.engine.signatures.ofCapture({ id: summary.id }) };
}

async function believe(t: TestEngine, value: string, provider: string) {
  const owner = { endpointId: INBOX, provider };
  return t.engine.signatures.addSecret({ owner, label: provider, value });
}

describe('a question that nobody answered', () => {
  it('says which sender to choose, and is answered once that is done', async () => {
    await using t = await startTestEngine();
    await send({ url: t.url, body: SLACK });
    const { report, summary } = await newest(t);
    expect(summary.provider).toBe('slack');
    expect(report.unanswered).toMatchObject({
      provider: 'slack',
      providerLabel: 'Slack',
      name: 'Slack URL verification',
      endpointId: INBOX,
      repair: 'choose',
    });
    expect(report.unanswered?.text).toBe(
      'This looks like the Slack URL verification, asked before the first event, and it was not ' +
        'answered. Choose Slack for this endpoint to answer it.',
    );
    const { provider, endpointId } = report.unanswered!;
    await set(t, { provider }, endpointId);
    expect((await newest(t)).report.unanswered).toMatchObject({
      repair: 'again',
      text: expect.stringContaining('Slack is chosen for this endpoint by now: let it ask again.'),
    });
    expect((await send({ url: t.url, body: SLACK })).text).toBe('c1');
    const after = await newest(t);
    expect(after.report).toMatchObject({ handshake: 'Slack URL verification', unanswered: null });
  });

  it.each([
    ['OPTIONS', '/hook', [['WebHook-Request-Origin', 'eventgrid.azure.net']], 'Azure Event Grid'],
    ['OPTIONS', '/hook', [['WebHook-Request-Origin', 'events.example']], 'CloudEvents'],
    ['GET', '/hook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=t', [], 'Meta'],
    ['GET', '/hook?crc_token=abc', [], 'X / Twitter'],
  ] as [string, string, [string, string][], string][])(
    'by %s %s is told too',
    async (method, path, headers, label) => {
      await using t = await startTestEngine();
      await send({ url: t.url, method, path, headers });
      expect((await newest(t)).report.unanswered?.text).toContain(`Choose ${label}`);
    },
  );

  it('is told by both names where another sender is set, and where answers are off', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'stripe' });
    await send({ url: t.url, body: SLACK });
    expect((await newest(t)).report.unanswered).toMatchObject({
      repair: 'choose',
      text: expect.stringContaining('but this endpoint is set to Stripe. Choose Slack'),
    });
    await set(t, { provider: 'slack', handshakes: false });
    await send({ url: t.url, body: SLACK });
    expect((await newest(t)).report.unanswered).toMatchObject({
      repair: 'answer',
      text: expect.stringContaining('switch that on'),
    });
  });

  it('names the endpoint that would answer it, if it took the method', async () => {
    await using t = await startTestEngine();
    const endpoint = await t.engine.endpoints.create({
      name: 'Posts',
      enabled: true,
      path: '/x',
      methods: ['POST'],
      reply: {
        status: 200,
        headers: [],
        bodyKind: 'text',
        body: '',
        delayMs: 0,
        failFirst: { count: 0, status: 500 },
      },
    });
    await set(t, { provider: 'x' }, endpoint.id);
    await send({ url: t.url, method: 'GET', path: '/x?crc_token=abc' });
    expect((await newest(t)).report.unanswered).toMatchObject({
      repair: 'methods',
      endpointId: endpoint.id,
      text: expect.stringContaining('takes POST only: let it take GET too'),
    });
  });

  it('is none in an ordinary request', async () => {
    await using t = await startTestEngine();
    await send({ url: t.url, body: '{"type":"event_callback"}' });
    expect((await newest(t)).report.unanswered).toBeNull();
  });
});

describe('Event Grid', () => {
  it('is answered in both of its schemas', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'event-grid' });
    const origin = 'eventgrid.azure.net';
    const asked = await send({
      url: t.url,
      method: 'OPTIONS',
      headers: [
        ['WebHook-Request-Origin', origin],
        ['WebHook-Request-Rate', '120'],
      ],
    });
    expect(asked.status).toBe(200);
    expect(asked.headers['webhook-allowed-origin']).toBe(origin);
    const body = JSON.stringify([
      {
        eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
        data: { validationCode: 'code-1' },
      },
    ]);
    const validated = await send({ url: t.url, body });
    expect(JSON.parse(validated.text)).toEqual({ validationResponse: 'code-1' });
    const event = '{"specversion":"1.0","type":"Order.Placed","source":"/s","id":"e-1"}';
    await send({ url: t.url, body: event });
    expect((await newest(t)).summary.eventType).toBe('Order.Placed');
  });
});

describe('the budget of handshakes', () => {
  const crc = (token: string) => `/hook?crc_token=${token}`;

  it('of refused ones does not use up that of real ones, nor the other way round', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'x' });
    await believe(t, 'consumer', 'x');
    const ask = async (token: string) =>
      (await send({ url: t.url, method: 'GET', path: crc(token) })).status;
    const refused: number[] = [];
    for (let n = 0; n < 12; n += 1) refused.push(await ask('12345'));
    expect(refused).toEqual([...Array<number>(10).fill(400), 429, 429]);
    const real: number[] = [];
    for (let n = 0; n < 12; n += 1) real.push(await ask(`tok_${n}`));
    expect(real).toEqual([...Array<number>(10).fill(200), 429, 429]);
  });
});

describe('a request of another sender than is set', () => {
  it('is told by both names, in the verdict and in the list', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'stripe', refuse: true });
    await believe(t, 'whsec_x', 'stripe');
    await t.engine.signatures.sendSample({ endpointId: INBOX, sample: 'github:push' });
    const { report, summary } = await newest(t);
    const said = 'It looks like GitHub, but this endpoint is set to Stripe.';
    expect(report.verdict?.text).toContain(said);
    expect(report.verdict?.text).toContain('Stripe-Signature is missing');
    expect(summary.reason).toContain(said);
    expect(report).toMatchObject({ looksLike: 'github', looksLikeLabel: 'GitHub' });
  });

  it('is not told so where both sign alike, or where it is right', async () => {
    await using t = await startTestEngine();
    await set(t, { provider: 'clerk' });
    await believe(t, 'whsec_c2VjcmV0c2VjcmV0', 'clerk');
    const as = { provider: 'svix', secret: 'whsec_AAAAAAAAAAAAAAAA' };
    await send({ url: t.url, body: '{"type":"invoice.paid"}', as });
    const { report } = await newest(t);
    expect(report.looksLike).toBe('svix');
    expect(report.verdict?.code).toBe('SIGNATURE_MISMATCH');
    expect(report.verdict?.text).not.toContain('It looks like');
  });
});
