import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import type { Portable } from '../../../main/interchange/portable.ts';
import { compileRedaction } from '../../../main/interchange/redaction/compile.ts';
import { redact } from '../../../main/interchange/redaction/redact.ts';
import { BUILT_IN, type RedactionRule } from '../../../main/interchange/redaction/rules.ts';
import { portable } from '../sample-portable.ts';

const DEFAULT = compileRedaction(BUILT_IN.default);
const STRICT = compileRedaction(BUILT_IN.strict);
const only = (...rules: RedactionRule[]) => compileRedaction({ name: 'own', rules, stable: false });

async function bodyOf(body: string | Uint8Array, more: Partial<Portable> = {}): Promise<string> {
  const cut = await redact(portable({ ...more, body: Buffer.from(body) }), DEFAULT);
  return Buffer.from(cut.body).toString('utf8');
}

describe('a capture without anything to hide', () => {
  it('is the same object', async () => {
    const capture = portable({ reply: null });
    expect(await redact(capture, DEFAULT)).toBe(capture);
  });

  it('keeps every byte of a body of any kind', async () => {
    const bodies: [string, Uint8Array][] = [
      ['application/json', Buffer.from('\uFEFF{ "a" :1.0, "a":\t12345678901234567890 }\n')],
      ['application/json', Buffer.from('{"broken":')],
      ['application/x-www-form-urlencoded', Buffer.from('a=%e4%zz&&b&=&c=+%2B')],
      ['text/plain; charset=utf-16le', Buffer.from('plain text', 'utf16le')],
      ['text/plain', Buffer.from([0x66, 0xfc, 0x72])],
      ['application/octet-stream', Buffer.from([0, 1, 2, 255])],
      ['multipart/form-data; boundary=x', Buffer.from('--x\r\n\r\nhi\r\n--x--')],
    ];
    for (const [contentType, body] of bodies) {
      const capture = portable({ contentType, body });
      expect(await redact(capture, DEFAULT)).toBe(capture);
    }
  });
});

describe('headers', () => {
  it('lose what proves an identity, and keep the word before it', async () => {
    const headers: HeaderPair[] = [
      ['Authorization', 'Bearer abc.def'],
      ['authorization', 'zzz'],
      ['COOKIE', 'a=1; b=2'],
      ['X-Gitlab-Token', 'topsecret'],
      ['X-Hub-Signature-256', 'sha256=00ff'],
      ['X-Forwarded', 'token sk_live_12345678abc here'],
    ];
    const cut = await redact(portable({ headers }), DEFAULT);
    expect(cut.headers).toEqual([
      ['Authorization', 'Bearer [redacted]'],
      ['authorization', '[redacted]'],
      ['COOKIE', '[redacted]'],
      ['X-Gitlab-Token', '[redacted]'],
      ['X-Hub-Signature-256', 'sha256=00ff'],
      ['X-Forwarded', 'token [redacted] here'],
    ]);
    expect(cut.redacted.map(({ rule, place }) => [rule, place])).toEqual([
      ['header authorization', 'header Authorization'],
      ['header authorization', 'header authorization'],
      ['header cookie', 'header COOKIE'],
      ['header x-gitlab-token', 'header X-Gitlab-Token'],
      ['pattern Stripe key', 'header X-Forwarded'],
    ]);
  });

  it('are found by a name with a star', async () => {
    const headers: HeaderPair[] = [
      ['X-Acme-Key', '1'],
      ['X-Acmes', '2'],
    ];
    const cut = await redact(portable({ headers }), only({ kind: 'header', name: 'x-acme-*' }));
    expect(cut.headers.map(([, value]) => value)).toEqual(['[redacted]', '2']);
  });

  it('are cut in the reply, in trailers and in bytes behind the request too', async () => {
    const reply = {
      status: 200,
      reason: 'OK',
      headers: [['Set-Cookie', 'sid=1']] as HeaderPair[],
      sizeBytes: 2,
      completed: true,
    };
    const cut = await redact(
      portable({
        reply,
        replyBody: Buffer.from('{"password":"hunter2"}'),
        trailers: [['X-Api-Key', 'k']],
        surplusBytes: Buffer.from(
          'POST / HTTP/1.1\r\nAuthorization: Basic dTpw\r\n\r\n{"secret":"s3"}',
        ),
      }),
      DEFAULT,
    );
    expect(cut.reply?.headers).toEqual([['Set-Cookie', '[redacted]']]);
    expect(Buffer.from(cut.replyBody ?? []).toString()).toBe('{"password":"[redacted]"}');
    expect(cut.trailers).toEqual([['X-Api-Key', '[redacted]']]);
    expect(Buffer.from(cut.surplusBytes ?? []).toString()).toBe(
      'POST / HTTP/1.1\r\nAuthorization: Basic [redacted]\r\n\r\n{"secret":"[redacted]"}',
    );
  });
});

