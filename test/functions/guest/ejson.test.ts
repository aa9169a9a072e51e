import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openGuestRoom } from '../guest-room.ts';
import { runs } from '../../helpers/runs.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());

const canonical = (value: unknown): string => EJSON.stringify(value, { relaxed: false });
/** What `EJSON.stringify` of a function says of an expression. */
const shown = (expression: string) => room.value(`return EJSON.stringify(${expression});`);

const bytes = fc.uint8Array({ maxLength: 40 });
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger().map((n) => Long.fromNumber(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.integer().map((n) => new Int32(n)),
  fc.double({ noNaN: false }).map((n) => new Double(n)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((id) => new ObjectId(id)),
  fc.tuple(bytes, fc.constantFrom(0, 5, 0x80)).map(([all, type]) => new Binary(all, type)),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((id) => new UUID(id)),
  fc.stringMatching(/^-?\d{1,20}(\.\d{1,10})?$/).map((text) => Decimal128.fromString(text)),
  fc
    .tuple(fc.string(), fc.constantFrom('', 'i', 'imsx'))
    .map(([pattern, options]) => new BSONRegExp(pattern.replaceAll('\0', ''), options)),
  fc.record({ t: fc.nat(), i: fc.nat() }).map((pair) => new Timestamp(pair)),
  fc.constantFrom(new MinKey(), new MaxKey()),
);
const field = fc.string({ unit: 'binary' }).filter((name) => !/^\$|\0/.test(name));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('document')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  document: fc.dictionary(field, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}));

