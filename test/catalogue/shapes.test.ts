import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftOf } from '../../main/catalogue/drift/drift.ts';
import { ruleOf } from '../../main/catalogue/drift/rule.ts';
import { ruleOfSchema } from '../../main/catalogue/drift/schema-rule.ts';
import { below, itemOf, stepsOf } from '../../main/catalogue/drift/path.ts';
import { jsonSchemaOf } from '../../main/catalogue/schema/json-schema.ts';
import { fieldsOf } from '../../main/catalogue/schema/fields.ts';
import { readJson } from '../../main/catalogue/shape/json.ts';
import {
  addSample,
  emptyShape,
  mergeShapes,
  type Shape,
} from '../../main/catalogue/shape/shape.ts';
import { fromStored, toStored } from '../../main/catalogue/shape/stored.ts';
import { volatilePaths } from '../../main/catalogue/shape/volatile.ts';
import { runs } from '../helpers/runs.ts';

const NAMES = { title: 'test', id: 'urn:backstitch:test' };

/** Bodies that have something in common, as those of one event have, and keys that mean something else in JavaScript. */
const key = fc.constantFrom(
  'a',
  'b',
  'id',
  'created_at',
  'items',
  '__proto__',
  'constructor',
  'x y',
);
const scalar = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom(
    'paid',
    'open',
    '2026-11-27T10:00:00Z',
    '12.50',
    'https://a.example/b',
    'a@b.example',
  ),
  fc.integer(),
  fc.constantFrom(1_700_000_000, 1.5, 1e300),
  fc.boolean(),
  fc.constant(null),
);
const { body } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('body'), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie('body')), { maxLength: 5 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}));
const bodies = fc.array(
  body.map((value) => JSON.stringify(value)),
  { minLength: 1, maxLength: 30 },
);

const parsed = (text: string): unknown => readJson(text)?.value;
function shapeOf(texts: readonly string[]): Shape {
  const shape = emptyShape();
  texts.forEach((text, at) => addSample(shape, parsed(text), at));
  return shape;
}

/** The same whatever the order in which keys and values came. */
const plain = (shape: Shape): unknown =>
  JSON.parse(JSON.stringify(toStored(shape)), (_, value: unknown) =>
    Array.isArray(value) && value.every((one) => Array.isArray(one))
      ? value.toSorted((a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1))
      : value,
  );

