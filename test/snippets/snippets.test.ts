import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { bytesOfLatin1, latin1Of } from '../../main/decode/latin1.ts';
import { bashQuote } from '../../main/snippets/curl/bash-quote.ts';
import { curlForBash } from '../../main/snippets/curl/curl-bash.ts';
import { curlForPowerShell } from '../../main/snippets/curl/curl-powershell.ts';
import { fetchSnippet } from '../../main/snippets/languages/fetch-js.ts';
import { rawHttp } from '../../main/snippets/raw-http.ts';
import type { SnippetRequest } from '../../main/snippets/snippet-request.ts';
import { writeSnippet } from '../../main/snippets/snippets.ts';

const run = promisify(execFile);

async function has(command: string): Promise<boolean> {
  return run(command, ['--version']).then(
    () => true,
    () => false,
  );
}
const hasBash = await has('bash');
const hasCurl = hasBash && (await has('curl'));

// A ~/.curlrc or a proxy of the machine must not reach the commands under test.
const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

/** Feeds the script to bash line by line, as a terminal does: `bash -c` would cap its length. */
async function bash(script: string): Promise<Buffer> {
  const shell = run('bash', ['--norc'], { encoding: 'buffer', env, timeout: 90_000 });
  shell.child.stdin?.end(`${script}\n`);
  return (await shell).stdout;
}

/** A server that answers anything with 200 and keeps the bytes of each request. */
function recorder(): { server: Server; next: () => Promise<Buffer> } {
  const waiting: ((bytes: Buffer) => void)[] = [];
  const server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const head = bytes.indexOf('\r\n\r\n');
      const length =
        /^content-length: *(\d+)/im.exec(bytes.toString('latin1', 0, head))?.[1] ?? '0';
      if (head < 0 || bytes.length < head + 4 + Number(length)) return;
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      waiting.shift()?.(bytes);
    });
  });
  const next = () => {
    // A test that failed before its request arrived must not take the next one's.
    waiting.length = 0;
    return new Promise<Buffer>((resolve) => waiting.push(resolve));
  };
  return { server, next };
}

interface Sent {
  line: string;
  headers: HeaderPair[];
  body: Uint8Array;
}

function readMessage(bytes: Buffer): Sent {
  const head = bytes.indexOf('\r\n\r\n');
  const [line = '', ...rest] = bytes.toString('latin1', 0, head).split('\r\n');
  const headers = rest.map((text): HeaderPair => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1).replace(/^ /, '')];
  });
  return { line, headers, body: new Uint8Array(bytes.subarray(head + 4)) };
}

const FRAMING = new Set(['host', 'content-length']);

function request(over: Partial<SnippetRequest>): SnippetRequest {
  return {
    method: 'POST',
    baseUrl: 'http://127.0.0.1:1',
    target: '/',
    headers: [],
    body: new Uint8Array(),
    bodyFile: 'capture.bin',
    ...over,
  };
}

const token = fc.string({
  unit: fc.constantFrom(...Array.from("abcXYZ09-_!#$%&'*+.^`|~")),
  minLength: 1,
  maxLength: 12,
});
const byteText = (from: number, to: number, except: number[] = []) =>
  fc.string({
    unit: fc
      .integer({ min: from, max: to })
      .filter((c) => !except.includes(c))
      .map((c) => String.fromCharCode(c)),
    maxLength: 30,
  });

