import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findUrlSecrets,
  isMask,
  maskHead,
  maskOf,
  maskTarget,
  replaceUrlSecrets,
} from '../../main/lib/secrets/url-secrets.ts';

const TOKEN = 'ab12'.repeat(16);
const IN_PATH = `/v1/clients/me/token/${TOKEN}`;
const MASKED = '/v1/clients/me/token/****ab12';
const escaped = (text: string): string =>
  text.replaceAll(/[^]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`);

describe('the token of a URL', () => {
  it.each([
    ['as it is made', IN_PATH, MASKED],
    ['in capitals', IN_PATH.toUpperCase(), '/V1/CLIENTS/ME/TOKEN/****AB12'],
    ['with a query behind it', `${IN_PATH}?a=1`, `${MASKED}?a=1`],
    ['in an absolute URL', `https://example.com${IN_PATH}`, `https://example.com${MASKED}`],
    ['with slashes twice', `/clients//me//token//${TOKEN}`, '/clients//me//token//****ab12'],
    [
      'with slashes the other way',
      `\\clients\\me\\token\\${TOKEN}`,
      '\\clients\\me\\token\\****ab12',
    ],
    ['mistyped', '/clients/me/token/ab12ab12ab12ab12ab99', '/clients/me/token/****ab99'],
    ['too short to show its end', '/clients/me/token/short', '/clients/me/token/****'],
  ])('is masked %s', (_how, target, masked) => {
    expect(maskTarget(target)).toBe(masked);
    expect(maskTarget(masked)).toBe(masked);
  });

  it('is found in escapes, and in escapes of escapes', () => {
    const once = `/clients/me/token/${escaped(TOKEN)}`;
    const twice = once.replaceAll('%', '%25');
    for (const target of [once, twice]) {
      expect(findUrlSecrets(target)).toMatchObject([{ kind: 'token', value: TOKEN }]);
      expect(maskTarget(target)).toBe('/clients/me/token/****ab12');
    }
  });

  it('is found anywhere where it is one of ours, and is digits to everybody else', () => {
    const target = `/proxy?to=${TOKEN.toUpperCase()}&x=1`;
    expect(maskTarget(target)).toBe(target);
    const looking = { isToken: (digits: string) => digits === TOKEN };
    expect(maskTarget(target, looking)).toBe('/proxy?to=****AB12&x=1');
    expect(maskTarget(`/proxy?to=${TOKEN}0`, looking)).toBe(`/proxy?to=${TOKEN}0`);
  });
});

describe('a secret in the query', () => {
  it.each([
    ['/api/client/v2.0/app/x/service/s/incoming_webhook/w?secret=abc', true],
    ['/app/shop-abcde/endpoint/orders?secret=abc', true],
    ['/w/shop/orders?secret=abc', true],
    ['https://example.com/w/shop/orders?secret=abc', true],
    ['/orders?secret=abc', false],
    ['/orders/w/shop?secret=abc', false],
  ])('counts where Backstitch checks it: %s', (target, isChecked) => {
    expect(maskTarget(target)).toBe(isChecked ? target.replace('=abc', '=****') : target);
  });

  it('is masked whole under the names that are asked for, in any case and spelling', () => {
    const looking = { names: ['key'] };
    expect(maskTarget('/in?key=abcdefghijklmnopqrst&a=1', looking)).toBe('/in?key=****&a=1');
    expect(maskTarget('/in?a=1&KEY=abc#key=abc', looking)).toBe('/in?a=1&KEY=****#key=abc');
    expect(maskTarget('/in?k%65y=a%20b&key=c+d', looking)).toBe('/in?k%65y=****&key=****');
    expect(maskTarget('/in?key=&key&keys=1', looking)).toBe('/in?key=&key&keys=1');
    expect(findUrlSecrets('/in?key=a%20b+c%zz', looking)).toMatchObject([{ value: 'a b c%zz' }]);
  });
});

describe('a mask', () => {
  it('shows the end of long tokens only, and nothing of a secret in a query', () => {
    expect(maskOf({ kind: 'token', value: TOKEN })).toBe('****ab12');
    expect(maskOf({ kind: 'token', value: `${TOKEN}<ü>!` })).toBe('****');
    expect(maskOf({ kind: 'query', value: TOKEN })).toBe('****');
  });

  it('is known as one, and stays', () => {
    expect(['****', '****ab12', '***', '****ab123', TOKEN].map(isMask)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(maskOf({ kind: 'query', value: '****ab12' })).toBe('****ab12');
  });
});

it('only the secrets of a target are replaced, each by what was asked for', () => {
  const target = `${IN_PATH}?key=one&key=two&rest=3`;
  const found = findUrlSecrets(target, { names: ['key'] });
  const replaced = replaceUrlSecrets(target, found, ({ kind, value }) =>
    kind === 'token' ? 'T' : value === 'one' ? '1' : undefined,
  );
  expect(replaced).toBe('/v1/clients/me/token/T?key=1&key=two&rest=3');
});

it('nothing of a token is left of a target, whatever stands around it', () => {
  const around = fc.string({
    unit: fc.constantFrom(...'/?&=#%;+ab1 \\<é'.split('')),
    maxLength: 20,
  });
  fc.assert(
    fc.property(around, around, (before, after) => {
      const looking = { isToken: (digits: string) => digits === TOKEN };
      const target = `${before}/clients/x/token/${TOKEN}/${after}`;
      expect(maskTarget(target, looking)).not.toContain(TOKEN.slice(0, -4));
    }),
  );
});

describe('the head of a request that nobody could parse', () => {
  it('keeps its length and its body, and loses its secrets', () => {
    const body = `\r\n\r\n${TOKEN} in the body`;
    const head = `GET ${IN_PATH} HTTP/9\r\nReferer: https://x${IN_PATH}`;
    const bytes = Buffer.from(head + body, 'latin1');
    const masked = maskHead(bytes);
    expect(masked.length).toBe(bytes.length);
    const text = masked.toString('latin1');
    expect(text.endsWith(body)).toBe(true);
    expect(text.slice(0, -body.length)).toBe(head.replaceAll(TOKEN, `${'*'.repeat(60)}ab12`));
  });

  it('is the same bytes where there is no secret, and is masked without an end too', () => {
    const plain = Buffer.from('GET /orders?n=1 HTTP/1.1\r\nHost: x\r\n\r\n\xff', 'latin1');
    expect(maskHead(plain)).toBe(plain);
    expect(maskHead(Buffer.from(`GET ${IN_PATH}`)).toString()).not.toContain(TOKEN);
  });
});