describe('a shape', () => {
  it('is the same in whatever order samples come and parts are merged', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), fc.nat(), (texts, turn, cut) => {
        const at = cut % texts.length;
        const numbered = texts.map((text, since) => ({ text, since }));
        const turned = [
          ...numbered.slice(turn % texts.length),
          ...numbered.slice(0, turn % texts.length),
        ].toReversed();
        const part = (some: typeof numbered): Shape => {
          const shape = emptyShape();
          for (const { text, since } of some) addSample(shape, parsed(text), since);
          return shape;
        };
        const whole = plain(part(numbered));
        expect(plain(part(turned))).toEqual(whole);
        expect(plain(mergeShapes(part(turned.slice(at)), part(turned.slice(0, at))))).toEqual(
          whole,
        );
        expect(plain(fromStored(toStored(part(turned))))).toEqual(whole);
      }),
      { numRuns: runs(300) },
    );
  });

  it('makes a schema, and a baseline, that all its samples fit', () => {
    fc.assert(
      fc.property(bodies, (texts) => {
        const shape = shapeOf(texts);
        const schema = jsonSchemaOf(shape, NAMES);
        const validate = new Ajv2020({
          strict: false,
          validateFormats: false,
          ownProperties: true,
        }).compile(schema);
        const rule = ruleOf(shape);
        const imported = ruleOfSchema(JSON.stringify(schema));
        for (const text of texts) {
          expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
          expect(driftOf(parsed(text), rule)).toEqual([]);
          // What a schema says of numbers beyond 2^53 it says in a word of ours.
          expect(driftOf(parsed(text), imported)).toEqual([]);
        }
      }),
      { numRuns: runs(120) },
    );
  });

  it('does not take digits for what a double makes of them', () => {
    const shape = shapeOf(['{"big":9007199254740993,"one":1.0,"n":1}']);
    expect(jsonSchemaOf(shape, NAMES)['properties']).toEqual({
      big: { type: 'integer', 'x-unsafe-integer': true },
      n: { type: 'integer' },
      one: { type: 'number' },
    });
  });

  it('says what is always there, what is one of few values, and what differs every time', () => {
    const texts = Array.from({ length: 40 }, (_, n) =>
      JSON.stringify({
        id: `evt_${n * 7919}`,
        status: ['paid', 'open', 'void'][n % 3],
        created: 1_790_000_000 + n,
        at: `2026-11-27T10:00:${String(n).padStart(2, '0')}Z`,
        customer_email: `kim${n % 2}@shop.example`,
        api_key: ['one', 'two'][n % 2],
        ...(n % 4 === 0 && { note: null }),
        lines: [{ price: '12.50' }],
      }),
    );
    const found = new Map(fieldsOf(shapeOf(texts)).map((field) => [field.path, field]));
    expect(found.get('status')).toMatchObject({ isEnum: true, required: true, volatile: false });
    expect(found.get('id')).toMatchObject({ isEnum: false, volatile: true, values: [] });
    expect(found.get('created')).toMatchObject({ format: 'unix-seconds' });
    expect(found.get('at')).toMatchObject({ format: 'date-time' });
    expect(found.get('note')).toMatchObject({ share: 0.25, required: false, types: ['null'] });
    expect(found.get('lines[].price')).toMatchObject({ format: 'decimal-string', share: 1 });
    // Neither secrets nor people become examples or schema.
    expect(found.get('api_key')).toMatchObject({ values: [], isEnum: false });
    expect(found.get('customer_email')).toMatchObject({ format: 'email', isEnum: false });
  });

  it('has paths that always differ, and no key of a body makes a pattern of one', () => {
    const texts = Array.from({ length: 20 }, (_, n) =>
      JSON.stringify({
        title: `Order ${n}`,
        '**': `wild ${n}`,
        'a.*': { id: `x${n}` },
        items: [{ lot: `lot ${n}`, unit: 'kg' }],
        // As often a number as a text.
        mixed: n % 2 === 0 ? `text ${n}` : n,
      }),
    );
    expect(volatilePaths(shapeOf(texts))).toEqual(['body.title', 'body.items.*.lot']);
    expect(volatilePaths(shapeOf(texts.slice(0, 9)))).toEqual([]);
  });

  it('takes keys that are data for a map', () => {
    const texts = Array.from({ length: 40 }, (_, n) =>
      JSON.stringify({ prices: { [`sku_${n}`]: { cents: n }, [`sku_${n + 100}`]: { cents: 1 } } }),
    );
    const shape = shapeOf(texts);
    expect(fieldsOf(shape).map(({ path, map }) => [path, map])).toEqual([
      ['prices', true],
      ['prices["*"]', false],
      ['prices["*"].cents', false],
    ]);
    expect(driftOf({ prices: { other: { cents: 3 } } }, ruleOf(shape))).toEqual([]);
  });

  it('stays bounded, whatever comes', () => {
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 9000 }, (_, n) => [`k${n}`, { n }])),
    );
    const deep = `${'['.repeat(3000)}${']'.repeat(3000)}`;
    const shape = shapeOf([wide, wide, deep]);
    expect(JSON.stringify(toStored(shape)).length).toBeLessThan(100_000);
    expect(driftOf(parsed(wide), ruleOf(shape))).toEqual([]);
  });
});

describe('a path', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ minLength: 1 }))), (steps) => {
        const path = steps.reduce(
          (at: string, step) => (step === null ? itemOf(at) : below(at, step)),
          '',
        );
        expect(stepsOf(path)).toEqual(steps);
      }),
      { numRuns: runs(300) },
    );
  });
});
