import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, afterAll, expect, it } from 'vitest';
import type { TraceExportInput } from '../../preload/contract/captures/trace-export.ts';
import { type ShiftedClock, shiftedClock } from '../helpers/shifted-clock.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { until } from '../helpers/until.ts';
import { attribute, startFakeCollector } from './fake-collector.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let clock: ShiftedClock;
let t: TestEngine;
let logged: string[] = [];

beforeAll(async () => {
  clock = shiftedClock();
  const { pino } = await import('pino');
  const log = pino(
    { level: 'error' },
    { write: (line: string) => void logged.push((JSON.parse(line) as { msg: string }).msg) },
  );
  t = await startTestEngine({ clock, log });
});
afterAll(() => t[Symbol.asyncDispose]());
afterEach(async () => {
  await put({ endpoint: null });
  logged = [];
});

const put = (input: Partial<TraceExportInput>) =>
  t.engine.traceExport.put({ endpoint: null, headers: [], search: '', share: 1, ...input });
const state = () => t.engine.traceExport.get().state;
const post = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${t.url}${path}`, { method: 'POST', body: '{"card":"4242"}', headers });

/** What is gathered goes now: five seconds are put past until it is so. */
async function gone(what: () => boolean, why: string): Promise<void> {
  await until(() => {
    if (what()) return true;
    clock.jump(5000);
    return false;
  }, why);
}

it('a capture goes out with its stages as the protocol has it, and with nothing that came in it', async () => {
  await using collector = await startFakeCollector();
  const shown = await put({
    endpoint: `${collector.url}/v1/traces/`,
    headers: [{ name: 'X-Api-Key', value: 'collector-needle-1234' }],
  });
  expect(shown).toMatchObject({
    endpoint: collector.url,
    headers: [{ name: 'X-Api-Key', last4: '1234' }],
  });
  await post('/orders?token=query-needle', {
    traceparent: `00-${TRACE}-${PARENT}-01`,
    authorization: 'Bearer header-needle',
  });
  await gone(() => collector.spans().length > 0, 'nothing came out');
  expect(collector.mistakes).toEqual([]);
  const [batch] = collector.collected;
  expect(batch?.headers['x-api-key']).toBe('collector-needle-1234');
  expect(batch?.resource).toMatchObject({
    'service.name': 'backstitch',
    'service.version': expect.stringMatching(/^\d+\.\d+\./),
    'service.instance.id': expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(batch?.text).not.toMatch(/needle|4242/);

  const spans = collector.spans();
  const root = spans.find(({ kind }) => kind === 2);
  expect(root).toMatchObject({
    traceId: TRACE,
    parentSpanId: PARENT,
    name: 'POST /orders',
    flags: 769,
    status: { code: 0 },
  });
  const stages = spans.filter((span) => span.parentSpanId === root?.spanId);
  expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['receive', 'respond']));
  expect(stages.every(({ flags, traceId }) => flags === 0x101 && traceId === TRACE)).toBe(true);
  const [capture] = await t.captures(1, 'path:/orders');
  const of = (key: string) => root && attribute(root, key);
  expect(of('backstitch.capture.id')).toBe(capture?.id);
  expect(of('http.request.method')).toBe('POST');
  expect(of('url.path')).toBe('/orders');
  expect(of('http.response.status_code')).toBe(200);
  expect(of('backstitch.origin')).toBe('arrived');

  // The same as when it is asked for, span for span: ids and times do not change.
  const asked = await t.engine.traces.otlp({ id: capture?.id as never });
  expect(asked).toEqual(JSON.parse(batch?.text ?? ''));
  await until(() => state().sent === spans.length, 'what was taken is not counted');
  expect(state()).toMatchObject({ dropped: 0, rejected: 0, problem: null });
});

it('a delivery and a replay go out when they end: below their capture, and linked to it', async () => {
  await using collector = await startFakeCollector();
  const target = createServer((request, response) => {
    request.resume();
    response.statusCode = 500;
    response.end('answer-needle');
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  const to = `http://127.0.0.1:${(target.address() as AddressInfo).port}`;
  await put({ endpoint: collector.url });
  await post('/paid');
  const [capture] = await t.captures(1, 'path:/paid');
  const id = capture?.id as NonNullable<typeof capture>['id'];
  await t.engine.replays.send({
    id,
    to: { kind: 'url', url: `${to}/path-needle` },
    options: {
      mark: true,
      dropRelayNoise: true,
      appendPath: false,
      bytes: 'announced',
      timeoutMs: 5000,
      signature: 'keep',
      deliveryId: 'keep',
      signedUrl: 'target',
    },
  });
  await t.engine.endpoints.forwardTo({
    endpointId: capture?.endpointId as never,
    address: `${to}/hook`,
  });
  await post('/paid');
  const [forwarded] = await t.captures(2, 'path:/paid');
  const rootOf = (captureId: string | undefined) =>
    collector.spans().find((span) => attribute(span, 'backstitch.capture.id') === captureId);
  const attempted = (): boolean => collector.spans().some(({ name }) => name === 'attempt 1');
  await gone(() => attempted() && rootOf(forwarded?.id) !== undefined, 'no attempt came out');
  const spans = collector.spans();
  expect(collector.mistakes).toEqual([]);
  expect(JSON.stringify(collector.collected)).not.toMatch(/needle/);

  const replay = spans.find(({ name }) => name === 'replay 1');
  const root = rootOf(id);
  expect(replay?.traceId).not.toBe(root?.traceId);
  expect(replay?.links).toMatchObject([{ traceId: root?.traceId, spanId: root?.spanId }]);
  expect(replay).toMatchObject({ kind: 3, status: { code: 2 } });
  expect(replay && attribute(replay, 'server.address')).toBe('127.0.0.1');
  expect(replay && attribute(replay, 'http.response.status_code')).toBe(500);

  const above = rootOf(forwarded?.id);
  const attempt = spans.find(({ name }) => name === 'attempt 1');
  expect(attempt).toMatchObject({ kind: 3, traceId: above?.traceId, status: { code: 2 } });
  expect(attempt && attribute(attempt, 'error.type')).toBe('500');
  expect(attempt?.events.map(({ name }) => name)).toContain('first byte');
  // The delivery still waits for another try: its span comes when it ends, with the id that the attempt names.
  const trace = await t.engine.traces.get({ id: forwarded?.id as never });
  const delivery = trace.spans.find(({ kind }) => kind === 'delivery');
  expect(attempt?.parentSpanId).toBe(delivery?.id);
  expect(delivery?.parent).toBe(above?.spanId);
  target.close();
});

