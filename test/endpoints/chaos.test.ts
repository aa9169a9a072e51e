import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chaos, type ChaosRule } from '../../preload/contract/endpoints/chaos.ts';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { draw } from '../../preload/rules/chaos/draw.ts';
import { createChaosReplies } from '../../main/intake/chaos-reply.ts';
import { plainReply } from '../../main/intake/taker.ts';
import { openRaw } from '../helpers/peers/raw-client.ts';
import { runs } from '../helpers/runs.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';

type Rule = Partial<ChaosRule> & Pick<ChaosRule, 'kind'>;

const BODY = '{"order":1,"state":"paid"}';
let t: TestEngine;
beforeAll(async () => {
  t = await startTestEngine();
});
afterAll(() => t.stop());

let made = 0;
async function misbehaving(rules: Rule[], seed = 42, body = BODY): Promise<Endpoint> {
  made += 1;
  return t.engine.endpoints.create({
    name: `Chaos ${made}`,
    enabled: true,
    path: `/chaos-${made}`,
    methods: [],
    reply: {
      status: 200,
      headers: [],
      bodyKind: 'json',
      body,
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
      chaos: Chaos.parse({ seed, rules }),
    },
  });
}

/** What fetch made of a reply: the status where it came that far, and the body or the error. */
async function fetched(url: string): Promise<{ status: number | null; body: string | Error }> {
  let status: number | null = null;
  try {
    const reply = await fetch(url, { method: 'POST', body: 'x', redirect: 'manual' });
    ({ status } = reply);
    return { status, body: await reply.text() };
  } catch (error) {
    return { status, body: error as Error };
  }
}

/** What a socket saw: all bytes, and how the connection ended. */
function onTheWire(path: string, method = 'POST') {
  return new Promise<{ bytes: string; end: string }>((resolve) => {
    const socket = connect(t.port, '127.0.0.1');
    let bytes = '';
    let end = 'open';
    socket.on('data', (chunk: Buffer) => (bytes += chunk.toString('latin1')));
    socket.once('end', () => (end = 'FIN'));
    socket.once('error', (error: NodeJS.ErrnoException) => (end = error.code ?? 'error'));
    socket.once('close', () => resolve({ bytes, end }));
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
  });
}

const causeOf = (error: string | Error): string => {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return String(cause?.code ?? cause?.message);
};
const bodyOf = (bytes: string): string => bytes.slice(bytes.indexOf('\r\n\r\n') + 4);
const half = BODY.slice(0, BODY.length / 2);

/** What is asked for, what a socket saw, what fetch saw, what was recorded. */
interface Case {
  rule: Rule;
  wire: { bytes: RegExp; end: string };
  fetch: { status: number | null; body: string | RegExp };
  kept: { status: number | null; completed: boolean; body?: string };
  note: string;
}

