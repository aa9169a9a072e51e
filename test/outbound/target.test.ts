import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendCaptured, parseHost, parseTarget } from '../../main/outbound/target.ts';

const host = (url: string): string => {
  const parsed = parseTarget(url);
  return parsed.ok ? parsed.target.hostname : `no: ${parsed.why}`;
};

describe('reading a typed URL', () => {
  it.each([
    ['http://127.1/', '127.0.0.1'],
    ['http://0x7f.1', '127.0.0.1'],
    ['http://2130706433', '127.0.0.1'],
    ['http://0177.0.0.1', '127.0.0.1'],
    ['http://%31%32%37.0.0.1', '127.0.0.1'],
    ['http://127.0.0.1.', '127.0.0.1'],
    ['http://①②⑦.0.0.1', '127.0.0.1'],
    ['http://[::1]:3000', '::1'],
    ['https://bücher.example', 'xn--bcher-kva.example'],
  ])('takes %s for %s', (url, hostname) => {
    expect(host(url)).toBe(hostname);
  });

  it('keeps path and query, drops the fragment, and knows the default ports', () => {
    expect(parseTarget(' https://Example.com/a%2Fb?x=+&&y=%20#top ')).toEqual({
      ok: true,
      target: {
        protocol: 'https:',
        hostname: 'example.com',
        hostKey: 'example.com',
        port: 443,
        authority: 'example.com',
        path: '/a%2Fb?x=+&&y=%20',
      },
    });
  });

  it.each([
    ['localhost:3000/hook', 'http://'],
    ['ftp://example.com', 'http://'],
    ['http://', 'not a URL'],
    ['http://user:secret@example.com', 'Authorization'],
    ['http://@example.com:99999', 'not a URL'],
  ])('refuses %s and says what to do', (url, words) => {
    expect(host(url)).toContain('no: ');
    expect(host(url)).toContain(words);
  });

  it('knows a host by one name, however it is written', () => {
    for (const text of [
      'Example.COM',
      'example.com.',
      'example.com:8443',
      'https://example.com/x',
    ]) {
      expect(parseHost(text)?.hostKey).toBe('example.com');
    }
    expect(parseHost('[fd00::1]')?.hostKey).toBe('[fd00::1]');
    expect(parseHost('two words')).toBeUndefined();
  });
});

describe('appending the captured path', () => {
  it.each([
    ['/', '/hook?a=1&&b=%20+', '/hook?a=1&&b=%20+'],
    ['/base', '/hook', '/base/hook'],
    ['/base/', '/hook?', '/base/hook?'],
    ['/base?k=1', '/hook?x=2', '/base/hook?k=1&x=2'],
    ['/base', 'http://sender.example/hook?x', '/base/hook?x'],
    ['/base', '*', '/base'],
    ['/', '//double//slash', '//double//slash'],
  ])('%s and %s make %s', (path, captured, joined) => {
    expect(appendCaptured(path, captured)).toBe(joined);
  });

  it('never changes a byte of what was captured', () => {
    const wire = fc.string({
      unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(wire, (rest) => {
        expect(appendCaptured('/', `/${rest}`)).toBe(`/${rest}`);
        expect(appendCaptured('/base', `/${rest}`)).toBe(`/base/${rest}`);
      }),
    );
  });
});
