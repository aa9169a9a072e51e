import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecords, readShape, textOf } from '../../main/warehouse/json/read-records.ts';
import { JsonMistake } from '../../main/lib/json/scan.ts';

/** In the manner of the published suites: what every parser must take, and must refuse. */
const TAKEN = [
  '[]',
  '{}',
  ' [ ] ',
  '[[]   ]',
  '[""]',
  '["\\u0000"]',
  '["\\uD834\\uDd1e"]',
  '["\\ud800"]',
  '[0]',
  '[-0]',
  '[-0.0]',
  '[1E22]',
  '[1e-2]',
  '[123.456e78]',
  '[-1]',
  '[20e1]',
  '[0e+1]',
  '[0.1]',
  '["\\"\\\\\\/\\b\\f\\n\\r\\t"]',
  '["\u2028\u2029\u007f"]',
  '{"a":"b","a":"b"}',
  '{"":0}',
  '{"\\u0066":1}',
  '[null, 1, "1", {}]',
  '"x"',
  'true',
  'null',
  '-1',
  '\t\r\n [1]\n',
  '{"__proto__":1}',
  '["\u{10ffff}"]',
  '["a/*b*/c/*d//e"]',
  '{"a":[]}',
  '[false]',
];
const REFUSED = [
  '',
  ' ',
  '[',
  ']',
  '{',
  '}',
  '[1,]',
  '[,1]',
  '[1,,2]',
  '[1 2]',
  '{"a":1,}',
  '{,"a":1}',
  '{"a"}',
  '{"a":}',
  '{a:1}',
  "{'a':1}",
  '{"a":1 "b":2}',
  '{1:1}',
  '[01]',
  '[-]',
  '[-01]',
  '[1.]',
  '[.1]',
  '[1e]',
  '[1e+]',
  '[+1]',
  '[0x1]',
  '[NaN]',
  '[Infinity]',
  '[-Infinity]',
  '[1_000]',
  '["\\x00"]',
  '["\\u12"]',
  '["\\u00G0"]',
  '["a',
  '["\\"]',
  '["\t"]',
  '["\n"]',
  '["\u0000"]',
  '[tru]',
  '[nulll]',
  '[True]',
  '[1]x',
  '[1]]',
  '{}}',
  '[] []',
  '// c\n[]',
  '[/**/]',
  '\u00a0[]',
  '\u{feff}[]',
  '[1\u000c]',
  '["a"\u000b]',
  '{"a":b}',
  "['a']",
  '["é\\',
  'undefined',
  '[1:2]',
  '{"a",1}',
];

/** Whether a call succeeds; any failure but the expected kind goes on. */
function outcome(call: () => unknown, failure: new (...args: never[]) => Error): boolean {
  try {
    call();
    return true;
  } catch (error) {
    if (error instanceof failure) return false;
    throw error;
  }
}

describe('the reader of JSON', () => {
  it.each(TAKEN)('takes %j', (text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(() => readShape(text)).not.toThrow();
  });
  it.each(REFUSED)('refuses %j', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(() => readShape(text)).toThrow(JsonMistake);
  });

  it('agrees with the parser of the language on any text', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"',
          '\\',
          '1',
          '-',
          '.',
          'e',
          'true',
          'null',
          ' ',
          '\n',
          '"a":',
        ),
        fc.json({ maxDepth: 3 }),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        const text = list.join('');
        const parsed = outcome(() => JSON.parse(text) as unknown, SyntaxError);
        const read = outcome(() => readShape(text), JsonMistake);
        expect(read, text).toBe(parsed);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives each field with the text of its value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (object) => {
        const [record] = readRecords(JSON.stringify(object, null, 1));
        if (record?.kind !== 'object') throw new Error('no object');
        const back = record.fields.map(({ key, source }) => [key, JSON.parse(source) as unknown]);
        const own = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
        expect(new Map(back as [string, unknown][])).toEqual(new Map(Object.entries(own)));
      }),
    );
  });

  it('keeps numbers as they are spelled, nested text as it is, and the last of equal keys', () => {
    const [record] = readRecords('{"a":1.0,"b":1E2,"c":{ "x" : 1.10 },"a":12345678901234567890}');
    expect(record).toMatchObject({
      depth: 2,
      fields: [
        { key: 'a', kind: 'integer', source: '12345678901234567890' },
        { key: 'b', kind: 'float', source: '1E2' },
        { key: 'c', kind: 'json', source: '{ "x" : 1.10 }' },
      ],
    });
    expect(textOf('"a\\ud800b\\u0041"')).toBe('a\u{fffd}bA');
  });

  it('does not care how deep it goes', () => {
    const deep = '['.repeat(300_000) + ']'.repeat(300_000);
    expect(readShape(`{"a":${deep}}`)).toEqual({ root: 'object', records: 1 });
    expect(() => readShape('['.repeat(300_000))).toThrow(JsonMistake);
  });

  it('says where the mistake is', () => {
    expect(() => readShape('{\n  "a": 1,\n}')).toThrow('Unexpected "}" at line 3, column 1');
    expect(() => readShape('[1')).toThrow('The text ends too early at line 1, column 3');
  });
});