const CASES: Case[] = [
  {
    rule: { kind: 'close' },
    wire: { bytes: /^$/, end: 'FIN' },
    fetch: { status: null, body: /UND_ERR_SOCKET/ },
    kept: { status: null, completed: false },
    note: 'closed without a byte',
  },
  {
    rule: { kind: 'reset' },
    wire: { bytes: /^$/, end: 'ECONNRESET' },
    fetch: { status: null, body: /ECONNRESET/ },
    kept: { status: null, completed: false },
    note: 'reset without a byte',
  },
  {
    rule: { kind: 'reset-body', bytes: 10 },
    wire: { bytes: /Content-Length: 26\r\n[^]*\r\n\r\n\{"order":1$/, end: 'ECONNRESET' },
    fetch: { status: 200, body: /ECONNRESET|RES_CONTENT_LENGTH_MISMATCH/ },
    kept: { status: 200, completed: false, body: BODY.slice(0, 10) },
    note: 'reset after 10 bytes of the body',
  },
  {
    rule: { kind: 'half-body' },
    wire: { bytes: /Content-Length: 26\r\n[^]*\r\n\r\n.{13}$/, end: 'FIN' },
    fetch: { status: 200, body: /UND_ERR_SOCKET|RES_CONTENT_LENGTH_MISMATCH/ },
    kept: { status: 200, completed: false, body: half },
    note: 'closed after 50 % of the body',
  },
  {
    rule: { kind: 'long-length', extra: 100, holdMs: 20 },
    wire: { bytes: /Content-Length: 126\r\n[^]*"paid"\}$/, end: 'FIN' },
    fetch: { status: 200, body: /UND_ERR_SOCKET|RES_CONTENT_LENGTH_MISMATCH/ },
    kept: { status: 200, completed: false, body: BODY },
    note: 'announced 100 bytes too many, closed after 20 ms',
  },
  {
    rule: { kind: 'short-length', less: 6 },
    wire: { bytes: /Content-Length: 20\r\n[^]*"paid"\}$/, end: 'FIN' },
    fetch: { status: 200, body: BODY.slice(0, 20) },
    kept: { status: 200, completed: false, body: BODY },
    note: 'announced 6 bytes too few',
  },
  {
    rule: { kind: 'drip', bytes: 5, everyMs: 4 },
    wire: { bytes: /^HTTP\/1\.1 200 OK\r\n[^]*"paid"\}$/, end: 'FIN' },
    fetch: { status: 200, body: BODY },
    kept: { status: 200, completed: true, body: BODY },
    note: 'body dripped, 5 bytes every 4 ms',
  },
  {
    rule: { kind: 'drip-head', bytes: 40, everyMs: 4 },
    wire: { bytes: /^HTTP\/1\.1 200 OK\r\n[^]*"paid"\}$/, end: 'FIN' },
    fetch: { status: 200, body: BODY },
    kept: { status: 200, completed: true, body: BODY },
    note: 'headers dripped, 40 bytes every 4 ms',
  },
  {
    rule: { kind: 'hang', holdMs: 60 },
    wire: { bytes: /^$/, end: 'FIN' },
    fetch: { status: null, body: /UND_ERR_SOCKET/ },
    kept: { status: null, completed: false },
    note: 'nothing sent for 60 ms, then closed',
  },
  {
    rule: {
      kind: 'status',
      status: 429,
      retryAfter: { seconds: 7, as: 'seconds' },
      body: 'slow down',
    },
    wire: {
      bytes: /^HTTP\/1\.1 429 Too Many Requests\r\nRetry-After: 7\r\n[^]*slow down$/,
      end: 'FIN',
    },
    fetch: { status: 429, body: 'slow down' },
    kept: { status: 429, completed: true, body: 'slow down' },
    note: 'answered 429 with Retry-After 7 s',
  },
  {
    rule: { kind: 'status', status: 503, retryAfter: { seconds: 60, as: 'date' } },
    wire: { bytes: /\r\nRetry-After: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n/, end: 'FIN' },
    fetch: { status: 503, body: '' },
    kept: { status: 503, completed: true },
    note: 'answered 503 with Retry-After 60 s',
  },
  {
    rule: { kind: 'redirect', status: 307, location: 'https://elsewhere.test/hooks' },
    wire: {
      bytes: /^HTTP\/1\.1 307 [^]*Location: https:\/\/elsewhere\.test\/hooks\r\n/,
      end: 'FIN',
    },
    fetch: { status: 307, body: '' },
    kept: { status: 307, completed: true },
    note: 'redirected with 307',
  },
  {
    rule: { kind: 'garbage', text: 'BEEP ✓\r\nnot HTTP' },
    wire: { bytes: /^BEEP â/, end: 'FIN' },
    fetch: { status: null, body: /does not match the HTTP\/1\.1 protocol/ },
    kept: { status: null, completed: false },
    note: 'sent bytes that are not HTTP',
  },
  {
    rule: { kind: 'big-head', bytes: 40_000 },
    wire: { bytes: /\r\nX-Backstitch-Chaos: x{40000}\r\n[^]*"paid"\}$/, end: 'FIN' },
    fetch: { status: null, body: /UND_ERR_HEADERS_OVERFLOW/ },
    kept: { status: 200, completed: true, body: BODY },
    note: 'sent a header of 40000 bytes',
  },
  {
    rule: { kind: 'bad-chunk' },
    wire: { bytes: /Transfer-Encoding: chunked\r\n[^]*\r\n\r\nnot a size\r\n\{/, end: 'FIN' },
    fetch: { status: 200, body: /does not match the HTTP\/1\.1 protocol/ },
    kept: { status: 200, completed: false },
    note: 'sent a chunk without a size',
  },
];

