import { describe, expect, it } from 'vitest';
import { looksLikeHttp, readHttp } from '../../../../renderer/wire/pasted/read-http.ts';

function read(text: string) {
  const found = readHttp(text);
  if ('problem' in found) throw new Error(found.problem);
  return { ...found.request, body: new TextDecoder().decode(found.request.body) };
}

describe('an HTTP message as text', () => {
  it('is read with its headers and its body as they stand', () => {
    const text =
      'POST /hook?a=1 HTTP/1.1\r\nHost: example.com\r\nX-A: one: two\r\nContent-Length: 3\r\n\r\n{"a":\r\n 1}\r\n';
    expect(read(text)).toEqual({
      method: 'POST',
      url: 'https://example.com/hook?a=1',
      target: '/hook?a=1',
      headers: [['X-A', 'one: two']],
      body: '{"a":\r\n 1}\r\n',
    });
  });

  it.each([
    ['GET /a', { url: null, target: '/a', body: '' }],
    ['GET /a HTTP/2\nHost: localhost:3000', { url: 'http://localhost:3000/a' }],
    [
      'PUT https://example.com/a?b HTTP/1.1\n\nx',
      { url: 'https://example.com/a?b', target: '/a?b', body: 'x' },
    ],
    ['\n  POST /a\nX-Name: ä\n\n', { headers: [['X-Name', '\xc3\xa4']] }],
  ])('%j', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('is known by its first line', () => {
    for (const text of ['GET /a', 'DELETE /a HTTP/1.1\nA: b', 'POST https://a.test/']) {
      expect(looksLikeHttp(text)).toBe(true);
    }
    for (const text of ['get some /a', 'GET a', 'POST me a letter', 'Get /a', '', '{"a":1}']) {
      expect(looksLikeHttp(text)).toBe(false);
    }
    expect(readHttp('GET /a\nno header here')).toEqual({
      problem: 'The header line “no header here” has no colon.',
    });
  });
});
