import { Decimal128, Double, EJSON, Int32, Long, ObjectId } from 'bson';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { compareValues, keyOf } from '../../../../main/apps/documents/values/compare.ts';
import { parseEjson, toEjson } from '../../../../main/apps/documents/values/ejson.ts';
import { asNumber, calculate } from '../../../../main/apps/documents/values/numbers.ts';
import type { Num, Value } from '../../../../main/apps/documents/values/values.ts';
import { openRoom } from '../room.ts';
import { runs } from '../../../helpers/runs.ts';

const shared = openRoom();
afterAll(() => shared[Symbol.asyncDispose]());

const number: fc.Arbitrary<Num> = fc.oneof(
  fc.integer().map((n) => new Int32(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.double().map((n) => new Double(n)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -40, max: 40 }))
    .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', '_bsontype', 'toString', '$a', 'a.b', ''),
);
const scalar = fc.oneof(
  number,
  text,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
);
/** EJSON text of a value, built without the code under test. */
const valueText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar.map((value) => EJSON.stringify(value, { relaxed: false })),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(
        fc.tuple(
          text.filter((key) => !key.startsWith('$')),
          tie('value'),
        ),
        {
          selector: ([key]) => key,
          maxLength: 4,
        },
      )
      .map((fields) => `{${fields.map(([k, v]) => `${JSON.stringify(k)}:${v}`).join(',')}}`),
  ),
})).value;
const value: fc.Arbitrary<Value> = valueText.map((source) => parseEjson(source));

it('reads and writes any document without a change', () => {
  fc.assert(
    fc.property(value, (given) => {
      const once = toEjson(given);
      expect(toEjson(parseEjson(once))).toBe(once);
    }),
  );
});

it('writes the same canonical text as the official library', () => {
  fc.assert(
    fc.property(scalar, (given) => {
      const official = EJSON.stringify(given, { relaxed: false });
      expect(toEjson(parseEjson(official))).toBe(official);
    }),
  );
});

it('orders all values without contradiction, and has one key for equal ones', () => {
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
      expect(keyOf(a) === keyOf(b)).toBe(compareValues(a, b) === 0);
      const [low, middle, high] = [a, b, c].toSorted(compareValues);
      expect(compareValues(low, middle)).toBeLessThanOrEqual(0);
      expect(compareValues(middle, high)).toBeLessThanOrEqual(0);
      expect(compareValues(low, high)).toBeLessThanOrEqual(0);
    }),
    { numRuns: runs(500) },
  );
});

it('orders numbers of all types exactly', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const order = compareValues(a, b);
      expect(keyOf(a) === keyOf(b)).toBe(order === 0);
      // Rounding to doubles may make numbers equal; it never turns their order around.
      const [x, y] = [asNumber(a), asNumber(b)];
      expect(x < y && order !== -1).toBe(false);
      expect(x > y && order !== 1).toBe(false);
    }),
    { numRuns: runs(1000) },
  );
});

it('adds whole numbers exactly, in the type that holds the sum', () => {
  const whole = fc.bigInt({ min: -(2n ** 61n), max: 2n ** 61n });
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      const sum = calculate('add', Long.fromBigInt(a), Long.fromBigInt(b));
      expect(sum).toBeInstanceOf(Long);
      expect(sum.toString()).toBe(String(a + b));
    }),
  );
});

it('never holds two documents with one _id', async () => {
  const ids = fc.array(fc.oneof(number, fc.constantFrom('a', 'b')), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(ids, async (list) => {
      const collection = shared.fresh();
      const documents = list.map((id) => ({ _id: id }));
      const options = { ordered: false };
      await shared.ask('insertMany', { collection, documents, options }).catch(() => undefined);
      const count = await shared.ask('count', { collection });
      expect(count).toBe(new Set(list.map((id) => keyOf(id))).size);
    }),
    { numRuns: 40 },
  );
});

it('finds by comparison what plain JavaScript finds', async () => {
  const documents = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 12 });
  const name = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte');
  const test = (op: string, x: number, y: number): boolean =>
    ({ $eq: x === y, $ne: x !== y, $gt: x > y, $gte: x >= y, $lt: x < y, $lte: x <= y })[op] ??
    false;
  await fc.assert(
    fc.asyncProperty(documents, name, fc.integer({ min: -5, max: 5 }), async (list, op, limit) => {
      const collection = shared.fresh();
      await shared.put(
        list.map((n, i) => ({ _id: i, n })),
        collection,
      );
      const query = { n: { [op]: limit } };
      const sort = { n: 1, _id: -1 };
      const found = await shared.ask('find', { collection, query, sort });
      const expected = list
        .map((n, id) => ({ id, n }))
        .filter(({ n }) => test(op, n, limit))
        .toSorted((a, b) => a.n - b.n || b.id - a.id)
        .map(({ id, n }) => ({ _id: id, n }));
      expect(found).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it('reads what an update has set', async () => {
  const path = fc.constantFrom('a', 'a.b', 'c.d.e', 'l.0', 'l.2.x');
  await fc.assert(
    fc.asyncProperty(path, scalar, async (where, what) => {
      const collection = shared.fresh();
      await shared.put([{ _id: 1, l: [] }], collection);
      const update = { $set: { [where]: what } };
      await shared.ask('updateOne', { collection, query: {}, update });
      const query = { [where]: { $eq: what } };
      expect(await shared.ask('count', { collection, query })).toBe(1);
    }),
    { numRuns: 60 },
  );
});

it('reads plain whole numbers of 64 bits exactly, and larger ones as doubles', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (whole) => {
      const plain = toEjson(parseEjson(`[${whole}]`));
      const typed = toEjson(parseEjson(`[{"$numberLong":"${whole}"}]`));
      const isSmall = BigInt.asIntN(32, whole) === whole;
      expect(plain).toBe(isSmall ? typed.replace('Long', 'Int') : typed);
    }),
  );
  expect(toEjson(parseEjson('[18446744073709551616,"1234567890123456789"]'))).toBe(
    '[{"$numberDouble":"18446744073709551616.0"},"1234567890123456789"]',
  );
});

it('reads a whole number that is written as a double as a double', () => {
  const text = '{"a":[5.0,-5.00,5e3,5,1.5,0.0],"5.0":"is 5.0"}';
  const five = ['5.0', '-5.0', '5000.0'].map((double) => `{"$numberDouble":"${double}"}`);
  const rest = '{"$numberInt":"5"},{"$numberDouble":"1.5"},{"$numberDouble":"0.0"}';
  expect(toEjson(parseEjson(text))).toBe(`{"a":[${five.join(',')},${rest}],"5.0":"is 5.0"}`);
});