it('what may pass is tried again, and waits as the collector says; what will not is said and dropped', async () => {
  await using collector = await startFakeCollector();
  await put({ endpoint: collector.url });
  collector.answers(
    { status: 503 },
    { status: 429, headers: { 'retry-after': '90' } },
    { status: 200, body: { partialSuccess: { rejectedSpans: '2', errorMessage: 'two too many' } } },
  );
  await post('/again');
  await gone(() => collector.spans().length > 0, 'it was not tried again');
  expect(collector.planned()).toBe(0);
  expect(new Set(collector.spans().map(({ spanId }) => spanId)).size).toBe(
    collector.spans().length,
  );
  await until(() => state().rejected === 2, 'what was not taken is not counted');
  expect(state().problem?.message).toContain('two too many');

  collector.answers({ status: 415, body: { message: 'want protobuf' } });
  await post('/again');
  await gone(() => collector.planned() === 0, 'nothing was sent');
  await until(() => state().dropped > 0, 'it was not dropped');
  expect(state().problem).toMatchObject({
    message: 'The collector answered 415: want protobuf',
    hint: expect.stringContaining('Backstitch sends JSON'),
  });
  expect(collector.mostAtOnce()).toBe(1);
});

it('a collector that is away costs nobody anything, is said once, and gets what comes when it is back', async () => {
  const away = await startFakeCollector();
  const { port, url } = away;
  await away[Symbol.asyncDispose]();
  await put({ endpoint: url });
  await Promise.all(Array.from({ length: 300 }, () => post('/away')));
  await gone(() => state().dropped > 0, 'nothing was dropped');
  // What waits is bounded, whatever came: about 2,048 spans of 300 captures with eight each.
  expect(state().waiting).toBeLessThanOrEqual(2048);
  expect(state().problem?.message).toContain('Nothing listens on');
  expect(logged.filter((line) => line.startsWith('Traces are not exported'))).toHaveLength(1);

  await using back = await startFakeCollector(port);
  // What had room to wait comes first; what had none is gone.
  await gone(() => state().waiting === 0, 'it is not taken up');
  await post('/back');
  await gone(
    () => back.spans().some(({ name }) => name === 'POST /back'),
    'what comes later is not sent',
  );
  await until(() => state().problem === null, 'it still complains');
});

