import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checksOf } from '../../main/expectations/evaluate/assertions.ts';
import { lookAt } from '../../main/expectations/evaluate/looked.ts';
import {
  Assertion,
  type Assertion as AssertionType,
} from '../../preload/contract/interchange/expectations/assertions.ts';
import { looked, subject } from './sample-subject.ts';

type Given = Parameters<typeof looked>[0];

/** What is found where an assertion does not hold; undefined where it does. */
async function foundBy(assertion: AssertionType, given: Given = {}): Promise<string | undefined> {
  const capture = await looked(given);
  for (const check of checksOf(Assertion.parse(assertion))) {
    const failure = check.judge(capture);
    if (failure !== undefined) return failure.found;
  }
  return undefined;
}

const json = (value: unknown): Given => ({ body: JSON.stringify(value) });
const form: Given = {
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: 'a=1&b=x%20y',
};
const twoIds: Given = {
  headers: [
    ['X-Id', '7'],
    ['x-id', '8'],
  ],
};
const list = json({ items: [{ n: 1 }, { n: 2 }] });
const sha = createHash('sha256').update('{"a":1}').digest('hex');
const delivery = {
  destinationId: 'dst_1',
  destinationName: 'Shop',
  state: 'delivered' as const,
  attempts: 2,
  finishedAt: 1400,
};

/** Each operator with a capture for which it holds, then one for which it does not. */
const CASES: [string, AssertionType, Given, Given][] = [
  ['method', { method: 'POST' }, {}, { method: 'GET' }],
  ['path matches', { path: { matches: '^/ho' } }, {}, { path: '/x/ho' }],
  ['provider one of', { provider: { oneOf: ['a', 'stripe'] } }, {}, { provider: 'b' }],
  ['event absent', { event: { absent: true } }, { eventType: null }, {}],
  ['event is there', { event: { absent: false } }, {}, { eventType: null }],
  ['content type', { contentType: { equals: 'a/b' } }, { contentType: 'a/b' }, {}],
  ['header in any case', { header: 'X-ID', equals: '7' }, { headers: [['x-id', '7']] }, twoIds],
  ['header any', { header: 'X-Id', equals: '8', any: true }, twoIds, { headers: [['X-Id', '7']] }],
  ['header count', { header: 'X-Id', count: 2 }, twoIds, { headers: [['X-Id', '7']] }],
  ['header exists', { header: 'X-Id', exists: true }, twoIds, {}],
  ['header without operator', { header: 'X-Id' }, twoIds, {}],
  ['header does not exist', { header: 'X-Id', exists: false }, {}, twoIds],
  ['query', { query: 'shop', oneOf: ['a', 'b'] }, {}, { target: '/hooks?shop=c' }],
  ['form', { form: 'b', equals: 'x y' }, form, {}],
  ['form absent', { form: 'c', absent: true }, form, { ...form, body: 'c=1' }],
  ['json equals', { json: '$.a', equals: 'x' }, json({ a: 'x' }), json({ a: 'y' })],
  ['json equals a number', { json: '$.a', equals: 5 }, json({ a: 5 }), json({ a: '5' })],
  ['json equals null', { json: '$.a', equals: null }, json({ a: null }), json({})],
  [
    'json deeply equals',
    { json: '$.a', deepEquals: { x: [1], y: 2 } },
    json({ a: { y: 2, x: [1] } }),
    json({ a: { y: 2, x: [1, 2] } }),
  ],
  ['json matches', { json: '$.a', matches: '^ev' }, json({ a: 'ev1' }), json({ a: { ev: 1 } })],
  ['json one of', { json: '$.a', oneOf: [1, 'b'] }, json({ a: 'b' }), json({ a: 'B' })],
  ['json type', { json: '$.a', type: 'integer' }, json({ a: 2 }), json({ a: 2.5 })],
  ['json type array', { json: '$.a', type: 'array' }, json({ a: [] }), json({ a: {} })],
  ['json type null', { json: '$.a', type: 'null' }, json({ a: null }), json({ a: 0 })],
  ['json exists', { json: '$.a', exists: true }, json({ a: null }), json({})],
  ['json absent', { json: '$.a', absent: true }, json({}), json({ a: null })],
  ['json gt', { json: '$.a', gt: 5 }, json({ a: 5.1 }), json({ a: 5 })],
  ['json gte', { json: '$.a', gte: 5 }, json({ a: 5 }), json({ a: 4.9 })],
  ['json lt', { json: '$.a', lt: -1 }, json({ a: -2 }), json({ a: -1 })],
  ['json lte', { json: '$.a', lte: 0 }, json({ a: 0 }), json({ a: 1e-9 })],
  ['json length', { json: '$.a', length: { min: 2 } }, json({ a: 'éa' }), json({ a: '😀' })],
  ['json length of a list', { json: '$.a', length: 1 }, json({ a: [0] }), json({ a: 1 })],
  ['json count', { json: '$.items[*]', count: 2 }, list, json({ items: [] })],
  ['json of all', { json: '$.items[*].n', lt: 3 }, list, json({ items: [{ n: 1 }, { n: 3 }] })],
  [
    'json of any',
    { json: '$.items[*].n', equals: 2, any: true },
    list,
    json({ items: [{ n: 1 }] }),
  ],
  ['json with a filter', { json: '$.items[?@.n>1].n', equals: 2 }, list, json({ items: [] })],
  [
    'json schema',
    { json: '$.a', schema: { type: 'object', required: ['b'] } },
    json({ a: { b: 1 } }),
    json({ a: {} }),
  ],
  ['body schema', { body: { schema: { type: 'object' } } }, json({}), json([])],
  ['body contains', { body: { contains: 'é' } }, { body: 'é' }, { body: 'e' }],
  ['body size', { body: { size: { max: 3 } } }, { body: 'abc' }, { body: 'éé' }],
  ['body hash', { body: { sha256: sha } }, { body: '{"a":1}' }, { body: '{"a": 1}' }],
  ['signature', { signature: ['ok', 'token'] }, {}, { signature: 'bad' }],
  ['one signature', { signature: 'unset' }, { signature: 'unset' }, { signature: null }],
  [
    'reply status',
    { reply: { status: '2xx' } },
    { reply: { status: 204 } },
    { reply: { status: 500 } },
  ],
  ['reply in time', { reply: { withinMs: 20 } }, {}, { reply: { durationMs: 21 } }],
  ['reply that is open', { reply: { withinMs: 20 } }, {}, { reply: { durationMs: null } }],
  [
    'reply header',
    { reply: { header: { name: 'X-A', equals: '1' } } },
    { reply: { headers: [['x-a', '1']] } },
    {},
  ],
  [
    'reply json',
    { reply: { json: { path: '$.ok', equals: true } } },
    { reply: { body: '{"ok":true}' } },
    {},
  ],
  ['reply body', { reply: { body: { contains: 'ok' } } }, { reply: { body: 'ok' } }, {}],
  ['delivered', { delivered: 'shop' }, { deliveries: [delivery] }, {}],
  ['delivered by id', { delivered: 'dst_1', attempts: 2 }, { deliveries: [delivery] }, {}],
  [
    'delivered in time',
    { delivered: 'shop', withinMs: 400 },
    { deliveries: [delivery] },
    { deliveries: [{ ...delivery, finishedAt: 1401 }] },
  ],
  [
    'delivered in another state',
    { delivered: 'shop', state: 'failed' },
    { deliveries: [{ ...delivery, state: 'failed' }] },
    { deliveries: [delivery] },
  ],
];

