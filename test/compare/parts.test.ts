import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ignoringBy } from '../../main/compare/ignore.ts';
import { isVolatile } from '../../main/compare/volatile.ts';
import { compared, side, told } from './side.ts';

describe('headers', () => {
  it('are compared as lines that may come several times', () => {
    const left = {
      headers: [
        ['X-A', '1'],
        ['X-A', '2'],
        ['X-B', 'b'],
      ] as [string, string][],
    };
    const right = {
      headers: [
        ['X-A', '2'],
        ['X-A', '3'],
        ['X-C', 'c'],
      ] as [string, string][],
    };
    expect(told(left, right)).toEqual([
      'changed x-a: 1 → 3',
      'removed x-b: b → nothing',
      'added x-c: nothing → c',
    ]);
  });

  it('that only stand in another order say so once', () => {
    const left = {
      headers: [
        ['A', '1'],
        ['B', '2'],
        ['C', '3'],
      ] as [string, string][],
    };
    const right = {
      headers: [
        ['C', '3'],
        ['A', '1'],
        ['B', '2'],
      ] as [string, string][],
    };
    expect(told(left, right)).toEqual(['order order: a, b, c → c, a, b']);
  });

  it('of one name whose values changed places are in another order', () => {
    const left = {
      headers: [
        ['A', '1'],
        ['A', '2'],
      ] as [string, string][],
    };
    const right = {
      headers: [
        ['A', '2'],
        ['A', '1'],
      ] as [string, string][],
    };
    expect(told(left, right)).toEqual(['order order: a, a → a, a']);
  });

  it('spelt in another way are the same header', () => {
    const left = { headers: [['content-type', 'a/b']] as [string, string][] };
    const right = { headers: [['Content-Type', 'a/b']] as [string, string][] };
    expect(told(left, right)).toEqual(['spelling content-type: content-type → Content-Type']);
  });

  it.each([
    'Date',
    'X-Forwarded-For',
    'CF-Ray',
    'Stripe-Signature',
    'X-Hub-Signature-256',
    'X-Request-Id',
  ])('%s is ignored, counted, and shown where nothing is ignored', (name) => {
    const left = { headers: [[name, '1']] as [string, string][] };
    const right = { headers: [[name, '2']] as [string, string][] };
    const found = compared(left, right);
    expect(found).toMatchObject({ total: 0, ignoredTotal: 1, identical: false });
    expect(found.ignored).toMatchObject([{ ignoredBy: 'built in', pattern: null }]);
    expect(compared(left, right, null).total).toBe(1);
  });

  it('that prove a sender without a signature count', () => {
    const headers = (value: string): [string, string][] => [['CF-Webhook-Auth', value]];
    expect(compared({ headers: headers('1') }, { headers: headers('2') }).total).toBe(1);
  });
});

describe('first lines and outcomes', () => {
  it('name the step of a path that changed', () => {
    const left = { capture: { target: '/shop/1/orders', method: 'PUT' } };
    const right = { capture: { target: '/shop/2/orders', method: 'POST' } };
    expect(told(left, right)).toEqual([
      'changed method: PUT → POST',
      'changed step 2 of the path: 1 → 2',
    ]);
  });

  it('say what was answered and why', () => {
    const left = { capture: { status: 401, reason: 'No signature', signature: 'bad' as const } };
    const right = { capture: { signature: 'ok' as const } };
    expect(told(left, right)).toEqual([
      'changed status: 401 → 200',
      'removed reason: No signature → nothing',
      'changed signature: not verified → verified',
    ]);
  });

  it('of replies compare the status and leave the request alone', () => {
    const left = side({ more: { status: 200 }, capture: { target: '/a' } });
    const right = side({ more: { status: 500 }, capture: { target: '/b' } });
    expect(left.status).toBe(200);
    const one = { more: { status: 200 }, type: '' };
    const other = { more: { status: 500 }, type: '' };
    expect(told(one, other)).toEqual(['changed status: 200 → 500']);
    expect(right.status).toBe(500);
  });
});

describe('queries and forms', () => {
  const query = (left: string, right: string): string[] =>
    told({ capture: { target: `/a?${left}` } }, { capture: { target: `/a?${right}` } });

  it.each([
    ['a=1', 'a=2', ['changed a: 1 → 2']],
    ['a=1&a=2', 'a=1', ['removed a(2): 2 → nothing']],
    ['a=x%20y', 'a=x+y', ['spelling a: a=x%20y → a=x+y']],
    ['a=1&b=2', 'b=2&a=1', ['order order: a, b → b, a']],
  ])('?%s and ?%s', (left, right, lines) => {
    expect(query(left, right)).toEqual(lines);
  });

  it('compare a field that holds JSON by path', () => {
    const type = 'application/x-www-form-urlencoded';
    const body = (n: number): string => `payload=${encodeURIComponent(`{"a":{"n":${n}}}`)}&x=1`;
    expect(told({ body: body(1), type }, { body: body(2), type })).toEqual([
      'changed payload.a.n: 1 → 2',
    ]);
  });
});

