import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { CaptureId, EndpointId } from '../../preload/contract/shapes.ts';
import { createTrials } from '../../main/senders/trials/thread.ts';
import type { SenderSettings } from '../../preload/contract/signatures.ts';
import type { SecretForm } from '../../preload/contract/signatures/secrets.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';

const GITHUB: [string, string][] = [['X-GitHub-Event', 'push']];

async function signed(t: TestEngine, provider: string, secret: string, at?: number) {
  const headers = provider === 'github' ? GITHUB : [];
  const as = { provider, secret, ...(at !== undefined && { at }) };
  await send({ url: t.url, headers, body: '{"n":1}', as });
  const [newest] = await t.captures(1);
  return newest!.id;
}

const keep = (t: TestEngine, value: string, provider: string, form: SecretForm = 'typed') =>
  t.engine.signatures.addSecret({
    owner: { endpointId: null, provider },
    label: `of ${provider}`,
    value,
    form,
  });

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('a secret that is tried', () => {
  it('is kept nowhere, and leaves the verdict of the capture as it was', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    await using t = await startTestEngine({ log });
    const captureId = await signed(t, 'stripe', 'whsec_right');
    const { trySecret } = t.engine.signatures;
    const right = await trySecret({ captureId, value: 'whsec_right' });
    const wrong = await trySecret({ captureId, value: 'whsec_wrong-one' });
    expect(right).toMatchObject({ form: 'typed', verdict: { state: 'verified', secretId: null } });
    expect(wrong).toMatchObject({
      form: null,
      verdict: { state: 'failed', code: 'SIGNATURE_MISMATCH' },
    });
    expect(t.engine.signatures.secrets({})).toEqual([]);
    expect((await t.captures(1))[0]).toMatchObject({ signature: 'unset' });
    const told = JSON.stringify([right, wrong, lines]);
    expect(told).not.toContain('whsec_right');
    expect(told).not.toContain('wrong-one');
  });

  it.each<[SecretForm, string, string, string]>([
    ['typed', 'github', 'needle', 'needle'],
    ['trimmed', 'stripe', 'whsec_needle', ' whsec_needle\n'],
    ['unquoted', 'stripe', 'whsec_needle', '"whsec_needle"'],
    ['unquoted', 'github', 'needle', " 'needle' "],
    ['unprefixed', 'github', 'needle', 'ghs_needle'],
    ['prefixed', 'stripe', 'whsec_needle', 'needle'],
    ['line-break', 'github', 'needle\n', 'needle'],
    ['base64', 'github', 'needle', base64('needle')],
    ['hex', 'github', 'needle', hex('needle')],
    ['text', 'svix', `whsec_${base64('needle-and-thread-24byte')}`, 'needle-and-thread-24byte'],
    ['hex', 'svix', `whsec_${base64('needle-and-thread-24byte')}`, hex('needle-and-thread-24byte')],
  ])('fits %s for %s, and verifies once it is kept so', async (form, provider, secret, pasted) => {
    await using t = await startTestEngine();
    const captureId = await signed(t, provider, secret);
    const found = await t.engine.signatures.trySecret({ captureId, value: pasted });
    expect(found).toMatchObject({ form, verdict: { state: 'verified' } });
    await keep(t, pasted, provider, found.form!);
    const report = await t.engine.signatures.verify({ id: captureId });
    expect(report.verdict).toMatchObject({ state: 'verified', secretLabel: `of ${provider}` });
  });

  it('fits what came too late: age is no fault of the secret', async () => {
    await using t = await startTestEngine();
    const captureId = await signed(t, 'stripe', 'whsec_x', Date.now() - 3_600_000);
    expect(await t.engine.signatures.trySecret({ captureId, value: 'whsec_x' })).toMatchObject({
      form: 'typed',
      verdict: { state: 'failed', code: 'TIMESTAMP_TOO_OLD' },
    });
  });

  it('says nothing of a request that nobody is known to send', async () => {
    await using t = await startTestEngine();
    await send({ url: t.url, body: 'plain' });
    const [{ id: captureId } = { id: '' as CaptureId }] = await t.captures(1);
    const { trySecret } = t.engine.signatures;
    expect(await trySecret({ captureId, value: 'needle' })).toEqual({ verdict: null, form: null });
  });

  it('is not kept in a form that its provider cannot write', async () => {
    await using t = await startTestEngine();
    const bytes = Buffer.from([0xff, 0xfe, 0x80]).toString('base64');
    await expect(keep(t, bytes, 'github', 'base64')).rejects.toMatchObject({
      code: 'SENDER_INVALID',
      field: 'form',
    });
    await expect(
      t.engine.signatures.trySecret({
        captureId: await signed(t, 'github', 'needle'),
        value: ' ',
      }),
    ).rejects.toMatchObject({ code: 'SENDER_INVALID', field: 'value' });
  });
});

