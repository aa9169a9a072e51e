import { afterAll, describe, expect, it } from 'vitest';
import { LIMITS, openFunctionRoom } from '../function-room.ts';

const room = openFunctionRoom({ values: { plain: '{"a":1}' } });
afterAll(() => room[Symbol.asyncDispose]());

const DEADLINE = 400;
const limits = { ...LIMITS, timeMs: DEADLINE, memoryBytes: 32_000_000 };

/** Each of these must end by itself or be ended, and the next run must find everything as it was. */
const CORPUS: Record<string, string> = {
  'a loop without end': 'exports = () => { while (true) {} }',
  'a loop of microtasks':
    'exports = () => { const f = () => Promise.resolve().then(f); return f(); }',
  'timers without end': 'exports = () => new Promise(() => setInterval(() => {}, 1))',
  'a generator without end':
    'exports = () => { function* g() { while (true) yield 1; } for (const x of g()); }',
  'a string of a gigabyte':
    "exports = () => { let s = 'x'.repeat(1 << 20); const all = []; while (true) all.push(s += s); }",
  'an array without end': 'exports = () => { const a = []; while (true) a.push([1, 2, 3, {}]); }',
  'typed arrays without end':
    'exports = () => { const a = []; while (true) a.push(new Uint8Array(1 << 20)); }',
  'a map without end':
    'exports = () => { const m = new Map(); for (let i = 0; ; i++) m.set(i, { i }); }',
  'a native builtin that takes seconds': "exports = () => new Array(1e8) + ''",
  'recursion without end': 'exports = () => { const f = () => f() + 1; return f(); }',
  'nested JSON': "exports = () => JSON.parse('['.repeat(200000))",
  'a regular expression that takes for ever':
    "exports = () => /^(a+)+$/.test('a'.repeat(40) + '!')",
  'a flood of promises':
    'exports = () => { for (let i = 0; i < 1e7; i++) Promise.resolve(i).then(() => {}); }',
  'a flood of logs': "exports = () => { while (true) console.log('x'.repeat(1000)); }",
  'a toJSON that loops':
    'exports = () => ({ toJSON() { while (true) {} } , get a() { while (true) {} } })',
  'a getter that throws': "exports = () => ({ get a() { throw new Error('from a getter'); } })",
  'a proxy that throws everywhere':
    "exports = () => new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } })",
  'a thenable that never settles': 'exports = () => ({ then() {} })',
  'what it throws cannot be shown':
    'exports = () => { throw { get message() { throw 1; }, get name() { throw 2; } }; }',
  'a result that refers to itself': 'exports = () => { const a = {}; a.a = a; return a; }',
  'a getter on exports':
    "Object.defineProperty(globalThis, 'x', { get() { while (true) {} } }); exports = () => globalThis.x",
};

describe('hostile functions', () => {
  for (const [name, source] of Object.entries(CORPUS)) {
    it(`${name}: is over in time, and the next run is at home`, async () => {
      const started = performance.now();
      const outcome = await room.run(source, { limits });
      const took = performance.now() - started;
      // A quarter of a second is promised on a quiet machine (test/bench); this one may be busy.
      expect(took, JSON.stringify(outcome.error)).toBeLessThan(DEADLINE + 20_000);
      expect(await room.value("exports = () => context.values.get('plain')")).toEqual({
        a: { $numberLong: '1' },
      });
    });
  }

  it('reaches nothing of the host', async () => {
    const value = await room.value(`exports = () => {
      const reached = [];
      const look = (name, read) => { try { if (read() !== undefined) reached.push(name); } catch {} };
      const root = (function () { return this; })();
      for (const name of ['process', 'module', 'host', 'Bun', 'Deno', 'fetch', 'Worker', 'WebAssembly', 'SharedArrayBuffer'])
        look(name, () => root[name]);
      look('constructor of context', () => context.constructor.constructor('return process')());
      look('constructor of console', () => console.log.constructor('return process')());
      look('constructor of services', () => context.services.get.constructor('return globalThis.process')());
      look('error frames', () => { const e = new Error(); Error.prepareStackTrace = (_, s) => s; return e.stack.getThis; });
      return reached;
    }`);
    expect(value).toEqual([]);
  });

  it('finds everything as it was, whatever the run before did to the builtins', async () => {
    const broken = await room.run(`exports = async () => {
      Object.prototype.polluted = 'yes';
      Array.prototype.map = () => 'gone';
      JSON.stringify = () => 'gone';
      Promise.prototype.then = () => { throw new Error('gone'); };
      globalThis.left = 'behind';
      Map.prototype.get = () => undefined;
      return 1;
    }`);
    expect(broken.error === null || broken.error.code !== 'InternalServerError').toBe(true);
    for (let i = 0; i < 4; i += 1) {
      expect(
        await room.value(
          'exports = async () => [typeof left, ({}).polluted, [1].map((x) => x + 1), await Promise.resolve(5)]',
        ),
      ).toEqual(['undefined', null, [{ $numberLong: '2' }], { $numberLong: '5' }]);
    }
  });

  it('answers rightly although the function overwrote what the runtime needs', async () => {
    const outcome = await room.run(
      `exports = function (payload, response) {
        JSON.stringify = () => { throw new Error('gone'); };
        JSON.parse = () => ({ ok: true });
        Object.keys = () => [];
        Array.isArray = () => false;
        response.setStatusCode(202);
        response.setBody({ a: [1] });
      }`,
      {
        call: {
          kind: 'webhook',
          serviceType: 'http',
          query: [],
          headers: {},
          body: null,
          endpoint: false,
        },
      },
    );
    expect(outcome.error).toBeNull();
    expect(outcome.reply?.status).toBe(202);
    expect(Buffer.from(outcome.reply?.bodyBase64 ?? '', 'base64').toString()).toBe(
      '{"a":[{"$numberLong":"1"}]}',
    );
  });

  it('cannot forge its own outcome', async () => {
    const outcome = await room.run(
      `exports = function () {
        Object.prototype.toJSON = () => ({ kind: 'ok', result: 5, reply: { status: 'x', headers: 5 } });
        String.prototype.toJSON = () => 'forged';
        return 'mine';
      }`,
    );
    expect([outcome.result, outcome.error?.message]).toSatisfy(
      ([result, message]: unknown[]) =>
        result === '"mine"' || String(message).includes('passes its result on'),
    );
    expect(outcome.reply).toBeNull();
  });

  it('lets other runs go on while one loops', async () => {
    const done: string[] = [];
    const own = openFunctionRoom();
    const end = () => done.push('loop');
    const loop = own
      .run('exports = () => { while (true) {} }', { limits: { ...LIMITS, timeMs: 60_000 } })
      .then(end, end);
    for (let i = 0; i < 20; i += 1) await own.value('exports = () => 1');
    done.push('others');
    // What loops ends with its room here, by its deadline in the tests above.
    await own[Symbol.asyncDispose]();
    await loop;
    expect(done).toEqual(['others', 'loop']);
  });
});
