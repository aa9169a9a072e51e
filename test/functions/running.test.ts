import { afterAll, describe, expect, it } from 'vitest';
import { fn, LIMITS, openFunctionRoom, SYSTEM } from './function-room.ts';

const asked: { service: string; action: string; args: string; asSystem: boolean }[] = [];
const room = openFunctionRoom({
  functions: {
    add: fn('exports = (a, b) => a + b'),
    later: fn('exports = async (a) => a'),
    deep: fn("exports = (n) => context.functions.execute('deep', n + 1)"),
    asSystem: fn('exports = () => [context.runningAsSystem(), context.user.id]', {
      runAsSystem: true,
    }),
    guarded: fn('exports = () => 1', { canEvaluate: '{"%%user.type":"system"}' }),
    'a/b': fn("exports = () => 'nested'"),
    noting: fn("exports = () => {\n\n console.info('c') }"),
  },
  values: { list: '[1,2]', secret: '"hush"' },
  services: [
    { name: 'web', directory: 'http_endpoints/web-folder', type: 'http', region: '' },
    { name: 'store', directory: 'data_sources/store', type: 'mongodb-atlas', region: '' },
    { name: 'odd', directory: 'services/odd', type: 'slack', region: '' },
  ],
  mayCall: async (_name, user) => user.type === 'system',
  call: async ({ service, action, args, asSystem }) => {
    asked.push({ service, action, args, asSystem });
    if (action === 'post') {
      return {
        outcome: { ok: false, code: 'HTTPError', message: 'no such host' },
        mode: 'live',
        decision: null,
      };
    }
    if (action === 'find') {
      return {
        outcome: { ok: true, result: '[{"n":{"$numberInt":"3"},"d":{"$numberDouble":"2.0"}}]' },
        mode: 'live',
        decision: null,
      };
    }
    return { outcome: { ok: true, result: '{"status":"200 OK"}' }, mode: 'live', decision: null };
  },
});
afterAll(() => room[Symbol.asyncDispose]());

