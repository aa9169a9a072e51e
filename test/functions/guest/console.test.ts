import { afterAll, describe, expect, it } from 'vitest';
import { openGuestRoom } from '../guest-room.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());

const lines = async (code: string) => {
  const { error, logs } = await room.body(code);
  expect(error).toBeNull();
  return logs.map(({ level, text }) => [level, text]);
};

describe('console', () => {
  it('keeps the level and the order of lines', async () => {
    expect(
      await lines(
        `console.log('a'); console.info('b'); console.debug('c'); console.warn('d');
         console.error('e');`,
      ),
    ).toEqual([
      ['log', 'a'],
      ['info', 'b'],
      ['debug', 'c'],
      ['warn', 'd'],
      ['error', 'e'],
    ]);
  });

  it('joins its arguments by one blank: texts as they are, objects as EJSON', async () => {
    expect(
      await lines(
        `console.log('order', BSON.ObjectId('64c0ffee64c0ffee64c0ffee'), 'of', 3, true, null,
           undefined, { n: 1, s: 'x' }, [1.5], new Date(5), Symbol('s'), 7n, function named() {});
         console.log();`,
      ),
    ).toEqual([
      [
        'log',
        'order 64c0ffee64c0ffee64c0ffee of 3 true null undefined {"n":{"$numberLong":"1"},"s":"x"} ' +
          '[{"$numberDouble":"1.5"}] {"$date":{"$numberLong":"5"}} Symbol(s) 7 [function named]',
      ],
      ['log', ''],
    ]);
  });

  it('prints an error with its name, message and where it came from', async () => {
    const [[level, text] = []] = await lines(
      `function lookUp() { throw new RangeError('no such order'); }
       try { lookUp(); } catch (error) { console.error(error); }`,
    );
    expect(level).toBe('error');
    expect(text).toMatch(/^RangeError: no such order\n/);
    expect(text).toContain('lookUp');
  });

  it('never stops the function, whatever it is to print', async () => {
    const printed = await lines(
      `const circular = {}; circular.self = circular;
       const trap = new Proxy({}, { ownKeys() { throw new Error('trapped'); } });
       const worse = new Proxy({}, { getPrototypeOf() { throw null; } });
       console.log(circular); console.log({ get a() { throw new Error('no'); } });
       console.log(trap); console.log(worse); console.log(Object.create(null));
       console.log(new Error(''), { __proto__: Error.prototype, get message() { throw 1; } });`,
    );
    expect(printed.map(([, text]) => text)).toEqual([
      '[Converting circular structure to EJSON]',
      '[no]',
      '[trapped]',
      '[a value that cannot be shown]',
      '{}',
      expect.stringMatching(/^Error: \n.* \[a value that cannot be shown\]$/s),
    ]);
  });

  it('prints as before when the function spoils what it prints with', async () => {
    expect(
      await lines(
        `JSON.stringify = () => 'spoiled'; Array.prototype.join = () => 'spoiled';
         globalThis.String = () => 'spoiled'; Object.keys = () => [];
         console.log('n', 1, { a: 'b' });`,
      ),
    ).toEqual([['log', 'n 1 {"a":"b"}']]);
  });
});
