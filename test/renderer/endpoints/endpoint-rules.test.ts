import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkHeaderName,
  checkHeaderValue,
  checkMethod,
  checkName,
  checkPath,
  checkReplyBody,
  endpointProblems,
} from '../../../preload/rules/endpoint-rules.ts';
import type { EndpointInput } from '../../../preload/contract/endpoints.ts';

const fine: EndpointInput = {
  name: 'Orders',
  enabled: true,
  path: '/orders',
  methods: ['POST'],
  reply: {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    bodyKind: 'json',
    body: '{"ok":true}',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
};

describe('headers of a canned reply', () => {
  it.each([
    'Connection',
    'keep-alive',
    'Proxy-Authenticate',
    'PROXY-CONNECTION',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'content-length',
  ])('refuse %s and say why', (name) => {
    expect(checkHeaderName(name)).toMatch(new RegExp(`^${name} .+\\.$`));
  });

  it.each(['Content-Type', 'X-Retry', 'Date', 'set-cookie', 'Retry-After'])('take %s', (name) => {
    expect(checkHeaderName(name)).toBeNull();
  });

  it.each([
    ['', 'name'],
    ['X Y', 'spaces'],
    ['X:', 'colon'],
    ['Größe', 'letters'],
  ])('say what is wrong with the name %j', (name, why) => {
    expect(checkHeaderName(name)).toContain(why);
  });

  it('take every byte a value may hold and no character beyond', () => {
    expect(checkHeaderValue('caf\u00e9\tok')).toBeNull();
    expect(checkHeaderValue('a\r\nSet-Cookie: x')).toContain('one line');
    expect(checkHeaderValue('\u0000')).toContain('control');
    expect(checkHeaderValue('snow ☃')).toContain('☃');
  });
});

describe('the path of an endpoint', () => {
  it.each(['/', '/orders', '/orders/', '/a%20b', '/a.b/~c'])('may be %s', (path) => {
    expect(checkPath(path)).toBeNull();
  });

  it.each([
    ['', 'Enter a path'],
    ['orders', 'starts with /'],
    ['/a?b=1', 'query'],
    ['/a#b', '#'],
    ['/a b', '%20'],
    ['/a//b', 'Two slashes'],
    ['/a/../b', '..'],
    ['/ü', '%C3%BC'],
    ['/a\\b', 'backslash'],
    [`/${'a'.repeat(600)}`, '500'],
  ])('may not be %j', (path, why) => {
    expect(checkPath(path)).toContain(why);
  });

  it('is one that a URL leaves as it is', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('/ab.~%2F?# \\ü!$&+;=@')) });
    fc.assert(
      fc.property(text, (tail) => {
        const path = `/${tail}`;
        fc.pre(checkPath(path) === null);
        expect(new URL(path, 'http://127.0.0.1').pathname).toBe(path);
      }),
    );
  });
});

describe('methods, names and bodies', () => {
  it('takes upper case tokens only', () => {
    expect(checkMethod('POST')).toBeNull();
    expect(checkMethod('post')).toContain('POST');
    expect(checkMethod('A B')).toContain('spaces');
    expect(checkMethod('CONNECT')).toContain('proxy');
  });

  it('keeps names searchable', () => {
    expect(checkName('Stripe test')).toBeNull();
    expect(checkName('  ')).toContain('name');
    expect(checkName('a"b')).toContain('quotes');
  });

  it('names line and column of a mistake in a JSON body, and leaves text alone', () => {
    expect(checkReplyBody('json', '{\n  "a": 1,\n}')).toMatch(/^Line 3, column 1: /);
    expect(checkReplyBody('text', '{')).toBeNull();
    expect(checkReplyBody('json', '')).toBeNull();
  });
});

describe('an endpoint as a whole', () => {
  it('has no problems when each part is right', () => {
    expect(endpointProblems(fine)).toEqual([]);
  });

  it('names the field of each problem', () => {
    const reply = { ...fine.reply, body: '{', headers: [['Upgrade', 'h2c']] as [string, string][] };
    const fields = endpointProblems({ ...fine, path: 'x', methods: ['post'], reply }).map(
      (problem) => problem.field,
    );
    expect(fields).toEqual(['path', 'methods.0', 'reply.headers.0.0', 'reply.body']);
  });
});
