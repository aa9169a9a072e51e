import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { FunctionCall, RunOutcome } from '../../../main/functions/run-request.ts';
import { openGuestRoom } from '../guest-room.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());

type Webhook = Extract<FunctionCall, { kind: 'webhook' }>;

const REQUEST: Webhook = {
  kind: 'webhook',
  serviceType: 'http',
  query: [],
  headers: {},
  body: null,
  endpoint: false,
};
const FORM = { 'Content-Type': ['application/x-www-form-urlencoded'] };

function call(source: string, request: Partial<Webhook> = {}): Promise<RunOutcome> {
  const none = () => {
    throw new Error('no service is called');
  };
  return room.run(source, { ...REQUEST, ...request }, none);
}
/** What an expression over `payload` gives, as plain JSON. */
async function ask(expression: string, request: Partial<Webhook> = {}): Promise<unknown> {
  const { error, result } = await call(
    `exports = (payload) => JSON.stringify(${expression});`,
    request,
  );
  if (error !== null) throw new Error(error.message);
  const text: unknown = JSON.parse(result ?? 'null');
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}
/** What `response` was told by these statements. */
async function told(statements: string) {
  const { error, reply } = await call(`exports = (payload, response) => { ${statements} };`);
  if (error !== null) throw new Error(error.message);
  return reply && { ...reply, body: Buffer.from(reply.bodyBase64 ?? '', 'base64').toString() };
}
const refusal = async (statements: string) =>
  (await call(`exports = (payload, response) => { ${statements} };`)).error;

describe('payload of an HTTP service', () => {
  it('has the query as strings, the first of each name', async () => {
    const query: [string, string][] = [
      ['a', '1'],
      ['b', ''],
      ['a', '2'],
      ['__proto__', 'x'],
    ];
    expect(await ask('Object.entries(payload.query)', { query })).toEqual([
      ['a', '1'],
      ['b', ''],
      ['__proto__', 'x'],
    ]);
    expect(await ask('payload.query')).toEqual({});
  });

  it('finds headers in any case, and lists their canonical names', async () => {
    const headers = { 'Content-Type': ['text/plain'], 'X-Slack-Signature': ['v0=1', 'v0=2'] };
    expect(
      await ask(
        `[Object.keys(payload.headers), payload.headers['x-slack-signature'],
          payload.headers['CONTENT-TYPE'].toString(), \`\${payload.headers['X-Slack-Signature']}\`,
          'x-slack-signature' in payload.headers, 'x-other' in payload.headers,
          payload.headers['x-other'] === undefined, typeof payload.headers.hasOwnProperty]`,
        { headers },
      ),
    ).toEqual([
      ['Content-Type', 'X-Slack-Signature'],
      ['v0=1', 'v0=2'],
      'text/plain',
      'v0=1,v0=2',
      true,
      false,
      true,
      'function',
    ]);
  });

  it('has the raw body as Binary, and none where none was sent', async () => {
    const body = Buffer.from([0xff, 0x00, 0x41]);
    expect(
      await ask(
        '[payload.body.toHex(), payload.body.length(), payload.body instanceof BSON.Binary]',
        {
          body,
        },
      ),
    ).toEqual(['ff0041', 3, true]);
    expect(await ask('["body" in payload, payload.body === undefined]')).toEqual([false, true]);
  });

  it('arrives whole where the top of the source spoiled what it is made with', async () => {
    const { result } = await call(
      `Array.prototype[Symbol.iterator] = Array.prototype.map = () => { throw new Error('spoiled'); };
       String.prototype.split = String.prototype.toLowerCase = () => 'spoiled';
       RegExp.prototype.exec = () => null;
       Object.prototype.get = () => 'spoiled';
       Object.keys = Object.defineProperty = () => [];
       exports = (payload) => {
         delete Object.prototype.get;
         return { q: payload.query.a, h: payload.headers['x-a'][0], b: payload.body.text() };
       };`,
      { query: [['a', '1']], headers: { 'X-A': ['2'] }, body: Buffer.from('3') },
    );
    expect(JSON.parse(result ?? '')).toEqual({ q: '1', h: '2', b: '3' });
  });
});

describe('payload of a GitHub service', () => {
  const event = { action: 'opened', number: 42, big: 1.5, __proto__: { inherited: 1 } };
  const github = (body: string | null, headers: Record<string, string[]> = {}) => ({
    serviceType: 'github',
    body: body === null ? null : Buffer.from(body),
    headers,
  });

  it('is the event, with plain numbers', async () => {
    const request = github(JSON.stringify(event), { 'Content-Type': ['application/json'] });
    expect(await ask('[payload.action, payload.number + 1, payload.big]', request)).toEqual([
      'opened',
      43,
      1.5,
    ]);
  });

  it('is read from a form as well', async () => {
    const body = new URLSearchParams({ other: '1', payload: JSON.stringify(event) }).toString();
    expect(await ask('payload', github(body, FORM))).toEqual({
      action: 'opened',
      number: 42,
      big: 1.5,
    });
  });

  it.each([
    ['missing', null],
    ['empty', ''],
    ['no JSON', 'ping'],
    ['a bare number', '7'],
  ])('is empty, with a warning, where the body is %s', async (_what, body) => {
    const outcome = await call('exports = (payload) => Object.keys(payload).length;', github(body));
    expect(outcome.result).toBe('{"$numberLong":"0"}');
    expect(outcome.logs).toMatchObject([
      { level: 'warn', text: 'The body is no event of GitHub: the payload is an empty object.' },
    ]);
  });
});