describe.skipIf(!hasBash)('quoting for bash (needs bash on the machine)', () => {
  it('gives back every byte but NUL', async () => {
    const every = Array.from({ length: 255 }, (_, i) => String.fromCharCode(i + 1)).join('');
    expect(latin1Of(await bash(`printf %s ${bashQuote(every)}`))).toBe(every);
  });

  it('gives back any words, many at a time, as single arguments', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(byteText(1, 255), { minLength: 1, maxLength: 40 }),
        async (words) => {
          const stdout = await bash(`printf '%s\\0' ${words.map(bashQuote).join(' ')}`);
          expect(latin1Of(stdout).split('\0').slice(0, -1)).toEqual(words);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('writes printable ASCII on one line, with no ! outside plain quotes', () => {
    fc.assert(
      fc.property(byteText(1, 255), (text) => {
        expect(bashQuote(text)).toMatch(/^('[\x20-\x7E]*'|\$'[\x20\x22-\x7E]*')$/);
      }),
    );
  });

  it('refuses a NUL, which no argument can hold', () => {
    expect(() => bashQuote('a\0b')).toThrow(RangeError);
  });
});

describe.skipIf(!hasCurl)('the curl command, run by bash (needs curl on the machine)', () => {
  const recording = recorder();
  let baseUrl = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => recording.server.listen(0, '127.0.0.1', resolve));
    const address = recording.server.address();
    baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => new Promise((resolve) => recording.server.close(resolve)));

  async function send(over: Partial<SnippetRequest>): Promise<Sent> {
    const arrived = recording.next();
    await bash(curlForBash(request({ baseUrl, ...over })));
    return readMessage(await arrived);
  }

  it('sends order, case and repeats of headers, and nothing curl would add', async () => {
    const headers: HeaderPair[] = [
      ['X-B', '1'],
      ['x-a', 'two  spaces'],
      ['X-B', '2'],
      ['X-Empty', ''],
      ['user-agent', 'Provider/1.0'],
      ['Content-Type', 'application/json'],
    ];
    const sent = await send({ headers, body: new TextEncoder().encode('{"it\'s":"!"}\n') });
    expect(sent.line).toBe('POST / HTTP/1.1');
    expect(sent.headers.filter(([name]) => !FRAMING.has(name.toLowerCase()))).toEqual(headers);
    expect(new TextDecoder().decode(sent.body)).toBe('{"it\'s":"!"}\n');
  });

  it('leaves host, length, framing and connection headers to curl', async () => {
    const sent = await send({
      headers: [
        ['Host', 'evil.example'],
        ['Content-Length', '999'],
        ['Transfer-Encoding', 'chunked'],
        ['Connection', 'keep-alive'],
        ['Expect', '100-continue'],
      ],
      body: new Uint8Array([120]),
    });
    expect(sent.headers).toEqual([
      ['Host', baseUrl.slice(7)],
      ['Content-Length', '1'],
    ]);
  });

  it.each([
    ['NUL bytes', new Uint8Array([0, 1, 2, 0, 255])],
    ['a leading @, which curl would take for a file', new TextEncoder().encode('@/etc/passwd')],
    ['more than one argument may hold', new Uint8Array(300_000).fill(97)],
    ['nothing', new Uint8Array()],
    ['every byte', Uint8Array.from({ length: 256 }, (_, i) => i)],
  ])('sends a body of %s', async (_, body) => {
    expect((await send({ body })).body).toEqual(body);
  });

  it.each(['GET', 'HEAD', 'DELETE', 'PURGE', "O'DD"])('sends the method %s', async (method) => {
    const sent = await send({ method, target: '/x?y=1' });
    expect(sent.line).toBe(`${method} /x?y=1 HTTP/1.1`);
    expect(sent.headers.map(([name]) => name)).toEqual(['Host']);
  });

  it.each([
    '/a/../b',
    '/[1-3]{x,y}',
    '/a b',
    '/caf\xe9',
    '/#frag',
    '/?',
    '/%zz',
    'http://else.where/x',
    '*',
  ])('sends the target %j as it was', async (target) => {
    const { line } = await send({ method: 'GET', target });
    expect(line).toBe(`GET ${target} HTTP/1.1`);
  });

  it('sends any request as it was captured', async () => {
    const value = byteText(33, 255, [127]);
    const headers = fc.array(
      fc.tuple(
        token.map((name) => `X-${name}`),
        value,
      ),
      { maxLength: 6 },
    );
    const target = byteText(33, 255, [127]).map((text) => `/${text}`);
    await fc.assert(
      fc.asyncProperty(
        headers,
        target,
        fc.uint8Array({ maxLength: 300 }),
        async (pairs, path, body) => {
          const sent = await send({ target: path, headers: pairs, body });
          expect(sent.line).toBe(`POST ${path} HTTP/1.1`);
          expect(sent.headers.filter(([name]) => !FRAMING.has(name.toLowerCase()))).toEqual(pairs);
          expect(sent.body).toEqual(body);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('points to the downloaded file when the body is too large to paste', () => {
    const script = curlForBash(request({ body: new Uint8Array(2_000_000) }));
    expect(script.length).toBeLessThan(500);
    expect(script).toContain("--data-binary '@capture.bin'");
  });
});

describe('the fetch snippet', () => {
  /** Runs the snippet with a fetch that only notes what it is called with. */
  async function call(over: Partial<SnippetRequest>): Promise<{ url: string; init: RequestInit }> {
    let seen: { url: string; init: RequestInit } | undefined;
    const script = fetchSnippet(request(over));
    const AsyncFunction: new (...args: string[]) => (...args: unknown[]) => Promise<void> =
      Object.getPrototypeOf(async () => {}).constructor;
    const note = (url: string, init: RequestInit) => {
      seen = { url, init };
      return Promise.resolve(new Response('ok'));
    };
    await new AsyncFunction('fetch', 'console', script)(note, { log: () => {} });
    if (!seen) throw new Error('The snippet did not call fetch.');
    return seen;
  }

  it('carries any body, and headers as pairs, through JavaScript', async () => {
    const headers = fc.array(fc.tuple(token, byteText(32, 255, [127])), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        headers,
        fc.uint8Array({ maxLength: 200 }),
        fc.boolean(),
        async (pairs, body, typed) => {
          const own = pairs.map(([name, value]): HeaderPair => [`x-${name}`, value]);
          if (typed) own.push(['content-type', 'text/plain']);
          const { init } = await call({ headers: own, body });
          expect(init.headers ?? []).toEqual(own);
          const sent = new Uint8Array(await new Response(init.body ?? null).arrayBuffer());
          expect(sent).toEqual(body);
        },
      ),
    );
  });

  it('writes readable text as text and says when fetch cannot send a body', async () => {
    const typed: HeaderPair[] = [['content-type', 'application/json']];
    const body = new TextEncoder().encode('{"a":"é"}');
    expect(fetchSnippet(request({ headers: typed, body }))).toContain('\'{"a":"\\xe9"}\'');
    const { warnings } = writeSnippet('fetch', request({ method: 'GET', body }));
    expect(warnings.join(' ')).toContain('left out');
  });

  it('is ASCII, so that nothing in it can disguise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const body = new TextEncoder().encode(text);
        const script = fetchSnippet(request({ headers: [['content-type', 'text/plain']], body }));
        expect(script).toMatch(/^[\n\x20-\x7E]*$/);
      }),
    );
  });
});

