import { Decimal128, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openGuestRoom } from '../guest-room.ts';

const room = openGuestRoom();
afterAll(() => room[Symbol.asyncDispose]());
const ID = '64c0ffee64c0ffee64c0ffee';

describe('ObjectId', () => {
  it('is made with and without new, and under both of its names', async () => {
    const made = await room.value(
      `return [BSON.ObjectId(args[0]), new BSON.ObjectId(args[0]), BSON.ObjectID(args[0]),
               new BSON.ObjectID(BSON.ObjectId(args[0]))].map(String);`,
      [ID.toUpperCase()],
    );
    expect(made).toEqual([ID, ID, ID, ID]);
  });

  it('reads as its hexadecimal digits wherever it becomes text', async () => {
    const texts = await room.value(
      `const id = BSON.ObjectId(args[0]);
       return ['' + id, \`\${id}\`, id.toString(), id.toHexString(), JSON.stringify({ id }),
               id.getTimestamp().toISOString()];`,
      [ID],
    );
    expect(texts).toEqual([
      ID,
      ID,
      ID,
      ID,
      `{"id":"${ID}"}`,
      new ObjectId(ID).getTimestamp().toISOString(),
    ]);
  });

  it('compares by value and knows what it can be made of', async () => {
    const compared = await room.value(
      `const id = BSON.ObjectId(args[0]);
       return [id.equals(BSON.ObjectId(args[0])), id.equals(args[0]), id.equals(BSON.ObjectId()),
               id.equals(null), id instanceof BSON.ObjectId, BSON.ObjectId.isValid(args[0]),
               BSON.ObjectId.isValid('x')];`,
      [ID],
    );
    expect(compared).toEqual([true, true, false, false, true, true, false]);
  });

  it('is new each time it is made of nothing, in this run and the next', async () => {
    const make = 'return Array.from({ length: 50 }, () => String(BSON.ObjectId()));';
    const ids = [
      ...((await room.value(make)) as string[]),
      ...((await room.value(make)) as string[]),
    ];
    expect(new Set(ids).size).toBe(100);
    expect(ids.every((id) => /^[0-9a-f]{24}$/.test(id))).toBe(true);
  });

  it('refuses what is no id and says what it got', async () => {
    const error = await room.failure('return BSON.ObjectId("order-17");');
    expect(error).toMatchObject({
      name: 'TypeError',
      message: 'an ObjectId needs 24 hexadecimal digits, got order-17',
    });
  });
});

describe('Binary', () => {
  it('goes from text, hexadecimal and base64 and back', async () => {
    const shown = await room.value(
      `const { Binary } = BSON;
       return [Binary.fromText('Grüße').toHex(), Binary.fromHex('4772c3bc').text(),
               Binary.fromBase64('R3LDvA').text(), Binary.fromBase64('R3LDvA==').toBase64(),
               Binary.fromText('Grüße').length(), JSON.stringify([Binary.fromText('ab')]),
               String(Binary.fromText('ab'))];`,
    );
    expect(shown).toEqual(['4772c3bcc39f65', 'Grü', 'Grü', 'R3LDvA==', 7, '["YWI="]', 'ab']);
  });

  it('keeps its subtype, and takes the bytes of views as they are', async () => {
    const shown = await room.text(
      `const bytes = new Uint8Array([1, 2, 3, 4]);
       return [BSON.Binary.fromHex('ff', 5), new BSON.Binary(bytes.subarray(1, 3)),
               BSON.Binary(new DataView(bytes.buffer, 2)), BSON.Binary(new Uint16Array([513]))];`,
    );
    const binary = (base64: string, subType = '00') => ({ $binary: { base64, subType } });
    expect(JSON.parse(shown ?? '')).toEqual([
      binary('/w==', '05'),
      binary('AgM='),
      binary('AwQ='),
      binary('AQI='),
    ]);
  });

  it('refuses text that is not base64 or hexadecimal', async () => {
    expect(await room.failure('BSON.Binary.fromBase64("a*b")')).toMatchObject({
      message: 'this is not base64 text',
    });
    expect(await room.failure('BSON.Binary.fromHex("abc")')).toMatchObject({
      message: 'this is not hexadecimal text',
    });
  });
});