describe('the target', () => {
  it('loses parameters by name, tokens in its path, and nothing else', async () => {
    const target = '/v1/clients/3/token/abcdef?a=%7E&Token=x%20y&code=&z=sk_test_12345678';
    const cut = await redact(portable({ target }), DEFAULT);
    expect(cut.target).toBe(
      '/v1/clients/3/token/%5Bredacted%5D?a=%7E&Token=%5Bredacted%5D&code=&z=%5Bredacted%5D',
    );
  });
});

describe('JSON', () => {
  it('is cut by keys at any depth, and keeps order, spacing and how numbers are written', async () => {
    const body =
      '{ "n":1.0,\n "Password" : "x", "list":[{"client_secret":{"a":[1]}}, 1e3],"z":"" }';
    expect(await bodyOf(body)).toBe(
      '{ "n":1.0,\n "Password" : "[redacted]", "list":[{"client_secret":"[redacted]"}, 1e3],"z":"" }',
    );
  });

  it('is cut by paths, of two equal keys both', async () => {
    const body = '{"user":{"mail":"a@b.c","mail":"d@e.f","name":"n"},"users":[{"mail":"g"}]}';
    const cut = await redact(
      portable({ body: Buffer.from(body) }),
      only({ kind: 'json', path: '$.user.mail' }),
    );
    expect(Buffer.from(cut.body).toString()).toBe(
      '{"user":{"mail":"[redacted]","mail":"[redacted]","name":"n"},"users":[{"mail":"g"}]}',
    );
    expect(cut.redacted).toEqual([
      { rule: 'json $.user.mail', place: 'body $.user.mail', count: 2, sample: '…' },
    ]);
  });

  it('is cut in a text within it, and in a field of a form', async () => {
    const inner = JSON.stringify({ Message: JSON.stringify({ password: 'x', a: 1.5 }) });
    expect(await bodyOf(inner)).toBe(
      JSON.stringify({ Message: JSON.stringify({ password: '[redacted]', a: 1.5 }) }),
    );
    const form = `payload=${encodeURIComponent('{"secret":"s"}')}&b=1`;
    expect(await bodyOf(form, { contentType: 'application/x-www-form-urlencoded' })).toBe(
      `payload=${encodeURIComponent('{"secret":"[redacted]"}')}&b=1`,
    );
  });

  it('is cut where it is broken, as far as its members can be told', async () => {
    expect(await bodyOf('{"password":"x","open":[1')).toBe('{"password":"[redacted]","open":[1');
  });

  it('is cut in each line of many', async () => {
    const lines = '{"a":1}\r\n\r\n{"token":"t","secret":"x"}\n{"broken\n';
    expect(await bodyOf(lines, { contentType: 'application/x-ndjson' })).toBe(
      '{"a":1}\r\n\r\n{"token":"t","secret":"[redacted]"}\n{"broken\n',
    );
  });

  it('loses card numbers and keeps other long ones', async () => {
    const body =
      '{"number":"4242 4242 4242 4242","id":4242424242424242,"order":4242424242424241,"at":1700000000000}';
    expect(await bodyOf(body)).toBe(
      '{"number":"[redacted]","id":"[redacted]","order":4242424242424241,"at":1700000000000}',
    );
  });
});

