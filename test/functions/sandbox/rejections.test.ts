import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { withTableExported } from '../../../main/functions/sandbox/quickjs-module.ts';
import { wasm } from '../../../main/functions/sandbox/web-assembly.ts';
import { openFunctionRoom } from '../function-room.ts';
import { PROGRAM, runInNode } from './rejection-programs.ts';

const room = openFunctionRoom();
afterAll(() => room[Symbol.asyncDispose]());

const HEAD = 'Nobody handles this rejection: ';
const linesOf = async (source: string) => {
  const { error, logs } = await room.run(source);
  expect(error).toBeNull();
  return logs.map(({ level, text }) => `${level} ${text.replace(HEAD, '')}`);
};

describe('a rejection that nobody handles is an error line of the run', () => {
  it.each([
    ['an async function', `async function lost() { throw new Error('gone'); } lost();`],
    [
      'one that waited first',
      `const lost = async () => { await 1; throw new Error('gone'); }; lost();`,
    ],
    ['a method', `({ async lost() { throw new Error('gone'); } }).lost();`],
    ['a static method', `(class { static async lost() { throw new Error('gone'); } }).lost();`],
    ['a parameter by default', `(async (a = (() => { throw new Error('gone'); })()) => a)();`],
    ['an async generator', `(async function* () { throw new Error('gone'); })().next();`],
    ['Promise.reject', `Promise.reject(new Error('gone'));`],
    ['an executor that rejects', `new Promise((_, no) => no(new Error('gone')));`],
    ['an executor that throws', `new Promise(() => { throw new Error('gone'); });`],
    ['then without catch', `Promise.resolve(1).then(() => { throw new Error('gone'); });`],
    ['finally', `Promise.reject(new Error('gone')).finally(() => 1);`],
    ['Promise.all', `Promise.all([1, Promise.reject(new Error('gone'))]);`],
    ['Promise.race', `Promise.race([Promise.reject(new Error('gone'))]);`],
    ['a class made of Promise', `(class Own extends Promise {}).reject(new Error('gone'));`],
    ['a thenable', `Promise.resolve({ then(_, no) { no(new Error('gone')); } });`],
    ['a callback of forEach', `[1].forEach(async () => { throw new Error('gone'); });`],
    [
      'a timer',
      `await new Promise((go) => setTimeout(async () => { go(); throw new Error('gone'); }, 1));`,
    ],
    [
      'a named function of the app',
      `(async () => { await context.functions.execute('none'); })();`,
      'function not found',
    ],
  ])('of %s', async (_what, code, words = 'gone') => {
    const lines = await linesOf(`exports = async () => { ${code} };`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error Error: /);
    expect(lines[0]).toContain(words);
  });

  it('says where, in lines and columns of the author, without frames of ours', async () => {
    const [line] = await linesOf(
      `async function lost() { await 1; throw new TypeError('gone'); }\nexports = () => { lost(); };`,
    );
    expect(line).toBe('error TypeError: gone\n    at lost (test:1:53)');
    const [second] = await linesOf(
      `exports = () => {\n  const lost = async () => {\n    throw new Error('gone');\n  };\n  lost();\n};`,
    );
    expect(second).toBe('error Error: gone\n    at lost (test:3:20)\n    at exports (test:5:7)');
  });

  it('shows whatever was thrown', async () => {
    const code = `Promise.reject(); Promise.reject('text'); Promise.reject({ a: 1 }); Promise.reject(
      new Proxy({}, { get() { throw 1; } }));`;
    expect(await linesOf(`exports = () => { ${code} };`)).toEqual([
      'error Error: undefined',
      'error Error: text',
      'error Error: {"a":{"$numberLong":"1"}}',
      'error Error: what was thrown cannot be shown',
    ]);
  });

  it('is told of a function that failed, too', async () => {
    const { error, logs } = await room.run(
      `exports = async () => { Promise.reject(new Error('first')); throw new Error('second'); };`,
    );
    expect(error?.message).toBe('second');
    expect(logs.map(({ text }) => text.split('\n')[0])).toEqual([`${HEAD}Error: first`]);
  });

  it('is told a hundred times at most', async () => {
    const code = `for (let i = 0; i < 1000; i += 1) Promise.reject(i);`;
    expect(await linesOf(`exports = () => { ${code} };`)).toHaveLength(100);
  });
});

