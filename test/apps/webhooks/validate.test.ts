import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import {
  type SignedRequest,
  validate,
  type ValidationRule,
} from '../../../main/apps/webhooks/validate.ts';

const BODY = '{"message":"MESSAGE"}';
const SIGNATURE = '828ee180512eaf8a6229eda7eea72323f68e9c0f0093b11a578b0544c5777862';
const hook: ValidationRule = { kind: 'hook', validation: 'VERIFY_PAYLOAD', secret: '12345' };
const secret: ValidationRule = { kind: 'hook', validation: 'SECRET_AS_QUERY_PARAM', secret: 's3' };
const request = (headers: HeaderPair[], more: Partial<SignedRequest> = {}): SignedRequest => ({
  headers,
  rawQuery: '',
  body: Buffer.from(BODY),
  url: 'https://hooks.test/x',
  form: [],
  ...more,
});

describe('the signature of a body', () => {
  it('matches the documented vectors, in either case of the digits', () => {
    for (const digits of [SIGNATURE, SIGNATURE.toUpperCase()]) {
      expect(validate(hook, request([['x-hook-signature', `sha256=${digits}`]])).ok).toBe(true);
    }
    const body = Buffer.from('{ "message": "Hello!" }');
    const endpoint: ValidationRule = { ...hook, kind: 'endpoint', secret: 'Super5ecr3tPa55w0rd' };
    const digits = 'd4f0537db4e230d7a6028a6f7c3bb1b57c9d16f39176d78697e559ac333e0b36';
    expect(
      validate(endpoint, request([['Endpoint-Signature', `sha256=${digits}`]], { body })).ok,
    ).toBe(true);
  });

  it.each([
    ['a missing header', [], /is missing/],
    ['only the digits', [['X-Hook-Signature', SIGNATURE]], /sha256= before it is missing/],
    ['nonsense', [['X-Hook-Signature', 'sha256=xyz']], /wrong form/],
    ['another signature', [['X-Hook-Signature', `sha256=${'0'.repeat(64)}`]], /does not match/],
  ] as [string, HeaderPair[], RegExp][])('explains %s', (_name, headers, words) => {
    const step = validate(hook, request(headers));
    expect(step).toMatchObject({ ok: false });
    expect(step.message).toMatch(words);
    expect(JSON.stringify(step)).not.toContain('12345');
  });

  it('guesses how the body was changed after it was signed', () => {
    const sign = (text: string): HeaderPair[] => [
      ['X-Hook-Signature', `sha256=${createHmac('sha256', '12345').update(text).digest('hex')}`],
    ];
    expect(validate(hook, request(sign(`${BODY}\n`))).message).toMatch(/line break at its end/);
    const spaced = Buffer.from('{ "message" : "MESSAGE" }');
    expect(validate(hook, request(sign(BODY), { body: spaced })).message).toMatch(/reformatted/);
  });

  it('never matches an empty secret', () => {
    expect(validate({ ...hook, secret: '' }, request([])).message).toMatch(/none is set/);
  });
});

describe('a secret in the URL', () => {
  it.each([
    ['a=1&secret=s3', true, /right/],
    ['secret=s3&secret=s3', true, /right/],
    ['secret=S3', false, /wrong/],
    ['secret=s3&secret=s4', false, /several/],
    ['', false, /no secret/],
  ])('%j: %s', (rawQuery, ok, words) => {
    const step = validate(secret, request([], { rawQuery }));
    expect(step.ok).toBe(ok);
    expect(step.message).toMatch(words);
  });

  it('does not count in a form, and says so', () => {
    expect(validate(secret, request([], { form: [['secret', 's3']] })).message).toMatch(
      /in the form/,
    );
  });
});

describe('GitHub and Twilio', () => {
  it('takes the stronger signature of GitHub, or the older one where that is all there is', () => {
    const rule: ValidationRule = { kind: 'github', validation: 'VERIFY_PAYLOAD', secret: 'k' };
    const digits = (hash: string): string =>
      `${hash}=${createHmac(hash, 'k').update(BODY).digest('hex')}`;
    expect(validate(rule, request([['X-Hub-Signature-256', digits('sha256')]])).ok).toBe(true);
    expect(validate(rule, request([['X-Hub-Signature', digits('sha1')]])).ok).toBe(true);
    expect(
      validate(
        rule,
        request([
          ['X-Hub-Signature-256', `sha256=${'0'.repeat(64)}`],
          ['X-Hub-Signature', digits('sha1')],
        ]),
      ).ok,
    ).toBe(false);
  });

  it('checks the URL and the sorted form as Twilio signs them', () => {
    const rule: ValidationRule = { kind: 'twilio', validation: 'VERIFY_PAYLOAD', secret: 'token' };
    const given = createHmac('sha1', 'token')
      .update('https://hooks.test/xBodyhiFrom+1')
      .digest('base64');
    const form: [string, string][] = [
      ['From', '+1'],
      ['Body', 'hi'],
    ];
    expect(validate(rule, request([['X-Twilio-Signature', given]], { form })).ok).toBe(true);
    expect(validate(rule, request([['X-Twilio-Signature', given]], { form: [] })).ok).toBe(false);
  });
});