describe('bodies', () => {
  it('of parts are compared by name, whatever the boundary', () => {
    const parts = (boundary: string, text: string) => ({
      type: `multipart/form-data; boundary=${boundary}`,
      body: `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n${text}\r\n--${boundary}--\r\n`,
    });
    expect(
      told(parts('one', 'x'), parts('two', 'y')).filter((line) => !line.includes('boundary')),
    ).toEqual(['changed part[a], line 1: x → y']);
  });

  it('of text are compared by line, and line breaks belong to them', () => {
    const type = 'text/plain';
    expect(told({ body: 'a\nb\nc', type }, { body: 'a\nB\nc\nd', type })).toEqual([
      'changed line 2: b → B',
      'added line 4: nothing → d',
    ]);
    expect(told({ body: 'a\r\n', type }, { body: 'a\n', type })).toHaveLength(1);
  });

  it('of texts with nothing in common are not compared for ever', () => {
    const type = 'text/plain';
    const text = (word: string): string =>
      Array.from({ length: 20_000 }, (_, i) => `${word} ${i}`).join('\n');
    const found = compared({ body: text('a'), type }, { body: text('b'), type });
    expect(found).toMatchObject({ total: 1, differences: [{ path: 'line 1 and more' }] });
    expect(found.notes).toEqual([
      'The texts have too little in common to be compared line by line.',
    ]);
  });

  it('of bytes tell length, hash and the first rows that differ', () => {
    const type = 'application/octet-stream';
    const left = new Uint8Array(64).fill(200);
    const right = new Uint8Array(65).fill(200);
    right[17] = 1;
    const found = compared({ body: left, type }, { body: right, type });
    expect(found.body).toMatchObject({
      reading: 'bytes',
      same: false,
      leftBytes: 64,
      rightBytes: 65,
    });
    expect(found.differences.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'changed length',
      'changed SHA-256',
      'changed offset 0x10',
      'added offset 0x40',
    ]);
  });

  it('of two kinds say so, and are compared as text', () => {
    const found = told({ body: '{"a":1}' }, { body: 'a=1', type: 'text/plain' });
    expect(found).toContain('type format: JSON → text');
    expect(found).toContain('changed line 1: {"a":1} → a=1');
  });

  it('that are packed in two ways say so in a note', () => {
    const body = '{"a":1}';
    const left = { body, more: { encodings: ['gzip'] } };
    expect(gzipSync(body).length).toBeGreaterThan(0);
    expect(compared(left, { body }).notes).toEqual([
      'A was sent in gzip, B as it is: the bodies are compared without it.',
    ]);
  });

  it('that are cut are never called the same', () => {
    const body = '{"a":1}';
    const found = compared({ body, more: { cut: true } }, { body, more: { cut: true } });
    expect(found).toMatchObject({ total: 0, identical: false });
    expect(found.notes).toEqual([
      'Only the first part of the body of A is here.',
      'Only the first part of the body of B is here.',
    ]);
  });

  it('with more than 5,000 differences list those and count all', () => {
    const rows = (n: number): string =>
      `{${Array.from({ length: 6000 }, (_, i) => `"k${i}":${i + n}`).join(',')}}`;
    const found = compared({ body: rows(0) }, { body: rows(1) });
    expect(found.differences).toHaveLength(5000);
    expect(found.total).toBe(6000);
  });
});

describe('what is ignored', () => {
  it.each([
    ['body.data.*.updated_at', ['body', 'data', '*', 'updated_at'], true],
    ['body.data.*.updated_at', ['body', 'data', 'x', 'updated_at'], true],
    ['body.data.*.updated_at', ['body', 'data', 'updated_at'], false],
    ['body.**.at', ['body', 'a', 'b', 'at'], true],
    ['body.**.at', ['body', 'at'], true],
    ['body.meta', ['body', 'meta', 'deep', 'er'], true],
    ['body.meta', ['body', 'metal'], false],
    ['header.X-Id', ['header', 'x-id'], true],
    ['query.page', ['query', 'page'], true],
    ['**', ['body', 'anything'], true],
  ])('%s against %j', (pattern, names, fits) => {
    expect(ignoringBy([pattern])(names)).toBe(fits ? pattern : null);
  });

  it('takes no time for a pattern that is meant to take much', () => {
    const names = ['body', ...Array.from({ length: 2000 }, () => 'a')];
    expect(ignoringBy([`${'**.'.repeat(90)}b`])(names)).toBeNull();
  });

  it('counts, and what is left is told', () => {
    const left = { body: '{"id":"a","n":1}' };
    const right = { body: '{"id":"b","n":1}' };
    const found = compared(left, right, ['body.id']);
    expect(found).toMatchObject({ total: 0, ignoredTotal: 1, identical: false });
    expect(found.ignored).toMatchObject([{ ignoredBy: 'body.id', pattern: 'body.id' }]);
  });

  it.each([
    ['id', '"evt_1PqRsTuVw"', '"evt_1PqRsTuVx"', true],
    ['updated_at', '1764150000', '1764150001', true],
    ['x', '"550e8400-e29b-41d4-a716-446655440000"', '"550e8400-e29b-41d4-a716-446655440001"', true],
    ['x', '"2026-11-26T10:00:00Z"', '"2026-11-27T10:00:00Z"', true],
    ['amount', '100', '200', false],
    ['status', '"paid"', '"open"', false],
    ['valid', 'true', 'false', false],
  ])('%s from %s to %s is volatile: %s', (name, left, right, is) => {
    expect(isVolatile(name, left, right)).toBe(is);
  });
});
