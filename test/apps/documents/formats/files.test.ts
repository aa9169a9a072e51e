import { EJSON } from 'bson';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { DocumentFormat, ImportMode } from '../../../../preload/contract/apps/documents.ts';
import { openRoom } from '../room.ts';

const room = openRoom();
afterAll(() => room[Symbol.asyncDispose]());
const { documents } = room;

const place = () => ({
  appId: 'app1',
  service: 'mongodb-atlas',
  database: 'shop',
  collection: room.fresh(),
});
type Place = ReturnType<typeof place>;
const take = (at: Place, text: string, format: DocumentFormat, mode: ImportMode = 'add') =>
  documents.import(at, { text, format, mode });
const all = async (at: Place): Promise<unknown[]> =>
  (await documents.read(at, { query: '', skip: 0, limit: 200 })).items.map(
    (text) => EJSON.parse(text) as unknown,
  );

describe('a file of documents', () => {
  it.each([
    ['an array', 'json', '[{"_id":1,"a":"x"},{"_id":2}]'],
    ['one document', 'json', ' {"_id":1,"a":"x"} '],
    ['an array with a byte order mark', 'ejson', '\uFEFF[{"_id":{"$numberInt":"1"},"a":"x"}]'],
    ['a document a line', 'ndjson', '{"_id":1,"a":"x"}\n\n{"_id":2}\r\n'],
    ['a document a line, called JSON', 'json', '{"_id":1,"a":"x"}\n{"_id":2}\n'],
    ['a table', 'csv', '_id,a\n1,x\n2,\n'],
    ['a table with semicolons', 'csv', '\uFEFF_id;a\r\n1;x\r\n'],
    ['a table with tabs', 'csv', '_id\ta\n1\tx\n'],
  ] as const)('is read: %s', async (_what, format, text) => {
    const at = place();
    const { inserted } = await take(at, text, format);
    const found = await all(at);
    expect(found[0]).toEqual({ _id: 1, a: 'x' });
    expect(found).toHaveLength(inserted);
    expect(found.slice(1)).toEqual([{ _id: 2 }].slice(0, inserted - 1));
  });

  it.each([
    ['ndjson', '{"a":1}\n{"a":', /^Line 2: not valid EJSON/],
    ['ndjson', '{"a":1}\n7', /^Line 2: it is not a document/],
    ['json', '[{"a":1}, 7]', /^Item 2 is not a document/],
    ['json', '{"a":1', /^Not valid EJSON/],
    ['json', '[{"_id":1},{"_id":1}]', /^Document 2: .*duplicate key/i],
    ['csv', 'a,b\n1,2,3\n', /line 2/],
    ['csv', 'a,a\n1,2\n', /"a" stands twice/],
    ['csv', 'a,\n1,2\n', /column 2 has no usable name/i],
    ['csv', 'a,a.b\n1,2\n', /line 2: "a\.b" and another column/i],
    ['csv', 'a,b\n"1,2\n', /not valid CSV/i],
  ] as const)(
    'that is wrong leaves nothing behind and says where: %s %j',
    async (format, text, words) => {
      const at = place();
      await expect(take(at, text, format)).rejects.toThrow(words);
      expect(await all(at)).toEqual([]);
    },
  );

  it('adds, replaces by _id, or takes the place of all', async () => {
    const at = place();
    await take(at, '[{"_id":1,"a":1},{"_id":2}]', 'json');
    const replaced = await take(at, '[{"_id":1,"a":2},{"_id":3},{"b":1}]', 'json', 'replace');
    expect(replaced).toEqual({ inserted: 2, replaced: 1, removed: 0 });
    expect((await all(at))[0]).toEqual({ _id: 1, a: 2 });
    const cleared = await take(at, '[{"_id":9}]', 'json', 'clear');
    expect(cleared).toEqual({ inserted: 1, replaced: 0, removed: 4 });
    await expect(take(at, '[{"_id":8},{"_id":8}]', 'json', 'clear')).rejects.toThrow(/document 2/i);
    expect(await all(at)).toEqual([{ _id: 9 }]);
  });

  it('that came as a table keeps what its cells mean', async () => {
    const at = place();
    const text = [
      '_id,n,zip,when,yes,none,list,who.name,who.at.city,formula',
      '5f0000000000000000000001,-1.5e3,00123,2026-11-26T09:00:00.000Z,true,null,"[1,""a""]",Ann,Bern,"""=1+1"""',
    ].join('\n');
    await take(at, text, 'csv');
    const { items } = await documents.read(at, { query: '', skip: 0, limit: 1 });
    expect(JSON.parse(items[0] ?? '')).toEqual({
      _id: { $oid: '5f0000000000000000000001' },
      n: { $numberDouble: '-1500.0' },
      zip: '00123',
      when: { $date: { $numberLong: String(Date.UTC(2026, 10, 26, 9)) } },
      yes: true,
      none: null,
      list: [{ $numberInt: '1' }, 'a'],
      who: { name: 'Ann', at: { city: 'Bern' } },
      formula: '=1+1',
    });
  });

  it('is written for people, for machines, or for a spreadsheet that runs nothing of it', async () => {
    const at = place();
    const kept =
      '{"_id":{"$numberInt":"1"},"d":{"$date":{"$numberLong":"0"}},"n":{"$numberDouble":"2.0"},"f":"=cmd()"}';
    await take(at, kept, 'ejson');
    const write = async (format: DocumentFormat) =>
      (await documents.export(at, { query: '', format })).text;
    expect(await write('ejson')).toBe(`[\n${kept}\n]\n`);
    const relaxed = '{"_id":1,"d":{"$date":"1970-01-01T00:00:00.000Z"},"n":2.0,"f":"=cmd()"}';
    expect(await write('json')).toBe(`[\n${relaxed}\n]\n`);
    expect(await write('ndjson')).toBe(`${relaxed}\n`);
    expect(await write('csv')).toBe('_id,d,n,f\r\n1,1970-01-01T00:00:00.000Z,2,"""=cmd()"""\r\n');
  });

  it('holds what the query finds', async () => {
    const at = place();
    await take(at, '[{"_id":1,"a":1},{"_id":2,"a":2}]', 'json');
    expect(await documents.export(at, { query: '{"a":{"$gt":1}}', format: 'ndjson' })).toEqual({
      text: '{"_id":2,"a":2}\n',
      count: 1,
    });
    expect(await documents.export(at, { query: '{"a":9}', format: 'json' })).toEqual({
      text: '[]\n',
      count: 0,
    });
    await expect(documents.export(at, { query: '{"a":', format: 'csv' })).rejects.toThrow(/EJSON/);
  });
});

