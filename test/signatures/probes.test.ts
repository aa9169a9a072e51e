import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { probe } from '../../main/signatures/probes.ts';
import { findProvider } from '../../main/signatures/providers/providers.ts';
import { type SignedRequest, viewRequest } from '../../main/signatures/request-view.ts';
import { signRequest } from '../../main/signatures/sign.ts';

const NOW = 1_763_700_000_000;
const URL = 'https://hooks.example.com/in?b=1';

function signed(id: string, body: string, value: string, url = URL): SignedRequest {
  const request = {
    method: 'POST',
    target: '/in?b=1',
    headers: [],
    body: Buffer.from(body),
    urls: [url],
  };
  const secrets = [{ id: 's', label: 's', value }];
  const result = signRequest({ provider: findProvider(id)!, request, secrets, now: NOW });
  if (!result.ok) throw new Error(result.text);
  return { ...request, headers: result.headers, urls: [URL] };
}

function hint(id: string, request: SignedRequest, value = 'right', other: string[] = []) {
  return probe({
    provider: findProvider(id)!,
    view: viewRequest(request),
    secrets: [{ id: 's', label: 'mine', value }],
    otherSecrets: other.map((text) => ({ id: text, label: `the ${text} one`, value: text })),
    now: NOW,
  })?.text;
}

describe('a mismatch is explained', () => {
  const body = '{"name":"Zoë","list":[1, 2],"url":"a/b"}';

  it('by another secret that was saved', () => {
    expect(hint('github', signed('github', body, 'staging'), 'right', ['staging'])).toContain(
      'the staging one',
    );
  });

  it('by a secret in another form', () => {
    expect(hint('github', signed('github', body, 'right'), ' right ')).toContain('spaces');
    expect(hint('github', signed('github', body, 'right\n'))).toContain('line break');
    expect(hint('github', signed('github', body, 'right'), '"right"')).toContain('quotes');
  });

  it.each([
    ['compact', (value: unknown) => JSON.stringify(value)],
    ['indented', (value: unknown) => JSON.stringify(value, null, 2)],
  ])('by a body that was written again: %s', (_name, write) => {
    const original = write(JSON.parse(body));
    const request = { ...signed('github', original, 'right'), body: Buffer.from(body) };
    expect(hint('github', request)).toContain('parsed and rewritten');
  });

  it('by a body whose characters were escaped', () => {
    const original = JSON.stringify(JSON.parse(body)).replace('ë', String.raw`\u00eb`);
    const request = { ...signed('stripe', original, 'right'), body: Buffer.from(body) };
    expect(hint('stripe', request)).toContain('parsed and rewritten');
  });

  it('by line ends, and by compression', () => {
    const request = signed('github', 'a\nb', 'right');
    expect(hint('github', { ...request, body: Buffer.from('a\r\nb') })).toContain('line endings');
    const packed: SignedRequest = {
      ...request,
      headers: [...request.headers, ['Content-Encoding', 'gzip']],
      body: gzipSync('a\nb'),
    };
    expect(hint('github', packed)).toContain('before it compressed');
  });

  it('by the URL the sender has', () => {
    const request = signed('square', body, 'right', 'http://hooks.example.com/in?b=1');
    expect(hint('square', request)).toContain('http://hooks.example.com/in?b=1');
  });

  it('by another hash, and by another sender', () => {
    const sha1 = signed('vercel', body, 'right');
    const [, value = ''] = sha1.headers[0] ?? [];
    const asGithub: SignedRequest = { ...sha1, headers: [['X-Hub-Signature', `sha256=${value}`]] };
    expect(hint('jira', asGithub)).toContain('SHA-1 in hex');
    const base64 = signed('shopify', body, 'right');
    const wrong: SignedRequest = {
      ...base64,
      headers: [['X-Xero-Signature', base64.headers[0]?.[1] ?? '']],
    };
    expect(hint('xero', wrong, 'wrong')).toBeUndefined();
  });

  it('by nothing where it is simply another body', () => {
    const request = { ...signed('github', body, 'right'), body: Buffer.from('{"other":true}') };
    expect(hint('github', request)).toBeUndefined();
  });
});