describe('a rejection that somebody handles is no line', () => {
  it.each([
    `try { await (async () => { throw 1; })(); } catch {}`,
    `await (async () => { throw 1; })().catch(() => 1);`,
    `const late = Promise.reject(1); await null; await null; await late.catch(() => 1);`,
    `const late = Promise.reject(1);
     await new Promise((go) => setTimeout(go, 1)); try { await late; } catch {}`,
    `await Promise.allSettled([Promise.reject(1), Promise.reject(2)]);`,
    `await Promise.all([Promise.reject(1), Promise.reject(2)]).catch(() => 1);`,
    `await Promise.any([Promise.reject(1), 2]);`,
    `for (let i = 0; i < 1000; i += 1) Promise.reject(i).catch(() => 1);`,
    `for await (const _ of (async function* () { yield 1; })()) {}`,
  ])('%s', async (code) => {
    expect(await linesOf(`exports = async () => { ${code} };`)).toEqual([]);
  });

  it('nor is that of the function itself: it is the error of the run', async () => {
    const { error, logs } = await room.run(`exports = async () => { throw new Error('gone'); };`);
    expect([error?.message, logs]).toEqual(['gone', []]);
  });
});

describe('what is reported', () => {
  it('cannot be hidden or broken by a source that bends what is built in', async () => {
    const bent = `Promise.prototype.then = null; Promise.prototype.constructor = null;
      Map.prototype.set = null; Array.prototype[Symbol.iterator] = null;
      Object.defineProperty(Array.prototype, 0, { set() { throw 1; } });
      Object.defineProperty(Object.prototype, 'get', { value: () => 1 });`;
    // The run itself fails, having broken so much; what it lost is told all the same.
    const { logs } = await room.run(
      `${bent} exports = () => { (async () => { throw 'gone'; })(); };`,
    );
    expect(logs.map(({ text }) => text)).toEqual([`${HEAD}Error: gone`]);
  });

  it('is nothing of an earlier run', async () => {
    await linesOf(`exports = () => { Promise.reject(1); };`);
    expect(await linesOf('exports = () => 1;')).toEqual([]);
  });

  it('is kept while memory grows, and after a stack that overflowed', async () => {
    const lines = await linesOf(`exports = async () => {
      (async () => { throw new Error('before'); })();
      let all = []; for (let i = 0; i < 300; i += 1) all.push('x'.repeat(100000) + i);
      const deep = () => { deep(); };
      try { deep(); } catch {}
      (async () => { throw new Error('after'); })();
      return all.length;
    };`);
    expect(lines.map((line) => line.split('\n')[0])).toEqual([
      'error Error: before',
      'error Error: after',
    ]);
  });

  it('is what Node reports of the same program, in its order', async () => {
    const programs = fc.sample(PROGRAM, { numRuns: 300, seed: 20 });
    const expected = await runInNode(programs);
    expect(expected.flat().length).toBeGreaterThan(300);
    const seen: string[][] = [];
    for (const program of programs) {
      const lines = await linesOf(`exports = async () => {\n${program}\n};`);
      seen.push(lines.map((line) => line.replace('error Error: ', '')));
    }
    const different = programs.filter((_, at) => String(seen[at]) !== String(expected[at]));
    expect(different).toEqual([]);
  });
});

describe('the table of a WebAssembly module', () => {
  it('is exported beside what was exported before', () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const tableAndMemory = [4, 4, 1, 0x70, 0, 1, 5, 3, 1, 0, 1];
    const memoryExported = [7, 5, 1, 1, 0x6d, 2, 0];
    const built = Uint8Array.from([...header, ...tableAndMemory, ...memoryExported]);
    const { exports } = new wasm.Instance(new wasm.Module(withTableExported(built)));
    expect(Object.keys(exports)).toEqual(['m', 'table']);
    expect(exports['table']).toBeInstanceOf(wasm.Table);
  });

  it('cannot be exported where nothing is', () => {
    const empty = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(() => withTableExported(empty)).toThrow('this WebAssembly exports nothing');
  });
});
