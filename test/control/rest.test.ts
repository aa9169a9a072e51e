import { afterAll, describe, expect, it } from 'vitest';
import { json, sendRaw, signIn, startControl } from './harness.ts';

const shared = await startControl();
afterAll(() => shared[Symbol.asyncDispose]());
const { bearer, engine, port, send } = shared;

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256);
engine.arrive('c1', new Blob([BYTES]), new Blob(['{"ok":true}']));
engine.arrive('c2', new Blob(['<script>alert(1)</script>']));

async function ask(path: string, method = 'GET', body?: unknown) {
  const headers = body === undefined ? bearer : { ...bearer, ...json };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await send(`/api/v1${path}`, { method, headers, body: text });
  return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
}

describe('a script with the token', () => {
  it('pages through captures, newest first', async () => {
    const first = await ask('/captures?search=orders&limit=1');
    expect(first.body).toMatchObject({ items: [{ id: 'c2' }], next: 'c2' });
    const second = await ask(`/captures?search=orders&limit=1&before=${first.body.next}`);
    expect(second.body).toMatchObject({ items: [{ id: 'c1' }], next: null });
  });

  it('changes a capture', async () => {
    expect((await ask('/captures/c2/pin', 'PUT', { pinned: true })).body.pinned).toBe(true);
    expect((await ask('/captures/c2')).body.pinned).toBe(true);
  });

  it('calls what needs no input without a body', async () => {
    expect(await ask('/captures/sample', 'POST')).toMatchObject({ status: 200 });
    const empty = { ...bearer, ...json };
    const answer = await send('/api/v1/captures/sample', { method: 'POST', headers: empty });
    expect(answer.status).toBe(200);
  });

  it('gets answers that nothing between may keep', async () => {
    const { headers } = await ask('/health');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('an error', () => {
  it('keeps the code, status, words, hint and field that the engine gave it', async () => {
    const reply = {
      status: 200,
      headers: [],
      bodyKind: 'text',
      body: '',
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
    };
    const input = { name: 'x', enabled: true, path: 'orders', methods: [], reply };
    expect(await ask('/endpoints', 'POST', input)).toMatchObject({
      status: 422,
      body: {
        code: 'ENDPOINT_INVALID',
        message: 'The path does not begin with a slash.',
        data: { hint: 'Write /orders.', field: 'path' },
      },
    });
  });

  it('names the host that needs an allow', async () => {
    const to = { kind: 'url', url: 'http://example.com/' };
    expect(await ask('/captures/c1/replay', 'POST', { to })).toMatchObject({
      status: 409,
      body: { code: 'TARGET_NEEDS_ALLOW', data: { host: 'example.com' } },
    });
  });

  it.each([
    ['/captures?limit=0', 'GET', undefined, 'limit'],
    ['/captures?limit=many', 'GET', undefined, 'limit'],
    ['/captures?search=a&search=b', 'GET', undefined, 'search'],
    ['/captures/c1/pin', 'PUT', { pinned: 'yes' }, 'pinned'],
    ['/captures/c1/replay', 'POST', { options: { timeoutMs: 1 } }, 'options.timeoutMs'],
    ['/captures/c1/replay', 'POST', { edit: { headers: [['a']] } }, 'edit.headers.0'],
    [`/captures/${'x'.repeat(41)}`, 'GET', undefined, 'id'],
    [`/captures/${'x'.repeat(41)}/body`, 'GET', undefined, 'id'],
  ])('names the wrong field of %s %s', async (path, method, body, field) => {
    const answer = await ask(path, method, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'BAD_INPUT', data: { field } });
    expect(answer.body.message).toContain(`"${field}"`);
  });

  it('of the unforeseen kind goes to the log, and says nothing of the inside', async () => {
    const answer = await send('/api/v1/captures?search=boom', { headers: bearer });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'INTERNAL' });
    expect(answer.text).not.toMatch(/secret|stack|memory-engine/);
    expect(shared.lines.join('')).toContain('inner words');
  });

  it.each(['/nothing', '/captures/c1/nothing', '/captures/live/more', '/..%2f..%2fhealth', ''])(
    'of an unknown path %s is a 404 in JSON',
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(404);
      expect(answer.body.code).toMatch(/NOT_FOUND$/);
    },
  );

  it('of a known path with another method too', async () => {
    expect((await ask('/health', 'DELETE')).status).toBe(404);
    expect((await ask('/captures/c1/body', 'PUT', {})).status).toBe(404);
  });
});