describe('an endpoint that misbehaves', () => {
  it.each(CASES.map((one) => [one.note, one] as const))('%s', async (note, one) => {
    const { id, path, localUrl, name } = await misbehaving([one.rule]);
    const wire = await onTheWire(path);
    expect(wire.bytes).toMatch(one.wire.bytes);
    expect(wire.end).toBe(one.wire.end);
    expect(wire.bytes.includes('\r\nConnection: close\r\n')).toBe(wire.bytes.startsWith('HTTP/'));
    const seen = await fetched(localUrl);
    expect(seen.status).toBe(one.fetch.status);
    const { body } = one.fetch;
    const got = typeof seen.body === 'string' ? seen.body : causeOf(seen.body);
    expect(body instanceof RegExp ? body.test(got) : got === body, got).toBe(true);

    const [newest, first] = await t.captures(2, `endpoint:"${name}"`);
    const reason = `chaos: ${note} (rule 1, request 2, seed 42)`;
    expect(newest).toMatchObject({ status: one.kept.status, decidedBy: 'respond', reason });
    expect(first?.reason).toContain('request 1, seed 42');
    const detail = t.engine.captures.get({ id: newest?.id ?? ('' as never) });
    expect(detail.stages.at(-1)).toMatchObject({
      stage: 'respond',
      result: 'failed',
      note: reason.replace('chaos:', 'on purpose:'),
    });
    const { status, completed, body: written } = one.kept;
    expect(detail.reply?.completed ?? null).toBe(status === null ? null : completed);
    expect(detail.reply?.sizeBytes).toBe(written?.length ?? detail.reply?.sizeBytes);
    expect(await t.captures(2, `chaos:${one.rule.kind} endpoint:"${name}"`)).toHaveLength(2);
    expect(t.engine.endpoints.list().find((other) => other.id === id)?.chaosSeen).toBe(2);
  });
});

it('cuts a text of its own where the reply has no body, and none for HEAD', async () => {
  const { path } = await misbehaving([{ kind: 'half-body', part: 0.5 }], 1, '');
  const wire = await onTheWire(path);
  expect(bodyOf(wire.bytes)).toMatch(/^Backstitch misbehaves on purpose/);
  expect(Number(/Content-Length: (\d+)/.exec(wire.bytes)?.[1])).toBeGreaterThan(
    bodyOf(wire.bytes).length,
  );
  expect(bodyOf((await onTheWire(path, 'HEAD')).bytes)).toBe('');
});