describe('EJSON inside a function, held against the official library', () => {
  it('gives back every typed value as it was stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyValue, { maxLength: 10 }), async (values) => {
        const text = canonical(values);
        const back = await room.value('return EJSON.stringify(EJSON.parse(args[0]));', [text]);
        expect(back).toBe(text);
        expect(await room.text('return args[0];', [values])).toBe(text);
      }),
      { numRuns: runs(200) },
    );
  });

  it('reads the relaxed form as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyValue, { maxLength: 10 }), async (values) => {
        const relaxed = EJSON.stringify(values, { relaxed: true });
        const back = await room.value('return EJSON.stringify(EJSON.parse(args[0]));', [relaxed]);
        expect(EJSON.parse(String(back), { relaxed: true })).toEqual(
          EJSON.parse(relaxed, { relaxed: true }),
        );
      }),
    );
  });

  it('keeps whole numbers beyond 2^53 exact, wherever they stand', async () => {
    const text =
      '{"big":7615917337495251231,"list":[-9223372036854775808,9007199254740993, 1],' +
      '"typed":{"$numberLong":7615917337495251231},"text":"a 7615917337495251231, \\"[1234567890123456789"}';
    const back = await room.value('return EJSON.stringify(EJSON.parse(args[0]));', [text]);
    expect(back).toBe(
      '{"big":{"$numberLong":"7615917337495251231"},"list":[{"$numberLong":"-9223372036854775808"},' +
        '{"$numberLong":"9007199254740993"},{"$numberLong":"1"}],' +
        '"typed":{"$numberLong":"7615917337495251231"},' +
        '"text":"a 7615917337495251231, \\"[1234567890123456789"}',
    );
    const types =
      'const v = EJSON.parse(args[0]); return [typeof v.big, v.big.toString(), typeof v.list[2]];';
    expect(await room.value(types, [text])).toEqual(['object', '7615917337495251231', 'number']);
  });

  it('leaves a number to a double that is too large for 64 bits, or has a fraction', async () => {
    const source =
      'return EJSON.parse("[9223372036854775808, 1234567890123456.5, 1e20]").map(Number);';
    expect(await room.value(source)).toEqual([2 ** 63, 1234567890123456.5, 1e20]);
  });

  it('takes an object for a typed value only where nothing else is in it', async () => {
    const id = '64c0ffee64c0ffee64c0ffee';
    const text = `[{"$oid":"${id}","n":null},{"n":null,"$oid":"${id}"},{"$gt":"a"},{"$oid":"${id}"}]`;
    expect(await shown(`EJSON.parse('${text}')`)).toBe(text);
    expect(await room.value(`return EJSON.parse('${text}').map((v) => typeof v.id);`)).toEqual([
      ...Array<string>(3).fill('undefined'),
      'string',
    ]);
    expect(await shown(`EJSON.parse('{"$binary":"YWI=","$type":"00"}')`)).toBe(
      '{"$binary":{"base64":"YWI=","subType":"00"}}',
    );
  });

  it('answers text that only looks like typed values with a value or an error, nothing else', async () => {
    const names =
      '$oid $date $binary $numberLong $numberInt $numberDecimal $uuid $timestamp ' +
      '$regularExpression $minKey $type $undefined __proto__';
    const keyword = fc.constantFrom(...names.split(' '));
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(keyword, tie('json'), { maxKeys: 2 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const source = 'return EJSON.stringify(EJSON.parse(args[0])) || "null";';
        const { error, resultString } = await room.body(source, [JSON.stringify(value)]);
        const outcome = error === null ? typeof JSON.parse(resultString ?? '') : error.code;
        expect(outcome).toMatch(/^(object|string|number|boolean|FunctionExecutionError)$/);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('what a function returns', () => {
  it('types plain numbers by what they are', async () => {
    expect(await shown('[42, 3.14, -0, NaN, -Infinity, 2 ** 53, 1e300, 7n]')).toBe(
      '[{"$numberLong":"42"},{"$numberDouble":"3.14"},{"$numberDouble":"-0.0"},' +
        '{"$numberDouble":"NaN"},{"$numberDouble":"-Infinity"},{"$numberLong":"9007199254740992"},' +
        '{"$numberDouble":"1e+300"},{"$numberLong":"7"}]',
    );
  });

  it('drops fields that JSON cannot say, and keeps their places in lists', async () => {
    expect(await shown('{ a: undefined, b: () => 1, c: Symbol("x"), d: null, e: "" }')).toBe(
      '{"d":null,"e":""}',
    );
    expect(await shown('[undefined, () => 1, null]')).toBe('[null,null,null]');
    expect(await room.text('return undefined;')).toBeNull();
    expect(await room.text('return () => 1;')).toBeNull();
  });

  it('writes the types of the language as their BSON counterparts', async () => {
    const when = '{"$date":{"$numberLong":"1600000000000"}}';
    expect(await shown('new Date(1600000000000)')).toBe(when);
    expect(await shown('new Date(NaN)')).toBe('null');
    expect(await shown('new Map([["a", 1.5], [2, new Map()]])')).toBe(
      '{"a":{"$numberDouble":"1.5"},"2":{}}',
    );
    expect(await shown('/^a\\/b/gi')).toBe(
      '{"$regularExpression":{"pattern":"^a\\\\/b","options":"i"}}',
    );
    const ab = '{"$binary":{"base64":"YWI=","subType":"00"}}';
    expect(await shown('[Buffer.from("ab"), new Uint8Array([97, 98]).buffer]')).toBe(
      `[${ab},${ab}]`,
    );
  });

  it('says that a value is circular, and takes the same value twice', async () => {
    const error = await room.failure('const a = {}; a.b = [a]; return a;');
    expect(error).toMatchObject({
      code: 'FunctionExecutionError',
      name: 'TypeError',
      message: 'Converting circular structure to EJSON',
    });
    expect(await shown('(() => { const a = {}; return [a, a]; })()')).toBe('[{},{}]');
    expect(
      (await room.failure('let a = {}; for (let i = 0; i < 500; i++) a = { a }; return a;'))
        .message,
    ).toContain('more than 200 deep');
  });

  it('does not ask toJSON of BSON values', async () => {
    expect(
      await shown(`(() => {
        BSON.ObjectId.prototype.toJSON = () => 'trap';
        return { id: BSON.ObjectId('64c0ffee64c0ffee64c0ffee') };
      })()`),
    ).toBe('{"id":{"$oid":"64c0ffee64c0ffee64c0ffee"}}');
  });

  it('keeps its form when the function spoils what it is written with', async () => {
    const text = await room.text(
      `JSON.stringify = JSON.parse = () => 'spoiled';
       Array.prototype.map = Array.prototype.join = Object.keys = () => ['spoiled'];
       Date.prototype.getTime = String.prototype.includes = () => 'spoiled';
       Number.isInteger = () => false;
       Map.prototype.entries = () => [];
       WeakMap.prototype.get = () => ({});
       RegExp.prototype.exec = () => null;
       return { n: 1, list: [1.5], when: new Date(5), map: new Map([['a', 'b']]), r: /a/i };`,
    );
    expect(JSON.parse(text ?? '')).toEqual({
      n: { $numberLong: '1' },
      list: [{ $numberDouble: '1.5' }],
      when: { $date: { $numberLong: '5' } },
      map: { a: 'b' },
      r: { $regularExpression: { pattern: 'a', options: 'i' } },
    });
  });

  it('reports a getter that throws as the error of the function', async () => {
    const error = await room.failure(
      `return { get total() { throw new RangeError('no total yet'); } };`,
    );
    expect(error).toMatchObject({ name: 'RangeError', message: 'no total yet' });
  });
});

describe('numbers read from a collection', () => {
  const stored = () => ({ count: new Int32(2), price: new Double(3), total: Long.fromNumber(6) });

  it('keep their stored types where nobody changed them', async () => {
    expect(await room.text('return args[0];', [stored()])).toBe(canonical(stored()));
  });

  it('are JavaScript numbers while the function holds them', async () => {
    expect(
      await room.value('const { count, price, total } = args[0]; return count + price + total;', [
        stored(),
      ]),
    ).toBe(11);
  });

  it('become what their new value is once they were changed', async () => {
    const text = await room.text(
      'args[0].count += 1; args[0].price = 3; args[0].total = 6.5; return args[0];',
      [stored()],
    );
    expect(JSON.parse(text ?? '')).toEqual({
      count: { $numberLong: '3' },
      price: { $numberDouble: '3.0' },
      total: { $numberDouble: '6.5' },
    });
  });

  it('stay exact beyond what a JavaScript number can hold', async () => {
    const big = Long.fromString('9007199254740993');
    expect(await room.text('return args[0].big;', [{ big }])).toBe(
      '{"$numberLong":"9007199254740993"}',
    );
    expect(await room.value('return args[0].big instanceof BSON.Long;', [{ big }])).toBe(true);
  });
});

describe('the answer of an endpoint in plain JSON', () => {
  it('unwraps numbers, dates and ids', async () => {
    const outcome = await room.run(
      `exports = () => ({
        n: [1, 1.5, NaN, BSON.Int32(7), BSON.Long.fromString('9007199254740993'), 5n],
        id: BSON.ObjectId('64c0ffee64c0ffee64c0ffee'), when: new Date(0), never: new Date(NaN),
        body: BSON.Binary.fromText('ab'), raw: Buffer.from('ab'), map: new Map([['a', 1]]),
        price: BSON.Decimal128.fromString('1.50'), gone: undefined, list: [undefined],
        uuid: BSON.UUID('3b241101-e2bb-4255-8caf-4136c566a962'), regex: /a/g,
      });`,
      {
        kind: 'webhook',
        serviceType: 'http',
        query: [],
        headers: {},
        body: null,
        endpoint: true,
      },
      () => null,
    );
    expect(outcome.error).toBeNull();
    expect(outcome.resultJson).toBe(
      '{"n":[1,1.5,null,7,9007199254740993,5],"id":"64c0ffee64c0ffee64c0ffee",' +
        '"when":"1970-01-01T00:00:00.000Z","never":null,"body":"YWI=","raw":"YWI=","map":{"a":1},' +
        '"price":"1.50","list":[null],"uuid":"3b241101-e2bb-4255-8caf-4136c566a962","regex":"/a/g"}',
    );
  });
});