describe('numbers', () => {
  it('wrap what they are given, and count as numbers', async () => {
    const shown = await room.value(
      `return [BSON.Int32(7) + 1, new BSON.Int32(2 ** 31).valueOf(), BSON.Double(1.5) * 2,
               JSON.stringify([BSON.Int32(7), BSON.Double(2), BSON.Long.fromString('12')]),
               BSON.Long(5).toNumber(), new BSON.Long(0, 1).toString(), BSON.Int32(255).toString(16)];`,
    );
    expect(shown).toEqual([8, -2147483648, 3, '[7,2,12]', 5, '4294967296', 'ff']);
  });

  it('keeps 64-bit integers exact, as the driver does', async () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(int64, int64), { minLength: 1 }), async (pairs) => {
        const shown = await room.value(
          `return args[0].map(([x, y]) => {
             const a = BSON.Long.fromString(x);
             const b = BSON.Long.fromString(y);
             return [a.toString(), a.low, a.high, a.compare(b), a.equals(y), a.add(b).toString(),
                     a.multiply(b).toString(), String(BSON.Long(a.low, a.high))];
           });`,
          [pairs.map(([a, b]) => [String(a), String(b)])],
        );
        const expected = pairs.map(([x, y]) => {
          const [a, b] = [Long.fromBigInt(x), Long.fromBigInt(y)];
          const sum = a.add(b).toString();
          const order = a.compare(b);
          return [
            a.toString(),
            a.low,
            a.high,
            order,
            a.equals(b),
            sum,
            a.multiply(b).toString(),
            `${x}`,
          ];
        });
        expect(shown).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('makes a Long of any number without failing', async () => {
    const shown = await room.value(
      `return [NaN, Infinity, -Infinity, 1.9, -1.9, 2 ** 70].map((n) => BSON.Long.fromNumber(n).toString());`,
    );
    const max = '9223372036854775807';
    expect(shown).toEqual(['0', max, '-9223372036854775808', '1', '-1', max]);
    expect(
      await room.value(`return [1.5, '1', 1n, NaN, null].map((x) => BSON.Long(1).equals(x));`),
    ).toEqual([false, true, true, false, false]);
  });

  it('writes decimal numbers as the driver does', async () => {
    const decimal = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.stringMatching(/^\d{1,20}$/),
        fc.option(fc.stringMatching(/^\d{0,14}$/)),
        fc.option(fc.integer({ min: -40, max: 40 })),
      )
      .map(([sign, whole, rest, power]) =>
        [sign, whole, rest === null ? '' : `.${rest}`, power === null ? '' : `e${power}`].join(''),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(decimal, { minLength: 1, maxLength: 50 }), async (texts) => {
        const shown = await room.value(
          'return args[0].map((text) => BSON.Decimal128.fromString(text).toString());',
          [texts],
        );
        expect(shown).toEqual(texts.map((text) => Decimal128.fromString(text).toString()));
      }),
      { numRuns: 20 },
    );
  });

  it('refuses a decimal number that would lose digits', async () => {
    const error = await room.failure(`BSON.Decimal128.fromString('1'.repeat(35))`);
    expect(error.message).toContain('more than 34 digits');
    expect((await room.failure(`BSON.Decimal128.fromString('12 EUR')`)).message).toBe(
      '12 EUR is not a decimal number',
    );
  });
});

describe('other types', () => {
  it('makes UUIDs that print with their dashes', async () => {
    const text = '3b241101-e2bb-4255-8caf-4136c566a962';
    const shown = await room.value(
      `const id = BSON.UUID(args[0]);
       return [String(id), JSON.stringify(id), id instanceof BSON.Binary, id.toHex(),
               String(BSON.UUID()).length, EJSON.stringify(id)];`,
      [text],
    );
    expect(shown).toEqual([
      text,
      `"${text}"`,
      true,
      text.replaceAll('-', ''),
      36,
      '{"$binary":{"base64":"OyQRAeK7QlWMr0E2xWapYg==","subType":"04"}}',
    ]);
  });

  it('sorts the options of a regular expression and drops unknown ones', async () => {
    expect(await room.text(`return BSON.BSONRegExp('^a', 'xgi');`)).toBe(
      '{"$regularExpression":{"pattern":"^a","options":"ix"}}',
    );
  });

  it('stays itself when the function spoils the globals it was made with', async () => {
    const shown = await room.value(
      `for (const type of [String, Number, Array, RegExp, Map, Uint8Array, BigInt]) {
         for (const name of Object.getOwnPropertyNames(type.prototype)) {
           if (name === 'constructor') continue;
           try { type.prototype[name] = () => 'spoiled'; } catch {}
         }
       }
       Object.prototype.get = () => 'spoiled';
       Math.floor = () => 0;
       const id = BSON.ObjectId(args[0]);
       const out = { id: id.id, hex: BSON.Binary.fromText('ab').toHex(),
                     low: BSON.Long(7).low, text: BSON.Decimal128.fromString('1.50').text };
       delete Object.prototype.get;
       return out;`,
      [ID],
    );
    expect(shown).toEqual({ id: ID, hex: '6162', low: 7, text: '1.50' });
  });
});