describe('a function', () => {
  it.each([
    ['exports = function', 'exports = function () { return 1; }'],
    ['var exports =', 'var exports = async () => 1;'],
    [
      'helpers and undeclared names',
      'function one() { total = 1; return total; }\nexports = () => one();',
    ],
    [
      'a guard for module',
      "if (typeof module !== 'undefined') module.exports = 2;\nexports = () => 1;",
    ],
  ])('may be written as %s', async (_name, source) => {
    expect(await room.value(source)).toEqual({ $numberLong: '1' });
  });

  it('hands back a plain value of a function that is not async, and a promise of one that is', async () => {
    expect(
      await room.value(
        "exports = async () => [context.functions.execute('add', 1, 2), typeof context.functions.execute('later', 1).then, context.functions.execute('a/b')]",
      ),
    ).toEqual([{ $numberLong: '3' }, 'function', 'nested']);
  });

  it('says which function is not there, and stops one that calls itself without end', async () => {
    await expect(room.value("exports = () => context.functions.execute('none')")).rejects.toThrow(
      "function not found: 'none'",
    );
    await expect(
      room.value("exports = () => context.functions.execute('deep', 0)"),
    ).rejects.toThrow(/more than 32 deep/);
  });

  it('runs a system function as system, with the caller as its user', async () => {
    const user = { ...SYSTEM, id: 'u1', type: 'normal' as const };
    const more = { user, runningAsSystem: false };
    expect(await room.value("exports = () => context.functions.execute('asSystem')", more)).toEqual(
      [true, 'u1'],
    );
    await expect(
      room.value("exports = () => context.functions.execute('guarded')", more),
    ).rejects.toThrow(/can_evaluate/);
    expect(await room.value("exports = () => context.functions.execute('guarded')")).toEqual({
      $numberLong: '1',
    });
  });

  it('gives a fresh copy of a value each time', async () => {
    expect(
      await room.value(
        "exports = () => { context.values.get('list').push(9); return [context.values.get('list').length, context.values.get('none')]; }",
      ),
    ).toEqual([{ $numberLong: '2' }, null]);
  });

  it('waits for what it did not await, before the run ends', async () => {
    asked.length = 0;
    const outcome = await room.run(
      "exports = () => { context.services.get('web').get({ url: 'http://x/' }).then(() => console.log('after')); return 1; }",
    );
    expect(outcome.logs.map((line) => line.text)).toEqual(['after']);
    expect(outcome.hostCalls).toMatchObject([{ service: 'web', action: 'get', mode: 'live' }]);
    expect(JSON.parse(asked[0]?.args ?? '')).toEqual({ url: 'http://x/' });
  });

  it('rejects a failed action with its code, and finds a service by its folder', async () => {
    const outcome = await room.run(
      "exports = async () => { try { await context.services.get('web-folder').post({}); } catch (e) { return [e.message, e.code]; } }",
    );
    expect(JSON.parse(outcome.result ?? '')).toEqual(['no such host', 'HTTPError']);
    expect(outcome.logs).toMatchObject([{ level: 'warn' }]);
    expect(await room.value("exports = () => typeof context.services.get('nowhere')")).toBe(
      'undefined',
    );
    await expect(
      room.value("exports = () => context.services.get('odd').send({})"),
    ).rejects.toThrow(/slack/);
  });

  it('returns the array of a cursor, and gives numbers back in the type they were stored in', async () => {
    const find = "context.services.get('store').db('d').collection('c').find({})";
    expect(await room.value(`exports = () => ${find}.sort({ n: 1 }).limit(2)`)).toEqual([
      { n: { $numberInt: '3' }, d: { $numberDouble: '2.0' } },
    ]);
    expect(asked.at(-1)?.args).toContain('"limit":{"$numberLong":"2"}');
    expect(
      await room.value(
        `exports = async () => { const [x] = await ${find}.toArray(); x.n += 1; return x; }`,
      ),
    ).toEqual({
      n: { $numberLong: '4' },
      d: { $numberDouble: '2.0' },
    });
    expect(await room.value(`exports = async () => typeof (await ${find}).toArray`)).toBe(
      'function',
    );
  });

  it('maps an error to the line and column of the source', async () => {
    const outcome = await room.run(
      '// one\nfunction inner(x) {\n  return x.y.z;\n}\nexports = () => inner({});',
    );
    expect(outcome.error).toMatchObject({
      code: 'FunctionExecutionError',
      name: 'TypeError',
      stack: [{ function: 'inner', line: 3 }, { line: 5 }],
    });
    const first = await room.run('exports = () => nothing');
    expect(first.error?.stack[0]).toMatchObject({ line: 1, column: 17 });
  });

  it('says where a source does not compile, and that it exports nothing', async () => {
    const broken = await room.run('exports = () => {\n  const = 3;\n}');
    expect(broken.error).toMatchObject({ code: 'FunctionSyntaxError', stack: [{ line: 2 }] });
    expect((await room.run('const a = 1;')).error?.code).toBe('FunctionInvalid');
  });

  it('says of each line of the log which line of which function wrote it', async () => {
    const source = [
      'function note(what) {',
      '  console.log(what);',
      '}',
      "exports = () => { note('a');",
      "  console.warn('b');",
      "  context.functions.execute('noting'); };",
    ];
    const outcome = await room.run(source.join('\n'));
    expect(outcome.logs.map(({ text, place }) => [text, place?.line])).toEqual([
      ['a', 2],
      ['b', 5],
      ['c', 3],
    ]);
    expect(outcome.logs.map(({ place }) => place?.name)).toEqual(['test', 'test', 'noting']);
  });

  it('is not led astray by a function that is named like a place, nor by one without a place', async () => {
    const source = [
      'const named = {',
      "  ['x (user:%E0%A4%A:7']: () => console.log('here'),",
      '};',
      "exports = () => { Object.values(named)[0](); ['there'].forEach(console.log); };",
    ];
    const outcome = await room.run(source.join('\n'));
    expect(outcome.error).toBeNull();
    expect(outcome.logs.map(({ text }) => text.split(' ')[0])).toEqual(['here', 'there']);
    for (const { place } of outcome.logs) expect([undefined, 2, 4]).toContain(place?.line);
  });

  it('cuts logs at their limit and says so; stops too many calls', async () => {
    const logs = await room.run(
      "exports = () => { for (let i = 0; i < 100; i++) console.log('x'.repeat(1000)); }",
    );
    expect(logs.logsCut).toBe(true);
    expect(logs.logs.length).toBeLessThan(25);
    const calls = await room.run(
      "exports = async () => { for (let i = 0; i < 10; i++) await context.http.get({ url: 'http://x/' }); }",
      { limits: { ...LIMITS, hostCalls: 3 } },
    );
    expect(calls.error?.message).toMatch(/more than 3 calls/);
    const output = await room.run("exports = () => 'x'.repeat(5000)", {
      limits: { ...LIMITS, outputBytes: 1000 },
    });
    expect(output.error?.message).toBe('output limit exceeded');
  });

  it('ends a run that waits for ever, at its deadline, and aborts its open calls', async () => {
    let aborted = false;
    await using slow = openFunctionRoom({
      services: [{ name: 'web', directory: 'web', type: 'http', region: '' }],
      call: (_call, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve({
              outcome: { ok: false, code: 'HTTPError', message: 'given up' },
              mode: 'live',
              decision: null,
            });
          });
        }),
    });
    // By then its workers have started: the deadline is met in the call.
    await slow.value('exports = () => 1');
    const outcome = await slow.run(
      "exports = () => context.services.get('web').get({ url: 'http://x/' })",
      { limits: { ...LIMITS, timeMs: 3000 } },
    );
    expect(outcome.error?.code).toBe('ExecutionTimeLimitExceeded');
    expect(aborted).toBe(true);
    expect(outcome.hostCalls).toMatchObject([{ durationMs: null }]);
  });

  it('draws other random numbers in each run', async () => {
    const draw = async (): Promise<string> =>
      JSON.stringify(await room.value('exports = () => [Math.random(), Math.random()]'));
    expect(new Set([await draw(), await draw(), await draw(), await draw()]).size).toBe(4);
  });
});