it('only what the search finds goes out, and of that the share that was asked for', async () => {
  await using collector = await startFakeCollector();
  await put({ endpoint: collector.url, search: 'path:/wanted' });
  await post('/other');
  await post('/wanted');
  await gone(() => collector.spans().length > 0, 'nothing came out');
  expect(collector.spans().filter(({ kind }) => kind === 2)).toMatchObject([
    { name: 'POST /wanted' },
  ]);

  await put({ endpoint: collector.url, share: 0 });
  await post('/none');
  await t.captures(1, 'path:/none');
  await gone(() => state().waiting === 0, 'it waits');
  await put({ endpoint: collector.url });
  await post('/all');
  await gone(() => collector.spans().some(({ name }) => name === 'POST /all'), 'not all');
  expect(collector.spans().some(({ name }) => name === 'POST /none')).toBe(false);
});

it('is off until somebody says where to, and says what is wrong with an address or a header', async () => {
  expect(t.engine.traceExport.get()).toMatchObject({ endpoint: null, headers: [] });
  const refused = async (input: Partial<TraceExportInput>) =>
    put(input).then(
      () => 'taken',
      (error: { code: string; field?: string; host?: string }) =>
        [error.code, error.field, error.host].filter((part) => part !== undefined).join(' '),
    );
  expect(await refused({ endpoint: 'localhost:4318' })).toBe('TRACE_EXPORT_INVALID endpoint');
  expect(await refused({ endpoint: 'http://a:b@localhost' })).toBe('TRACE_EXPORT_INVALID endpoint');
  expect(await refused({ endpoint: 'http://localhost/?key=1' })).toBe(
    'TRACE_EXPORT_INVALID endpoint',
  );
  expect(await refused({ endpoint: t.url })).toBe('TRACE_EXPORT_INVALID endpoint');
  expect(await refused({ endpoint: 'http://collector.example' })).toBe(
    'TRACE_EXPORT_INVALID endpoint',
  );
  expect(await refused({ endpoint: 'https://collector.example' })).toBe(
    'TARGET_NEEDS_ALLOW endpoint collector.example',
  );
  await t.engine.replays.allowHost({ host: 'collector.example' });
  expect(await refused({ endpoint: 'https://collector.example' })).toBe('taken');
  await put({ endpoint: null });

  const endpoint = 'http://127.0.0.1:9';
  const header = (name: string, value?: string) => ({
    endpoint,
    headers: [{ name, ...(value !== undefined && { value }) }],
  });
  expect(await refused(header('Content-Type', 'a'))).toBe('TRACE_EXPORT_INVALID headers.0.name');
  expect(await refused(header('a b', 'a'))).toBe('TRACE_EXPORT_INVALID headers.0.name');
  expect(await refused(header('x', 'a\nb'))).toBe('TRACE_EXPORT_INVALID headers.0.value');
  expect(await refused(header('x'))).toBe('TRACE_EXPORT_INVALID headers.0.value');
  expect(await refused({ endpoint, search: 'trace:0af7' })).toBe('TRACE_EXPORT_INVALID search');
  // A key stays with its collector.
  await put(header('x', 'a-key-of-some-length'));
  expect(await refused({ ...header('x'), endpoint: 'http://127.0.0.1:10' })).toBe(
    'TRACE_EXPORT_INVALID headers.0.value',
  );
  expect(await refused(header('x'))).toBe('taken');
});

it('a test says what the collector answers, before anything is kept', async () => {
  await using collector = await startFakeCollector();
  const test = (input: Partial<TraceExportInput>) =>
    t.engine.traceExport.test({ endpoint: null, headers: [], search: '', share: 1, ...input });
  expect(await test({ endpoint: collector.url })).toMatchObject({ ok: true });
  expect(collector.spans()).toMatchObject([{ name: 'Backstitch test' }]);
  collector.answers({ status: 401, body: { message: 'no key-needle' } });
  const answer = await test({
    endpoint: collector.url,
    headers: [{ name: 'x-key', value: 'key-needle' }],
  });
  expect(answer.ok).toBe(false);
  expect(answer.text).toBe(
    'The collector answered 401: no … Check the headers: it wants another key.',
  );
  expect(t.engine.traceExport.get().endpoint).toBe(null);
});
