import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compute } from '../../../main/functions/host-ops/index.ts';
import type { HostValue } from '../../../main/functions/host-ops/operation.ts';

const bytesOf = (text: string | Uint8Array): ArrayBuffer =>
  new Uint8Array(Buffer.from(text)).buffer;
const hex = (value: HostValue): string => {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('hex');
  throw new Error('no bytes');
};

function outcomeOf(operation: string, args: HostValue[]): unknown {
  try {
    return compute(operation, args);
  } catch (error) {
    return error;
  }
}

describe('the computations offered to functions', () => {
  it('turns bytes to text and back in each encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const [to, from] of [
          ['toHex', 'fromHex'],
          ['toBase64', 'fromBase64'],
          ['toLatin1', 'fromLatin1'],
        ] as const) {
          const text = compute(to, [bytesOf(bytes)]);
          expect(hex(compute(from, [text]))).toBe(Buffer.from(bytes).toString('hex'));
        }
      }),
    );
  });

  it('takes base64 without its padding, in either alphabet', () => {
    expect(hex(compute('fromBase64', ['/+8']))).toBe('ffef');
    expect(hex(compute('fromBase64', ['_-8=']))).toBe('ffef');
    expect(() => compute('fromBase64', ['a b*'])).toThrow('this is not base64 text');
  });

  it('decodes form fields as browsers write them, and leaves broken escapes alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [written] = new URLSearchParams([['', text]]).toString().split('=').slice(1);
        expect(compute('formDecode', [written ?? ''])).toBe(text);
      }),
    );
    expect(compute('formDecode', ['100%+sure%2'])).toBe('100% sure%2');
    expect(compute('formDecode', ['%ff%41'])).toBe('\u{fffd}A');
  });

  it('packs and unpacks by each method', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        for (const [pack, unpack] of [
          ['deflate', 'inflate'],
          ['gzip', 'gunzip'],
          ['deflateRaw', 'inflateRaw'],
          ['gzip', 'unzip'],
        ] as const) {
          const packed = compute('zlib', [pack, bytesOf(bytes)]);
          expect(hex(compute('zlib', [unpack, packed]))).toBe(Buffer.from(bytes).toString('hex'));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('stops a small body that would unpack to more than 64 MB', () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => compute('zlib', ['gunzip', bytesOf(bomb)])).toThrow(
      'gunzip gives more than 64 MB',
    );
    expect(() => compute('zlib', ['gunzip', bytesOf('no gzip')])).toThrow('incorrect header check');
  });

  it('hashes and ciphers as the crypto module of Node, in one step', () => {
    expect(hex(compute('nodeHash', ['SHA256', bytesOf('')]))).toMatch(/^e3b0c44298fc1c14/);
    // RFC 2202, test case 2.
    expect(
      hex(compute('nodeHmac', ['sha1', bytesOf('Jefe'), bytesOf('what do ya want for nothing?')])),
    ).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
    const [key, iv] = [bytesOf('0123456789abcdef'), bytesOf('fedcba9876543210')];
    const packed = compute('nodeCipher', ['aes-128-cbc', key, iv, bytesOf('hello'), false]);
    expect(hex(compute('nodeCipher', ['aes-128-cbc', key, iv, packed, true]))).toBe('68656c6c6f');
    expect(() => compute('nodeHash', ['md77', bytesOf('')])).toThrow(
      'hash "md77" is not supported',
    );
  });

  it('refuses more than it should compute at once', () => {
    const large = new ArrayBuffer(64 * 1024 * 1024 + 1);
    expect(() => compute('hash', ['sha256', large])).toThrow('the input is larger than 64 MB');
    expect(() => compute('randomBytes', [1e9])).toThrow('the size has to be a whole number');
    expect(() => compute('nodePbkdf2', [bytesOf('p'), bytesOf('s'), 1e9, 32, 'sha1'])).toThrow(
      'the number of iterations has to be a whole number up to 1000000',
    );
  });

  it('never does more than throw an error, whatever it is given', () => {
    const names = ['toUtf8', 'fromBase64', 'hash', 'hmac', 'encrypt', 'decrypt', 'sign', 'verify'];
    const more = ['jwtEncode', 'jwtDecode', 'zlib', 'nodeCipher', 'nodeSign', 'uuid', 'formDecode'];
    const anything = fc.oneof(
      fc.string(),
      fc.constantFrom('sha256', 'aes', 'rsa', 'HS256', 'gunzip', 'a.b.c', 'aes-128-gcm'),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 50 }).map((bytes) => bytesOf(bytes)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...names, ...more, 'constructor', '__proto__', 'none'),
        fc.array(anything, { maxLength: 6 }),
        (operation, args) => {
          const outcome = outcomeOf(operation, args);
          expect(
            outcome instanceof Error ||
              outcome instanceof ArrayBuffer ||
              Object(outcome) !== outcome,
          ).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
    expect(() => compute('constructor', [])).toThrow('there is no operation constructor');
  });
});