describe('operators', () => {
  it.each(CASES)('%s holds of the one and not of the other', async (_name, assertion, yes, no) => {
    expect(await foundBy(assertion, yes)).toBeUndefined();
    expect(await foundBy(assertion, no)).toEqual(expect.any(String));
  });

  it('say what was found instead', async () => {
    expect(await foundBy({ json: '$.a', equals: 1 }, { body: '{"a":' })).toBe(
      'no JSON: The text ends too early at line 1, column 6',
    );
    expect(await foundBy({ json: '$.a', absent: true }, { body: 'no JSON' })).toBeUndefined();
    expect(await foundBy({ json: '$.a', equals: 1 }, json({ a: 'x' }))).toBe('"x"');
    expect(await foundBy({ delivered: 'shop', attempts: 1 }, { deliveries: [delivery] })).toBe(
      'delivered, 2 attempts, 400 ms',
    );
    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    expect(await foundBy({ body: { schema } }, json({ n: 'x' }))).toMatch(/^\/n: .*type/);
  });

  it('look into bodies that are packed', async () => {
    const bytes = gzipSync('{"type":"packed"}');
    const packed = subject({ headers: [['Content-Encoding', 'gzip']] });
    const body = { bytes, sizeBytes: bytes.length, sha256: null, cut: false };
    const capture = await lookAt({ ...packed, body });
    const [check] = checksOf({ json: '$.type', equals: 'packed' });
    expect(check?.judge(capture)).toBeUndefined();
  });

  it('do not look into more than 25 MB', async () => {
    const body = { bytes: null, sizeBytes: 26 * 1024 * 1024, sha256: null, cut: false };
    const capture = await lookAt({ ...subject(), body });
    const [check] = checksOf({ body: { contains: 'a' } });
    expect(check?.judge(capture)?.found).toMatch(/more than 25 MB/);
  });
});

describe('assertions that cannot be used', () => {
  it.each([
    [{ json: 'type', equals: 'x' }, '“type” is no JSON path.'],
    [{ header: 'a', matches: '(' }, '“(” is no regular expression of JavaScript.'],
    [{ body: { schema: 'a.json' } }, 'The file a.json is read by backstitch expect.'],
    [{ body: { equalsFile: 'a.bin' } }, 'The file a.bin is read by backstitch expect.'],
  ])('%j is refused', (assertion, words) => {
    expect(() => checksOf(Assertion.parse(assertion))).toThrow(words);
  });

  it.each([
    [{ header: 'a', equal: 'x' }, '“equal” is not known here'],
    [{ colour: 'red' }, 'Say what is looked at: one of method, path'],
    [{ body: {} }, 'Say what is expected: schema, sha256'],
    [{ json: '$.a', equals: [1] }, '“equals”: Write a text, a number, true, false or null'],
    [{ signature: 'good' }, '“signature”: Write one or more of ok, token'],
  ])('%j is no assertion, and it is said why', (assertion, words) => {
    const read = Assertion.safeParse(assertion);
    expect(read.error?.issues[0]?.message).toContain(words);
  });
});