describe('the secrets that are kept', () => {
  it('are all tried, whosever they are, the best first and without their texts', async () => {
    await using t = await startTestEngine();
    await keep(t, 'whsec_of-stripe', 'stripe');
    await keep(t, 'moved-away', 'github');
    const right = await t.engine.signatures.addSecret({
      owner: { endpointId: 'gone' as EndpointId, provider: null },
      label: 'of the shop',
      value: 'needle',
    });
    const captureId = await signed(t, 'github', 'needle');
    const fits = await t.engine.signatures.whichFits({ captureId });
    expect(fits.map(({ label, verdict }) => [label, verdict.state])).toEqual([
      ['of the shop', 'verified'],
      ['of github', 'failed'],
      ['of stripe', 'failed'],
    ]);
    expect(fits[0]).toMatchObject({ secretId: right.id, owner: { endpointId: 'gone' } });
    for (const text of ['needle', 'moved-away', 'of-stripe'])
      expect(JSON.stringify(fits)).not.toContain(text);
  });

  it('say who sent what nobody was known to send', async () => {
    await using t = await startTestEngine();
    await send({ url: t.url, body: 'plain' });
    await keep(t, 'needle', 'github');
    const [{ id: captureId } = { id: '' as CaptureId }] = await t.captures(1);
    const [fit] = await t.engine.signatures.whichFits({ captureId });
    expect(fit).toMatchObject({ label: 'of github', verdict: { state: 'failed' } });
  });

  it('verify again what a search finds, and say how many did', async () => {
    await using t = await startTestEngine();
    await signed(t, 'github', 'needle');
    await signed(t, 'github', 'needle');
    await signed(t, 'github', 'another');
    await signed(t, 'stripe', 'whsec_x');
    await t.captures(4);
    await keep(t, 'needle', 'github');
    const { verifyFound } = t.engine.signatures;
    const search = 'provider:github';
    expect(await verifyFound({ search, limit: 100 })).toEqual({ checked: 3, ok: 2, bad: 1 });
    expect((await t.captures(4)).map(({ signature }) => signature)).toEqual([
      'unset',
      'bad',
      'ok',
      'ok',
    ]);
    expect(await verifyFound({ search, limit: 2 })).toEqual({ checked: 2, ok: 1, bad: 1 });
    await expect(verifyFound({ search: 'nosuch:x', limit: 1 })).rejects.toMatchObject({
      code: 'SEARCH_INVALID',
    });
  });

  it('go over a long body beside the captures that arrive meanwhile', async () => {
    await using t = await startTestEngine();
    const body = Buffer.alloc(16 * 1024 * 1024, 'needle ');
    await send({ url: t.url, headers: GITHUB, body, as: { provider: 'github', secret: 'right' } });
    for (let n = 0; n < 29; n += 1) await keep(t, `wrong ${n}`, 'github');
    await keep(t, 'right', 'github');
    const [{ id: captureId } = { id: '' as CaptureId }] = await t.captures(1);
    const order: string[] = [];
    const { whichFits, trySecret, verify } = t.engine.signatures;
    const all = whichFits({ captureId }).then((fits) => {
      order.push('fits');
      return fits;
    });
    const tried = trySecret({ captureId, value: 'right' });
    await Promise.all(Array.from({ length: 20 }, () => send({ url: t.url, path: '/beside' })));
    order.push('captures');
    expect((await all).map(({ verdict }) => verdict.state)).toEqual([
      'verified',
      ...Array.from({ length: 29 }, () => 'failed'),
    ]);
    expect(order).toEqual(['captures', 'fits']);
    expect(await tried).toMatchObject({ form: 'typed', verdict: { state: 'verified' } });
    expect(await verify({ id: captureId })).toMatchObject({ verdict: { state: 'verified' } });
  });
});

it('a trial ends when whoever asked for it goes away, before it begins and under way', async () => {
  const trials = createTrials();
  const trial = () => ({
    kind: 'secret' as const,
    value: 'right',
    request: { method: 'POST', target: '/', headers: GITHUB, viaTunnel: false, receivedAt: 0 },
    body: Buffer.alloc(4 * 1024 * 1024, 'x'),
    settings: SETTINGS,
    endpointId: null,
  });
  await expect(trials<'secret'>(trial(), AbortSignal.abort())).rejects.toThrow('aborted');
  const leaving = new AbortController();
  const tried = trials<'secret'>(trial(), leaving.signal);
  setImmediate(() => leaving.abort());
  await expect(tried).rejects.toThrow('disconnected');
  expect(await trials<'secret'>(trial())).toMatchObject({ form: null });
});

const SETTINGS: SenderSettings = {
  provider: 'github',
  custom: null,
  refuse: false,
  handshakes: true,
  verifyToken: null,
  publicUrl: null,
};