it('has the capture on disk before the first wrong byte, and lists it while it hangs', async () => {
  const { path, name } = await misbehaving([{ kind: 'hang', holdMs: 600_000 }]);
  const raw = openRaw(t.port);
  raw.socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nkept`);
  const [held] = await until(async () => {
    const { items } = await t.engine.captures.list({ search: `path:${path}`, limit: 10 });
    return items.length === 1 && items;
  });
  expect(held).toMatchObject({ sizeBytes: 4, status: null, durationMs: null });
  raw.socket.resetAndDestroy();
  const [gone] = await t.captures(1, `endpoint:"${name}"`);
  expect(gone?.reason).toMatch(/^chaos: nothing sent for 600 s, .* the sender left first$/);
});

it('asks for the first failures first, then misbehaves, then gives its reply', async () => {
  const rules: Rule[] = [
    { kind: 'status', status: 418, from: 2, count: 1 },
    { kind: 'status', status: 429, count: 3 },
  ];
  const { id, localUrl, reply, ...rest } = await misbehaving(rules, 7);
  const { update, resetChaos, list } = t.engine.endpoints;
  await update({ ...rest, id, reply: { ...reply, failFirst: { count: 1, status: 500 } } });
  const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let i = 0; i < count; i += 1) seen.push((await fetch(localUrl)).status);
    return seen;
  };
  expect(await statuses(5)).toEqual([500, 429, 418, 429, 200]);
  expect(await statuses(1)).toEqual([200]);
  expect((await resetChaos({ id })).chaosSeen).toBe(0);
  expect(await statuses(4)).toEqual([429, 418, 429, 200]);
  // Another seed counts from the beginning; other rules do not.
  const chaos = reply.chaos ?? { seed: 7, rules: [] };
  const seenAfter = async (next: Chaos) => {
    await update({ ...rest, id, reply: { ...reply, chaos: next } });
    return list().find((one) => one.id === id)?.chaosSeen;
  };
  expect(await seenAfter({ ...chaos, rules: [] })).toBe(4);
  expect(await seenAfter({ ...chaos, seed: 8 })).toBe(0);
});

it('answers nothing more on a connection that it ended, and hangs on nothing when it stops', async () => {
  await using own = await startTestEngine();
  const endpoint = {
    name: 'Slow',
    enabled: true,
    path: '/slow',
    methods: [],
    reply: {
      status: 200,
      headers: [],
      bodyKind: 'text' as const,
      body: 'x'.repeat(1000),
      delayMs: 0,
      failFirst: { count: 0, status: 500 },
    },
  };
  const rules = (...list: Rule[]) => Chaos.parse({ seed: 1, rules: list });
  const hang: Rule = { kind: 'hang', holdMs: 600_000 };
  await own.engine.endpoints.create({
    ...endpoint,
    reply: {
      ...endpoint.reply,
      chaos: rules(
        { kind: 'close', count: 1 },
        { ...hang, from: 2, count: 100 },
        { kind: 'drip', bytes: 1, everyMs: 60_000, from: 102, count: 50 },
        { kind: 'long-length', extra: 1, holdMs: 600_000, from: 152 },
      ),
    },
  });
  const request = 'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';
  // The second comes behind one that closes the connection: it is kept, and never answered.
  const pair = openRaw(own.port);
  pair.socket.write(request + request.replace('/slow', '/other'));
  expect(await pair.read()).toBe('');
  const held = Array.from({ length: 200 }, () => {
    const raw = openRaw(own.port);
    raw.socket.write(request);
    return raw;
  });
  let begun = 0;
  for (const raw of held) void raw.read('\r\n\r\n').then(() => (begun += 1));
  await until(() => begun === 100, 'not all are held');
  // One more gets the usual reply, and the record says why.
  const plain = await fetch(`${own.url}/slow`, { method: 'POST' });
  expect(await plain.text()).toBe('x'.repeat(1000));
  const [spared] = await own.engine.captures
    .list({ search: 'status:200', limit: 1 })
    .then(({ items }) => items);
  expect(spared).toMatchObject({ status: 200, reason: expect.not.stringMatching(/^chaos/) });
  const detail = own.engine.captures.get({ id: spared?.id ?? ('' as never) });
  expect(detail.stages.at(-1)?.note).toContain('200 connections are held');
  await own.stop();
  const ends = await Promise.all(held.map((raw) => raw.read()));
  expect(ends.filter((bytes) => bytes === '')).toHaveLength(100);
  await using again = await startTestEngine({ dataDir: own.dataDir });
  const kept = await again.captures(203);
  const stopped = kept.filter(({ reason }) => reason?.includes('Backstitch stopped'));
  expect(stopped).toHaveLength(200);
  expect(kept.find(({ target }) => target === '/other')?.status).toBeNull();
  expect(again.engine.endpoints.list()[0]?.chaosSeen).toBe(202);
});

it('takes a sender that closes its side at once for one that waits, and later for one that left', async () => {
  const spoil = createChaosReplies(new AbortController().signal, 60);
  const told: string[] = [];
  const instead = plainReply(200, 'plain');
  const server = createServer((request, response) => {
    const act = {
      act: 'silent',
      holdMs: request.url === '/short' ? 120 : 600_000,
      end: 'close',
    } as const;
    const chaos = { kind: 'hang', act, note: request.url ?? '', instead } as const;
    void spoil(response, instead, chaos).then(({ note }) => told.push(note));
  });
  Object.assign(server, { httpAllowHalfOpen: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const head = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  connect(port)
    .on('error', () => {})
    .end(head('/short'));
  await until(() => told.length === 1);
  const late = connect(port).on('error', () => {});
  late.write(head('/long'));
  setTimeout(() => late.end(), 150);
  await until(() => told.length === 2);
  expect(told).toEqual(['/short', '/long: the sender left first']);
  server.close();
});

it('refuses a Location that no header can carry', async () => {
  const rule: Rule = { kind: 'redirect', status: 301, location: 'a\r\nX: y' };
  await expect(misbehaving([rule])).rejects.toMatchObject({
    code: 'ENDPOINT_INVALID',
    field: 'reply.chaos.rules.0.location',
  });
});

describe('the draw', () => {
  const reset = { kind: 'reset', from: 1, count: null } as const;
  const id = fc.stringMatching(/^ep_[a-z0-9]{1,20}$/);
  const seed = fc.integer({ min: 0, max: 4_294_967_295 });

  it('is the same for the same seed and request, whatever was drawn in between', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(seed, id, share, fc.array(fc.integer({ min: 1, max: 1e9 })), (s, e, p, order) => {
        const chaos = { seed: s, rules: [{ ...reset, share: p }] };
        const first = order.map((n) => draw(chaos, e, n) !== null);
        const backwards = order.toReversed().map((n) => draw(chaos, e, n) !== null);
        expect(backwards.toReversed()).toEqual(first);
      }),
      { numRuns: runs(100) },
    );
  });

  it('comes near its share over 10,000 requests, also behind another rule', () => {
    fc.assert(
      fc.property(seed, id, fc.integer({ min: 1, max: 99 }), (s, e, percent) => {
        const share = percent / 100;
        const chaos = {
          seed: s,
          rules: [
            { ...reset, share: 0.5 },
            { kind: 'close' as const, from: 1, count: null, share },
          ],
        };
        const hits = { reset: 0, close: 0 };
        for (let n = 1; n <= 10_000; n += 1) {
          const kind = draw(chaos, e, n)?.rule.kind;
          if (kind === 'reset' || kind === 'close') hits[kind] += 1;
        }
        // Five times the standard deviation: one in three million is further off.
        const near = (p: number) => 5 * Math.sqrt(10_000 * p * (1 - p)) + 1;
        expect(Math.abs(hits.reset - 5000)).toBeLessThan(near(0.5));
        expect(Math.abs(hits.close - 5000 * share)).toBeLessThan(near(share / 2));
      }),
      { numRuns: runs(30) },
    );
  });

  it('keeps to the requests that a rule is for', () => {
    const chaos = { seed: 3, rules: [{ ...reset, from: 3, count: 2, share: 1 }] };
    const hits = [1, 2, 3, 4, 5].map((n) => draw(chaos, 'ep_1', n) !== null);
    expect(hits).toEqual([false, false, true, true, false]);
  });
});
