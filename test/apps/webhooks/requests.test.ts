import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../../main/apps/webhooks/credentials.ts';
import {
  aliasPath,
  endpointPath,
  readPath,
  webhookPath,
} from '../../../main/apps/webhooks/path.ts';
import { payloadPairs, readPairs, withoutSecret } from '../../../main/apps/webhooks/query.ts';
import { canonicalName } from '../../../main/apps/webhooks/request-headers.ts';

const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.isWellFormed());

describe('paths', () => {
  it('leads back to the names they were made of, whatever those are', () => {
    fc.assert(
      fc.property(name, name, name, (app, service, webhook) => {
        expect(readPath(webhookPath(app, service, webhook))).toEqual({
          kind: 'webhook',
          clientAppId: app,
          service,
          webhook,
        });
        expect(readPath(aliasPath(app, service, webhook))).toMatchObject({
          clientAppId: app,
          webhook,
        });
      }),
    );
  });

  it.each([
    [
      '/api/client/v2.0/app/a/service/b%20c/incoming_webhook/d/?x=1',
      { service: 'b c', webhook: 'd' },
    ],
    ['/app/a/endpoint/x/y', { kind: 'endpoint', route: '/x/y' }],
    ['/w/s/h', { kind: 'alias', clientAppId: null }],
    ['http://host/w/s/h', { kind: 'alias' }],
  ])('%s', (target, expected) => expect(readPath(target)).toMatchObject(expected));

  it.each(['/', '/w/s', '/api/client/v2.0/app/a', '/hooks/x', '/w/a/b/c/d'])(
    'is not %s',
    (target) => {
      expect(readPath(target)).toBeNull();
    },
  );

  it('writes routes of endpoints', () =>
    expect(endpointPath('a b', '/x y/z')).toBe('/app/a%20b/endpoint/x%20y/z'));
});

describe('queries and forms', () => {
  it('never throws, and takes every secret out of the raw query', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readPairs(withoutSecret(text)).some(([key]) => key === 'secret')).toBe(false);
      }),
    );
  });

  it('puts the fields of a form before the query, for methods with a body', () => {
    const form = Buffer.from('text=hi+there&a=form&secret=x');
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    expect(payloadPairs('a=url&secret=y', 'POST', type, form)).toEqual([
      ['text', 'hi there'],
      ['a', 'form'],
      ['a', 'url'],
    ]);
    expect(payloadPairs('a=url', 'GET', type, form)).toEqual([['a', 'url']]);
    expect(payloadPairs('a=url', 'POST', 'multipart/form-data', form)).toEqual([['a', 'url']]);
  });

  it('writes header names as Go does', () =>
    expect(canonicalName('x-HUB-signature')).toBe('X-Hub-Signature'));
});

describe('credentials', () => {
  const read = (headers: [string, string][], body = ''): unknown =>
    readCredentials(headers, Buffer.from(body));

  it.each([
    [
      [
        ['Email', 'a@b'],
        ['PASSWORD', 'x'],
      ],
      '',
      'local-userpass',
    ],
    [[['api-key', 'k']], '', 'api-key'],
    [[['apiKey', 'k']], '', 'api-key'],
    [[], '{"jwtTokenString":"t"}', 'custom-token'],
    [[['Authorization', 'Bearer t']], '{"apiKey":"k"}', 'access-token'],
    [
      [
        ['Authorization', 'Basic t'],
        ['api-key', 'k'],
      ],
      '',
      'api-key',
    ],
  ] as [[string, string][], string, string][])('%j %s is %s', (headers, body, kind) => {
    expect(read(headers, body)).toMatchObject({ ok: true, credentials: { kind } });
  });

  it.each([
    [[], '', 'no authentication methods were specified'],
    [[['email', 'a@b']], '', 'must specify some form of authentication'],
    [[['api-key', 'k']], '{"email":"a","password":"b"}', 'not in both'],
    [[], '["email"]', 'no authentication methods'],
  ] as [[string, string][], string, string][])('%j %s is refused: %s', (headers, body, text) => {
    expect(read(headers, body)).toMatchObject({
      ok: false,
      refusal: { status: 400, text: expect.stringContaining(text) },
    });
  });
});