const scalar = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '1',
    'true',
    '',
    'null',
    '007',
    '-5',
    '{"a":1}',
    '[',
    '"',
    '2026-01-01T00:00:00Z',
  ),
  fc.integer().map((n) => ({ $numberInt: String(n) })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ({ $numberLong: String(n) })),
  fc.double({ noNaN: true }).map((n) => ({ $numberDouble: Object.is(n, -0) ? '-0.0' : String(n) })),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }).map((d) => ({ $date: { $numberLong: String(d.getTime()) } })),
  fc.constant({ $oid: '5f0000000000000000000001' }),
  fc.constant({ $numberDecimal: '1.10' }),
);
const key = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'toString', 'x y', ',', '"', 'ö', '=cmd()'),
  fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !/[.$\0]/.test(text)),
);
const pairs = (value: fc.Arbitrary<string>, min = 0) =>
  fc
    .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength: min, maxLength: 4 })
    .map((fields) => `{${fields.map(([name, of]) => `${JSON.stringify(name)}:${of}`).join(',')}}`);
const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar.map((one) => JSON.stringify(one)),
    fc.array(tie('value'), { maxLength: 3 }).map((list) => `[${list.join(',')}]`),
    pairs(tie('value')),
  ),
})).value;
const fields = pairs(value).filter((text) => !text.includes('"_id":'));

describe('what was exported', () => {
  it('as a table has what lies in one field side by side, whichever document brought it', async () => {
    const [from, to] = [place(), place()];
    await take(from, '[{"_id":0,"b":{"a":1}},{"_id":1,"c":2,"b":{"d":3}}]', 'ejson');
    const { text } = await documents.export(from, { query: '', format: 'csv' });
    expect(text).toBe('_id,b.a,b.d,c\r\n0,1,,\r\n1,,3,2\r\n');
    await take(to, text, 'csv');
    expect((await documents.export(to, { query: '', format: 'csv' })).text).toBe(text);
  });

  it('as a table is told by its commas, whatever signs the names of fields have', async () => {
    const [from, to] = [place(), place()];
    await take(from, '[{"_id":0,"; ":{";":[1],"a\\n;;b":true}}]', 'ejson');
    const { text } = await documents.export(from, { query: '', format: 'csv' });
    await take(to, text, 'csv');
    expect((await documents.export(to, { query: '', format: 'csv' })).text).toBe(text);
  });

  it.each(['ejson', 'json', 'ndjson', 'csv'] as const)(
    'comes back equal from %s, and the same byte for byte where types are kept',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 4 }), async (list) => {
          const [from, to] = [place(), place()];
          const texts = list.map((text, at) =>
            text === '{}' ? `{"_id":${at}}` : `{"_id":${at},${text.slice(1)}`,
          );
          await take(from, `[${texts.join(',')}]`, 'ejson');
          const { text } = await documents.export(from, { query: '', format });
          await take(to, text, format);
          const again = await documents.export(to, { query: '', format });
          expect(again.text).toBe(text);
          const sorted = async (at: Place) =>
            (await documents.read(at, { query: '', skip: 0, limit: 200 })).items;
          const kept = await sorted(from);
          const taken = await sorted(to);
          expect(taken).toHaveLength(kept.length);
          // Only EJSON says of every value what type it has.
          expect(format !== 'ejson' || isDeepStrictEqual(taken, kept)).toBe(true);
        }),
        { numRuns: 60 },
      );
    },
  );
});