describe('payload of a Twilio service', () => {
  it('is the form, flattened to strings', async () => {
    const fields = { From: '+4915112345678', Body: 'Grüße & 100%', NumMedia: '0' };
    const request = {
      serviceType: 'twilio',
      body: Buffer.from(new URLSearchParams(fields).toString()),
      headers: FORM,
    };
    expect(await ask('payload', request)).toEqual(fields);
  });

  it('reads any form as browsers write it', async () => {
    const field = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 1, maxLength: 6 }), async (fields) => {
        const body = Buffer.from(new URLSearchParams(fields).toString());
        const first = new Map(fields.toReversed());
        const found = await ask('Object.entries(payload)', { serviceType: 'twilio', body });
        expect(new Map(found as [string, string][])).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['no body', null, {}],
    ['an empty one', '', FORM],
    ['JSON', '{"a":1}', { 'Content-Type': ['application/json'] }],
  ])('is empty, with a warning, for %s', async (_what, text, headers) => {
    const body = text === null ? null : Buffer.from(text);
    const outcome = await call('exports = (payload) => Object.keys(payload).length;', {
      serviceType: 'twilio',
      body,
      headers,
    });
    expect(outcome.result).toBe('{"$numberLong":"0"}');
    expect(outcome.logs).toMatchObject([{ level: 'warn' }]);
  });
});

describe('response', () => {
  it('says nothing until it is told something', async () => {
    expect(await told('')).toBeNull();
    expect(await told('response.setStatusCode(200)')).toEqual({
      status: 200,
      headers: [],
      bodyBase64: null,
      body: '',
    });
  });

  it('returns undefined from each of its methods', async () => {
    const { result } = await call(
      `exports = (payload, response) => [response.setStatusCode(201), response.setBody('a'),
         response.setHeader('A', 'b'), response.addHeader('A', 'c')].map(String);`,
    );
    expect(JSON.parse(result ?? '')).toEqual(Array(4).fill('undefined'));
  });

  it.each([
    [`'text'`, 'text'],
    [`BSON.Binary.fromText('Grüße')`, 'Grüße'],
    [`BSON.ObjectId('64c0ffee64c0ffee64c0ffee')`, '64c0ffee64c0ffee64c0ffee'],
    [`{ ok: true, n: 1 }`, '{"ok":true,"n":{"$numberLong":"1"}}'],
    [`[1.5]`, '[{"$numberDouble":"1.5"}]'],
    [`null`, ''],
    [`undefined`, ''],
    [`42`, '42'],
    [`false`, 'false'],
    [`9007199254740993n`, '9007199254740993'],
  ])('takes the body %s', async (value, expected) => {
    expect((await told(`response.setBody(${value})`))?.body).toBe(expected);
  });

  it('replaces with setHeader and appends with addHeader, whatever the case', async () => {
    const reply = await told(
      `response.setHeader('content-type', ['application/json']);
       response.setHeader('CONTENT-TYPE', 'text/csv');
       response.addHeader('set-cookie', 'a=1'); response.addHeader('Set-Cookie', ['b=2', 'c=3']);
       response.setHeader('X-Count', 7);`,
    );
    expect(reply?.headers).toEqual([
      ['Content-Type', 'text/csv'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['Set-Cookie', 'c=3'],
      ['X-Count', '7'],
    ]);
  });

  it('drops the headers that belong to the connection', async () => {
    const reply = await told(
      `for (const name of ['Content-Length', 'transfer-encoding', 'CONNECTION', 'X-Kept'])
         response.setHeader(name, '1');`,
    );
    expect(reply?.headers).toEqual([['X-Kept', '1']]);
  });

  it.each(['199', '600', '200.5', "'200'", 'NaN', 'undefined', '[204]'])(
    'refuses the status %s',
    async (status) => {
      expect(await refusal(`response.setStatusCode(${status})`)).toMatchObject({
        code: 'FunctionExecutionError',
        name: 'TypeError',
        message: expect.stringContaining('has to be a whole number from 200 to 599'),
      });
    },
  );

  it.each([
    ['a line break in a value', `'X-A', 'b\\r\\nSet-Cookie: c=1'`],
    ['a NUL in a value', `'X-A', 'b\\0'`],
    ['a line break in one of several values', `'X-A', ['b', 'c\\nd']`],
    ['a line break in a name', `'X-A\\r\\nB', 'c'`],
    ['an empty name', `'', 'c'`],
    ['a blank in a name', `'X A', 'c'`],
    ['a character no header carries', `'X-A', 'snow \\u2603'`],
  ])('refuses %s', async (_what, args) => {
    for (const method of ['setHeader', 'addHeader']) {
      expect(await refusal(`response.${method}(${args})`)).toMatchObject({ name: 'TypeError' });
    }
  });

  it('refuses them also where the function spoiled the checks', async () => {
    const error = await refusal(
      `RegExp.prototype.exec = () => null;
       String.prototype.includes = String.prototype.indexOf = () => false;
       response.setHeader('X-Fine', 'b');
       response.setHeader('X-A', 'b\\r\\nSet-Cookie: c=1')`,
    );
    expect(error?.message).toBe('the value of X-A has a line break in it');
  });

  it('is told after awaited work too', async () => {
    const reply = await told(
      `Promise.resolve().then(() => Promise.resolve()).then(() => response.setBody('late'));`,
    );
    expect(reply?.body).toBe('late');
  });
});