describe('a request body', () => {
  const post = (type: string | undefined, body: string | Uint8Array, more = {}) =>
    send('/api/v1/captures/remove-found', {
      method: 'POST',
      headers: { ...bearer, ...(type !== undefined && { 'content-type': type }), ...more },
      body,
    });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'text/event-stream',
    'application/json; charset=latin1',
    'application/jsonp',
    undefined,
  ])('of type %s is refused', async (type) => {
    const answer = await post(type, '{"search":"nothing-has-this"}');
    expect(answer.status).toBe(415);
    expect(JSON.parse(answer.text).code).toBe('UNSUPPORTED_MEDIA_TYPE');
  });

  it.each([
    'application/json',
    'Application/JSON;charset=UTF-8',
    'application/json; charset="utf-8"',
  ])('of type %s is read', async (type) => {
    expect((await post(type, '{"search":"nothing-has-this"}')).status).toBe(200);
  });

  it('that is compressed, or dressed up as a file, is refused or read as JSON', async () => {
    const packed = await post('application/json', '{}', { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(415);
    const disposition = { 'content-disposition': 'attachment; filename="x.json"' };
    const answer = await post('application/json', '{"search":"nothing-has-this"}', disposition);
    expect(JSON.parse(answer.text)).toEqual({ removed: 0, undo: null });
  });

  it.each([
    ['{"search":', 'JSON'],
    ['\u0000', 'JSON'],
    [Uint8Array.of(0x22, 0xff, 0x22), 'JSON'],
    ['['.repeat(200_000), 'JSON'],
    ['"text"', 'must be an object'],
    ['null', 'must be an object'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'must be an object'],
  ])('that is not the JSON wanted is refused in words', async (body, words) => {
    const answer = await post('application/json', body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'BAD_INPUT' });
    expect(JSON.parse(answer.text).message).toContain(words);
  });

  it('that announces more than 64 MB is refused before it is sent', async () => {
    const head =
      `POST /api/v1/captures/remove-found HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
      `Authorization: ${bearer.authorization}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${64 * 1024 * 1024 + 1}\r\nConnection: close\r\n\r\n`;
    const answer = await sendRaw(port, head);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('PAYLOAD_TOO_LARGE');
  });

  it('that grows past 64 MB without saying so is refused on the way', async () => {
    const body = Buffer.alloc(66 * 1024 * 1024, ' ');
    const answer = await post('application/json', body, { 'transfer-encoding': 'chunked' });
    expect(answer.status).toBe(413);
  });

  it('that is none is none, also where a file name comes with it', async () => {
    const disposition = { 'content-disposition': 'attachment; filename="x.json"' };
    const answer = await post(undefined, '', disposition);
    expect(answer.status).toBe(400);
    expect((await ask('/captures/count')).body.count).toBe(2);
  });

  it.each(['announced', 'chunked'])(
    'that is too long, %s, leaves its connection usable',
    async (how) => {
      const head = `Host: 127.0.0.1:${port}\r\nAuthorization: ${bearer.authorization}\r\n`;
      const filler = ' '.repeat(66 * 1024 * 1024);
      const sized =
        how === 'announced'
          ? `Content-Length: ${filler.length}\r\n\r\n${filler}`
          : `Transfer-Encoding: chunked\r\n\r\n${filler.length.toString(16)}\r\n${filler}\r\n0\r\n\r\n`;
      const answers = await sendRaw(
        port,
        `POST /api/v1/captures/undo HTTP/1.1\r\n${head}Content-Type: application/json\r\n` +
          sized +
          `GET /api/v1/health HTTP/1.1\r\n${head}Connection: close\r\n\r\n`,
      );
      const statuses = [...answers.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status);
      expect(statuses).toEqual(['413', '200']);
    },
  );
});

describe('a captured body', () => {
  it('comes byte for byte, as a download that nothing would show or run', async () => {
    const answer = await send('/api/v1/captures/c1/body', { headers: bearer });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(BYTES.length),
      'content-disposition': 'attachment; filename="capture-c1.bin"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect(answer.bytes.equals(BYTES)).toBe(true);
  });

  it('of several pieces comes whole and in order', async () => {
    const large = Uint8Array.from({ length: 2_500_001 }, (_, i) => (i * 31 + (i >> 16)) % 256);
    engine.arrive('c3', new Blob([large]));
    const answer = await send('/api/v1/captures/c3/body', { headers: bearer });
    expect(answer.headers['content-length']).toBe(String(large.length));
    expect(answer.bytes.equals(large)).toBe(true);
  });

  it('of the reply has a path of its own', async () => {
    const answer = await send('/api/v1/captures/c1/reply-body', { headers: bearer });
    expect(answer.text).toBe('{"ok":true}');
    expect(answer.headers['content-disposition']).toContain('capture-c1-reply.bin');
  });

  it('that is not there is a 404 in JSON', async () => {
    expect((await ask('/captures/nope/body')).body.code).toBe('CAPTURE_NOT_FOUND');
    expect((await ask('/captures/c2/reply-body')).body.code).toBe('BODY_NOT_FOUND');
    expect((await ask('/captures/%zz/body')).body.code).toBe('CAPTURE_NOT_FOUND');
  });

  it('can be downloaded with the cookie of the page', async () => {
    const headers = { cookie: await signIn(shared), 'sec-fetch-site': 'same-origin' };
    expect((await send('/api/v1/captures/c1/body', { headers })).bytes.equals(BYTES)).toBe(true);
  });
});

describe('the OpenAPI document', () => {
  it('lists the names that scripts rely on', async () => {
    const { body } = await ask('/openapi.json');
    expect(body.openapi).toBe('3.1.1');
    expect(body.servers).toEqual([{ url: '/api/v1' }]);
    const wanted: Record<string, string[]> = {
      '/health': ['get'],
      '/captures': ['get'],
      '/captures/{id}': ['get', 'delete'],
      '/captures/{id}/body': ['get'],
      '/captures/{id}/reply-body': ['get'],
      '/captures/{id}/surplus': ['get'],
      '/captures/{id}/replay': ['post'],
      '/endpoints': ['get', 'post'],
      '/endpoints/{id}': ['put', 'delete'],
      '/tunnel': ['get', 'put'],
    };
    for (const [path, methods] of Object.entries(wanted)) {
      expect(Object.keys(body.paths[path])).toEqual(expect.arrayContaining(methods));
    }
  });

  it('describes each operation once, with answers, and refers to nothing missing', async () => {
    const { body } = await ask('/openapi.json');
    const operations = Object.values<Record<string, { operationId: string; responses: object }>>(
      body.paths,
    ).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { responses } of operations) expect(responses).toHaveProperty('200');

    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref]) => ref);
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of new Set(refs)) expect(body).toHaveProperty(ref?.split('/') ?? []);
  });

  it('declares every placeholder of a path', async () => {
    const { paths } = (await ask('/openapi.json')).body;
    for (const [path, methods] of Object.entries<Record<string, { parameters?: object[] }>>(
      paths,
    )) {
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        for (const { parameters } of Object.values(methods)) {
          expect(parameters).toContainEqual(
            expect.objectContaining({ name, in: 'path', required: true }),
          );
        }
      }
    }
  });
});