describe('the PowerShell command', () => {
  /** The literals of a script, read by PowerShell's own rule for '…'. */
  const literals = (script: string) =>
    [...script.matchAll(/'((?:[^']|'')*)'/g)].map((match) =>
      (match[1] ?? '').replaceAll("''", "'"),
    );

  it('doubles quotes and keeps everything in ASCII', () => {
    const value = byteText(32, 126);
    fc.assert(
      fc.property(value, (text) => {
        const script = curlForPowerShell(request({ headers: [['X-It', `v${text}`]] }));
        expect(literals(script)).toContain(`X-It: v${text}`);
      }),
    );
  });

  it('carries any body through a file, as base64 where it is not plain ASCII', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (body) => {
        const script = curlForPowerShell(request({ body }));
        const base64 = /FromBase64String\('([^']*)'\)/.exec(script)?.[1];
        const ascii = /ASCII\.GetBytes\(('(?:[^']|'')*')\)/.exec(script)?.[1];
        const carried =
          base64 === undefined
            ? bytesOfLatin1(literals(ascii ?? '')[0] ?? '')
            : new Uint8Array(Buffer.from(base64, 'base64'));
        expect(carried).toEqual(body);
        expect(script).toMatch(/^[\n\x20-\x7E]*$/);
        expect(script).toContain('Remove-Item $body');
      }),
    );
  });

  it('moves headers into a file once one of them is not ASCII', () => {
    const script = curlForPowerShell(
      request({
        headers: [
          ['X-A', 'caf\xe9'],
          ['X-B', '1'],
        ],
      }),
    );
    const base64 = /FromBase64String\('([^']*)'\)/.exec(script)?.[1] ?? '';
    expect(Buffer.from(base64, 'base64').toString('latin1')).toContain(
      'X-A: caf\xe9\r\nX-B: 1\r\n',
    );
  });
});

describe('the raw message', () => {
  const message = {
    method: 'POST',
    target: '/a?b',
    httpVersion: '1.1',
    headers: [
      ['Host', 'h'],
      ['x', 'caf\xe9'],
    ] as HeaderPair[],
    trailers: [] as HeaderPair[],
  };

  it('is the request line, the headers as they were, and the body', () => {
    const bytes = rawHttp(message, new Uint8Array([0, 255]));
    expect(latin1Of(bytes)).toBe('POST /a?b HTTP/1.1\r\nHost: h\r\nx: caf\xe9\r\n\r\n\0\xff');
  });

  it('frames a chunked body so that the message is whole', () => {
    const chunked = {
      ...message,
      headers: [['Transfer-Encoding', 'chunked']] as HeaderPair[],
      trailers: [['T', '1']] as HeaderPair[],
    };
    const text = latin1Of(rawHttp(chunked, new TextEncoder().encode('hello world, sixteen')));
    expect(text).toContain('\r\n\r\n14\r\nhello world, sixteen\r\n0\r\nT: 1\r\n\r\n');
    expect(latin1Of(rawHttp(chunked, new Uint8Array()))).toContain('\r\n\r\n0\r\nT: 1\r\n\r\n');
  });
});