describe('other bodies', () => {
  it('forms lose fields by name and keep how the others are written', async () => {
    const body = 'a=1+1&password=x&b=%7e&access_token=&payload=whsec_12345678abc';
    expect(await bodyOf(body, { contentType: 'application/x-www-form-urlencoded' })).toBe(
      'a=1+1&password=%5Bredacted%5D&b=%7e&access_token=&payload=%5Bredacted%5D',
    );
  });

  it('multipart bodies lose parts by name, and what stands in the others', async () => {
    const body = [
      '--b\r\nContent-Disposition: form-data; name="token"\r\n\r\nabc\r\n',
      '--b\r\nContent-Disposition: form-data; name="data"\r\nContent-Type: application/json\r\n\r\n{"password":"x"}\r\n',
      `--b\r\nContent-Disposition: form-data; name="mail"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('{"secret":"x"}').toString('base64')}\r\n`,
      '--b--\r\n',
    ].join('');
    expect(await bodyOf(body, { contentType: 'multipart/form-data; boundary=b' })).toBe(
      [
        '--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n[redacted]\r\n',
        '--b\r\nContent-Disposition: form-data; name="data"\r\nContent-Type: application/json\r\n\r\n{"password":"[redacted]"}\r\n',
        `--b\r\nContent-Disposition: form-data; name="mail"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('{"secret":"[redacted]"}').toString('base64')}\r\n`,
        '--b--\r\n',
      ].join(''),
    );
  });

  it('XML loses elements by name', async () => {
    const body = '<s:Envelope><s:Password a="1">x</s:Password><user>ann</user></s:Envelope>';
    expect(await bodyOf(body, { contentType: 'text/xml' })).toBe(
      '<s:Envelope><s:Password a="1">[redacted]</s:Password><user>ann</user></s:Envelope>',
    );
  });

  it('packed ones are kept unpacked where something was cut, else as they came', async () => {
    for (const [coding, pack] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
      ['zstd', zstdCompressSync],
    ] as const) {
      const headers: HeaderPair[] = [
        ['Content-Type', 'application/json'],
        ['Content-Encoding', coding],
      ];
      const secret = portable({ headers, body: pack('{"password":"x"}') });
      const cut = await redact(secret, DEFAULT);
      expect(Buffer.from(cut.body).toString()).toBe('{"password":"[redacted]"}');
      expect(cut.headers).toEqual([['Content-Type', 'application/json']]);
      const plain = portable({ headers, body: pack('{"a":"x"}') });
      expect(await redact(plain, DEFAULT)).toBe(plain);
    }
  });

  it('are dropped whole where nobody can look into them', async () => {
    const headers: HeaderPair[] = [['Content-Encoding', 'gzip']];
    const torn = gzipSync('{"password":"x"}'.repeat(50)).subarray(0, 30);
    const cut = await redact(portable({ headers, body: torn }), DEFAULT);
    expect(Buffer.from(cut.body).toString()).toBe('[redacted]');
    expect(cut.redacted[0]?.rule).toBe('packed, and cannot be unpacked');
  });
});

describe('profiles', () => {
  it('strict hides who the event is about', async () => {
    const body =
      '{"email":"ann@example.com","text":"write to bob@example.org or +49 170 1234567","total":5}';
    const cut = await redact(
      portable({
        body: Buffer.from(body),
        target: '/?email=a%40b.com',
        remoteAddress: '203.0.113.9',
      }),
      STRICT,
    );
    expect(Buffer.from(cut.body).toString()).toBe(
      '{"email":"[redacted]","text":"write to [redacted] or [redacted]","total":5}',
    );
    expect(cut.target).toBe('/?email=%5Bredacted%5D');
    expect(cut.remoteAddress).toBe('[redacted]');
  });

  it('with stable marks equal values stay equal, in one export only', async () => {
    const body = Buffer.from('{"a":{"secret":"s1"},"b":{"secret":"s1"},"c":{"secret":"s2"}}');
    const marked = async (): Promise<string[]> => {
      const stable = compileRedaction({ ...BUILT_IN.default, stable: true });
      const cut = await redact(portable({ body }), stable);
      return [
        ...Buffer.from(cut.body)
          .toString()
          .matchAll(/\[redacted:[0-9a-f]{8}\]/g),
      ].map(String);
    };
    const [a, b, c] = await marked();
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    expect((await marked())[0]).not.toBe(a);
  });

  it('say what is wrong with a rule of theirs', () => {
    expect(() => only({ kind: 'json', path: '$.a[' })).toThrow('“$.a[” is not a JSON path.');
    expect(() => only({ kind: 'pattern', name: 'mine', expression: '(' })).toThrow(
      'The expression of “mine” cannot be read',
    );
  });
});

