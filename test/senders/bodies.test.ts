import { createHmac } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { CustomScheme, SenderSettings } from '../../preload/contract/signatures.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { send } from './signed-request.ts';

const INBOX = 'inbox' as EndpointId;
const SETTINGS: SenderSettings = {
  provider: null,
  custom: null,
  refuse: false,
  handshakes: true,
  verifyToken: null,
  publicUrl: null,
};
const FORM = 'application/x-www-form-urlencoded';
const KEY = 'key-of-the-sender';

async function engineFor(provider: string | null, settings: Partial<SenderSettings> = {}) {
  const t = await startTestEngine();
  const owner = { endpointId: INBOX, provider: provider === 'custom' ? null : provider };
  await t.engine.signatures.addSecret({ owner, label: 'ours', value: KEY });
  await t.engine.signatures.saveSettings({
    endpointId: INBOX,
    ...SETTINGS,
    provider,
    ...settings,
  });
  return t;
}

/** What is known of the newest capture. */
async function newest(t: TestEngine, count: number) {
  const [summary] = await t.captures(count);
  return { summary: summary!, report: await t.engine.signatures.ofCapture({ id: summary!.id }) };
}

function multipart(fields: Record<string, string>, file?: string): { type: string; body: string } {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const attached =
    file === undefined
      ? ''
      : `--edge\r\nContent-Disposition: form-data; name="attachment-1"; filename*=utf-8''%E6%9D%B1.txt\r\n` +
        `Content-Type: text/plain\r\n\r\n${file}\r\n`;
  return {
    type: 'multipart/form-data; boundary=edge',
    body: `${parts.join('')}${attached}--edge--\r\n`,
  };
}

describe('Mailgun, whose signature stands in fields', () => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const token = '0123456789'.repeat(5);
  const signature = createHmac('sha256', KEY)
    .update(timestamp + token)
    .digest('hex');
  const fields = { event: 'bounced', recipient: 'a@b.test', timestamp, token, signature };

  it('is verified as multipart, as it sends attachments and bounces', async () => {
    await using t = await engineFor('mailgun', { refuse: true });
    const { type, body } = multipart(fields, 'an attachment');
    const answer = await send({ url: t.url, headers: [['Content-Type', type]], body });
    expect(answer.status).toBe(200);
    const { summary, report } = await newest(t, 1);
    expect(report.verdict).toMatchObject({ state: 'verified', secretLabel: 'ours' });
    expect(report.deliveryId).toBe(token);
    expect(summary.eventType).toBe('bounced');
  });

  it('is refused with a part that was changed, and with the signature in a file', async () => {
    await using t = await engineFor('mailgun', { refuse: true });
    const changed = multipart({ ...fields, token: token.replace('0', '1') });
    const asFile = multipart({ event: 'bounced', timestamp, token }, signature);
    for (const { type, body } of [changed, asFile]) {
      const answer = await send({ url: t.url, headers: [['Content-Type', type]], body });
      expect(answer.status).toBe(401);
    }
  });

  it('is known by its fields where nobody set it', async () => {
    await using t = await engineFor(null);
    const forms = [multipart(fields), { type: FORM, body: String(new URLSearchParams(fields)) }];
    for (const [at, { type, body }] of forms.entries()) {
      await send({ url: t.url, headers: [['Content-Type', type]], body });
      expect((await newest(t, at + 1)).summary.provider).toBe('mailgun');
    }
  });
});

describe('facts', () => {
  const payload = JSON.stringify({ action: 'opened', issue: { number: 7 } });
  const github: [string, string][] = [['X-GitHub-Event', 'issues']];

  it.each([
    ['a form', FORM, `payload=${encodeURIComponent(payload)}`],
    ['a form with more fields', FORM, `a=1&payload=${encodeURIComponent(payload)}&b=[1]`],
    ['multipart', multipart({ payload }).type, multipart({ payload }).body],
    ['JSON as text', 'text/plain', payload],
    ['JSON with a mark', 'application/json', `\ufeff${payload}`],
    ['JSON in UTF-16', 'application/json; charset=utf-16', Buffer.from(payload, 'utf16le')],
    ['gzip', 'application/json', gzipSync(payload)],
  ])('of GitHub are read from %s', async (_, type, body) => {
    await using t = await startTestEngine();
    await send({ url: t.url, headers: [...github, ['Content-Type', type]], body });
    expect((await newest(t, 1)).summary).toMatchObject({
      provider: 'github',
      eventType: 'issues.opened',
    });
  });

  it('are read from what a coding hides, and not from what unpacks to megabytes', async () => {
    await using t = await startTestEngine();
    const type: [string, string] = ['Content-Type', 'application/json'];
    const coded = (coding: string, body: Buffer) =>
      send({ url: t.url, headers: [...github, type, ['Content-Encoding', coding]], body });
    await coded('br', brotliCompressSync(payload));
    expect((await newest(t, 1)).summary.eventType).toBe('issues.opened');
    await coded('gzip', gzipSync(payload.padEnd(8_000_000)));
    expect((await newest(t, 2)).summary.eventType).toBe('issues');
    await coded('gzip', Buffer.from('not gzip'));
    expect((await newest(t, 3)).summary.eventType).toBe('issues');
  });

  it('of Slack are the kind of interaction in its payload', async () => {
    await using t = await startTestEngine();
    const body = `payload=${encodeURIComponent('{"type":"block_actions","user":{}}')}`;
    await send({ url: t.url, headers: [['Content-Type', FORM]], body });
    expect((await newest(t, 1)).summary).toMatchObject({
      provider: 'slack',
      eventType: 'block_actions',
    });
  });
});

describe('a custom scheme over {decodedBody}', () => {
  const custom: CustomScheme = {
    header: 'X-Sig',
    prefix: '',
    mac: 'hmac-sha256',
    encoding: 'hex',
    key: 'utf8',
    content: '{decodedBody}',
    time: null,
    idHeader: null,
  };
  const body = '{"n":1}';
  const sig: [string, string] = ['X-Sig', createHmac('sha256', KEY).update(body).digest('hex')];

  it.each([
    ['gzip', gzipSync(body)],
    ['br', brotliCompressSync(body)],
    [null, Buffer.from(body)],
    [null, gzipSync(body)],
  ])('verifies what was signed before it was packed: %s', async (coding, sent) => {
    await using t = await engineFor('custom', { custom, refuse: true });
    const headers: [string, string][] = [sig, ['Content-Type', 'application/json']];
    if (coding !== null) headers.push(['Content-Encoding', coding]);
    expect((await send({ url: t.url, headers, body: sent })).status).toBe(200);
    expect((await newest(t, 1)).report.verdict).toMatchObject({ state: 'verified' });
  });

  it('does not verify another body, or one that is not what its coding says', async () => {
    await using t = await engineFor('custom', { custom, refuse: true });
    for (const sent of [gzipSync('{"n":2}'), Buffer.from('not gzip')]) {
      const headers: [string, string][] = [sig, ['Content-Encoding', 'gzip']];
      expect((await send({ url: t.url, headers, body: sent })).status).toBe(401);
    }
  });
});