describe('known secrets', () => {
  const word = fc
    .string({ minLength: 8, maxLength: 40, unit: 'grapheme' })
    .filter((s) => s.trim().length >= 8 && !/redacted/.test(s));
  const forms = (secret: string): string[] => {
    const bytes = Buffer.from(secret);
    return [
      secret,
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ];
  };
  const leaked = (cut: Portable, secret: string): string[] => {
    const all = [
      cut.target,
      JSON.stringify(cut.headers),
      Buffer.from(cut.body).toString('utf8'),
      Buffer.from(cut.replyBody ?? []).toString('utf8'),
      cut.note,
    ].join('\n');
    return forms(secret).filter((form) => all.includes(form));
  };

  it('stand nowhere, in no form and no place', async () => {
    await fc.assert(
      fc.asyncProperty(word, fc.integer({ min: 0, max: 2 }), async (secret, shift) => {
        const redaction = compileRedaction(BUILT_IN.default, [secret]);
        const base64 = Buffer.concat([Buffer.alloc(shift, 'x'), Buffer.from(secret)]).toString(
          'base64',
        );
        const [plain = '', hex = '', upper = '', percent = '', json = ''] = forms(secret);
        const bodies: Partial<Portable>[] = [
          { body: Buffer.from(`{"k${json}":["${json}",{"b":"${base64}"}]}`) },
          {
            body: Buffer.from(`a=${percent}&b=${hex}&${percent}=c`),
            contentType: 'application/x-www-form-urlencoded',
          },
          { body: Buffer.from(`<a>${plain}</a>${upper}`), contentType: 'text/xml' },
          {
            body: Buffer.concat([Buffer.from([0, 255, 1]), Buffer.from(plain)]),
            contentType: 'application/octet-stream',
          },
          {
            body: Buffer.from(`--b\r\n\r\n${plain}\r\n--b--`),
            contentType: 'multipart/mixed; boundary=b',
          },
        ];
        for (const parts of bodies) {
          const cut = await redact(
            portable({
              ...parts,
              target: `/${percent}?x=${percent}`,
              note: `see ${plain}`,
              replyBody: Buffer.from(`echo ${base64}`),
              reply: { status: 200, reason: '', headers: [], sizeBytes: 0, completed: true },
            }),
            redaction,
          );
          expect(leaked(cut, secret)).toEqual([]);
          const text =
            Buffer.from(cut.body).toString('latin1') + Buffer.from(cut.replyBody ?? []).toString();
          expect(text).not.toContain(base64);
          expect(cut.redacted.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile bodies', () => {
  it('are cut in bounded time and never throw; what was cut once is cut no further', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(
          'application/json',
          'text/xml',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=a',
          'text/plain; charset=shift_jis',
          'x',
        ),
        fc.constantFrom('gzip', 'br', 'zstd', 'x', ''),
        async (bytes, contentType, coding) => {
          const headers: HeaderPair[] = [
            ['Content-Type', contentType],
            ['Content-Encoding', coding],
          ];
          const target = Buffer.from(bytes).toString('latin1');
          const cut = await redact(portable({ body: bytes, headers, target }), STRICT);
          expect((await redact(cut, STRICT)).redacted).toEqual(cut.redacted);
        },
      ),
      { numRuns: 300 },
    );
    const long = 50_000;
    for (const body of [
      '['.repeat(long),
      '{"a":'.repeat(long),
      '"'.repeat(long),
      '<a '.repeat(long),
      '4 '.repeat(long),
      '-----BEGIN PRIVATE KEY-----'.repeat(5000),
      'a.'.repeat(long) + '@',
      'eyJ'.repeat(long),
      '%7B'.repeat(long),
      '&='.repeat(long),
    ]) {
      for (const contentType of [
        'application/json',
        'text/xml',
        'application/x-www-form-urlencoded',
      ]) {
        const cut = await redact(portable({ body: Buffer.from(body), contentType }), STRICT);
        expect(cut.body.length).toBeLessThanOrEqual(body.length);
      }
    }
  });
});
